"""A small station for tests, without the tenth of a second for which each passphrase is stretched."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from unittest import mock

import pytest

from pendopo.apps.elections.parcel import Parcel
from pendopo.apps.elections.station import casting, phases, place
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.testing import PASSPHRASE, TWO, ballot_of, make_parcel, public_of


@cache
def parcel_and_deck() -> tuple[Parcel, list[str]]:
    parcel, deck, _secrets = make_parcel(voters=6, candidates=2)
    return parcel, deck


def ballot(card: int, choice: int = 0) -> bytes:
    """The same bytes for the same arguments."""
    return _ballot(card, choice)


@cache
def _ballot(card: int, choice: int) -> bytes:
    parcel, deck = parcel_and_deck()
    return ballot_of(parcel, deck[card], choice)


@cache
def public(card: int) -> str:
    parcel, deck = parcel_and_deck()
    return public_of(parcel, deck[card])


class Bench:
    """`folder/tps` on the laptop, `folder/stik` the stick."""

    def __init__(self, folder: Path, parcel: Parcel | None = None, *, opened: bool = True, stick: bool = True) -> None:
        self.parcel = parcel or parcel_and_deck()[0]
        self.folder, self.stick = folder, folder / "stik"
        self.stick.mkdir(exist_ok=True)
        with self.quick():
            self.station = place.prepare(folder / "tps", b"paket", PASSPHRASE)
        if stick:
            place.attach_journal(self.station, self.stick)
        if opened:
            phases.open_voting(self.station, TWO)

    def quick(self) -> mock._patch[object]:
        return mock.patch.object(place, "open_parcel", lambda _raw, _passphrase: self.parcel)

    def load(self) -> Station:
        place.close(self.station)
        with self.quick():
            self.station = place.load(self.folder / "tps", PASSPHRASE)
        return self.station

    def restore(self, name: str, stick: Path | None = None) -> Station:
        with self.quick():
            return place.restore(self.folder / name, b"paket", PASSPHRASE, stick or self.stick)

    @property
    def journal(self) -> Path:
        return next(self.stick.glob("*.pendopo"))


def vote(station: Station, card: int, choice: int = 0, *, booth: int = 1, confirm: bool = True) -> str:
    """The lease."""
    lease = casting.claim(station, booth, public(card))
    casting.store(station, booth, lease, ballot(card, choice))
    if confirm:
        casting.confirm(station, booth, lease)
    return lease


def refused(code: str) -> pytest.RaisesExc[StationRefused]:
    return pytest.raises(StationRefused, match=f"^{code}:")


def card_of(station: Station, card: int) -> bytes:
    return station.cards[station.ranks[public(card)]].ballot
