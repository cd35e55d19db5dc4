"""Small parcels for tests of the station: known PINs, known cards, known keys. Never for an election."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from pendopo.apps.elections.crypto.ballots import make_ballot
from pendopo.apps.elections.crypto.credentials import new_credential, public_credential, public_list, shuffled
from pendopo.apps.elections.crypto.election import Question, make_election, new_uuid, read_election
from pendopo.apps.elections.crypto.groups import group_named
from pendopo.apps.elections.crypto.trustees import new_single, read_trustees, write_trustees
from pendopo.apps.elections.parcel import Parcel, ParcelCandidate, ParcelOfficer, ParcelVoter, hash_pin

PASSPHRASE: Final = "UJIXX-23456-ABCDE-FGHJK-LMNPQ"  # noqa: S105
PINS: Final = {
    "Sri Wahyuni": "111222",
    "Made Suarta": "333444",
    "Siti Aminah": "555666",
    "Yohanes Bria": "777888",
}
"""Ketua, anggota, anggota, saksi."""
CHAIR, SECOND, THIRD = list(PINS)[:3]
TWO: Final = (CHAIR, SECOND)
SEED: Final = "5a" * 32


def make_parcel(
    voters: int = 20,
    candidates: int = 3,
    blank: bool = False,
    group: str = "Ed25519",
    trial: bool = False,
    *,
    cards: int = 0,
    trustees: int = 2,
    settings: dict[str, object] | None = None,
) -> tuple[Parcel, list[str], list[int]]:
    """The parcel, the deck (secrets of the cards, shuffled), the secrets of the trustees (all needed)."""
    found = group_named(group)
    made = [new_single(found) for _ in range(trustees)]
    raw = write_trustees([public for _, public in made])
    names = [f"Calon {number}" for number in range(1, candidates + 1)]
    election = make_election(
        found,
        read_trustees(raw, found).joint_key,
        name="Pilkades Sukamaju, TPS 1",
        description="Uji" if trial else "Pilkades",
        questions=[Question("Pilih satu calon kepala desa", tuple(names), blank)],
        uuid=new_uuid(),
    )
    deck = shuffled([new_credential() for _ in range(cards or voters + max(2, voters // 20))])
    public = [public_credential(found, card, election.uuid) for card in deck]
    roles = ("ketua", "anggota", "anggota", "saksi")
    officers = [ParcelOfficer(name, role, _pin(name)) for name, role in zip(PINS, roles, strict=True)]
    parcel = Parcel(
        kind="trial" if trial else "official",
        title="Pemilihan Kepala Desa 2026",
        regency="Kabupaten Contoh",
        village_code="3301012001",
        village="Sukamaju",
        district="Karanganyar",
        station=1,
        place="Balai Desa",
        day="2026-11-29",
        zone="Asia/Jakarta",
        opens="07:00",
        closes="13:00",
        election=election.raw.decode(),
        trustees=raw.decode(),
        credentials=public_list(public).decode(),
        signing_seed=SEED,
        blank=blank,
        cards=len(deck),
        candidates=[ParcelCandidate(number, name) for number, name in enumerate(names, 1)],
        voters=[_voter(number) for number in range(1, voters + 1)],
        officers=officers,
    )
    return replace(parcel, settings=dict(settings or {})), deck, [secret for secret, _ in made]


def _voter(number: int) -> ParcelVoter:
    return ParcelVoter(
        number=number,
        nik=f"3301{number:012}",
        name=f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]} {number}",
        sex="LP"[number % 2],
        born="1980-01-01",
        address=f"Dusun {1 + number % 3}",
        invitation=f"U-{number:05}",
        card_uid=f"04A1{number:010X}",
    )


def public_of(parcel: Parcel, card: str) -> str:
    """W of a card."""
    election = read_election(parcel.election.encode())
    return public_credential(election.group, card, election.uuid)


def ballot_of(parcel: Parcel, card: str, choice: int = 0) -> bytes:
    """What the booth's browser makes. `choice`: place in the choices, the empty vote first where it is allowed."""
    election = read_election(parcel.election.encode())
    key = election.group.table(election.key, 200)
    return make_ballot(election, key, card, [_vote(choice, election.questions[0].width)])


def _vote(choice: int, width: int) -> Sequence[int]:
    return [int(place == choice) for place in range(width)]


@cache
def _pin(name: str) -> str:
    return hash_pin(PINS[name])


_FIRST: Final = ("Siti", "Budi", "Wayan", "Maria", "Agus", "Dewi", "Slamet")
_LAST: Final = ("Lestari", "Santoso", "Sutrisno", "Hidayah", "Putra")
