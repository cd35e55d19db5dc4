"""What this process holds between two requests: one ceremony, one opening. A restart forgets both."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pendopo.apps.elections import closing as closings
from pendopo.apps.elections.parcel import Parcel
from pendopo.apps.elections.station.ceremony import Desk
from pendopo.apps.elections.station.opening import Opening


@dataclass
class OpeningDesk:
    """The one opening of this process. Its folder holds encrypted archives only and goes when it is cleared."""

    running: Opening | None = None
    opened_at: datetime | None = None
    known: dict[str, str] = field(default_factory=dict)
    lock: Any = field(default_factory=threading.RLock, repr=False)
    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    def learn(self, parcel: Parcel) -> None:
        """The station whose parcel is open on this laptop is known: its bundle can be compared with its key."""
        with self.lock:
            self.known[parcel.uuid] = closings.public_key(parcel.signing_seed)
            if self.running is not None:
                self.running.known = {**self.running.known, **self.known}

    def get(self) -> Opening:
        with self.lock:
            if self.running is None:
                self._folder = tempfile.TemporaryDirectory(prefix="pendopo-buka-")
                self.running = Opening(Path(self._folder.name), dict(self.known))
            return self.running

    def clear(self) -> None:
        with self.lock:
            self.running = self.opened_at = None
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None


CEREMONY: Final = Desk()
OPENING: Final = OpeningDesk()
