from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from pendopo.apps.maturity.models import Assessment, Score, ScoreVersion
from pendopo.apps.maturity.services import answers, submission
from pendopo.apps.maturity.services.scores import Conflict
from pendopo.apps.maturity.testing import answer_all, entry_of, make_assessment
from pendopo.apps.maturity.tests.people import Team, team
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(tmp_path: Any, settings: Any) -> Team:
    settings.MEDIA_ROOT = tmp_path
    return team()


@pytest.fixture
def apart(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call it when the data stands: on SQLite threads then get a copy of the database in a file, as in production."""

    def use_a_file() -> None:
        if connection.vendor == "sqlite":
            name = str(tmp_path / "crowd.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [name])
            monkeypatch.setitem(connections.settings["default"], "NAME", name)

    return use_a_file


def at_once(*acts: Any) -> list[Any]:
    """Runs the acts in threads of their own, all from the same moment; gives results or exceptions."""
    gate = Barrier(len(acts))

    def run(act: Any) -> Any:
        try:
            gate.wait(120)
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_it_works_of_two_savers_one_is_told_and_nothing_is_lost(people: Team, apart: Any) -> None:
    year = make_assessment(people.cast.kominfo, year=2026, instrument="pemdi-8-2026")
    actors = [people.actor("ratna"), people.actor("opi")]
    entries = [entry_of(year, "1") for _actor in actors]

    def saver(at: int) -> Any:
        return lambda: answers.save(actors[at], entries[at], level=1, fact=f"F{at}", analysis="A", version=0)

    apart()
    results = at_once(saver(0), saver(1))
    assert [type(one) for one in results if isinstance(one, Exception)] == [Conflict]
    (told,) = [one for one in results if isinstance(one, Conflict)]
    (kept,) = at_once(lambda: (Score.objects.get().fact, ScoreVersion.objects.count()))
    assert kept == (told.theirs.fact, 1)


def test_answers_to_different_indicators_are_all_in_the_index(people: Team, apart: Any) -> None:
    year = make_assessment(people.cast.kominfo, year=2026, instrument="pemdi-8-2026")
    ratna = people.actor("ratna")
    entries = [entry_of(year, str(no)) for no in range(1, 5)]
    apart()
    results = at_once(
        *(lambda e=e: answers.save(ratna, e, level=1, fact="F", analysis="A", version=0) for e in entries)
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    (results,) = at_once(lambda: Assessment.objects.get(pk=year.pk).results)
    assert results["self"]["levels"] == 4


def test_submitting_twice_at_once_gives_one_submission(people: Team, apart: Any) -> None:
    year = make_assessment(people.cast.kominfo, year=2026, instrument="pemdi-8-2026")
    answer_all(year, 1)
    koordinator = people.actor("koordinator")

    def submitter() -> Any:
        fresh = Assessment.objects.get(pk=year.pk)
        return submission.submit(koordinator, fresh, ba_number="1", ba_date=today(), consent=True)

    apart()
    results = at_once(submitter, submitter)
    assert len([one for one in results if isinstance(one, Refused)]) == 1
    assert at_once(year.submissions.count) == [1]
