"""Which instruments there are: those of the project, and those that a regency puts into DATA/instruments/."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Final

from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.reading import is_layer, read_instrument, read_layer
from pendopo.apps.maturity.rules.shapes import LARGEST, BadFile

HERE: Final = Path(__file__).resolve().parent.parent / "data"
ROOT: Final = Path(__file__).resolve().parents[5]
Stamp = tuple[tuple[str, int, int], ...]


class UnknownInstrument(KeyError):
    """There is no instrument of that name; `near` are names that look like it."""

    def __init__(self, key: str, near: tuple[str, ...], known: tuple[str, ...]) -> None:
        hint = f" Maksudnya {' atau '.join(near)}?" if near else f" Yang ada: {', '.join(known)}."
        self.message = f"Instrumen {key!r} tidak dikenal.{hint}"
        super().__init__(self.message)
        self.near = near

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class LoadProblem:
    """A local file that was left out: which one, where in it, and why."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.message) if part)


@dataclass(frozen=True)
class _Loaded:
    instruments: Mapping[str, Instrument]
    problems: tuple[LoadProblem, ...]


_lock = Lock()
_last: tuple[Path, Stamp, _Loaded] | None = None


def instruments() -> Mapping[str, Instrument]:
    """All by key, oldest first. Read again when a local file was changed, added or taken away."""
    return _loaded().instruments


def problems() -> list[LoadProblem]:
    """The local files that were left out."""
    return list(_loaded().problems)


def get(key: str) -> Instrument:
    """Raises UnknownInstrument."""
    known = instruments()
    if key in known:
        return known[key]
    shown = str(key)[:60]
    raise UnknownInstrument(shown, tuple(difflib.get_close_matches(shown, known, 2)), tuple(known))


def for_year(year: int) -> Instrument | None:
    """The instrument in force in a year: the newest of those that hold; of two of one age the project's own."""
    held = [one for one in instruments().values() if one.holds_in(year)]
    return max(held, key=lambda one: (one.first_year, one.builtin), default=None)


def local_folder() -> Path:
    """DATA/instruments; DATA as in the settings, which are not needed here."""
    return Path(os.environ.get("PENDOPO_DATA") or ROOT / "data") / "instruments"


def _loaded() -> _Loaded:
    global _last
    folder = local_folder()
    stamp = _stamp(folder)
    found = _last
    if found is not None and found[:2] == (folder, stamp):
        return found[2]
    with _lock:
        loaded = load(sorted(folder / name for name, _size, _changed in stamp))
        _last = (folder, stamp, loaded)
    return loaded


def _stamp(folder: Path) -> Stamp:
    try:
        with os.scandir(folder) as found:
            files = [(one.name, one.stat()) for one in found if one.name.endswith(".json") and one.is_file()]
    except OSError:
        return ()
    return tuple(sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in files))


@lru_cache(maxsize=1)
def builtin() -> Mapping[str, Instrument]:
    """The project's own files; a mistake in them is a mistake of the project and raises BadFile."""
    files = sorted(HERE.glob("*.json"))
    loaded = load((), base={}, own=files)
    if loaded.problems:
        raise BadFile(str(loaded.problems[0].file), str(loaded.problems[0]))
    return loaded.instruments


def load(files: Iterable[Path], *, base: Mapping[str, Instrument] | None = None, own: Iterable[Path] = ()) -> _Loaded:
    """The instruments of `base` (the built-in ones) with those of `files`; layers come after the instruments."""
    known = dict(builtin() if base is None else base)
    layers: list[tuple[Path, bytes]] = []
    wrong: list[LoadProblem] = []
    for is_own, path in [(True, path) for path in own] + [(False, path) for path in files]:
        try:
            content = read(path)
            if is_layer(content):
                layers.append((path, content))
                continue
            found = read_instrument(content, file=path.name, builtin=is_own)
            if found.key in known:
                other = known[found.key].file
                raise BadFile("instrument", f"Kunci {found.key} sudah dipakai oleh {other}; beri kunci lain.")
            known[found.key] = found
        except BadFile as error:
            wrong.append(LoadProblem(path.name, error.place, error.message))
    for path, content in layers:
        try:
            key, layer = read_layer(content, known, file=path.name)
            if any(layer.key == other.key for other in known[key].layers):
                raise BadFile("layer", f"Lapisan {layer.key} sudah ada pada {key}.")
            known[key] = replace(known[key], layers=(*known[key].layers, layer))
        except BadFile as error:
            wrong.append(LoadProblem(path.name, error.place, error.message))
    order = sorted(known.values(), key=lambda one: (one.first_year, not one.builtin, one.key))
    return _Loaded(MappingProxyType({one.key: one for one in order}), tuple(wrong))


def read(path: Path) -> bytes:
    """Raises BadFile."""
    try:
        with path.open("rb") as source:
            return source.read(LARGEST + 1)
    except OSError as error:
        raise BadFile("", f"Tidak dapat dibaca: {error.strerror or error}.") from error
