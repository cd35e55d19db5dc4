from datetime import timedelta
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pendopo.apps.elections.models import (
    ElectionState,
    Hamlet,
    Pilkades,
    RollChange,
    RollImport,
    Station,
    Voter,
)
from pendopo.apps.elections.services import roll, split
from pendopo.apps.elections.testing import make_election, make_station, make_village
from pendopo.apps.elections.tests.screens import client_of, text, url
from pendopo.apps.elections.tests.test_roll_import import line, sheet
from pendopo.apps.elections.tests.test_roll_services import NOON, enrol, nik
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.jobs.models import Job
from pendopo.kernel.testing import SYSTEM, Cast, cast, make_person


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as machine:
        yield machine


@pytest.fixture
def world(db: None, clock) -> Cast:
    return cast()


@pytest.fixture
def election(world: Cast) -> Pilkades:
    made = make_election(world.regency, state=ElectionState.REGISTRATION)
    for number in (1, 2):
        make_station(made, number=number)
    return made


@pytest.fixture
def client(world: Cast, election: Pilkades) -> Client:
    """The committee of the village."""
    person = make_person("Panitia Desa", "panitia_pilkades", election.unit, username="panitia")
    return client_of(person)


def finish(election: Pilkades, clock, *, voters: int = 4) -> None:
    enrol(election, voters)
    roll.announce(SYSTEM, election, starts_on=today())
    clock.shift(timedelta(days=5))
    split.accept(SYSTEM, election, digest=split.proposal(SYSTEM, election).split.digest)
    roll.set_roll(SYSTEM, election, decree_number="BA 1")
    election.refresh_from_db()


def given(serial: int = 900, **more) -> dict[str, str]:
    known = {
        "nik": nik(serial), "name": "Siti Aminah", "sex": "P", "born_on": "1990-12-31", "asked_by": "Siti",
        "reason": "Belum terdaftar",
    }  # fmt: skip
    return {**known, **more}


def test_it_works_from_a_file_to_the_final_roll(client, election, clock) -> None:
    assert "Daftar pemilih masih kosong" in text(client.get(url("roll", election.pk)))
    upload = SimpleUploadedFile("dps.xlsx", sheet(*(line(n) for n in range(1, 9)), line(9, sex="L")))
    response = client.post(url("roll_import", election.pk), {"file": upload})
    found = RollImport.objects.get()
    assert response.url == url("roll_import_show", found.pk)
    page = text(client.get(response.url))
    assert "Jenis kelamin berbeda" in page and "Impor pemilih" in page and line(9)[2] not in page
    response = client.post(url("roll_import_take", found.pk), {"with_warnings": "on"})
    assert response.url == Job.objects.get().get_absolute_url() and Voter.objects.count() == 9
    assert "Sudah diimpor" in text(client.get(url("roll_import_show", found.pk)))
    page = text(client.get(url("roll_split", election.pk)))
    digest = page.split('name="digest" value="')[1].split('"')[0]
    assert client.post(url("roll_split_accept", election.pk), {"digest": digest}).status_code == 302
    assert not Voter.objects.filter(station=None).exists()
    assert client.post(url("roll_announce", election.pk), {"starts_on": str(today())}).status_code == 302
    assert client.get(url("roll_board", election.pk)).content.startswith(b"%PDF")
    early = client.post(url("roll_set", election.pk), {"decree_number": "BA 1"})
    assert early.status_code == 422 and "Masa pengumuman DPS belum berakhir." in text(early)
    clock.shift(timedelta(days=5))
    assert client.post(url("roll_set", election.pk), {"decree_number": "BA 1"}).status_code == 302
    election.refresh_from_db()
    assert election.state == ElectionState.ROLL_FINAL
    assert "DPT ditetapkan" in text(client.get(url("roll", election.pk)))
    assert client.get(url("roll_record", election.pk)).content.startswith(b"%PDF")


def test_pages_of_all_kinds_draw(client, election, clock) -> None:
    finish(election, clock)
    row = Voter.objects.filter(number__isnull=False).first()
    for name in ("roll", "voters", "roll_split", "roll_changes", "invitations", "invitations_list", "invitation_code",
                 "roll_import", "voter_add"):  # fmt: skip
        assert client.get(url(name, election.pk)).status_code == 200, name
    for name in ("voter", "voter_edit", "voter_remove", "invitation"):
        assert client.get(url(name, row.pk)).status_code == 200, name
    assert client.get(url("roll_sample")).status_code == 200
    for chip in (
        "?keadaan=temuan",
        "?tps=1",
        "?tps=0",
        "?dusun=0",
        "?jk=L",
        "?temuan=ada",
        "?temuan=nik_sex",
        "?urut=-number",
    ):
        assert client.get(url("voters", election.pk) + chip).status_code == 200, chip
    assert client.get(url("invitations_list", election.pk) + "?undangan=belum&unduh=pdf").status_code == 200


def test_search_is_a_post_and_leaves_nothing_in_addresses(client, election) -> None:
    rows = enrol(election, 3)
    row = Voter.objects.get(nik=rows[0].nik)
    find = url("voters_find", election.pk)
    assert client.get(find + f"?text={row.nik}").status_code == 405
    assert client.post(find, {"text": row.nik}).url == url("voter", row.pk)
    page = text(client.post(find, {"text": "warga"}))
    assert all(one.name in page for one in rows)
    assert "Tidak ditemukan" in text(client.post(find, {"text": row.nik[:10]}))
    for shown in (text(client.get(url("voters", election.pk))), page):
        links = [part.split('"')[0] for part in shown.split('href="')[1:]]
        assert not any(row.nik in link or "warga" in link.lower() for link in links)
        assert 'name="cari"' not in shown


def test_a_download_is_recorded_as_a_read_of_personal_data(client, election) -> None:
    enrol(election, 2)
    response = client.get(url("voters", election.pk) + "?unduh=xlsx")
    content = b"".join(response.streaming_content)
    assert content[:2] == b"PK" and AuditEntry.objects.filter(action="elections.roll_export").count() == 1
    assert client.get(url("voters", election.pk) + "?unduh=pdf").headers["Content-Type"].startswith("text/html")


def test_corrections_are_asked_and_decided_on_screen(client, election) -> None:
    enrol(election, 2)
    home = Hamlet.objects.filter(election=election).first()
    response = client.post(url("voter_add", election.pk), given(hamlet=home.pk))
    change = RollChange.objects.get()
    assert response.url == url("roll_change", change.pk)
    assert "Siti Aminah" in text(client.get(response.url))
    assert client.post(url("roll_change_accept", change.pk)).status_code == 302
    voter = Voter.objects.get(nik=nik(900))
    client.post(url("voter_edit", voter.pk), given(name="Siti Aminah Putri", reason="Keliru"))
    edit = RollChange.objects.get(kind="ubah")
    page = text(client.get(url("roll_change", edit.pk)))
    assert "Siti Aminah Putri" in page and "Sekarang" in page
    client.post(url("roll_change_refuse", edit.pk), {"answer": "KTP berkata lain"})
    assert "KTP berkata lain" in text(client.get(url("roll_change", edit.pk)))
    client.post(url("voter_remove", voter.pk), {"asked_by": "RT", "reason": "Pindah"})
    assert RollChange.objects.get(kind="coret").state == "diusulkan"
    assert "Belum diputuskan" in text(client.get(url("roll_changes", election.pk)))


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(client, election) -> None:
    response = client.post(url("voter_add", election.pk), given(sex="L"))
    assert response.status_code == 422 and "Siti Aminah" in text(response)
    assert "Jenis kelamin berbeda" in text(response) and not RollChange.objects.exists()
    assert client.post(url("voter_add", election.pk), given(sex="L", confirmed="on")).status_code == 302
    for wrong in ({"born_on": "31-02-1990"}, {"name": ""}, {"family_card": "12"}, {"hamlet": "999999"}):
        assert client.post(url("voter_add", election.pk), given(901, **wrong)).status_code == 422, wrong
    bad = client.post(url("roll_import", election.pk), {"file": SimpleUploadedFile("x.xlsx", b"%PDF-1.4 \0\0")})
    assert bad.status_code == 422 and "bukan XLSX" in text(bad)


def test_a_voter_is_moved_and_struck_on_screen(client, election, clock) -> None:
    finish(election, clock)
    row = Voter.objects.filter(number=1).first()
    two = Station.objects.get(election=election, number=2)
    client.post(url("voter_move", row.pk), {"station": two.pk})
    row.refresh_from_db()
    assert row.number == 1
    client.post(url("voter_strike", row.pk), {"reason": "Meninggal"})
    row.refresh_from_db()
    assert row.state == "dicoret" and "Meninggal" in text(client.get(url("voter", row.pk)))


@pytest.mark.parametrize("said", ["²", "9" * 30, "x"])
def test_an_odd_station_or_voter_is_nobodys(client, election, clock, said: str) -> None:
    finish(election, clock)
    assert client.post(url("invitations_print", election.pk), {"tps": said}).status_code == 404
    assert client.post(url("invitations_mark"), {"id": [said]}).status_code == 302


def test_letters_are_a_task_and_receipts_are_marked(client, election, clock) -> None:
    finish(election, clock)
    response = client.post(url("invitations_print", election.pk), {"tps": "1"})
    job = Job.objects.get(kind="elections.invitations")
    assert response.url == job.get_absolute_url() and job.state == "done", job.message
    with ZipFile(job.folder / job.result_file) as archive:
        assert [name.startswith("undangan-tps-01") for name in archive.namelist()] == [True]
        assert archive.read(archive.namelist()[0]).startswith(b"%PDF")
    first, second, *_rest = Voter.objects.filter(number__isnull=False).order_by("pk")
    client.post(url("invitations_mark"), {"id": [first.pk]})
    client.post(url("invitation_code", election.pk), {"code": second.invitation})
    assert Voter.objects.filter(delivered_at__isnull=False).count() == 2
    assert "50" in text(client.get(url("invitations", election.pk)))
    assert client.post(url("invitation_code", election.pk), {"code": "XXXX"}).status_code == 422
    client.post(url("invitation_returned", first.pk), {"reason": "Salah catat"})
    assert Voter.objects.filter(delivered_at__isnull=False).count() == 1


def test_another_village_and_other_roles_see_nothing(world, client, election) -> None:
    other = make_election(make_village(world.regency, name="Desa Rantau"), state=ElectionState.REGISTRATION)
    (row,) = enrol(other, 1)
    for name in (
        "roll",
        "voters",
        "roll_split",
        "roll_changes",
        "invitations",
        "roll_import",
        "voter_add",
        "roll_board",
    ):
        assert client.get(url(name, other.pk)).status_code == 404, name
    assert client.get(url("voter", row.pk)).status_code == 404
    assert client.post(url("invitations_mark"), {"id": [row.pk]}).status_code == 302
    assert Voter.objects.get(pk=row.pk).delivered_at is None
    for person in (world.auditor, world.bupati):
        assert client_of(person).get(url("roll", election.pk)).status_code == 403
    assert client.post(url("roll_reopen", election.pk), {"reason": "x"}).status_code == 403


def test_statements_do_not_grow_with_the_roll(client, election, django_assert_max_num_queries) -> None:
    enrol(election, 60)
    for name in ("roll", "voters", "invitations_list", "roll_changes"):
        client.get(url(name, election.pk))
        with django_assert_max_num_queries(32):
            assert client.get(url(name, election.pk)).status_code == 200
