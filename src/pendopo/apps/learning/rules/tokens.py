"""The code on the wall that changes: who scans it was in the room within the last minute."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Literal

Checked = Literal["fresh", "old", "wrong"]
Window = Literal["early", "open", "late"]
GRACE = 2
"""A code is taken in its own time slice and the two after it."""


def slice_of(at: datetime, seconds: int) -> int:
    """The number of the time slice in which a moment lies."""
    return int(at.timestamp()) // seconds


def token(secret: bytes, session_id: int, number: int) -> str:
    """ "<slice>.<signature>", short enough for a QR code that a phone reads from the last row."""
    text = f"{session_id}:{number}".encode()
    signature = hmac.new(secret, text, hashlib.sha256).digest()[:12]
    return f"{number:x}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def check(secret: bytes, session_id: int, given: str, at: datetime, seconds: int) -> Checked:
    """Never raises, whatever stands in the address."""
    head, _, _tail = given.partition(".")
    try:
        number = int(head, 16)
    except ValueError:
        return "wrong"
    if number < 0 or number >= 2**62 or not given.isascii():
        return "wrong"
    if not hmac.compare_digest(token(secret, session_id, number), given):
        return "wrong"
    behind = slice_of(at, seconds) - number
    return "fresh" if 0 <= behind <= GRACE else "old"


def window(now: datetime, starts: datetime, ends: datetime, *, before: int, after: int) -> Window:
    """Whether presence may be taken: from `before` minutes before a session until `after` minutes after it."""
    if now < starts - timedelta(minutes=before):
        return "early"
    return "open" if now <= ends + timedelta(minutes=after) else "late"
