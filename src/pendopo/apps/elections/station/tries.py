"""Wrong PINs, passphrases and pairing codes make the next try wait, longer each time. Kept in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

FREE: Final = 3
FIRST_WAIT: Final = 5.0
LONGEST_WAIT: Final = 300.0


class TooSoon(Exception):
    """Ask again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = max(1, round(seconds))


@dataclass
class Tries:
    """Failures by key. One try at a time: two at once would both be tried before the first one counts."""

    clock: Callable[[], float] = time.monotonic
    failures: dict[str, tuple[int, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def attempt(self, key: str, is_right: Callable[[], bool]) -> bool:
        """Whether the guess was right. Raises TooSoon, without trying, while the key has to wait."""
        with self.lock:
            count, since = self.failures.get(key, (0, 0.0))
            left = since + wait_after(count) - self.clock()
            if count and left > 0:
                raise TooSoon(left)
            if is_right():
                self.failures.pop(key, None)
                return True
            self.failures[key] = (count + 1, self.clock())
            return False


def wait_after(failures: int) -> float:
    """Seconds: nothing for the first ones, then 5, 10, 20 ... up to five minutes."""
    if failures < FREE:
        return 0.0
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failures - FREE, 10))
