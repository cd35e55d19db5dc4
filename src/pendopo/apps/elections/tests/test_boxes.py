"""From the key ceremony to the announced result of a station."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from pendopo.apps.elections import closing, tasks_boxes
from pendopo.apps.elections.dry_run import Day, ceremony, hold
from pendopo.apps.elections.models import (
    Archive,
    ArchiveState,
    Box,
    Candidate,
    ElectionState,
    KeySet,
    Kind,
    Pilkades,
    Station,
    Voter,
)
from pendopo.apps.elections.parcel import open_parcel
from pendopo.apps.elections.queries import boxes as queries
from pendopo.apps.elections.services import archives, boxes, elections, keys, roll
from pendopo.apps.elections.tests.villages import PASSPHRASE, Village, counted, the_election
from pendopo.kernel import settings_store
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.testing import SYSTEM, Cast, make_person, make_unit
from pendopo.kernel.units.models import UnitKind

pytestmark = pytest.mark.django_db
assert tasks_boxes.JOB == archives.JOB  # the check of an archive is a known task


def test_it_works_a_station_from_its_cards_to_its_announced_result(village: Village) -> None:
    taken, bundle = counted(village, [1, 2, 1])
    assert taken.state == ArchiveState.SOUND, taken.report
    assert (taken.counts, taken.ballots) == ([0, 2, 1], 3)
    Pilkades.objects.update(state=ElectionState.VOTING)
    taken.box.station.election.refresh_from_db()
    archives.publish(SYSTEM, Archive.objects.get(pk=taken.pk))
    assert taken.trackers.count() == 3
    again, job = archives.receive(SYSTEM, village.election, raw=bundle)
    assert (again.pk, job) == (taken.pk, None)
    assert not queries.uncounted(village.election)


def test_no_secret_of_a_card_is_kept(village: Village) -> None:
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    kept = json.dumps([*AuditEntry.objects.values_list("change", flat=True), *Box.objects.values()], default=str)
    assert len(deck.cards) == 5  # four voters and 2.5 per cent, rounded up
    for card in deck.cards:
        assert card not in kept
    assert PASSPHRASE not in kept


def test_what_is_missing_is_said(village: Village) -> None:
    assert len(queries.missing(village.election)) == 2  # cards, a trial
    counted(village, [0], kind=Kind.TRIAL)
    archives.publish(SYSTEM, Archive.objects.get())
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    assert len(queries.missing(village.election)) == 1  # the parcel
    boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    assert not queries.missing(village.election)


def test_cards_need_keys_roll_and_numbers(village: Village) -> None:
    Pilkades.objects.update(roll_set_on=None)
    with pytest.raises(Refused, match="DPT"):
        boxes.make(SYSTEM, Station.objects.get(), kind=Kind.OFFICIAL)
    Pilkades.objects.update(roll_set_on=date(2026, 11, 20))
    Candidate.objects.filter(number=2).update(number=None)
    with pytest.raises(Refused, match="urut"):
        boxes.make(SYSTEM, Station.objects.get(), kind=Kind.OFFICIAL)
    Candidate.objects.filter(number=None).update(number=2)
    keys.drop(SYSTEM, KeySet.objects.get(kind=Kind.OFFICIAL), reason="stik rusak")
    with pytest.raises(Refused, match="kunci"):
        boxes.make(SYSTEM, Station.objects.get(), kind=Kind.OFFICIAL)


def test_a_second_deck_needs_the_first_one_dropped(village: Village) -> None:
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    with pytest.raises(Refused, match="sudah dibuat"):
        boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    with pytest.raises(Refused, match="alasan"):
        boxes.drop(SYSTEM, deck.box, reason=" ")
    boxes.drop(SYSTEM, deck.box, reason="printer rusak")
    assert boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL).box.uuid != deck.box.uuid


def test_keys_in_use_are_not_dropped(village: Village) -> None:
    boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    with pytest.raises(Refused, match="Kartu"):
        keys.drop(SYSTEM, KeySet.objects.get(kind=Kind.OFFICIAL), reason="ulang")


def test_the_keys_of_a_trial_open_no_official_result(village: Village, cast: Cast) -> None:
    """Nor the other way round, nor in another village, nor when the trial's keys were put aside."""
    trial, official = (village.ceremonies[kind] for kind in (Kind.TRIAL, Kind.OFFICIAL))
    for one in KeySet.objects.all():
        keys.drop(SYSTEM, one, reason="ulang")
    other = the_election(make_unit(cast.kominfo, "64.01.01.2002", "Desa Lain", UnitKind.VILLAGE))
    for election in (village.election, other):
        for held, kind in ((trial, Kind.OFFICIAL), (official, Kind.TRIAL)):
            with pytest.raises(Refused, match="dua upacara") as problem:
                keys.receive(SYSTEM, election, kind=kind, raw=held.public(kind))
            assert problem.value.field == "file"
    assert not KeySet.objects.filter(dropped_at=None).exists()
    assert keys.receive(SYSTEM, village.election, kind=Kind.OFFICIAL, raw=ceremony().public()).size == 3


def test_a_stations_key_has_a_fingerprint_and_a_new_parcel_another(village: Village) -> None:
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    [row] = queries.rows(village.election, Kind.OFFICIAL)
    assert row.fingerprint == ""
    seen = set()
    for times in (1, 2):
        raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
        [row] = queries.rows(village.election, Kind.OFFICIAL)
        public = closing.public_key(open_parcel(raw, PASSPHRASE).signing_seed)
        assert row.fingerprint == hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]
        assert row.box is not None and row.box.parcels == times
        seen.add(row.fingerprint)
    assert len(seen) == 2


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"group":"x"}', b"\xff"])
def test_a_file_that_is_no_ceremony_is_refused(village: Village, raw: bytes) -> None:
    with pytest.raises(Refused):
        keys.read(raw)


def test_a_changed_ceremony_is_refused(village: Village) -> None:
    told = json.loads(village.ceremony.public())
    for name, value in (("size", 4), ("threshold", 9), ("names", []), ("trustees", told["trustees"][:-2])):
        with pytest.raises(Refused):
            keys.read(json.dumps({**told, name: value}).encode())


def test_another_stations_signature_is_refused(village: Village) -> None:
    _taken, bundle = counted(village, [1])
    report, notes, archive, uuid = closing.unpack(bundle)
    told = json.loads(report)
    told["report"]["cards_spent"] = 9
    with pytest.raises(Refused, match="Tanda tangan"):
        archives.receive(
            SYSTEM, village.election, raw=closing.pack(json.dumps(told).encode(), notes, archive, uuid)
        )  # fmt: skip


def test_an_older_parcel_is_not_believed(village: Village) -> None:
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    old = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    bundle = hold(open_parcel(old, PASSPHRASE), deck.cards, village.ceremony.keys, Day([1]))
    with pytest.raises(Refused, match="Tanda tangan"):
        archives.receive(SYSTEM, village.election, raw=bundle)


def test_a_parcel_in_use_is_not_made_anew_and_its_cards_stay(village: Village) -> None:
    """A new signing key would make the votes of a station that is open unknown."""
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    Pilkades.objects.update(state=ElectionState.VOTING)
    for act in (
        lambda: boxes.make_parcel(SYSTEM, Box.objects.get(), passphrase=PASSPHRASE),
        lambda: boxes.drop(SYSTEM, Box.objects.get(), reason="salah tekan"),
    ):
        with pytest.raises(Refused, match=r"Tidak ada yang berubah|tidak dikenali"):
            act()
    Pilkades.objects.update(state=ElectionState.READY, day=timezone.now().astimezone(ZoneInfo("Asia/Makassar")).date())
    with pytest.raises(Refused, match="tidak dikenali"):
        boxes.make_parcel(SYSTEM, Box.objects.get(), passphrase=PASSPHRASE)
    bundle = hold(open_parcel(raw, PASSPHRASE), deck.cards, village.ceremony.keys, Day([1]))
    taken, _job = archives.receive(SYSTEM, village.election, raw=bundle)
    assert taken.closing["cards_spent"] == 1


def test_a_final_roll_is_not_opened_again_under_parcels_that_carry_it(village: Village) -> None:
    """Else a voter who moved stands in the old parcel of one station and in the new one of another."""
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    with pytest.raises(Refused, match="TPS 1 memuat DPT"):
        roll.reopen(SYSTEM, village.election, reason="pemilih pindah")
    boxes.drop(SYSTEM, Box.objects.get(), reason="DPT dibuka kembali")
    roll.reopen(SYSTEM, village.election, reason="pemilih pindah")
    assert Pilkades.objects.get().state == ElectionState.REGISTRATION


def bent(bundle: bytes) -> list[bytes]:
    """Bundles that are made to break the reader."""
    torn = bytearray(bundle)
    at = bundle.index(closing.REPORT.encode()) + len(closing.REPORT)
    torn[at : at + 2] = b"\xff\xff"
    _report, notes, archive, uuid = closing.unpack(bundle)
    deep = closing.pack(b"[" * 200_000, notes, archive, uuid)
    bomb = closing.pack(b"{}", b"[]", bytes(closing.LARGEST), uuid)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w", zipfile.ZIP_LZMA) as packed:
        for name in (closing.REPORT, closing.CHRONICLE, f"{uuid}.bel"):
            packed.writestr(name, b"{}")
    return [bytes(torn), deep, bomb, other.getvalue()]


def test_bundles_made_to_break_the_reader_are_refused(village: Village) -> None:
    taken, bundle = counted(village, [1])
    report, _notes, archive, uuid = closing.unpack(bundle)
    for raw in [*bent(bundle), closing.pack(report, b"[" * 200_000, archive, uuid)]:
        with pytest.raises(Refused):
            archives.receive(SYSTEM, village.election, raw=raw)
    assert Archive.objects.get() == taken


def test_an_archive_with_other_cards_is_found_out(village: Village) -> None:
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    bundle = hold(open_parcel(raw, PASSPHRASE), deck.cards, village.ceremony.keys, Day([1, 2]))
    Box.objects.update(credentials=deck.box.credentials.replace(deck.box.credentials[2:66], "0" * 64))
    taken, _job = archives.receive(SYSTEM, village.election, raw=bundle)
    taken.refresh_from_db()
    assert taken.state == ArchiveState.REFUSED
    assert "daftar kartu" in taken.report["problem"]
    with pytest.raises(Refused, match="tidak sah"):
        archives.publish(SYSTEM, taken)


def test_a_changed_archive_is_refused(village: Village) -> None:
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    bundle = hold(open_parcel(raw, PASSPHRASE), deck.cards, village.ceremony.keys, Day([1, 2]))
    report, notes, archive, uuid = closing.unpack(bundle)
    changed = bytearray(archive)
    changed[len(changed) // 2] ^= 1
    taken, _job = archives.receive(
        SYSTEM, village.election, raw=closing.pack(report, notes, bytes(changed), uuid)
    )  # fmt: skip
    taken.refresh_from_db()
    assert taken.state == ArchiveState.REFUSED


def test_official_results_wait_for_the_day(village: Village) -> None:
    taken, _bundle = counted(village, [1])
    with pytest.raises(Refused, match="belum dimulai"):
        archives.publish(SYSTEM, taken)


def test_a_result_is_taken_back_with_a_reason(village: Village) -> None:
    taken, _bundle = counted(village, [0], kind=Kind.TRIAL)
    archives.publish(SYSTEM, taken)
    with pytest.raises(Refused, match="sudah diumumkan"):
        archives.publish(SYSTEM, taken)
    archives.withdraw(SYSTEM, taken, reason="salah kotak")
    assert not taken.trackers.exists()
    with pytest.raises(Refused, match="tidak sedang"):
        archives.withdraw(SYSTEM, taken, reason="lagi")


def test_only_who_keeps_this_villages_keys(village: Village, cast: Cast) -> None:
    for actor in (cast.actor("sari"), cast.actor("bupati"), cast.actor("auditor")):
        with pytest.raises(NotAllowed):
            boxes.make(actor, village.station, kind=Kind.OFFICIAL)
    elsewhere = make_unit(cast.dishub, "64.01.02.2001", "Desa Lain", UnitKind.VILLAGE)
    person = make_person("Panitia Lain", "panitia_pilkades", elsewhere, username="lain")
    assert person.account_id is not None
    with pytest.raises(NotAllowed):
        boxes.make(actor_of(person.account_id), village.station, kind=Kind.OFFICIAL)


def test_a_voter_who_is_struck_makes_the_parcel_old(village: Village) -> None:
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    assert not any("paket baru" in line for line in elections.missing(village.election, "mulai"))
    roll.note_removal(SYSTEM, Voter.objects.filter(election=village.election).latest("pk"), reason="meninggal dunia")
    assert any("paket baru" in line for line in elections.missing(village.election, "mulai"))
    raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    assert len(open_parcel(raw, PASSPHRASE).voters) == 3
    assert not any("paket baru" in line for line in elections.missing(village.election, "mulai"))


def test_the_regency_says_how_slips_are_printed(village: Village) -> None:
    settings_store.set_value(SYSTEM, "elections.printer", "browser", valid_from=date(2026, 1, 1), basis="Uji")
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    made = open_parcel(boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE), PASSPHRASE)
    assert made.setting("printer") == "browser"
    assert made.setting("stick_required") is True
