"""What the web process of a station holds in memory: the open station, its booths, who signed in."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from pendopo.apps.elections.station import casting
from pendopo.apps.elections.station.booths import Booths
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.tries import Tries

log = logging.getLogger("pendopo.tps")
SWEEP_SECONDS: Final = 1.0


@dataclass
class SignedIn:
    name: str
    seen: float  # monotonic seconds: a clock that jumps signs nobody in or out


@dataclass
class Sealing:
    """The box being sealed, in a thread of its own."""

    step: str = ""  # empty, running, done, failed
    began: float = 0.0
    problem: str = ""
    bundle: Path | None = None


@dataclass
class Holder:
    folder: Path
    stick: Path | None
    booths: Booths
    station: Station | None = None
    people: dict[str, SignedIn] = field(default_factory=dict)
    tries: Tries = field(default_factory=Tries)
    sealing: Sealing = field(default_factory=Sealing)
    lock: threading.RLock = field(default_factory=threading.RLock)


told: Any = settings  # the checker knows the settings of the other server
_held: dict[Path, Holder] = {}
_door = threading.Lock()


def current() -> Holder:
    """The holder of this process; there is one folder a process."""
    folder = Path(told.STATION_FOLDER)
    with _door:
        if folder not in _held:
            stick = told.STATION_STICK
            _held[folder] = Holder(folder, Path(stick) if stick else None, Booths(folder))
        return _held[folder]


def forget() -> None:
    """As after a restart."""
    with _door:
        _held.clear()


def keep_swept() -> None:
    """For a thread: lets go, each second, of what silent booths and slow voters hold."""
    while True:
        time.sleep(SWEEP_SECONDS)
        station = current().station
        if station is None:
            continue
        try:
            casting.sweep(station)
        except StationRefused:
            continue  # the next round tries again; the board shows the state of the storage
        except Exception as problem:  # the thread must live
            log.error("sweep failed", extra={"reason": type(problem).__name__})
