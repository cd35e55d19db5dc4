"""A printer that is a folder, for tests and rehearsals: each print becomes N.bin and a readable N.txt.

Never for a real vote: the numbers of the files are the order of the votes.
`keadaan.json` in the folder sets the state: {"paper": "out"}, {"cover": "open"}, {"error": "..."}, {"missing": true};
{"fail_after": 120, "then": {"paper": "out"}} breaks the next print after 120 bytes and leaves `then` as the new state.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

from .devices import COVER_OPEN, MISSING, PAPER_OUT, STUCK, PrintFault, State
from .escpos import readable


class FolderPrinter:
    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()

    def state(self) -> State:
        wish = self._wish()
        if wish.get("missing") or not self.path.is_dir():
            return State(False, error=MISSING)
        paper, cover = str(wish.get("paper", "ok")), str(wish.get("cover", "closed"))
        error = COVER_OPEN if cover == "open" else PAPER_OUT if paper == "out" else str(wish.get("error", ""))
        return State(not error, paper, cover, error)

    def write(self, data: bytes) -> None:
        with self._lock:
            before = self.state()
            if not before.ready:
                raise PrintFault(before.error, 0, before)
            wish = self._wish()
            limit = int(wish.get("fail_after", len(data)))
            try:
                self._print(data[:limit])
            except OSError as problem:
                raise PrintFault(STUCK, 1) from problem
            if "fail_after" in wish:
                (self.path / "keadaan.json").write_text(json.dumps(wish.get("then", {})))
                after = self.state()
                raise PrintFault(after.error or STUCK, limit, after)

    def _print(self, data: bytes) -> None:
        number = len(list(self.path.glob("*.bin"))) + 1
        file = os.open(self.path / f"{number:04}.bin", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            for at in range(0, len(data), 64):
                os.write(file, data[at : at + 64])
        finally:
            os.close(file)
        (self.path / f"{number:04}.txt").write_text(readable(data), encoding="utf-8")

    def _wish(self) -> dict[str, Any]:
        try:
            wish = json.loads((self.path / "keadaan.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return wish if isinstance(wish, dict) else {}
