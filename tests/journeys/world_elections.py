"""The village of the rehearsal: DPT, candidates with photos, a staffed station, a trial that was announced; its day is
today. Part of `world`.
"""

from __future__ import annotations

import struct
import zlib
from datetime import date, timedelta
from typing import Any

LOGIN = "panitia"
PIN_ROLES = ("ketua_kpps", "kpps")
CANDIDATES = ("Hj. Maimunah", "Ir. Sutrisno", "Yohanes Lelu Mboro")
HEAD, SECOND, THIRD = "Bapak Ruslan", "Ibu Kartini", "Saudara Joko"
VOTERS = (
    ("Ahmad Fauzi", "L"), ("Badriah Noor", "P"), ("Cut Nyak Meutia", "P"), ("Darmawan Putra", "L"),
    ("Endang Lestari", "P"), ("Fransiskus Tua", "L"), ("Gusti Ayu Rai", "P"), ("Hasanuddin", "L"),
    ("Indah Permata", "P"), ("Jamaluddin", "L"), ("Kasih Wulan", "P"), ("Lambertus Deo", "L"),
)  # fmt: skip
BORN = date(1988, 4, 17)
PASSPHRASE = "ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2"


def people(village: Any) -> None:
    from pendopo.kernel.testing import make_person

    make_person("Panitia Desa Rehearsal", "panitia_pilkades", village, username=LOGIN)


def write(world: Any) -> dict[str, Any]:
    """Everything through the services, eight days ago and yesterday; returns numbers of addresses and the PINs."""
    import time_machine

    from pendopo.apps.elections import testing
    from pendopo.kernel.clock import now, today

    day, at = today(), now()
    with time_machine.travel(at - timedelta(days=8), tick=True):
        village = testing.make_village(world.regency, name="Desa Sandeley")
        people(village)
        election, station, pins = _prepared(village, day)
    with time_machine.travel(at - timedelta(days=1), tick=True):
        voters = _roll_set(election)
        _tried(election, station)
    return {
        "election": election.pk, "station": station.pk, "village": village.name, "pins": pins, "voters": voters,
        "title": election.title, "day": day.isoformat(),
    }  # fmt: skip


def _prepared(village: Any, day: date) -> tuple[Any, Any, dict[str, str]]:
    from pendopo.apps.elections import testing
    from pendopo.apps.elections.models import ElectionState, MemberRole, Voter
    from pendopo.apps.elections.rules.nik import make
    from pendopo.apps.elections.rules.roll import folded
    from pendopo.apps.elections.services import members, roll
    from pendopo.kernel.clock import today

    election = testing.make_election(village, state=ElectionState.REGISTRATION, day=day, decree_date=today())
    station = testing.make_station(election, number=1, place="Balai Desa Sandeley", hamlets=["Mawar"])
    for number, name in enumerate(CANDIDATES, 1):
        made = testing.make_candidate(election, name=name, number=number, photo=False, ballot_name=name)
        made.photo = _photo(number)
        made.save(update_fields=["photo"])
    testing.make_member(election, role=MemberRole.COMMITTEE_HEAD, name="Ibu Sulastri")
    staff = [
        testing.make_member(election, role=role, name=name, station=station)
        for role, name in ((MemberRole.KPPS_HEAD, HEAD), (MemberRole.KPPS, SECOND), (MemberRole.KPPS, THIRD))
    ]
    pins = {slip.member.name: slip.pin for slip in members.issue_pins(testing.SYSTEM, staff)}
    hamlet = election.hamlets.get()
    Voter.objects.bulk_create(
        Voter(
            election=election, nik=make("640106", sex, BORN, 700 + serial), name=name, sex=sex, born_on=BORN,
            search_name=folded(name), hamlet=hamlet, address=f"Jalan Melati {serial}", rt="002",
        )
        for serial, (name, sex) in enumerate(VOTERS, 1)
    )  # fmt: skip
    roll.announce(testing.SYSTEM, election, starts_on=today())
    return election, station, pins


def _roll_set(election: Any) -> list[dict[str, Any]]:
    from pendopo.apps.elections.services import roll, split
    from pendopo.apps.elections.testing import SYSTEM

    proposed = split.proposal(SYSTEM, election).split
    assert proposed is not None
    split.accept(SYSTEM, election, digest=proposed.digest)
    roll.set_roll(SYSTEM, election, decree_number="BA 3/2026")
    election.refresh_from_db()
    return list(election.voters.order_by("number").values("name", "nik", "invitation", "number"))


def _tried(election: Any, station: Any) -> None:
    """A trial of the station by one process: cards, parcel, ballots, archive, announcement."""
    from pendopo.apps.elections.dry_run import Day, ceremony, hold
    from pendopo.apps.elections.models import Kind
    from pendopo.apps.elections.parcel import open_parcel
    from pendopo.apps.elections.services import archives, boxes, keys
    from pendopo.apps.elections.testing import SYSTEM

    held = ceremony()
    keys.receive(SYSTEM, election, kind=Kind.TRIAL, raw=held.public(Kind.TRIAL))
    deck = boxes.make(SYSTEM, station, kind=Kind.TRIAL)
    raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    bundle = hold(open_parcel(raw, PASSPHRASE), deck.cards, held.keys, Day([0, 1, 2, 3]))
    taken, _job = archives.receive(SYSTEM, election, raw=bundle)
    archives.publish(SYSTEM, archives.check(taken))


def _photo(number: int) -> Any:
    from pendopo.apps.elections.testing import SYSTEM
    from pendopo.kernel import files
    from pendopo.kernel.files.testing import an_upload

    return files.keep(SYSTEM, an_upload(f"calon-{number}.png", portrait(number)), kinds=files.IMAGES)


def portrait(number: int, *, width: int = 180, height: int = 240) -> bytes:
    """A head and shoulders before a wall, each number in its own colours: an image that a browser can draw."""
    wall, coat = [((150, 190, 220), (40, 60, 110)), ((220, 190, 150), (110, 50, 30)), ((170, 210, 170), (30, 90, 60))][
        (number - 1) % 3
    ]
    rows = []
    for y in range(height):
        row = bytearray(b"\0")
        for x in range(width):
            is_head = ((x - width / 2) / 38) ** 2 + ((y - 95) / 48) ** 2 < 1
            is_coat = ((x - width / 2) / 80) ** 2 + ((y - height) / 95) ** 2 < 1
            row += bytes((190, 140, 105) if is_head else coat if is_coat else wall)
        rows.append(bytes(row))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
