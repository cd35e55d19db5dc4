"""Ceremonies and closed stations for tests: the real steps, with a quick scrypt."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from unittest import mock

from pendopo.apps.elections import closing as closings
from pendopo.apps.elections.closing import Closing
from pendopo.apps.elections.crypto.ballots import make_ballot
from pendopo.apps.elections.crypto.credentials import new_credential, public_credential, public_list
from pendopo.apps.elections.crypto.election import Question, make_election, new_uuid
from pendopo.apps.elections.crypto.recording import Recording, count
from pendopo.apps.elections.station import ceremony, keyfile
from pendopo.apps.elections.station.ceremony import Ceremony, Holder, Plan

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
SEED = "17" * 32
PUBLIC = closings.public_key(SEED)
ROLES = ("Ketua panitia", "BPD", "Saksi calon 1", "Saksi calon 2", "Perangkat daerah")
NAMES = ("Komang Sudana", "Ni Wayan Sari", "Putu Raka", "Made Arta", "Ketut Lestari")


@contextmanager
def quick() -> Iterator[None]:
    with mock.patch.object(keyfile, "HARD", 2**4):
        yield


def plan(threshold: int = 2, size: int = 3, group: str = "Ed25519", kind: str = "official") -> Plan:
    holders = tuple(Holder(name, role) for name, role in zip(NAMES[:size], ROLES[:size], strict=True))
    return Plan(
        kind, "Pilkades Desa Sukamaju 2026", "Kabupaten Contoh", "Sukamaju", "Balai Desa Sukamaju",
        group, threshold, holders, ("Gede Widiarta", "Luh Ayu Dewi"),
    )  # fmt: skip


def passphrase(index: int) -> str:
    return f"sawah hijau nomor {index} pagi"


@dataclass
class Held:
    ceremony: Ceremony
    public: bytes
    files: list[bytes]


def hold(threshold: int = 2, size: int = 3, group: str = "Ed25519", kind: str = "official") -> Held:
    """A whole ceremony; every holder has a tested file."""
    running = ceremony.begin(plan(threshold, size, group, kind), NOW)
    files = []
    for index in range(1, size + 1):
        ceremony.seal_key(running, index, passphrase(index), passphrase(index))
        _name, raw = ceremony.take(running, index)
        ceremony.try_key(running, index, raw, passphrase(index))
        files.append(raw)
    return Held(running, ceremony.finish(running, NOW), files)


def archive_of(held: Held, votes: Sequence[int], *, cards: int, candidates: int = 3) -> tuple[str, bytes]:
    """A station's archive up to the encrypted tally; choice 0 is the empty vote."""
    group = held.ceremony.checked.group
    answers = tuple(f"{number}. Calon {number}" for number in range(1, candidates + 1))
    election = make_election(
        group,
        held.ceremony.checked.joint_key,
        name="Pilkades Desa Sukamaju 2026",
        description="TPS",
        questions=[Question("Pilih satu calon kepala desa", answers, True)],
        uuid=new_uuid(),
    )
    deck = [new_credential() for _ in range(cards)]
    public = [public_credential(group, card, election.uuid) for card in deck]
    table = group.table(election.key, 10)
    ballots = [
        make_ballot(election, table, card, [[int(place == choice) for place in range(candidates + 1)]])
        for card, choice in zip(deck, votes, strict=False)
    ]
    file = io.BytesIO()
    recording = Recording(file, 1795000000, election, held.ceremony.trustees, public_list(public))
    for raw in ballots:
        recording.ballot(raw)
    recording.end()
    recording.tally(*count(election, ballots))
    return election.uuid, file.getvalue()


def closed(uuid: str, archive: bytes, *, spent: int, cards: int, station: int = 1, kind: str = "official") -> Closing:
    return Closing(
        kind=kind,
        uuid=uuid,
        village_code="51.02.05.2001",
        station=station,
        opened_at="2026-11-22T07:04:00+08:00",
        closed_at="2026-11-22T13:02:00+08:00",
        registered=cards,
        attended=spent,
        extra=0,
        cards=cards,
        cards_spent=spent,
        cards_void=0,
        cards_unused=cards - spent,
        ballots_removed=0,
        slips_doubtful=0,
        copies=0,
        archive_sha256=hashlib.sha256(archive).hexdigest(),
        chronicle_head="0" * 64,
        officers=["I Wayan Suardana", "Ni Made Rai"],
        witnesses=["Putu Raka", "Made Arta"],
        notes="",
    )


def bundle(
    held: Held, votes: Sequence[int], *, station: int = 1, cards: int = 0, **changes: object
) -> tuple[str, bytes]:
    """The uuid and the bundle of a closed station; `changes` go into its closing report."""
    cards = cards or len(votes) + 2
    uuid, archive = archive_of(held, votes, cards=cards)
    report = closed(uuid, archive, spent=len(votes), cards=cards, station=station)
    report = replace(report, **changes)  # type: ignore[arg-type]
    return uuid, closings.pack(closings.sign(report, SEED), b"[]", archive, uuid)
