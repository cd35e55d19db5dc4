"""What an opening shows and hands on: figures by candidate, of a station and of the village, finished bundles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pendopo.apps.elections import closing as closings
from pendopo.apps.elections.crypto.election import Election
from pendopo.apps.elections.station.opening import Case, Opening, OpeningRefused

NUMBERED: Final = re.compile(r"(\d{1,2})\. (.+)")


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is 0 for the empty vote."""

    number: int
    name: str
    votes: int


def lines(election: Election, figures: list[int]) -> list[Line]:
    """The figures by candidate, the empty vote last."""
    question = election.questions[0]
    votes = figures[1:] if question.blank else figures
    found = []
    for place, (answer, value) in enumerate(zip(question.answers, votes, strict=True), 1):
        match = NUMBERED.fullmatch(answer)
        found.append(Line(int(match[1]), match[2], value) if match else Line(place, answer, value))
    return [*found, Line(0, "Suara kosong", figures[0])] if question.blank else found


def station_lines(case: Case) -> list[Line]:
    """Raises OpeningRefused before the result is there."""
    if not case.result:
        raise OpeningRefused("Hasil belum dibuka.")
    return lines(case.sealed.election, case.result)


def village_lines(opening: Opening) -> list[Line]:
    """The sum over all stations. Raises OpeningRefused before the result is there."""
    if not opening.done:
        raise OpeningRefused("Hasil belum dibuka.")
    cases = opening.ordered
    total = [sum(values) for values in zip(*(case.result for case in cases), strict=True)]
    return lines(cases[0].sealed.election, total)


def result_bundle(case: Case) -> tuple[str, bytes]:
    """The bundle with the finished archive, as it goes to the regency, with its file name."""
    if not case.result:
        raise OpeningRefused("Hasil belum dibuka.")
    name = f"hasil-tps-{re.sub(r'[^0-9A-Za-z.-]', '', case.closing.village_code)}-{case.closing.station:02}.zip"
    return name, closings.pack(case.report, case.chronicle, case.path.read_bytes(), case.uuid)
