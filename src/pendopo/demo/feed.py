"""The presses that the twenty units hold in memory, in the order of time, as the clock goes on."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pendopo.demo.days import Press, day_presses
from pendopo.demo.offices import devices
from pendopo.demo.workdays import make_calendar

MEMORY_DAYS = 14
DAY = timedelta(days=1)


def presses_between(
    size: str, since: datetime, until: datetime, *, local: date | None, eve: bool = True
) -> Iterable[Press]:
    """Every press with since <= time < until, duty after duty (a night's last ones overlap the next day).

    Without `eve` the night before the first day is left out altogether.
    """
    first, last = since.date() - DAY if eve else since.date(), until.date() + DAY
    calendar = make_calendar(range(first.year, last.year + 1), local=local)
    day = first
    while day <= last:
        for press in day_presses(size, day, calendar):
            if since <= press.at < until:
                yield press
        day += DAY


class Memory:
    """What one unit remembers: its last presses, and up to which moment the server has acknowledged them."""

    def __init__(self, acknowledged: datetime) -> None:
        self.acknowledged = acknowledged
        self._presses: list[Press] = []

    def fill(self, presses: Iterable[Press]) -> None:
        self._presses = sorted(presses)

    def due(self, now: datetime) -> list[Press]:
        """Presses that have happened and are not acknowledged."""
        return self.between(self.acknowledged, now)

    def between(self, after: datetime, until: datetime) -> list[Press]:
        """Presses with after < time <= until."""
        return self._presses[bisect_right(self._presses, after, key=_at) : bisect_right(self._presses, until, key=_at)]

    def chunk(self, due: list[Press], rows: int) -> list[Press]:
        """The first rows of a backlog; presses of one second are not parted, so that the moment can be the mark."""
        end = min(rows, len(due))
        while end < len(due) and due[end].at == due[end - 1].at:
            end += 1
        return due[:end]

    def forget(self) -> None:
        """Send everything again: what a unit does when the server's stamp is empty."""
        if self._presses:
            self.acknowledged = self._presses[0].at - timedelta(seconds=1)

    @property
    def rows(self) -> int:
        return len(self._presses)


class Feed:
    """Keeps the memories of all units filled while days pass; never looks further back than MEMORY_DAYS."""

    def __init__(
        self, size: str, acknowledged: dict[str, datetime], *, now: datetime, local: date | None = None
    ) -> None:
        self._size, self._local = size, local
        oldest = now - timedelta(days=MEMORY_DAYS)
        marks = {device.sn: max(acknowledged.get(device.sn, now), oldest) for device in devices()}
        self._since = datetime.combine(min(marks.values()).date(), datetime.min.time())
        self.memories = {sn: Memory(mark) for sn, mark in marks.items()}
        self._filled: date | None = None

    def renew(self, now: datetime) -> None:
        """Make today's and tomorrow's presses when a new day has begun."""
        if self._filled == now.date():
            return
        since = max(self._since, datetime.combine(now.date() - MEMORY_DAYS * DAY, datetime.min.time()))
        by_device: dict[int, list[Press]] = {device.index: [] for device in devices()}
        for press in presses_between(
            self._size, since, datetime.combine(now.date() + 2 * DAY, datetime.min.time()), local=self._local
        ):
            by_device[press.device].append(press)
        for device in devices():
            self.memories[device.sn].fill(by_device[device.index])
        self._filled = now.date()
        self._since = max(since, datetime.combine(now.date() - DAY, datetime.min.time()))


def _at(press: Press) -> datetime:
    return press.at
