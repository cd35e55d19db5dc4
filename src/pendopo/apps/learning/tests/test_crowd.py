"""Many at once on a database that is really shared: seats, scans, attempts and numbers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connection, connections

from pendopo.apps.learning.models import Attempt, Certificate, CertificateSeries, Participant, Presence, Training
from pendopo.apps.learning.queries.certificates import signing_posts
from pendopo.apps.learning.services import certificates, enrolment, exams, presence, trainings
from pendopo.apps.learning.testing import SYSTEM, be_there, fill_bank, make_exam, make_training, open_training, seat
from pendopo.apps.personnel.testing import employ, make_employee
from pendopo.kernel.actor import NOWHERE, Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db(transaction=True)
_T = TypeVar("_T")
PEOPLE, SEATS, LANES = 12, 5, 8


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Cast, Training]:
    """Twelve nominated for five seats; on SQLite threads get a copy of the test database in a file."""
    world = cast()
    employ(world)
    people = [make_employee(world.kominfo, number=50 + n, name=f"Orang {n:02d}").pk for n in range(PEOPLE)]
    training = make_training(world.kominfo, quota=SEATS)
    fill_bank(training)
    open_training(training, world.kominfo, quota=PEOPLE)
    enrolment.nominate(SYSTEM, training.invitations.get(), people)
    if connection.vendor == "sqlite":
        name = str(tmp_path / "crowd.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])
        monkeypatch.setitem(connections.settings["default"], "NAME", name)
    return world, training


def crowd(works: list[Callable[[], _T]]) -> list[_T | None]:
    """Runs all in threads that start together; a refusal is None."""
    start = threading.Barrier(LANES)

    def lane(number: int) -> list[_T | None]:
        start.wait()
        found: list[_T | None] = []
        try:
            for work in works[number::LANES]:
                try:
                    found.append(work())
                except Refused:
                    found.append(None)
        finally:
            connections.close_all()
        return found

    with ThreadPoolExecutor(LANES) as pool:
        return [answer for answers in pool.map(lane, range(LANES)) for answer in answers]


def apart(work: Callable[[], _T]) -> _T:
    """Runs in a thread of its own, with a connection to the shared database."""

    def run() -> _T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def own(participant: Participant) -> Actor:
    return Actor(None, participant.person_id, NOWHERE, frozenset(), participant.name)


def test_it_works_no_more_are_in_than_there_are_seats(full: tuple[Cast, Training]) -> None:
    _world, training = full
    rows = apart(lambda: list(training.participants.all()))
    crowd([lambda row=row: enrolment.accept(SYSTEM, row).state for row in rows * 2])
    states = apart(lambda: list(training.participants.values_list("state", flat=True)))
    assert (states.count("diterima"), states.count("cadangan")) == (SEATS, PEOPLE - SEATS)


def test_each_seat_that_falls_free_goes_to_one_who_waits(full: tuple[Cast, Training]) -> None:
    _world, training = full
    rows = apart(lambda: [enrolment.accept(SYSTEM, row) for row in training.participants.all()])
    inside = [row for row in rows if row.state == "diterima"]
    crowd([lambda row=row: enrolment.decline(SYSTEM, row, reason="uji") for row in inside * 2])
    states = apart(lambda: list(training.participants.values_list("state", flat=True)))
    assert (states.count("diterima"), states.count("ditolak")) == (SEATS, SEATS)


def test_one_scan_counts_and_one_attempt_is_open_however_often(full: tuple[Cast, Training]) -> None:
    _world, training = full

    def prepared():
        row = enrolment.accept(SYSTEM, training.participants.first())
        trainings.move(SYSTEM, training, "mulai")
        session = training.sessions.select_related("training__organiser").get()
        return row, session, presence.token_now(SYSTEM, session), make_exam(training)

    row, session, token, exam = apart(prepared)
    found = crowd([lambda: presence.scan(own(row), session, token).outcome] * 24)
    assert (found.count("recorded"), found.count("again")) == (1, 23)
    assert apart(Presence.objects.count) == 1
    begun = crowd([lambda: exams.begin(own(row), exam).pk] * 24)
    assert len(set(begun)) == 1 and apart(Attempt.objects.count) == 1


def test_numbers_have_no_gap_and_no_double(full: tuple[Cast, Training]) -> None:
    world, first = full

    def prepared() -> list[Training]:
        second = make_training(world.kominfo, title="Bimtek kedua", quota=9)
        open_training(second, world.kominfo, quota=9)
        seat(second, [world.sari.pk, world.budi.pk, world.ratna.pk], world.kominfo)
        for row in first.participants.all():
            enrolment.accept(SYSTEM, row)
        for training in (first, second):
            trainings.move(SYSTEM, training, "mulai")
            be_there(training)
            trainings.move(SYSTEM, training, "selesai")
        certificates.set_series(SYSTEM, unit=world.kominfo, year=today().year, pattern="{no}/{tahun}")
        return [first, second]

    both = apart(prepared)
    post = apart(lambda: signing_posts(first).first())
    issue = lambda one: len(certificates.issue(SYSTEM, one, post=post, issued_on=today()))  # noqa: E731
    works = [lambda one=one: issue(one) for one in both for _n in range(6)]
    found = crowd(works)
    assert sorted(n for n in found if n) == [3, SEATS]
    numbers = apart(lambda: sorted(Certificate.objects.values_list("sequence", flat=True)))
    assert numbers == list(range(1, SEATS + 4))
    assert apart(lambda: CertificateSeries.objects.get().last) == SEATS + 3
