"""Screens after the count."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from pendopo.apps.elections.models import Discrepancy, HandCount, Objection, Pilkades, RiskAudit
from pendopo.apps.elections.rules.handcount import PROTOCOL, Slips
from pendopo.apps.elections.services import handcounts
from pendopo.apps.elections.tests.outcomes import Counted, acting, count_slips, make_counted, make_counter
from pendopo.apps.elections.tests.screens import client_of, url
from pendopo.kernel.clock import today
from pendopo.kernel.live.models import LiveEvent
from pendopo.kernel.people.models import Person
from pendopo.kernel.testing import Cast, make_unit
from pendopo.kernel.units.models import Unit, UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(place: Unit) -> tuple[Person, Person]:
    return make_counter(place, "hitung1"), make_counter(place, "hitung2")


@pytest.fixture
def manager(cast: Cast) -> Client:
    return client_of(make_counter(cast.kominfo, "dpmd", "pengelola_pilkades"))


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_it_works_results_of_stations_village_and_wave(made: Counted, manager: Client) -> None:
    page = text(manager, url("result", made.election.pk))
    assert "1. Ahmad" in page
    assert "57,1" in page  # 4 of 7 valid votes
    assert 'data-topics="election"' in page
    assert LiveEvent.objects.filter(topic="election").count() == 2
    sheet = manager.get(url("result_xlsx", made.election.pk))
    assert b"".join(sheet.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert manager.get(url("result_pdf", made.election.pk)).content.startswith(b"%PDF")
    recap = text(manager, url("recap"))
    assert "Desa Maju" in recap
    assert "2/2" in recap
    book = manager.get(url("recap") + "?unduh=xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert "Desa Maju" not in text(manager, url("recap") + "?cari=lain")


def test_a_village_without_results_says_so(place: Unit, manager: Client) -> None:
    made = make_counted(place, [[1, 2]], publish=False)
    assert "Belum ada hasil" in text(manager, url("result", made.election.pk))
    assert manager.get(url("result_pdf", made.election.pk)).content.startswith(b"%PDF")
    assert "satu TPS pun" not in text(manager, url("determination", made.election.pk))
    assert "TPS 1" in text(manager, url("determination", made.election.pk))
    assert text(manager, url("risk", made.election.pk))


def test_nobody_sees_the_other_count(made: Counted, two: tuple[Person, Person], manager: Client) -> None:
    first, second = client_of(two[0]), client_of(two[1])
    box = made.box()
    sent = first.post(
        url("handcount", box.pk), {"choice_0": 8131, "choice_1": 8132, "choice_2": 8133, "unclear": 0, "copies": 8134}
    )
    assert sent.status_code == 302
    looks = [
        url("handcounts", made.election.pk), url("handcount", box.pk), url("result", made.election.pk),
        url("election", made.election.pk), url("determination", made.election.pk),
    ]  # fmt: skip
    for client in (first, second, manager):
        for address in looks:
            assert "8132" not in client.get(address).content.decode(), address
    assert second.get(url("handcount_pdf", box.pk)).status_code == 409
    assert "Anda putaran ini sudah masuk" in text(first, url("handcount", box.pk))
    right = {"choice_0": 1, "choice_1": 2, "choice_2": 1, "unclear": 0, "copies": 0}
    again = first.post(url("handcount", box.pk), right)
    assert again.status_code == 422
    assert HandCount.objects.count() == 1
    second.post(url("handcount", box.pk), right)
    page = text(second, url("handcounts", made.election.pk))
    assert "dua hitungan berbeda" in page
    assert "8132" not in page
    for client in (first, second):
        form = text(client, url("handcount", box.pk))
        assert "sengaja tidak ditampilkan" in form
        assert "8132" not in form


def test_the_count_form_keeps_what_was_typed_and_shows_no_tally(made: Counted, two: tuple[Person, Person]) -> None:
    client = client_of(two[0])
    empty = client.post(url("handcount", made.box().pk), {"choice_0": "-1", "choice_1": "12", "choice_2": "x"})
    page = empty.content.decode()
    assert empty.status_code == 422
    assert 'value="12"' in page
    assert "value" not in text(client, url("handcount", made.box().pk)).split('name="choice_1"')[1].split(">")[0]


def test_a_count_reads_as_people_do_the_empty_vote_last(made: Counted, two: tuple[Person, Person]) -> None:
    form = text(client_of(two[0]), url("handcount", made.box().pk))
    assert form.index('name="choice_1"') < form.index('name="choice_2"') < form.index('name="choice_0"')
    count_slips(made, acting(two[0]), acting(two[1]), tps1=[1, 2, 1])
    page = text(client_of(two[0]), url("handcounts", made.election.pk))
    rows = re.findall(r"<tr><td>([^<]+)</td><td class=\"n\">(\d+)</td>", page)[:3]
    assert [count for _name, count in rows] == ["2", "1", "1"] and rows[2][0] == "Suara kosong"


def test_a_difference_goes_through_its_protocol(made: Counted, two: tuple[Person, Person], manager: Client) -> None:
    count_slips(made, acting(two[0]), acting(two[1]), tps1=[1, 2, 0])
    found = Discrepancy.objects.get(kind="pilihan")
    page = url("discrepancy", found.pk)
    assert "Slip SALINAN" in text(manager, page)
    assert "Simpan temuan" not in text(manager, page)
    for key, _label, _text in PROTOCOL:
        manager.post(url("discrepancy_check", found.pk), {"key": key, "note": "diperiksa"})
    assert "Simpan temuan" in text(manager, page)
    manager.post(url("discrepancy_decide", found.pk), {"state": "dijelaskan", "finding": "slip terselip"})
    assert "slip terselip" in text(manager, page)
    assert client_of(two[0]).post(url("discrepancy_check", found.pk), {"key": "x"}).status_code == 403
    assert manager.get(url("handcount_pdf", made.box().pk)).content.startswith(b"%PDF")
    manager.post(url("handcount_set_aside", made.box().pk), {"reason": "satu ikat terlewat"})
    assert "putaran 2" in text(manager, url("handcounts", made.election.pk))


def test_who_filed_an_objection_is_not_for_everybody(made: Counted, manager: Client, cast: Cast) -> None:
    given = {
        "filed_by": "Rahmat Rahasia", "capacity": "Calon 2", "filed_on": str(today() - timedelta(8)),
        "subject": "Selisih hadir", "text": "Uraian tertutup", "refusal": "", "station": "",
    }  # fmt: skip
    late = manager.post(url("objection_file", made.election.pk), given | {"filed_on": str(today())})
    assert late.status_code == 422
    assert "Rahmat Rahasia" in late.content.decode()  # what was typed is kept
    assert manager.post(url("objection_file", made.election.pk), given).status_code == 302
    found = Objection.objects.get()
    assert "Rahmat Rahasia" in text(manager, url("objection", found.pk))
    bupati = client_of(cast.bupati)
    for address in (url("objection", found.pk), url("objections", made.election.pk), url("all_objections")):
        page = text(bupati, address)
        assert "Selisih hadir" in page
        assert "Rahmat" not in page
        assert "Uraian tertutup" not in page
    for name in ("objection_letter", "objection_attachment", "objection_answer"):
        assert bupati.get(url(name, found.pk)).status_code == 403
    assert manager.get(url("objection_letter", found.pk)).status_code == 404
    manager.post(url("objection_examine", found.pk))
    assert manager.post(url("objection_answer", found.pk), {"accepted": "", "answer": ""}).status_code == 422
    manager.post(url("objection_answer", found.pk), {"accepted": "tidak", "answer": "Tidak terbukti."})
    assert manager.get(url("objection_letter", found.pk)).content.startswith(b"%PDF")
    found.refresh_from_db()
    assert found.answer == "Tidak terbukti."


def test_determining_and_taking_back_on_screen(made: Counted, two: tuple[Person, Person], manager: Client) -> None:
    page = url("determination", made.election.pk)
    assert "Slip belum dihitung" in text(manager, page)
    refused = manager.post(url("determine", made.election.pk), {"number": "1/2026", "on": str(today())})
    assert refused.status_code == 422
    count_slips(made, acting(two[0]), acting(two[1]))
    assert manager.post(url("determine", made.election.pk), {"number": "1/2026", "on": str(today())}).status_code == 302
    assert "1/2026" in text(manager, page)
    found = made.election.determinations.get()
    assert manager.get(url("determination_pdf", found.pk)).content.startswith(b"%PDF")
    manager.post(url("determination_withdraw", found.pk), {"reason": "putusan pengadilan"})
    assert "putusan pengadilan" in text(manager, page)


def test_a_tie_shows_its_sheet(place: Unit, manager: Client, two: tuple[Person, Person]) -> None:
    made = make_counted(place, [[1, 1, 2, 0], [2, 2, 1]])
    assert "Suara terbanyak sama" in text(manager, url("result", made.election.pk))
    page = text(manager, url("determination", made.election.pk))
    assert "TPS dengan 5 pemilih terdaftar" in page
    assert "Ahmad unggul pada langkah ini." in page
    bad = manager.post(url("tie_rule", made.election.pk), {"rule": "tidak_ada", "basis": ""})
    assert bad.status_code == 422
    manager.post(url("tie_rule", made.election.pk), {"rule": "tidak_ada", "basis": "Perbup 1/2026"})
    assert Pilkades.objects.get().tie_rule == "tidak_ada"
    count_slips(made, acting(two[0]), acting(two[1]))
    form = text(manager, url("determine", made.election.pk))
    assert "Calon terpilih menurut keputusan" in form
    done = manager.post(
        url("determine", made.election.pk),
        {"number": "1", "on": str(today()), "winner": "2", "basis": "Keputusan bersama BPD"},
    )
    assert done.status_code == 302


def test_an_audit_of_slips_on_screen(place: Unit, manager: Client) -> None:
    made = make_counted(place, [[1, 1, 1, 2]])
    assert manager.post(url("risk_start", made.election.pk), {"risk_limit": "10", "seed": "1"}).status_code == 422
    manager.post(url("risk_start", made.election.pk), {"risk_limit": "10", "seed": "12345678901234567890"})
    found = RiskAudit.objects.get()
    page = url("risk_audit", found.pk)
    assert "Undian 1" in text(manager, page)
    manager.post(url("risk_draw", found.pk), {"number": "1", "choice": "1"})
    manager.post(url("risk_draw", found.pk), {"number": "1", "choice": "1"})
    found.refresh_from_db()
    assert len(found.draws) == 1
    assert "66,667" in text(manager, page)  # 1 / 1.5
    manager.post(url("risk_end", found.pk))
    assert "Undian 2" not in text(manager, page)
    assert "Hitung semua slip" in text(manager, url("risk", made.election.pk))


def test_another_office_finds_nothing(made: Counted, two: tuple[Person, Person], cast: Cast) -> None:
    count_slips(made, acting(two[0]), acting(two[1]), tps1=[1, 2, 0])
    other = make_unit(cast.dishub, "64.01.02.2001", "Desa Lain", UnitKind.VILLAGE)
    stranger = client_of(make_counter(other, "lain", "panitia_pilkades"))
    for name in ("result", "result_xlsx", "result_pdf", "handcounts", "objections", "determination", "risk"):
        assert stranger.get(url(name, made.election.pk)).status_code == 404, name
    assert stranger.get(url("handcount", made.box().pk)).status_code == 404
    assert stranger.get(url("discrepancy", Discrepancy.objects.all()[0].pk)).status_code == 404
    assert "Desa Maju" not in text(stranger, url("recap"))


def test_agreed_counts_are_there_for_everybody(made: Counted, two: tuple[Person, Person], cast: Cast) -> None:
    for person in two:
        handcounts.enter(acting(person), made.box(), slips=Slips((1, 2, 1), 1))
    page = text(client_of(cast.bupati), url("handcounts", made.election.pk))
    assert "dua hitungan sama" in page
    assert "Masukkan hitungan" not in page
