"""Photos of voters: from a ZIP named by NIK to the parcel of the station, and gone with the election."""

import base64
import io
import json
import struct
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pendopo.apps.elections.models import (
    ElectionState,
    ImportState,
    Kind,
    PhotoImport,
    Pilkades,
    Voter,
    VoterPhoto,
    VoterState,
)
from pendopo.apps.elections.parcel import LARGEST, open_parcel
from pendopo.apps.elections.queries import voter_photos as queries
from pendopo.apps.elections.queries.roll import parcel_voters
from pendopo.apps.elections.rules.photos import MOST_BYTES
from pendopo.apps.elections.services import boxes, elections, photo_zip, roll, voter_photos
from pendopo.apps.elections.tests.villages import PASSPHRASE, Village, the_election
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.files.testing import a_png
from pendopo.kernel.jobs.models import Job, JobState
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.testing import SYSTEM, Cast, make_person, make_unit
from pendopo.kernel.units.models import UnitKind

pytestmark = pytest.mark.django_db


def nik(number: int) -> str:
    return f"640101{number:010}"


def jpeg(mark: bytes = b"", *, width: int = 240, height: int = 320, camera: bytes = b"") -> bytes:
    """A picture as an inspection sees one; `camera`: what it wrote beside it."""
    beside = b"\xff\xe1" + struct.pack(">H", len(camera) + 8) + b"Exif\0\0" + camera if camera else b""
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + mark + b"\xff\xd9"
    return b"\xff\xd8\xff\xdb\x00\x02" + beside + frame + scan


def packed(**photos: bytes) -> bytes:
    """`_1=` is the photo of voter 1, any other name is the name of the file."""
    return zipped({f"{nik(int(name[1:]))}.jpg" if name[1:].isdigit() else name: raw for name, raw in photos.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return out.getvalue()


def check(election: Pilkades, content: bytes, name: str = "foto.zip") -> PhotoImport:
    return voter_photos.check_zip(SYSTEM, election, content, name=name)


def take(election: Pilkades, content: bytes) -> PhotoImport:
    found = check(election, content)
    job = voter_photos.start(SYSTEM, found)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.message
    found.refresh_from_db()
    return found


def stored(election: Pilkades) -> dict[str, bytes]:
    rows = VoterPhoto.objects.filter(voter__election=election).values_list("voter__nik", "content")
    return {number: bytes(content) for number, content in rows}


def codes(found: PhotoImport) -> dict[int, str]:
    return {one["row"]: one["code"] for one in found.findings}


@pytest.fixture
def election(cast: Cast) -> Pilkades:
    return the_election(make_unit(cast.kominfo, "64.01.01.2001", "Desa Maju", UnitKind.VILLAGE))


def test_a_zip_named_by_nik_becomes_photos_of_voters(election: Pilkades) -> None:
    found = take(election, packed(_1=jpeg(b"satu"), _2=jpeg(b"dua")))
    assert found.counts == {"files": 2, "good": 2, "bad": 0, "taken_new": 2, "taken_changed": 0, "taken_same": 0}
    assert stored(election) == {nik(1): jpeg(b"satu"), nik(2): jpeg(b"dua")}
    assert bytes(found.content) == b""
    [(station)] = queries.by_station(election)
    assert (station.voters, station.photos, station.without) == (4, 2, 2)


def test_a_dry_run_changes_nothing_and_says_what_is_wrong_with_each(election: Pilkades) -> None:
    found = check(election, zipped({
        f"{nik(1)}.jpg": jpeg(), "KTP/": b"", "__MACOSX/._x.jpg": b"", "Thumbs.db": b"x",
        f"{nik(77)}.jpg": jpeg(), "ketua.jpg": jpeg(), f"{nik(2)}.jpg": b"MZ" + jpeg(), f"{nik(3)}.jpg": jpeg()[:-2],
        f"{nik(4)}.jpg": jpeg(width=241), f"a/{nik(1)}.png": a_png(), "123.jpg": jpeg(),
    }))  # fmt: skip
    names = ["twice", "unknown", "name", "picture", "picture", "large", "twice", "name"]
    assert codes(found) == dict(enumerate(names, 1))
    assert not VoterPhoto.objects.exists()
    assert all(one["text"] for one in queries.findings(found))
    with pytest.raises(Refused, match="Tidak ada foto"):
        voter_photos.start(SYSTEM, found)


@pytest.mark.parametrize("raw", [jpeg(b"x" * 20 * 1024), jpeg(camera=b"x" * 60_000) + b"y" * 170_000])
def test_a_photo_above_its_room_is_left_out(election: Pilkades, raw: bytes) -> None:
    assert codes(check(election, packed(_1=raw))) == {1: "large"}


def test_what_the_camera_wrote_is_not_kept(election: Pilkades) -> None:
    take(election, packed(_1=jpeg(b"satu", camera=b"GPS 1.9S 116.1E" * 2000)))
    assert stored(election) == {nik(1): jpeg(b"satu")}


def test_photos_again_replace_and_same_ones_stay(election: Pilkades) -> None:
    take(election, packed(_1=jpeg(b"satu"), _2=jpeg(b"dua")))
    found = take(election, packed(_1=jpeg(b"satu"), _2=jpeg(b"baru"), _3=jpeg(b"tiga")))
    counts = [found.counts[f"taken_{what}"] for what in ("new", "changed", "same")]
    assert counts == [1, 1, 1]
    assert stored(election) == {nik(1): jpeg(b"satu"), nik(2): jpeg(b"baru"), nik(3): jpeg(b"tiga")}
    with pytest.raises(Refused, match="sudah diimpor"):
        voter_photos.start(SYSTEM, found)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 rusak", zipped({}), zipped({"a/": b""})])
def test_what_is_no_zip_of_photos_is_refused(election: Pilkades, raw: bytes) -> None:
    with pytest.raises(Refused) as problem:
        check(election, raw)
    assert problem.value.field == "file"


def test_a_zip_that_swells_or_has_a_password_is_not_read(election: Pilkades, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{nik(1)}.jpg", bytes(50_000_000))
    assert codes(check(election, out.getvalue())) == {1: "large"}
    locked = bytearray(packed(_1=jpeg()))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="ZIP"):
        check(election, bytes(locked))
    monkeypatch.setattr(photo_zip, "MOST_FILES", 1)
    with pytest.raises(Refused, match="lebih dari"):
        check(election, packed(_1=jpeg(), _2=jpeg()))


def test_no_nik_stands_in_the_trail_the_task_or_a_name(election: Pilkades) -> None:
    found = check(election, packed(_1=jpeg(), _77=jpeg()), name=f"{nik(1)} dan lain.zip")
    voter_photos.start(SYSTEM, found)
    voter_photos.remove(SYSTEM, election)
    kept = [*AuditEntry.objects.values(), *Job.objects.values(), *PhotoImport.objects.values()]
    told = json.dumps(kept, default=str)
    assert "photos_remove" in told
    assert nik(1) not in told
    assert nik(77) not in told


def test_photos_of_an_election_are_removed_and_its_waiting_zips_too(election: Pilkades) -> None:
    take(election, packed(_1=jpeg(b"satu")))
    waiting = check(election, packed(_2=jpeg(b"dua")))
    assert voter_photos.remove(SYSTEM, election) == 1
    assert not VoterPhoto.objects.exists()
    waiting.refresh_from_db()
    assert (waiting.state, bytes(waiting.content)) == (ImportState.UNDONE, b"")
    with pytest.raises(Refused):
        voter_photos.start(SYSTEM, waiting)


def test_photos_end_with_the_election(election: Pilkades, cast: Cast) -> None:
    other = the_election(make_unit(cast.kominfo, "64.01.01.2002", "Desa Lain", UnitKind.VILLAGE))
    for one in (election, other):
        take(one, packed(_1=jpeg(b"satu")))
    Pilkades.objects.filter(pk=election.pk).update(state=ElectionState.DETERMINED)
    elections.move(SYSTEM, Pilkades.objects.get(pk=election.pk), "arsip")
    assert not stored(election)
    assert stored(other)
    elections.move(SYSTEM, other, "batal", reason="bencana")
    assert not stored(other)


def test_who_is_struck_and_what_nobody_took_is_forgotten_by_night(election: Pilkades) -> None:
    take(election, packed(_1=jpeg(b"satu"), _2=jpeg(b"dua")))
    waiting = check(election, packed(_3=jpeg(), _77=jpeg()))
    Voter.objects.filter(nik=nik(1)).update(state=VoterState.REMOVED)
    voter_photos.forget_old()
    assert list(stored(election)) == [nik(2)]
    waiting.refresh_from_db()
    assert waiting.content
    PhotoImport.objects.update(made_at=timezone.now() - timedelta(days=8))
    voter_photos.forget_old()
    waiting.refresh_from_db()
    assert (bytes(waiting.content), waiting.findings) == (b"", [])


def test_photos_do_not_come_once_voting_has_begun(election: Pilkades) -> None:
    found = check(election, packed(_1=jpeg()))
    Pilkades.objects.update(state=ElectionState.VOTING)
    with pytest.raises(Refused, match="sudah mulai"):
        voter_photos.start(SYSTEM, found)
    with pytest.raises(Refused, match="sudah mulai"):
        check(election, packed(_1=jpeg()))


def test_only_who_keeps_this_villages_roll(election: Pilkades, cast: Cast) -> None:
    other = make_unit(cast.kominfo, "64.01.01.2002", "Desa Lain", UnitKind.VILLAGE)
    neighbour = actor_of(make_person("Panitia Lain", "panitia_pilkades", other, username="lain").account.pk)
    counter = actor_of(make_person("Penghitung", "penghitung_pilkades", election.unit, username="hitung").account.pk)
    found = check(election, packed(_1=jpeg()))
    for actor in (neighbour, counter):
        for act in (
            lambda actor=actor: voter_photos.check_zip(actor, election, packed(_1=jpeg()), name="foto.zip"),
            lambda actor=actor: voter_photos.start(actor, found),
            lambda actor=actor: voter_photos.remove(actor, election),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert not queries.imports(actor).exists()
        assert not VoterPhoto.objects.visible_to(actor).exists()


def test_the_parcel_holds_the_photos_of_its_own_voters_sealed(village: Village) -> None:
    face = jpeg(b"wajah pemilih satu")
    take(village.election, packed(_1=face))
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    voters = {one.nik: one for one in open_parcel(raw, PASSPHRASE).voters}
    assert base64.b64decode(voters[nik(1)].photo) == face
    assert [one.photo for one in voters.values()][1:] == ["", "", ""]
    assert voters[nik(1)].photo.encode() not in raw
    trial = boxes.make(SYSTEM, village.station, kind=Kind.TRIAL)
    invented = open_parcel(boxes.make_parcel(SYSTEM, trial.box, passphrase=PASSPHRASE), PASSPHRASE)
    assert not any(one.photo for one in invented.voters)


def test_a_voter_of_another_station_or_struck_is_not_in_the_parcel(village: Village) -> None:
    take(village.election, packed(_1=jpeg(b"satu"), _2=jpeg(b"dua"), _3=jpeg(b"tiga")))
    second = village.election.stations.create(number=2, place="SD")
    Voter.objects.filter(nik=nik(1)).update(station=second)
    roll.note_removal(SYSTEM, Voter.objects.get(nik=nik(2)), reason="meninggal")
    assert {one.nik for one in parcel_voters(village.station) if one.photo} == {nik(3)}
    assert {one.nik for one in parcel_voters(second) if one.photo} == {nik(1)}


def test_500_photos_fit_and_a_parcel_no_laptop_would_open_is_not_made(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LARGEST / 4 > 500 * MOST_BYTES * 4 / 3
    take(village.election, packed(_1=jpeg(b"satu")))
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    monkeypatch.setattr("pendopo.apps.elections.parcel.LARGEST", 66 * 1024)
    with pytest.raises(Refused, match="terlalu besar karena foto"):
        boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)


def test_the_screens_from_the_zip_to_the_removal(election: Pilkades) -> None:
    person = make_person("Panitia Desa", "panitia_pilkades", election.unit, username="panitia")
    client = Client()
    client.force_login(person.account)
    address = reverse("elections:photos", args=[election.pk])
    assert "Hapus semua foto" not in client.get(address).content.decode()
    upload = SimpleUploadedFile("foto.zip", packed(_1=jpeg(b"satu"), _77=jpeg()))
    answer = client.post(address, {"file": upload}, follow=True)
    page = answer.content.decode()
    assert "NIK ini tidak ada di daftar pemilih" in page
    assert nik(77) not in page
    found = PhotoImport.objects.get()
    done = client.post(reverse("elections:photos_take", args=[found.pk]), follow=True)
    assert "Foto baru" in done.content.decode()
    assert "Foto tersimpan" in client.get(reverse("elections:photos_show", args=[found.pk])).content.decode()
    assert "1 foto tersimpan" in client.get(address).content.decode()
    client.post(reverse("elections:photos_remove", args=[election.pk]))
    assert not VoterPhoto.objects.exists()
    assert "bukan ZIP" in client.post(address, {"file": SimpleUploadedFile("a.zip", b"x")}).content.decode()
