"""Why a backup was not made or not taken back."""

from __future__ import annotations


class Damaged(Exception):
    """The file is not what was written: changed, cut short, or no backup at all."""


class NotPossible(Exception):
    """The place is not empty, or the backup is of another kind of database or a newer version."""
