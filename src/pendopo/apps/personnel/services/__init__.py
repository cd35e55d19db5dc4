"""Writing personnel data: one verb per function."""

from pendopo.apps.personnel.services.careers import (
    Facts,
    Hire,
    PostFacts,
    appoint,
    end,
    hire,
    hire_many,
    place,
    promote,
    settle_due,
)
from pendopo.apps.personnel.services.corrections import correct, note_export, read_nik, reinstate, withdraw

__all__ = [
    "Facts",
    "Hire",
    "PostFacts",
    "appoint",
    "correct",
    "end",
    "hire",
    "hire_many",
    "note_export",
    "place",
    "promote",
    "read_nik",
    "reinstate",
    "settle_due",
    "withdraw",
]
