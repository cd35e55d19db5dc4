"""Objects of elections for the isolation table, see objects.py."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.text import slugify

from pendopo.apps.elections import testing
from pendopo.apps.elections.dry_run import Ceremony, Day, ceremony, hold
from pendopo.apps.elections.models import (
    Archive,
    Box,
    Candidate,
    ChangeKind,
    Discrepancy,
    DiscrepancyState,
    ElectionPaper,
    ElectionState,
    Hamlet,
    Kind,
    MemberRole,
    Objection,
    PhotoImport,
    Pilkades,
    RollChange,
    RollImport,
    Station,
    Voter,
)
from pendopo.apps.elections.parcel import new_passphrase, open_parcel
from pendopo.apps.elections.rules.handcount import Slips
from pendopo.apps.elections.rules.nik import ERROR
from pendopo.apps.elections.services import (
    archives,
    boxes,
    determination,
    handcounts,
    keys,
    members,
    objections,
    risk_audits,
)
from pendopo.apps.elections.testing import SYSTEM
from pendopo.apps.personnel.models import Pegawai
from pendopo.kernel import files
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.files.testing import a_pdf, an_upload
from pendopo.kernel.testing import Cast, make_person
from pendopo.kernel.units.models import Unit

VOTERS = 4
DAYS_AGO = 10
CAST = [1, 1, 2]
"""Places on the ballot, blank first: one candidate leads, so that an audit of slips may begin."""
WAVE = "Gelombang Uji"


def objects(world: Cast, unit: Unit, person: Pegawai, name: str) -> dict[str, dict[str, Any]]:
    """A village below the unit whose election was counted and determined; `name` stands in everything that has words.

    On the own side its committee is the table's `panitia_pilkades`.
    """
    is_own = unit == world.aplikasi
    place = "64.01.06" if is_own else "64.01.05"
    district = testing.make_district(unit, code=place, name=f"Kecamatan {name}", district=place)
    village = testing.make_village(district, name=f"Desa {name}")
    if is_own:
        make_person("Panitia Uji", "panitia_pilkades", village, username="panitia")
    return of_village(village, name)


def of_village(village: Unit, name: str) -> dict[str, dict[str, Any]]:
    election = testing.make_election(village, title=f"Pilkades {name}", wave=WAVE)
    station, hamlet, candidate = _prepared(election, name)
    archive = _counted(election, station)
    return {
        **_of_people(election, station, hamlet, candidate, name),
        **_of_roll(election, name),
        **_of_boxes(archive),
        **_of_outcome(election, archive.box, name),
        **_of_public(election, archive),
    }


def _prepared(election: Pilkades, name: str) -> tuple[Station, Hamlet, Candidate]:
    station = testing.make_station(election, number=1, place=f"Balai {name}", hamlets=[f"Dusun {name}"])
    hamlet = election.hamlets.get()
    found = [
        testing.make_candidate(election, name=f"{said} {name}", number=number)
        for number, said in enumerate(("Ahmad", "Siti"), 1)
    ]
    members.issue_pins(SYSTEM, [testing.make_member(
        election, role=MemberRole.KPPS_HEAD, name=f"Ketua {name}", station=station
    )])  # fmt: skip
    Voter.objects.bulk_create(
        Voter(
            election=election, station=station, hamlet=hamlet, number=number, nik=f"640101010190{number:04}",
            name=f"Pemilih {name} {number}", sex="L", born_on=election.day.replace(year=1990, day=1),
            search_name=f"pemilih {name.lower()} {number}", invitation=f"U-{number:05}",
        )
        for number in range(1, VOTERS + 1)
    )  # fmt: skip
    Pilkades.objects.filter(pk=election.pk).update(
        day=today() - timedelta(DAYS_AGO), roll_set_on=today() - timedelta(DAYS_AGO + 10)
    )
    election.refresh_from_db()
    return station, hamlet, found[0]


def _counted(election: Pilkades, station: Station) -> Archive:
    """The station's official day, announced as long ago as closes the time for objections."""
    testing.set_state(election, ElectionState.ROLL_FINAL)
    held, passphrase = _ceremony(), new_passphrase()
    keys.receive(SYSTEM, election, kind=Kind.OFFICIAL, raw=held.public())
    deck = boxes.make(SYSTEM, Station.objects.select_related("election__unit").get(pk=station.pk), kind=Kind.OFFICIAL)
    parcel = open_parcel(boxes.make_parcel(SYSTEM, deck.box, passphrase=passphrase), passphrase)
    taken, _job = archives.receive(SYSTEM, election, raw=hold(parcel, deck.cards, held.keys, Day(CAST)))
    testing.set_state(election, ElectionState.COUNTED)
    found = Archive.objects.select_related("box__station__election__unit", "file").get(pk=taken.pk)
    archives.publish(SYSTEM, archives.check(found))
    found.refresh_from_db()
    assert found.published_at is not None
    found.published_at -= timedelta(DAYS_AGO - 1)
    found.save(update_fields=["published_at"])
    return found


@cache
def _ceremony() -> Ceremony:
    return ceremony()


def _of_people(
    election: Pilkades, station: Station, hamlet: Hamlet, candidate: Candidate, name: str
) -> dict[str, dict[str, Any]]:
    paper = ElectionPaper.objects.create(
        election=election, title=f"SK {name}", file=files.keep(SYSTEM, an_upload("sk.pdf", a_pdf(text=name)))
    )
    stage = election.stages.first()
    assert stage is not None
    return {
        "pilkades": {"election_id": election.pk},
        "pilkades_move": {"election_id": election.pk, "name": "daftar"},
        "paper": {"paper_id": paper.pk},
        "stage": {"stage_id": stage.pk},
        "station": {"station_id": station.pk},
        "station_kind": {"station_id": station.pk, "kind": "trial"},
        "hamlet": {"hamlet_id": hamlet.pk},
        "member": {"member_id": election.members.get().pk},
        "candidate": {"candidate_id": candidate.pk},
    }


def _of_roll(election: Pilkades, name: str) -> dict[str, dict[str, Any]]:
    voter = election.voters.earliest("number")
    change = RollChange.objects.create(
        election=election, voter=voter, kind=ChangeKind.REMOVE, reason=f"Pindah {name}", asked_by=name
    )
    counts = dict.fromkeys(("new", "changed", "same", "warned", "absent", "hamlets"), 0) | {"rows": 1, "bad": 1}
    finding = {"row": 2, "name": f"Warga {name}", "level": ERROR, "code": "nik", "text": f"NIK {name}"}
    sheet = RollImport.objects.create(
        election=election, file_name=f"{name}.xlsx", counts=counts, findings=[finding], account_name=name
    )
    pictures = PhotoImport.objects.create(
        election=election, file_name=f"{name}.zip", counts={"files": 1, "good": 1, "bad": 0}, content=b"PK",
        account_name=name,
    )  # fmt: skip
    return {
        "voter": {"voter_id": voter.pk},
        "photo_import": {"import_id": pictures.pk},
        "roll_change": {"change_id": change.pk},
        "roll_import": {"import_id": sheet.pk},
    }


def _of_boxes(archive: Archive) -> dict[str, dict[str, Any]]:
    return {
        "keyset": {"keyset_id": archive.box.keyset_id},
        "box": {"box_id": archive.box_id},
        "archive": {"archive_id": archive.pk},
    }


def _of_outcome(election: Pilkades, box: Box, name: str) -> dict[str, dict[str, Any]]:
    box = Box.objects.select_related("station__election__unit").get(pk=box.pk)
    audit = risk_audits.start(SYSTEM, election, risk_limit=Decimal(5), seed=str(election.pk).zfill(20))
    counts = tuple(Archive.objects.get(box=box).counts)
    for account in (1, 2):
        hand = Actor(account, None, election.unit.path, frozenset({"elections.count"}), name=f"{name} {account}")
        handcounts.enter(hand, box, slips=Slips(counts))
    made = determination.determine(
        SYSTEM, election, decree=determination.Decree(f"7/{name}/2026", election.day + timedelta(1))
    )
    testing.set_state(election, ElectionState.COUNTED)
    found = Discrepancy.objects.create(
        box=box, kind="suara", what=f"Beda {name}", state=DiscrepancyState.UNRESOLVED, size=1
    )
    return {
        "discrepancy": {"discrepancy_id": found.pk},
        "risk_audit": {"audit_id": audit.pk},
        "determination": {"determination_id": made.pk},
        "objection": {"objection_id": _objection(election, name).pk},
        "objection_answered": {"objection_id": _objection(election, name, answer=f"Ditolak {name}").pk},
    }


def _of_public(election: Pilkades, archive: Archive) -> dict[str, dict[str, Any]]:
    return {
        "public_election": {"election_id": election.pk},
        "public_photo": {"election_id": election.pk, "number": 1},
        "public_archive": {"uuid": archive.box.uuid},
        "public_wave": {"year": election.day.year, "wave": slugify(election.wave)},
    }


def _objection(election: Pilkades, name: str, *, answer: str = "") -> Objection:
    filing = objections.Filing(
        f"Pengaju {name}", "calon", f"Pokok {name}", f"Uraian {name}", filed_on=election.day + timedelta(1)
    )
    made = objections.file(SYSTEM, election, filing=filing, upload=an_upload("surat.pdf", a_pdf(text=name)))
    if answer:
        objections.answer(SYSTEM, made, accepted=False, text=answer)
    return made


def shared(world: Cast) -> dict[str, dict[str, Any]]:
    """Nothing more: what anybody may see is an election's own, and open from either side."""
    return {}
