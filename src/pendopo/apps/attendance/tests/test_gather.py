"""Group commit: one store for many, and each fails for itself."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pendopo.apps.attendance.services.gather import Gatherer


def test_it_works() -> None:
    stored: list[list[int]] = []
    first = threading.Event()
    go_on = threading.Event()

    def store(jobs: list[int]) -> None:
        first.set()
        go_on.wait(5)
        stored.append(jobs)

    gatherer = Gatherer(store)
    with ThreadPoolExecutor(8) as pool:
        leader = pool.submit(gatherer.put, 0)
        first.wait(5)
        others = [pool.submit(gatherer.put, number) for number in range(1, 8)]
        while len(gatherer._waiting) < 7:
            pass
        go_on.set()
        for future in [leader, *others]:
            future.result(5)
    assert stored[0] == [0]
    assert sorted(stored[1]) == [1, 2, 3, 4, 5, 6, 7]
    assert len(stored) == 2


def test_a_bad_job_does_not_take_the_others_with_it() -> None:
    stored: list[int] = []
    hold = threading.Event()

    def store(jobs: list[int]) -> None:
        hold.wait(5)
        if 3 in jobs:
            raise ValueError("3")
        stored.extend(jobs)

    gatherer = Gatherer(store)
    with ThreadPoolExecutor(6) as pool:
        futures = [pool.submit(gatherer.put, number) for number in range(6)]
        hold.set()
        errors = [future.exception(5) for future in futures]
    assert [type(error) for error in errors] == [type(None)] * 3 + [ValueError] + [type(None)] * 2
    assert sorted(stored) == [0, 1, 2, 4, 5]


def test_one_alone_hears_its_error() -> None:
    def store(jobs: list[int]) -> None:
        raise ValueError(str(jobs))

    with pytest.raises(ValueError, match="7"):
        Gatherer(store).put(7)
