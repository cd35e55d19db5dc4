import io
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from pendopo.apps.maturity.models import Action, Effort, PastResult, Scenario
from pendopo.apps.maturity.queries.simulation import Question
from pendopo.apps.maturity.services import history, simulation
from pendopo.apps.maturity.testing import make_assessment
from pendopo.apps.maturity.tests.insight_world import fill, make_action, past, recommend, world
from pendopo.kernel.testing import SYSTEM

pytestmark = pytest.mark.django_db
GOOD = Question(Decimal("2.6"))  # type: ignore[arg-type]


def words(response: Any) -> str:
    return str(response.content.decode())


def test_it_works_the_analysis_says_index_gap_and_what_lifts_it() -> None:
    place = world(2)

    response = place.client("koordinator").get(f"/evaluasi/{place.assessment.pk}/analisis/")

    text = words(response)
    assert response.status_code == 200
    assert "2,00" in text
    assert "Cukup" in text
    assert "−0,60" in text
    assert '<svg class="radar"' in text
    assert "+0,030" in text
    assert "style=" not in text.split("<main", 1)[1]


def test_an_office_opens_the_analysis_with_its_own_indicators() -> None:
    place = world(2)

    text = words(place.client("wayan").get(f"/evaluasi/{place.assessment.pk}/analisis/"))

    assert "Rincian di bawah hanya indikator kantor Anda" in text
    assert f"/evaluasi/{place.assessment.pk}/indikator/47/" in text
    assert f"/evaluasi/{place.assessment.pk}/indikator/1/" not in text
    assert "Diskominfo" not in text.split("<main", 1)[1]


def test_an_incomplete_index_is_said_to_be_provisional() -> None:
    place = world({"1": 3})

    text = words(place.client("koordinator").get(f"/evaluasi/{place.assessment.pk}/analisis/"))

    assert "Indeks ini masih sementara" in text
    assert "dihitung 0" in text


def test_an_empty_assessment_says_what_to_do() -> None:
    place = world({})

    assert "Belum ada tingkat yang diisi" in words(
        place.client("koordinator").get(f"/evaluasi/{place.assessment.pk}/analisis/")
    )


def test_stages_are_chosen_in_the_address_and_nonsense_is_ignored() -> None:
    place = world(3)
    place.assessment.state = "review"
    place.assessment.save()
    fill(place.assessment, 2, stage="document")
    client = place.client("koordinator")

    assert "3,00" in words(client.get(f"/evaluasi/{place.assessment.pk}/analisis/?tahap=self"))
    assert client.get(f"/evaluasi/{place.assessment.pk}/analisis/?tahap=apa").status_code == 200


def test_short_ways_lead_to_the_newest() -> None:
    place = world(2)
    client = place.client("bupati")

    assert client.get("/evaluasi/analisis/")["Location"] == f"/evaluasi/{place.assessment.pk}/analisis/"
    assert client.get("/evaluasi/rencana-aksi/")["Location"] == f"/evaluasi/{place.assessment.pk}/rencana-aksi/"
    place.assessment.state = "cancelled"
    place.assessment.save()
    assert client.get("/evaluasi/analisis/")["Location"] == "/evaluasi/riwayat/"


@pytest.mark.parametrize("name", ["asesor", "reviu", "sari"])
def test_insight_is_not_for_external_assessors_or_plain_staff(name: str) -> None:
    place = world(2)
    client = place.client(name)

    pages = ("analisis", "simulasi", "rencana-aksi")
    assert {client.get(f"/evaluasi/{place.assessment.pk}/{one}/").status_code for one in pages} == {403}
    assert client.get("/evaluasi/riwayat/").status_code == 403


def test_the_history_with_chart_notes_and_matrix() -> None:
    place = world(3)
    fill(make_assessment(place.team.cast.kominfo, year=2020, instrument="spbe-5-2018"), 2)
    history.record(SYSTEM, facts=past(year=2014, instrument="pegi", index=Decimal("2.10")))

    text = words(place.client("koordinator").get("/evaluasi/riwayat/"))

    assert 'class="chart years"' in text
    assert "PeGI memakai lima dimensi" in text
    assert "susunan domainnya berbeda" in text
    assert "Catat hasil" in text
    assert "Catat hasil" not in words(place.client("wayan").get("/evaluasi/riwayat/"))
    assert "Belum ada hasil" in words(_emptied(place).get("/evaluasi/riwayat/"))


def _emptied(place: Any) -> Client:
    from pendopo.apps.maturity.models import Assessment

    PastResult.objects.all().delete()
    Assessment.objects.update(state="cancelled")
    return place.client("koordinator")  # type: ignore[no-any-return]


def test_a_result_is_recorded_changed_and_withdrawn() -> None:
    client = world(2).client("koordinator")
    typed = {"year": "2023", "index": "2,62", "source": "LHE 2023", "predicate": "", "levels": "", "note": ""}

    assert client.get("/evaluasi/riwayat/catat/?instrumen=pegi").status_code == 200
    wrong = client.post("/evaluasi/riwayat/catat/?instrumen=spbe-59-2020", {**typed, "levels": "1 3\n2 x"})
    assert wrong.status_code == 422
    assert "Baris 2 tidak dapat dibaca" in words(wrong)
    assert "LHE 2023" in words(wrong)
    wrong = client.post("/evaluasi/riwayat/catat/?instrumen=spbe-59-2020", {**typed, "index": "7"})
    assert "di luar skala" in words(wrong)

    assert client.post("/evaluasi/riwayat/catat/?instrumen=spbe-59-2020", typed).status_code == 302
    row = PastResult.objects.get()
    page = words(client.get(f"/evaluasi/riwayat/{row.pk}/ubah/"))
    assert "2,62" in page
    changed = {**typed, "index": "2,70", "predicate": "Baik", "seen_at": row.at.isoformat()}
    assert client.post(f"/evaluasi/riwayat/{row.pk}/ubah/", changed).status_code == 302
    row.refresh_from_db()
    assert row.index == Decimal("2.70")
    late = client.post(f"/evaluasi/riwayat/{row.pk}/ubah/", changed)
    assert late.status_code == 422
    assert "baru saja diubah" in words(late)

    assert client.get(f"/evaluasi/riwayat/{row.pk}/tarik/").status_code == 200
    assert client.post(f"/evaluasi/riwayat/{row.pk}/tarik/", {"reason": ""}).status_code == 422
    assert client.post(f"/evaluasi/riwayat/{row.pk}/tarik/", {"reason": "salah"}).status_code == 302
    assert not PastResult.objects.exists()


def test_a_sheet_is_checked_then_kept() -> None:
    client = world(2).client("koordinator")
    sheet = b"tahun;instrumen;indeks;sumber\n2023;SPBE 2020;2,62;LHE\n2023;SPBE 2020;9;LHE\n"

    assert client.get("/evaluasi/riwayat/impor/").status_code == 200
    assert client.get("/evaluasi/riwayat/templat.xlsx").content[:2] == b"PK"
    checked = client.post("/evaluasi/riwayat/impor/", {"file": SimpleUploadedFile("hasil.csv", sheet)})
    assert checked.status_code == 200
    assert not PastResult.objects.exists()
    sealed = words(checked).split('name="sealed" value="', 1)[1].split('"', 1)[0]

    assert client.post("/evaluasi/riwayat/impor/", {"sealed": sealed}).status_code == 302
    assert PastResult.objects.count() == 1
    bad = client.post("/evaluasi/riwayat/impor/", {"file": SimpleUploadedFile("x.csv", b"a;b\n1;2\n")})
    assert bad.status_code == 422
    assert client.post("/evaluasi/riwayat/impor/", {"sealed": "palsu"})["Location"] == "/evaluasi/riwayat/impor/"


def test_the_simulation_answers_at_once_with_its_proof() -> None:
    place = world(2)
    client = place.client("koordinator")
    where = f"/evaluasi/{place.assessment.pk}/simulasi/"

    text = words(client.get(where))
    assert "Jalan termurah" in text
    assert "tidak ada pilihan yang lebih murah" in text
    assert "Hitungan kedua dengan cara lain memberi hasil yang sama" in text
    assert 'class="chart steps-up"' in text

    assert "Target sudah tercapai" in words(client.get(f"{where}?target=angka&angka=1,5"))
    wrong = client.get(f"{where}?target=angka&angka=abc")
    assert wrong.status_code == 422
    assert "Tulis target sebagai angka" in words(wrong)
    frozen = "&".join(f"c-{n}=0" for n in range(1, 48))
    assert "Target tidak dapat dicapai" in words(client.get(f"{where}?target=baik&{frozen}"))
    assert client.get(f"{where}?c-1=9&c-99=1&w-1=7&tahap=x").status_code == 200


def test_raising_by_hand_is_computed_by_the_server() -> None:
    place = world(2)

    text = words(place.client("bupati").get(f"/evaluasi/{place.assessment.pk}/simulasi/coba/?w-47=5&w-1=3"))

    assert "<html" not in text
    assert "2,10" in text
    assert "+0,103" in text


def test_simulations_are_for_the_whole_regency() -> None:
    place = world(2)
    scenario = simulation.keep(place.actor("koordinator"), place.assessment, name="Satu", question=_good())
    pages = [
        f"/evaluasi/{place.assessment.pk}/simulasi/",
        f"/evaluasi/{place.assessment.pk}/simulasi/coba/",
        f"/evaluasi/{place.assessment.pk}/simulasi/sertifikat.json",
        f"/evaluasi/{place.assessment.pk}/simulasi/bandingkan/",
        f"/evaluasi/skenario/{scenario.pk}/",
        f"/evaluasi/skenario/{scenario.pk}/sertifikat.json",
    ]

    assert {place.client("ratna").get(one).status_code for one in pages} == {404}
    assert {place.client("bupati").get(one).status_code for one in pages} == {200}
    assert place.client("bupati").get(f"/evaluasi/{place.assessment.pk}/simulasi/upaya/").status_code == 403


def _good() -> Question:
    from fractions import Fraction

    return Question(Fraction(13, 5))


def test_the_certificate_is_json() -> None:
    place = world(2)

    response = place.client("bupati").get(f"/evaluasi/{place.assessment.pk}/simulasi/sertifikat.json?target=baik")

    body = json.loads(response.content)
    assert response["Content-Disposition"].startswith("attachment")
    assert body["target"] == "13/5"
    assert body["below"]["limit"] == body["effort"] - 1
    refused = place.client("bupati").get(f"/evaluasi/{place.assessment.pk}/simulasi/sertifikat.json?target=apa")
    assert refused.status_code == 404


def test_points_are_edited_as_a_table_and_nothing_typed_is_lost() -> None:
    place = world(2)
    client = place.client("koordinator")
    where = f"/evaluasi/{place.assessment.pk}/simulasi/upaya/"

    assert words(client.get(where)).count('name="e-') == 47 * 5
    wrong = client.post(where, {"e-1-3": "tiga", "e-2-3": "77"})
    assert wrong.status_code == 422
    assert 'value="77"' in words(wrong)
    assert "berisi tiga" in words(wrong)
    assert not Effort.objects.exists()

    assert client.post(where, {"e-1-3": "70"}).status_code == 302
    assert Effort.objects.get().points == 70
    assert client.post(f"{where}awal/").status_code == 302
    assert not Effort.objects.exists()


def test_a_scenario_is_kept_compared_planned_and_removed() -> None:
    place = world(2)
    client = place.client("koordinator")
    where = f"/evaluasi/{place.assessment.pk}/simulasi/"
    question = words(client.get(where)).split('name="pertanyaan" value="', 1)[1].split('"', 1)[0].replace("&amp;", "&")

    assert client.post(f"{where}simpan/", {"pertanyaan": question, "name": ""})["Location"].startswith(where)
    kept = client.post(f"{where}simpan/", {"pertanyaan": question, "name": "Menuju Baik"})
    scenario = Scenario.objects.get()
    assert kept["Location"] == f"/evaluasi/skenario/{scenario.pk}/"
    assert "tidak ada pilihan yang lebih murah" in words(client.get(kept["Location"]))
    assert "Menuju Baik" in words(client.get(f"{where}bandingkan/?pilih={scenario.pk}&pilih=x"))
    assert json.loads(client.get(f"/evaluasi/skenario/{scenario.pk}/sertifikat.json").content)["name"] == "Menuju Baik"

    plan = f"/evaluasi/skenario/{scenario.pk}/rencana/"
    codes = [raised["code"] for raised in scenario.result["raises"]]
    assert client.get(plan).status_code == 200
    unit = place.team.cast.kominfo.pk
    first, second = codes[:2]
    typed = {f"{first}-take": "on", f"{first}-title": "Naikkan", f"{first}-unit": unit, f"{first}-due": "2026-12-31"}
    lacking = client.post(plan, {**typed, f"{second}-take": "on", f"{second}-title": "Tanpa tenggat"})
    assert lacking.status_code == 422
    assert not Action.objects.exists()
    assert client.post(plan, {}).status_code == 422
    assert client.post(plan, typed).status_code == 302
    assert Action.objects.get().code == first

    assert client.post(f"/evaluasi/skenario/{scenario.pk}/hapus/").status_code == 302
    assert not Scenario.objects.exists()
    assert Action.objects.exists()


def test_the_plan_is_a_register_of_the_own_unit() -> None:
    place = world(2)
    make_action(place, place.team.cast.kominfo, title="Susun arsitektur", finding=recommend(place.assessment))
    make_action(place, place.team.cast.dishub, title="Padukan layanan uji kir", code="45", level_to=4)
    where = f"/evaluasi/{place.assessment.pk}/rencana-aksi/"

    whole = words(place.client("koordinator").get(where))
    assert "Susun arsitektur" in whole
    assert "Tindak lanjut rekomendasi" in whole
    own = words(place.client("wayan").get(where))
    assert "Padukan layanan uji kir" in own
    assert "Susun arsitektur" not in own
    assert "Tambah rencana aksi" not in own
    download = place.client("koordinator").get(f"{where}?unduh=xlsx")
    assert b"".join(download.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    for query in ("?keadaan=terlambat", "?keadaan=selesai", "?indikator=45", "?asal=rekomendasi", "?cari=uji"):
        assert place.client("koordinator").get(where + query).status_code == 200


def test_an_unconfirmed_instrument_warns_on_screen() -> None:
    place = world(2)
    other = make_assessment(place.team.cast.kominfo, year=2026, instrument="pemdi-8-2026")
    fill(other, 2)
    client = place.client("koordinator")

    for page in ("analisis", "simulasi", "rencana-aksi", "simulasi/upaya", "simulasi/bandingkan"):
        response = client.get(f"/evaluasi/{other.pk}/{page}/")
        assert response.status_code == 200
        assert "Belum dicocokkan dengan naskah resmi" in words(response), page
    assert "Belum dicocokkan dengan naskah resmi" in words(client.get("/evaluasi/riwayat/"))


def test_an_action_from_planning_to_the_end() -> None:
    place = world(2)
    finding = recommend(place.assessment)
    planner, office = place.client("koordinator"), place.client("ratna")
    where = f"/evaluasi/{place.assessment.pk}/rencana-aksi/tambah/?temuan={finding.pk}&indikator=1"

    assert "Tetapkan arsitektur SPBE" in words(planner.get(where))
    assert planner.post(where, {"title": "x"}).status_code == 422
    typed = {
        "title": "Susun Perbup", "unit": place.team.cast.kominfo.pk, "due": "2026-12-31", "code": "1",
        "level_from": "2", "level_to": "2", "finding": finding.pk, "output": "",
    }  # fmt: skip
    refused = planner.post(where, typed)
    assert refused.status_code == 422
    assert "di atas tingkat sekarang" in words(refused)
    added = planner.post(where, {**typed, "level_to": "3"})
    action = Action.objects.get()
    assert added["Location"] == f"/evaluasi/rencana-aksi/{action.pk}/"

    page = f"/evaluasi/rencana-aksi/{action.pk}/"
    assert "Laporkan kemajuan" in words(office.get(page))
    assert place.client("wayan").get(page).status_code == 404
    assert place.client("wayan").post(f"{page}kemajuan/", {"percent": 1, "text": "x"}).status_code == 404
    assert office.post(f"{page}kemajuan/", {"percent": "x", "text": "sudah rapat"}).status_code == 422
    assert office.post(f"{page}kemajuan/", {"percent": "30", "text": "sudah rapat"}).status_code == 302
    assert office.get(f"{page}ubah/").status_code == 403
    assert planner.post(f"{page}ubah/", {**typed, "level_to": "4"}).status_code == 302
    assert office.post(f"{page}langkah/hentikan/", {"reason": "x"}).status_code == 403
    assert planner.post(f"{page}langkah/terbang/").status_code == 404
    assert office.post(f"{page}langkah/selesai/").status_code == 302
    action.refresh_from_db()
    assert (action.state, action.percent, action.level_to) == ("done", 100, 4)
    assert "Laporkan kemajuan" not in words(office.get(page))


def test_pages_cost_a_constant_number_of_statements(django_assert_max_num_queries: Any) -> None:
    place = world(2)
    fill(make_assessment(place.team.cast.kominfo, year=2024), 2)
    for n in range(12):
        make_action(place, place.team.cast.kominfo, title=f"Rencana {n}", finding=recommend(place.assessment))
    client = place.client("koordinator")
    simulation.keep(place.actor("koordinator"), place.assessment, name="Satu", question=_good())

    limits = {"analisis": 26, "simulasi": 22, "rencana-aksi": 28, "simulasi/upaya": 20, "simulasi/bandingkan": 20}
    for page, most in limits.items():
        client.get(f"/evaluasi/{place.assessment.pk}/{page}/")
        with django_assert_max_num_queries(most):
            client.get(f"/evaluasi/{place.assessment.pk}/{page}/")
    with django_assert_max_num_queries(22):
        client.get("/evaluasi/riwayat/")
    with django_assert_max_num_queries(24):
        client.get(f"/evaluasi/skenario/{Scenario.objects.get().pk}/rencana/")


def test_the_desk_has_a_card_for_who_leads() -> None:
    place = world(3)

    text = words(place.client("bupati").get("/"))
    assert "kartu-spbe" in text
    assert "3,00" in text
    assert "kartu-spbe" not in words(place.client("ratna").get("/"))


def test_prints_of_the_plan_carry_the_warning_of_the_instrument() -> None:
    place = world(2)
    other = make_assessment(place.team.cast.kominfo, year=2026, instrument="pemdi-8-2026")
    make_action(replace(place, assessment=other), place.team.cast.kominfo)

    response = place.client("koordinator").get(f"/evaluasi/{other.pk}/rencana-aksi/?unduh=xlsx")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert "belum dicocokkan dengan naskah resmi" in str(book.get_sheet_by_index(0).to_python())
