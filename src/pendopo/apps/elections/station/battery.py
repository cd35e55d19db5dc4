"""The laptop's battery, where the system tells (Linux)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

SUPPLIES: Final = Path("/sys/class/power_supply")
LOW: Final = 25


@dataclass(frozen=True, slots=True)
class Battery:
    percent: int
    charging: bool

    @property
    def tone(self) -> str:
        if self.charging or self.percent > 2 * LOW:
            return "ok"
        return "watch" if self.percent > LOW else "bad"


def read_battery(supplies: Path = SUPPLIES) -> Battery | None:
    """The emptiest battery of the laptop itself; None where there is none (or nothing can be read)."""
    found = []
    try:
        for place in supplies.iterdir():
            if (place / "type").read_text().strip() == "Battery" and _told(place, "scope") != "Device":
                percent = int(_told(place, "capacity") or -1)
                if 0 <= percent <= 100:
                    found.append(Battery(percent, _told(place, "status") in ("Charging", "Full", "Not charging")))
    except (OSError, ValueError):
        return None
    return min(found, key=lambda battery: battery.percent, default=None)


def _told(place: Path, name: str) -> str:
    path = place / name
    return path.read_text().strip() if path.exists() else ""
