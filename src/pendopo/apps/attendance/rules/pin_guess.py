"""Whose PIN it may be: by NIP, then by the name that the unit holds. Only a suggestion; a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_TITLES = re.compile(r"\b(dr|drg|drs|dra|ir|h|hj|prof|s\w{0,3}|m\w{0,3}|a\.?md\w*)\.", re.IGNORECASE)
FEWEST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the owner; `why` is nip or name, `score` 0 to 100."""

    person_id: int
    name: str
    nip: str
    why: str
    score: int


def suggest(pin: str, unit_name: str, people: Iterable[tuple[int, str, str]], limit: int = 5) -> list[Candidate]:
    """The likeliest owners among (person id, name, NIP), best first; empty when nobody is near."""
    wanted = words_of(unit_name)
    found = []
    for person_id, name, nip in people:
        by_nip = _nip_score(pin, nip)
        by_name = _name_score(wanted, words_of(name))
        if max(by_nip, by_name) >= 40:
            why = "nip" if by_nip >= by_name else "name"
            found.append(Candidate(person_id, name, nip, why, max(by_nip, by_name)))
    return sorted(found, key=lambda c: (-c.score, c.name))[:limit]


def sure(suggestions: Sequence[Candidate]) -> Candidate | None:
    """The one owner that stands out, None when two are alike."""
    if not suggestions or suggestions[0].score < 90:
        return None
    if len(suggestions) > 1 and suggestions[1].score >= suggestions[0].score - 5:
        return None
    return suggestions[0]


def words_of(name: str) -> frozenset[str]:
    """The words of a name without titles and degrees, in small letters."""
    bare = _TITLES.sub(" ", name.split(",")[0])
    return frozenset(word for word in re.split(r"[^a-z0-9]+", bare.lower()) if len(word) > 1)


def read_pairs(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], nips: Mapping[str, int]
) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """PIN to person id from a sheet with the columns PIN and NIP; the list is (row number, code of what is wrong).

    Raises KeyError when a column is missing.
    """
    places = {name.strip().lower(): index for index, name in enumerate(header)}
    at_pin, at_nip = places["pin"], places["nip"]
    pairs: dict[str, int] = {}
    wrong: list[tuple[int, str]] = []
    for number, values in rows:
        pin = values[at_pin].strip() if at_pin < len(values) else ""
        nip = re.sub(r"\s", "", values[at_nip]) if at_nip < len(values) else ""
        if not re.fullmatch(r"[!-~]{1,24}", pin):
            wrong.append((number, "pin"))
        elif nip not in nips:
            wrong.append((number, "nip"))
        elif pairs.get(pin, nips[nip]) != nips[nip]:
            wrong.append((number, "twice"))
        else:
            pairs[pin] = nips[nip]
    return pairs, wrong


def _nip_score(pin: str, nip: str) -> int:
    digits = pin.lstrip("0")
    if not nip or not digits.isdigit():
        return 0
    if pin == nip:
        return 100
    if len(digits) >= FEWEST_DIGITS and (nip.endswith(digits) or nip.startswith(digits)):
        return 80 + min(15, len(digits))
    return 0


def _name_score(wanted: frozenset[str], had: frozenset[str]) -> int:
    if not wanted or not had:
        return 0
    same = len(wanted & had)
    if not same:
        return 0
    return round(96 * same / max(len(wanted), 1)) if wanted <= had else round(80 * same / max(len(wanted), len(had)))
