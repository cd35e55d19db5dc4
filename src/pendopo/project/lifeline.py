"""No process outlives the one that started it."""

from __future__ import annotations

import ctypes
import signal
import sys


def die_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """On Linux: a signal for this process when its parent ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, how)
