"""What a phone's camera reads from a QR code on a screen, without the damage that a camera has to repair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from qrcode import QRCode, base, util

Grid = list[list[bool]]
FORMAT_MASK = 0b101010000010010
BYTE_MODE = 0b0100


def read(path: str, border: int = 2) -> str:
    """The text in the dark modules of segno's SVG path ("M2 2.5h7m2 0h1..."), each a line one module high."""
    grid = _grid(path, border)
    version = (len(grid) - 17) // 4
    said = sum(grid[8][column] << 14 - at for at, column in enumerate((0, 1, 2, 3, 4, 5, 7, 8))) ^ FORMAT_MASK
    level, mask = said >> 13 & 3, said >> 10 & 7
    bits = [grid[row][column] ^ util.mask_func(mask)(row, column) for row, column in _places(version, level, mask)]
    words = [int("".join(str(int(bit)) for bit in bits[at : at + 8]), 2) for at in range(0, len(bits) - 7, 8)]
    stream = "".join(f"{word:08b}" for word in _in_order(words, version, level))
    assert int(stream[:4], 2) == BYTE_MODE
    width = 8 if version < 10 else 16
    length, start = int(stream[4 : 4 + width], 2), 4 + width
    return bytes(int(stream[at : at + 8], 2) for at in range(start, start + 8 * length, 8)).decode()


def _grid(path: str, border: int) -> Grid:
    dark: set[tuple[int, int]] = set()
    x = y = 0.0
    for letter, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path):
        if letter == "h":
            dark |= {(int(y), int(x) + step) for step in range(int(first))}
            x += float(first)
        else:
            x, y = (float(first), float(second)) if letter == "M" else (x + float(first), y + float(second))
    size = max(row for row, _column in dark) + 1 - border
    return [[(row + border, column + border) in dark for column in range(size)] for row in range(size)]


def _places(version: int, level: int, mask: int) -> Iterator[tuple[int, int]]:
    """Where the data stands, in the order of the standard: two columns at a time, up and down."""
    blank = QRCode(version=version, error_correction=level)
    size = blank.modules_count = version * 4 + 17
    blank.modules = [[None] * size for _row in range(size)]
    for row, column in ((0, 0), (size - 7, 0), (0, size - 7)):
        blank.setup_position_probe_pattern(row, column)
    blank.setup_position_adjust_pattern()
    blank.setup_timing_pattern()
    blank.setup_type_info(True, mask)
    if version >= 7:
        blank.setup_type_number(True)
    upward = True
    for right in (column if column > 6 else column - 1 for column in range(size - 1, 0, -2)):
        for row in range(size - 1, -1, -1) if upward else range(size):
            yield from ((row, column) for column in (right, right - 1) if blank.modules[row][column] is None)
        upward = not upward


def _in_order(words: list[int], version: int, level: int) -> list[int]:
    """Data words of the blocks one after the other; on the code they stand in turn."""
    sizes = [block.data_count for block in base.rs_blocks(version, level)]
    turns = zip_longest(*([number] * size for number, size in enumerate(sizes)))
    blocks: list[list[int]] = [[] for _size in sizes]
    taken = iter(words)
    for turn in turns:
        for number in turn:
            if number is not None:
                blocks[number].append(next(taken))
    return [word for block in blocks for word in block]
