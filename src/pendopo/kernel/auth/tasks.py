"""Housekeeping of sign-in."""

from __future__ import annotations

from pendopo.kernel.auth import lockout
from pendopo.kernel.schedule import daily


@daily("signin.forget", at="02:40")
def forget_old_tries() -> None:
    """Remove counts and used codes that no longer matter."""
    lockout.forget_old()
