"""External assessors read what was submitted, not what the regency drafted on the way there."""

from __future__ import annotations

from typing import Any

import pytest

from pendopo.apps.maturity.queries.entry_page import timeline
from pendopo.apps.maturity.services import answers, submission
from pendopo.apps.maturity.testing import SECOND, SYSTEM, answer_all, entry_of, make_assessment, submit
from pendopo.apps.maturity.tests.people import Team, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(tmp_path: Any, settings: Any) -> Team:
    settings.MEDIA_ROOT = tmp_path
    return team()


def _said(actor: Any, entry: Any) -> str:
    return " ".join(f"{step.title} {step.detail}" for step in timeline(actor, entry))


def test_it_works_drafts_stay_with_the_regency(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    first = answers.save(SYSTEM, entry_of(year, "1"), level=1, fact="Rahasia dapur", analysis="A", version=0)
    answers.save(SYSTEM, entry_of(year, "1"), level=1, fact="Fakta resmi", analysis="A", version=first.version)
    answers.send(SYSTEM, entry_of(year, "1"))
    answers.accept(SECOND, entry_of(year, "1"))
    answer_all(year, 1, only={entry.code for entry in year.entries.filter(state="open")})
    submit(year)
    entry = entry_of(year, "1")

    told, own = _said(people.actor("asesor"), entry), _said(people.actor("koordinator"), entry)

    assert "Fakta resmi" in told
    assert "Rahasia dapur" not in told
    assert "Rahasia dapur" in own


def test_after_reopening_what_was_submitted_before_stays_readable(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    answer_all(year, 1)
    submit(year)
    submission.reopen(SYSTEM, year, "Perbaikan")
    answers.give_back(SECOND, entry_of(year, "1"), "Perbaiki")
    seen = entry_of(year, "1").scores.get(stage="self").version
    for fact in ("Coretan", "Fakta kedua"):
        seen = answers.save(SYSTEM, entry_of(year, "1"), level=1, fact=fact, analysis="A", version=seen).version
    answers.send(SYSTEM, entry_of(year, "1"))
    answers.accept(SECOND, entry_of(year, "1"))
    submit(year)

    told = _said(people.actor("asesor"), entry_of(year, "1"))

    assert "Fakta kedua" in told
    assert "Coretan" not in told
    assert told.count("tingkat 1") == 2
