"""What the demo leaves in its data folder, and only there: which size was built, up to when, and the logins."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

FILE = "demo.json"
DRAFT = "demo.json.part"


@dataclass(frozen=True, slots=True)
class Login:
    """A sign-in of the demo with what it may see, for printing."""

    username: str
    password: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class DemoInfo:
    """The demo of a data folder; `until` is local time, the end of the history that was loaded."""

    size: str
    until: datetime
    employees: int
    punches: int
    seconds: float
    logins: tuple[Login, ...]


def read_notes(folder: Path) -> DemoInfo | None:
    """The notes of a folder, or None where no demo was finished."""
    try:
        raw = json.loads((folder / FILE).read_text("utf-8"))
        return DemoInfo(
            size=raw["size"],
            until=datetime.fromisoformat(raw["until"]),
            employees=raw["employees"],
            punches=raw["punches"],
            seconds=raw["seconds"],
            logins=tuple(Login(**login) for login in raw["logins"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_draft(folder: Path, info: DemoInfo) -> None:
    """Before the commit: notes that do not count yet."""
    raw = asdict(info) | {"until": info.until.isoformat()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DRAFT).write_text(json.dumps(raw, indent=1, ensure_ascii=False), "utf-8")


def finish_notes(folder: Path) -> None:
    """After the commit: the draft counts."""
    if (folder / DRAFT).exists():
        (folder / DRAFT).replace(folder / FILE)
