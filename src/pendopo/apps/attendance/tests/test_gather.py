"""Group commit: one store for many, and each fails for itself."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from pendopo.apps.attendance.services.gather import Gatherer


def test_it_works() -> None:
    stored: list[list[int]] = []
    first = threading.Event()
    go_on = threading.Event()

    def store(jobs: list[int]) -> None:
        first.set()
        go_on.wait(120)
        stored.append(jobs)

    gatherer = Gatherer(store)
    with ThreadPoolExecutor(8) as pool:
        leader = pool.submit(gatherer.put, 0)
        first.wait(120)
        others = [pool.submit(gatherer.put, number) for number in range(1, 8)]
        while len(gatherer._waiting) < 7:
            pass
        go_on.set()
        for future in [leader, *others]:
            future.result(120)
    assert stored[0] == [0]
    assert sorted(stored[1]) == [1, 2, 3, 4, 5, 6, 7]
    assert len(stored) == 2


def test_a_bad_job_does_not_take_the_others_with_it() -> None:
    stored: list[int] = []
    hold = threading.Event()

    def store(jobs: list[int]) -> None:
        hold.wait(120)
        if 3 in jobs:
            raise ValueError("3")
        stored.extend(jobs)

    gatherer = Gatherer(store)
    with ThreadPoolExecutor(6) as pool:
        futures = [pool.submit(gatherer.put, number) for number in range(6)]
        hold.set()
        errors = [future.exception(120) for future in futures]
    assert [type(error) for error in errors] == [type(None)] * 3 + [ValueError] + [type(None)] * 2
    assert sorted(stored) == [0, 1, 2, 4, 5]


def test_one_alone_hears_its_error() -> None:
    def store(jobs: list[int]) -> None:
        raise ValueError(str(jobs))

    with pytest.raises(ValueError, match="7"):
        Gatherer(store).put(7)


def test_nobody_is_told_it_is_stored_when_the_writer_is_torn_away() -> None:
    inside, go_on = threading.Event(), threading.Event()

    def store(jobs: list[int]) -> None:
        inside.set()
        go_on.wait(120)
        if len(jobs) > 1:
            raise SystemExit

    gatherer = Gatherer(store)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(gatherer.put, 0)
        inside.wait(120)
        others = [pool.submit(gatherer.put, number) for number in (1, 2)]
        while len(gatherer._waiting) < 2:
            pass
        go_on.set()
        assert first.exception(120) is None
        assert {type(future.exception(120)) for future in others} == {SystemExit, RuntimeError}
    gatherer.put(3)


def test_many_in_turn_are_each_stored_once() -> None:
    stored: list[int] = []
    known: set[int] = set()

    def keep(rows: Sequence[int]) -> None:
        stored.extend(rows)
        known.update(rows)

    gatherer = Gatherer(keep)

    def lane(start: int) -> None:
        for number in range(start, 4_000, 8):
            gatherer.put(number)
            assert number in known

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lane, range(8)))
    assert sorted(stored) == list(range(4_000))
