"""How often one address may ask, held in this process for a minute and then forgotten. No address is kept elsewhere."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Final

from django.http import HttpRequest

from pendopo.kernel.auth.lockout import digest, network

WINDOW: Final = 60  # seconds
MOST_ADDRESSES: Final = 50_000

_lock = threading.Lock()
_window = 0
_asked: Counter[tuple[str, str]] = Counter()


def is_flooding(request: HttpRequest, what: str, *, most: int) -> bool:
    """Counts this request; true when its address has asked more than `most` times in the present minute."""
    global _window
    key = (what, digest(network(request.META.get("REMOTE_ADDR", ""))))
    now = int(time.monotonic() // WINDOW)
    with _lock:
        if now != _window or len(_asked) > MOST_ADDRESSES:
            _asked.clear()
            _window = now
        _asked[key] += 1
        return _asked[key] > most


def forget() -> None:
    with _lock:
        _asked.clear()
