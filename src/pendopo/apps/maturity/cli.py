"""`./pendopo maturity`: scoring, the list of instruments and the check of an instrument file. Needs no database."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

import typer

from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.loading import UnknownInstrument
from pendopo.apps.maturity.rules.reading import is_layer, read_instrument, read_layer
from pendopo.apps.maturity.rules.scoring import BadLevels, Missing, half_up, score
from pendopo.apps.maturity.rules.shapes import BadFile, Doubled, kind_of, pairs

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
LONGEST: Final = 1 << 20
UNREADABLE: Final = 2
BROKEN_PIPE: Final = 141
NOT_VERIFIED: Final = "Instrumen ini belum dicocokkan dengan naskah resmi."


class WhenMissing(StrEnum):
    REFUSE = "refuse"
    ZERO = "zero"


class BadLine(ValueError):
    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


@app.callback()
def maturity() -> None:
    """SPBE and Pemdi evaluation: exact index, instruments."""


@app.command("score")
def score_file(
    file: Annotated[str, typer.Argument(help="JSON lines; - reads from standard input.")],
    missing: Annotated[
        WhenMissing, typer.Option(help="An indicator without a level: refuse the line, or count 0 (simulation).")
    ] = WhenMissing.REFUSE,
) -> None:
    """Score JSON lines: {"instrument": "spbe-59-2020", "year": 2024, "levels": {"1": 3, ...}}, "id" is echoed.

    Each line gives a JSON line with aspects, domains, index, index_exact and predicate, or with error and place.
    Exit status: 0 all lines scored, 1 some not (the rest is), 2 the file cannot be read.
    """
    try:
        with open_input(file) as source:
            bad = score_lines(source, sys.stdout.buffer, missing.value)
    except BrokenPipeError as error:
        # The reader has seen enough; what is still in the buffer must not complain when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BROKEN_PIPE) from error
    except OSError as error:
        print(f"{file}: {error.strerror or error}", file=sys.stderr)
        raise typer.Exit(UNREADABLE) from error
    raise typer.Exit(1 if bad else 0)


def open_input(file: str) -> BinaryIO:
    return open(sys.stdin.fileno(), "rb", closefd=False) if file == "-" else Path(file).open("rb")


def score_lines(source: BinaryIO, target: BinaryIO, missing: Missing = "refuse") -> int:
    """Answers line by line; returns how many lines were bad. Blank lines are passed over."""
    known: dict[str, Instrument] = {}
    bad = 0
    for number, line in lines(source):
        answer: dict[str, Any] = {"line": number}
        try:
            answer_line(answer, line, known, missing)
        except (BadLine, BadLevels) as error:
            bad += 1
            answer |= {"error": error.message, "place": error.place}
        target.write(as_json(answer))
        target.flush()
    return bad


def lines(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Number and content of each line that is not blank; None for one that is too long to be one."""
    for number, line in enumerate(iter(partial(source.readline, LONGEST), b""), 1):
        if len(line) == LONGEST and not line.endswith(b"\n"):
            while rest := source.readline(LONGEST):
                if rest.endswith(b"\n"):
                    break
            yield number, None
        elif stripped := (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip():
            yield number, stripped


def answer_line(answer: dict[str, Any], line: bytes | None, known: dict[str, Instrument], missing: Missing) -> None:
    """Fills the answer as far as it gets. Raises BadLine and BadLevels."""
    row = read_line(line)
    if "id" in row:
        answer["id"] = row["id"]
    if isinstance(row, Doubled):
        raise BadLine(row.key, "Kunci ini tertulis dua kali.")
    instrument = instrument_of(row, known)
    year = year_of(row, instrument)
    levels = levels_of(row)
    result = score(instrument, year, levels, missing=missing)
    answer["instrument"] = instrument.key
    answer["year"] = year
    answer["aspects"] = {str(no): half_up(value) for no, value in result.aspects.items()}
    answer["domains"] = {str(no): half_up(value) for no, value in result.domains.items()}
    answer["index"] = half_up(result.index)
    answer["index_exact"] = str(result.index)
    answer["predicate"] = result.predicate
    answer["verified"] = instrument.verified
    if result.missing:
        answer["missing"] = result.missing
    if notes := notes_on(instrument, year, result.missing):
        answer["notes"] = notes


def notes_on(instrument: Instrument, year: int, missing: tuple[str, ...] = ()) -> list[str]:
    notes = [] if instrument.verified else [NOT_VERIFIED]
    if instrument.last_year is not None and year > instrument.last_year:
        notes.append(f"{instrument.key} berlaku sampai {instrument.last_year}; nilai ini penilaian internal.")
    if missing:
        notes.append(f"{len(missing)} indikator tanpa tingkat dihitung 0; nilai ini simulasi.")
    return notes


DECODER: Final = json.JSONDecoder(object_pairs_hook=pairs, parse_constant=lambda name: _no_constant(name))


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} tidak dikenal JSON")


def read_line(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise BadLine("line", f"Baris lebih panjang dari {LONGEST} bita.")
    try:
        row = DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadLine("line", f"Bukan teks UTF-8 (bita ke-{error.start + 1}).") from error
    except json.JSONDecodeError as error:
        raise BadLine("line", f"Bukan JSON yang benar, kolom {error.colno}: {error.msg}.") from error
    except RecursionError as error:
        raise BadLine("line", "JSON bersarang terlalu dalam.") from error
    except ValueError as error:
        raise BadLine("line", f"Bukan JSON yang benar: {str(error)[:100]}.") from error
    if not isinstance(row, dict):
        raise BadLine("line", f"Harus objek {{...}}, bukan {kind_of(row)}.")
    return row


def instrument_of(row: dict[str, Any], known: dict[str, Instrument]) -> Instrument:
    key = row.get("instrument")
    if not isinstance(key, str):
        raise BadLine("instrument", "Instrumen wajib disebut, misalnya spbe-59-2020.")
    if key not in known:
        try:
            known[key] = loading.get(key)
        except UnknownInstrument as error:
            raise BadLine("instrument", error.message) from error
    return known[key]


def year_of(row: dict[str, Any], instrument: Instrument) -> int:
    year = row.get("year")
    if year is None:
        raise BadLine("year", "Tahun wajib disebut.")
    if type(year) is not int or not 1000 <= year <= 9999:
        shown = kind_of(year) if isinstance(year, dict | list) else json.dumps(year)[:40]
        raise BadLine("year", f"Tahun harus bilangan bulat empat angka, bukan {shown}.")
    if year < instrument.first_year:
        raise BadLine("year", f"{instrument.key} berlaku mulai {instrument.first_year}, bukan {year}.")
    return year


def levels_of(row: dict[str, Any]) -> dict[str, int]:
    levels = row.get("levels")
    if levels is None:
        raise BadLine("levels", 'Tingkat wajib disebut: {"1": 3, ...}.')
    if not isinstance(levels, dict):
        raise BadLine("levels", f'Tingkat harus objek {{"1": 3, ...}}, bukan {kind_of(levels)}.')
    if isinstance(levels, Doubled):
        raise BadLine(f"levels.{levels.key}", f"Indikator {levels.key} tertulis dua kali.")
    return levels


def as_json(answer: dict[str, Any]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair in the id
        return json.dumps(answer).encode() + b"\n"
    except (ValueError, RecursionError):  # an id such as 1e999, or nested as deep as can be read
        return as_json(answer | {"id": None})


@app.command("instruments")
def list_instruments(as_lines: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False) -> None:
    """List the instruments, and the local files that were left out. Exit status 1 when there are such."""
    found, wrong = list(loading.instruments().values()), loading.problems()
    if as_lines:
        listed = [about(one) for one in found]
        told = [{"file": one.file, "place": one.place, "error": one.message} for one in wrong]
        print(json.dumps({"instruments": listed, "problems": told}, ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one.key:<16}{years(one):<12}{shape(one)}  {one.title}")
            for layer in one.layers:
                print(f"{'':<16}{layer.first_year}-{layer.last_year or '':<7}kriteria dan bukti: {layer.title}")
            if not one.verified:
                print(f"{'':<16}{NOT_VERIFIED}")
        for problem in wrong:
            print(f"Tidak dipakai: {problem}", file=sys.stderr)
    raise typer.Exit(1 if wrong else 0)


def about(one: Instrument) -> dict[str, Any]:
    return {
        "instrument": one.key,
        "title": one.title,
        "years": [one.first_year, one.last_year],
        "levels": [one.level_min, one.level_max],
        "domains": len(one.domains) if one.has_domains else 0,
        "aspects": len(one.aspects),
        "indicators": len(one.indicators),
        "entries": one.entry_codes,
        "verified": one.verified,
        "verification": one.verification,
        "quirks": one.quirks,
        "source": one.source,
        "file": one.file,
        "builtin": one.builtin,
        "sha256": one.digest,
        "layers": [
            {"layer": each.key, "title": each.title, "years": [each.first_year, each.last_year], "sha256": each.digest}
            for each in one.layers
        ],
    }


def years(one: Instrument) -> str:
    return f"{one.first_year}-{one.last_year or ''}"


def shape(one: Instrument) -> str:
    domains = f"{len(one.domains)} domain, " if one.has_domains else ""
    entries = f" ({len(one.entry_codes)} isian)" if len(one.entry_codes) != len(one.indicators) else ""
    return f"{domains}{len(one.aspects)} aspek, {len(one.indicators)} indikator{entries}"


@app.command("check")
def check_file(
    file: Annotated[Path, typer.Argument(help="An instrument file, or a file with a text layer for one.")],
) -> None:
    """Check an instrument file. Exit status 1 and the place when it cannot be used."""
    try:
        content = loading.read(file)
        if is_layer(content):
            key, layer = read_layer(content, loading.instruments(), file=file.name)
            print(f"Benar: lapisan {layer.key} untuk {key}, {len(layer.texts)} indikator, mulai {layer.first_year}.")
            return
        found = read_instrument(content, file=file.name)
    except BadFile as error:
        print(": ".join(part for part in (str(file), error.place, error.message) if part), file=sys.stderr)
        raise typer.Exit(1) from error
    used = loading.instruments().get(found.key)
    print(f"Benar: {found.key}, {years(found)}, {shape(found)}; jumlah bobot tepat 100.")
    if not found.verified:
        print(NOT_VERIFIED)
    if used is not None and used.builtin and used.digest != found.digest:
        print(f"Catatan: kunci {found.key} dipakai instrumen bawaan; beri kunci lain sebelum memasangnya.")
