from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegulationChanged:
    """A document was added, decided, corrected, withdrawn, got another file, or others changed what it is worth."""

    regulation_id: int
