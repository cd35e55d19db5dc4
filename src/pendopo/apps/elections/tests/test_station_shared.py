"""Booths that wait for the disks at the same moment share one turn; what one does wrong is told to that one alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pendopo.apps.elections.crypto.ballots import tracker
from pendopo.apps.elections.station import casting, place, rules
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed
from pendopo.apps.elections.tests.stations import Bench, ballot, public

BOOTHS = 4


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench(tmp_path)
    yield found
    place.close(found.station)


@pytest.fixture
def station(bench: Bench) -> Station:
    return bench.station


def claimed(station: Station) -> list[str]:
    """A lease of each booth on its card."""
    return [casting.claim(station, booth + 1, public(booth)) for booth in range(BOOTHS)]


def at_once(station: Station, monkeypatch: pytest.MonkeyPatch, jobs: list[Callable[[], str]]) -> list[Future[str]]:
    """Runs the jobs so that all of them wait in line before the first is written."""
    check, go = casting.check, threading.Event()
    checked: list[int] = []

    def check_later(*arguments: Any) -> str:
        found = check(*arguments)
        checked.append(1)
        go.wait(120)
        return found

    monkeypatch.setattr(casting, "check", check_later)
    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = [pool.submit(job) for job in jobs]
        while len(checked) < len(jobs):
            time.sleep(0.01)
        with station.lock:
            go.set()
            while len(station.line) < len(jobs):
                time.sleep(0.01)
    return futures


def storing(station: Station, leases: list[str]) -> list[Callable[[], str]]:
    return [lambda b=booth: casting.store(station, b + 1, leases[b], ballot(b)) for booth in range(BOOTHS)]  # type: ignore[misc]


def test_it_works_with_one_commit_for_all_and_all_of_it_on_both_disks(
    bench: Bench, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    leases = claimed(station)
    passed: list[str] = []
    station.checkpoint = passed.append
    told = at_once(station, monkeypatch, storing(station, leases))
    assert [one.result() for one in told] == [tracker(ballot(booth)) for booth in range(BOOTHS)]
    assert passed.count("store.committed") == passed.count("journal.synced") == 1
    assert not station.leases
    with bench.quick():
        restored = bench.restore("cadangan")
    assert casting.counts(restored).pending == BOOTHS
    place.close(restored)


def test_one_that_is_refused_does_not_take_the_others_with_it(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    leases = claimed(station)
    jobs = storing(station, leases)
    jobs[1] = lambda: casting.store(station, 2, leases[1], ballot(7))  # the ballot of another card
    told = at_once(station, monkeypatch, jobs)
    error = told[1].exception()
    assert isinstance(error, StationRefused) and error.code == "ballot"
    assert [told[booth].result() for booth in (0, 2, 3)] == [tracker(ballot(booth)) for booth in (0, 2, 3)]
    assert casting.state_of(station, public(1)) == "held"


def test_the_same_vote_sent_twice_is_one_vote(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    [lease, *_] = claimed(station)
    passed: list[str] = []
    station.checkpoint = passed.append
    told = at_once(station, monkeypatch, [lambda: casting.store(station, 1, lease, ballot(0))] * 2)
    assert [one.result() for one in told] == [tracker(ballot(0))] * 2
    assert passed.count("store.committed") == 1
    assert station.cards[station.ranks[public(0)]].state == rules.STORED


def test_when_the_disks_fail_all_are_told_and_nothing_is_kept(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    leases = claimed(station)

    def fail(name: str) -> None:
        if name == "store.commit":
            raise StorageFailed()

    station.checkpoint = fail
    told = at_once(station, monkeypatch, storing(station, leases))
    assert {type(one.exception()) for one in told} == {StorageFailed}
    assert casting.counts(station).pending == 0
    station.checkpoint = lambda _name: None
    for booth, lease in enumerate(leases):
        assert casting.store(station, booth + 1, lease, ballot(booth)) == tracker(ballot(booth))
