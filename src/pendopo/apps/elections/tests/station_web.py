"""A station's web server in a test: its settings, a prepared station, people at their desks, booths as clients."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.test import Client, override_settings

from pendopo.apps.elections.parcel import Parcel, seal
from pendopo.apps.elections.station import holder as holding
from pendopo.apps.elections.station import place
from pendopo.apps.elections.station.holder import Holder
from pendopo.apps.elections.station.testing import CHAIR, PASSPHRASE, PINS, SECOND, ballot_of, make_parcel, public_of
from pendopo.project import station_settings

TAKEN = [
    "ROOT_URLCONF",
    "MIDDLEWARE",
    "TEMPLATES",
    "MESSAGE_STORAGE",
    "CSRF_COOKIE_SAMESITE",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_FAILURE_VIEW",
    "CONTENT_SECURITY_POLICY",
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "STATICFILES_DIRS",
    "STORAGES",
    "SESSION_COOKIE_SAMESITE",
]
LAN = "192.168.7.20"


@dataclass
class Web:
    """`parcel` and `deck` of the station in `folder`; `stick` is a folder that stands for the stick."""

    folder: Path
    stick: Path
    parcel: Parcel
    deck: list[str]
    booths: dict[int, Client] = field(default_factory=dict)

    @property
    def holder(self) -> Holder:
        return holding.current()

    @property
    def station(self) -> place.Station:
        station = self.holder.station
        assert station is not None
        return station

    def prepare(self) -> None:
        self.holder.station = place.prepare(self.folder, seal(self.parcel, PASSPHRASE), PASSPHRASE)
        place.attach_journal(self.station, self.stick)

    def client(self, address: str = LAN, **more: Any) -> Client:
        return Client(REMOTE_ADDR=address, **{"HTTP_HOST": f"{address}:8443", **more})

    def officer(self, name: str = CHAIR, address: str = LAN, **more: Any) -> Client:
        client = self.client(address, **more)
        answer = client.post("/masuk/", {"name": name, "pin": PINS[name]})
        assert answer.status_code == 302, answer.content.decode()
        return client

    def open(self, client: Client | None = None) -> None:
        """The vote begins, with one booth that is ready."""
        client = client or self.officer()
        self.booth(1)
        answer = client.post("/pembukaan/", two(officers=[CHAIR, SECOND], others_present="Pak Saksi\nBu Saksi"))
        assert answer.status_code == 302, answer.content.decode()

    def booth(self, number: int) -> Client:
        """A paired booth that has told once that its printer is ready."""
        if number not in self.booths:
            client = self.client(f"192.168.7.{100 + number}")
            code = self.holder.booths.offer(number)
            assert say(client, "pasang", code=code).json() == {"booth": number}
            self.booths[number] = client
        self.beat(number)
        return self.booths[number]

    def beat(self, number: int, lease: str = "", **printer: Any) -> Any:
        told = {"ready": True, "paper": "ok", "cover": "closed", "error": "", **printer}
        return say(self.booths[number], "denyut", printer=told, lease=lease).json()

    def public(self, card: int) -> str:
        return public_of(self.parcel, self.deck[card])

    def ballot(self, card: int, choice: int = 0) -> str:
        return ballot_of(self.parcel, self.deck[card], choice).decode()

    def cast(self, number: int, card: int, *, confirm: bool = True) -> str:
        """One vote from the card to the slip; returns the lease."""
        booth = self.booth(number)
        lease = str(say(booth, "kartu", credential=self.public(card)).json()["lease"])
        assert say(booth, "suara", lease=lease, ballot=self.ballot(card)).status_code == 200
        if confirm:
            assert say(booth, "selesai", lease=lease).status_code == 200
        return lease

    def restart(self) -> None:
        """As after a power cut: memory is gone."""
        place.close(self.station)
        holding.forget()
        self.holder.station = None


def say(client: Client, verb: str, **body: Any) -> Any:
    """A POST of the booth page."""
    return client.post(f"/bilik/{verb}", json.dumps(body), content_type="application/json", headers={"X-Bilik": "1"})


def two(**more: Any) -> dict[str, Any]:
    """The second officer in a form of two."""
    return {"second": SECOND, "second_pin": PINS[SECOND], **more}


@contextmanager
def station_web(tmp: Path, make: Callable[..., Any] = make_parcel, **how: Any) -> Iterator[Web]:
    folder, stick = tmp / "tps", tmp / "stik"
    stick.mkdir()
    settings = {name: getattr(station_settings, name) for name in TAKEN}
    parcel, deck, _secrets = make(**how)
    with override_settings(
        **settings,
        STATION_FOLDER=folder,
        STATION_STICK="",
        STATION_PORT=8443,
        STATION_TLS=True,
        SESSION_COOKIE_SECURE=False,
        CSRF_COOKIE_SECURE=False,
    ):
        holding.forget()
        web = Web(folder, stick, parcel, deck)
        try:
            yield web
        finally:
            if web.holder.station is not None:
                place.close(web.holder.station)
            holding.forget()
