"""How much a unit may ask of one web process: token buckets in memory, bounded in number."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

MAX_KEPT = 10_000


class Buckets:
    """One bucket a key: `rate` tokens a second, at most `burst` saved up; the longest unused are forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, *, rate: float, burst: float, now: float | None = None) -> bool:
        """Whether one more request of `key` may pass now."""
        moment = time.monotonic() if now is None else now
        with self._lock:
            tokens, last = self._kept.pop(key, (burst, moment))
            tokens = min(burst, tokens + (moment - last) * rate)
            allowed = tokens >= 1
            self._kept[key] = (tokens - 1 if allowed else tokens, moment)
            if len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        return allowed

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
