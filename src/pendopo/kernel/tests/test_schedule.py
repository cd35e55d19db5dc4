"""The schedule and the ticks: once however many workers, again after a failure, and never twice for one slot."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from pendopo.kernel import ticker
from pendopo.kernel.schedule import run_due
from pendopo.kernel.schedule.models import ScheduledRun
from pendopo.kernel.schedule.registry import ENTRIES, Entry, Scheduled, daily, every
from pendopo.kernel.schedule.runner import claim

NOON = datetime(2026, 11, 12, 4, 0, tzinfo=UTC)  # 12.00 WITA


def entries(function: Scheduled, **more: object) -> dict[str, Entry]:
    return {"uji": Entry("uji", function, **more)}  # type: ignore[arg-type]


@pytest.mark.django_db
def test_it_works() -> None:
    calls: list[int] = []
    known = entries(lambda: calls.append(1), seconds=60)
    assert run_due(NOON, known) == ["uji"]
    assert run_due(NOON + timedelta(seconds=59), known) == []
    assert run_due(NOON + timedelta(seconds=60), known) == ["uji"]
    assert len(calls) == 2


@pytest.mark.django_db
def test_daily_waits_for_its_time_and_catches_up_after_a_night_off() -> None:
    calls: list[int] = []
    known = entries(lambda: calls.append(1), at=time(0, 5), zone="Asia/Makassar")
    assert run_due(NOON, known) == []
    assert run_due(NOON + timedelta(hours=12), known) == []  # 00.00 WITA
    assert run_due(NOON + timedelta(hours=12, minutes=6), known) == ["uji"]
    assert run_due(NOON + timedelta(hours=20), known) == []
    assert run_due(NOON + timedelta(days=3), known) == ["uji"]
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2026, 11, 12, 16, 4, tzinfo=UTC), datetime(2026, 11, 11, 16, 5, tzinfo=UTC)),
        (datetime(2026, 11, 12, 16, 5, tzinfo=UTC), datetime(2026, 11, 12, 16, 5, tzinfo=UTC)),
    ],
)
def test_a_daily_slot_is_in_the_offices_zone(now: datetime, slot: datetime) -> None:
    assert Entry("uji", lambda: None, at=time(0, 5), zone="Asia/Makassar").slot(now) == slot


@pytest.mark.django_db
def test_two_workers_run_it_once() -> None:
    entry = Entry("uji", lambda: None, seconds=60)
    assert claim(entry, NOON) is True
    assert claim(entry, NOON) is False
    ScheduledRun.objects.update(finished_at=NOON)
    later = NOON + timedelta(minutes=1)
    assert [claim(entry, later), claim(entry, later)] == [True, False]


@pytest.mark.django_db
def test_a_slow_run_is_not_started_twice_but_a_dead_one_is() -> None:
    entry = Entry("uji", lambda: None, seconds=60)
    assert claim(entry, NOON)
    assert claim(entry, NOON + timedelta(minutes=2)) is False
    assert claim(entry, NOON + timedelta(minutes=16)) is True


@pytest.mark.django_db
def test_a_failure_is_kept_and_tried_again_three_times_at_most() -> None:
    calls: list[int] = []

    def fail() -> None:
        calls.append(1)
        raise ValueError("rusak")

    known = entries(fail, seconds=86400)
    moment = NOON
    for _try in range(5):
        run_due(moment, known)
        ScheduledRun.objects.update(finished_at=moment, started_at=moment)
        moment += timedelta(minutes=3)
    assert len(calls) == 3
    assert ScheduledRun.objects.get().error == "ValueError: rusak"


def test_registering_takes_the_regencys_zone(settings: object) -> None:
    before = dict(ENTRIES)
    try:
        daily("uji.harian", at="00:05")(lambda: None)
        every("uji.sering", seconds=5)(lambda: None)
        assert ENTRIES["uji.harian"].zone == "Asia/Makassar" and ENTRIES["uji.harian"].at == time(0, 5)
        assert ENTRIES["uji.sering"].seconds == 5
    finally:
        ENTRIES.clear()
        ENTRIES.update(before)


def test_ticks_run_when_due_and_one_fault_stops_no_other() -> None:
    calls: list[str] = []

    def fail() -> None:
        calls.append("rusak")
        raise ValueError

    known = {
        "a": ticker.Tick("a", fail, 0.3),
        "b": ticker.Tick("b", lambda: calls.append("baik"), 0.3),
    }
    assert ticker.run_due(100.0, known) == pytest.approx(100.3)
    assert calls == ["rusak", "baik"]
    ticker.run_due(100.3, known)  # the failed one waits longer
    assert calls == ["rusak", "baik", "baik"]
    for step in range(1, 40):
        ticker.run_due(100.3 + step, known)
    assert known["a"].due - 139.3 <= ticker.SLOWEST_RETRY
