"""Numbers of certificates: a pattern with its places, filled in order."""

from __future__ import annotations

import re
from datetime import date

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PLACE = re.compile(r"\{([^{}]*)\}")
KNOWN = ("no", "bulan", "tahun")
LONGEST = 120


def fault_of(pattern: str) -> str:
    """What is wrong with a pattern: "" (nothing), "long", "unknown", "braces" or "no" (the place of the number)."""
    if len(pattern) > LONGEST:
        return "long"
    names = PLACE.findall(pattern)
    if any(name not in KNOWN for name in names):
        return "unknown"
    if "{" in PLACE.sub("", pattern) or "}" in PLACE.sub("", pattern):
        return "braces"
    return "" if names.count("no") == 1 else "no"


def number(pattern: str, sequence: int, on: date) -> str:
    """ "800.2.4/{no}/BKPSDM/{bulan}/{tahun}" for the seventh in May 2026: 800.2.4/007/BKPSDM/V/2026."""
    filled = {"no": f"{sequence:03d}", "bulan": ROMAN[on.month - 1], "tahun": str(on.year)}
    return PLACE.sub(lambda found: filled[found.group(1)], pattern)
