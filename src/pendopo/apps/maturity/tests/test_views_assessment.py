import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from pendopo.apps.maturity.models import Assessment, Entry, Finding, Score
from pendopo.apps.maturity.services import answers, stages
from pendopo.apps.maturity.testing import (
    SYSTEM,
    answer,
    answer_all,
    assess_all,
    entry_of,
    make_assessment,
    make_closed,
    prove,
    submit,
)
from pendopo.apps.maturity.tests.people import Team, team
from pendopo.kernel.clock import today
from pendopo.kernel.files.testing import a_pdf, an_upload
from pendopo.kernel.units.models import Unit

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


@pytest.fixture
def people(tmp_path: Any, settings: Any) -> Team:
    settings.MEDIA_ROOT = tmp_path
    return team()


@pytest.fixture
def as_(people: Team) -> As:
    def sign_in(name: str) -> Client:
        client = Client()
        person = people.persons.get(name) or getattr(people.cast, name)
        client.force_login(person.account)
        return client

    return sign_in


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", str(response.content.decode()))


def consumed(response: Any) -> Any:
    """A download is read to its end, which closes it; closing it here would end the connection on PostgreSQL."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def url(name: str, *args: Any) -> str:
    return reverse(f"maturity:{name}", args=args)


def test_it_works_from_opening_to_submission_on_screens(people: Team, as_: As) -> None:
    koordinator, ratna, pj = as_("koordinator"), as_("ratna"), as_("pj")
    assert "Belum ada penilaian" in words(koordinator.get(url("home")))
    assert 'value="spbe-5-2018" selected' in words(koordinator.get(url("open") + "?tahun=2020"))
    given = {"year": "2020", "instrument": "spbe-5-2018", "kind": "pemantauan", "target": "2,60"}
    opened = koordinator.post(url("open"), {**given, "answers_due": str(today())})
    year = Assessment.objects.get()
    assert opened["Location"] == url("setup", year.pk) and str(year.target) == "2.60"
    ids = list(year.entries.values_list("pk", flat=True))
    assert "37 indikator belum dibagi" in words(koordinator.get(url("setup", year.pk)))
    back = {"id": ids, "kembali": url("setup", year.pk)}
    assert "37 indikator dipilih" in words(koordinator.post(url("assign"), back))
    koordinator.post(url("assign"), {**back, "unit": people.cast.kominfo.pk, "due": ""})
    assert koordinator.post(url("start", year.pk))["Location"] == url("assessment", year.pk)
    body = {"level": "0", "fact": "Berkas a halaman 1", "analysis": "Belum ada", "version": "0", "lanjut": "kirim"}
    for entry in year.entries.all():
        assert ratna.post(url("entry_save", year.pk, entry.code), body).status_code == 302
    assert "35-3" in words(pj.get(url("checking")))
    pj.post(url("entry_accept", year.pk, "1"))
    pj.post(url("accept_many"), {"id": ids})
    assert "Nomor Berita Acara" in words(koordinator.get(url("submit", year.pk)))
    signed = {"ba_number": "700/1", "ba_date": str(today()), "consent": "on", "ba_file": an_upload("ba.pdf")}
    assert koordinator.post(url("submit", year.pk), signed)["Location"] == url("submissions", year.pk)
    page = words(koordinator.get(url("submissions", year.pk)))
    assert "utuh" in page and "ba.pdf" in page
    koordinator.post(url("attach", year.pk, 1), {"consent_file": an_upload("setuju.pdf", a_pdf(text="setuju"))})
    got = consumed(koordinator.get(url("submission_file", year.pk, 1, "persetujuan")))
    assert got.status_code == 200 and "attachment" in got["Content-Disposition"]
    assert koordinator.get(url("submission_file", year.pk, 1, "lain")).status_code == 404


def test_the_external_stages_on_screens(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo, kind="pemantauan")
    answer_all(year, lambda code: 2 if code in ("1", "2") else 1)
    submit(year)
    asesor, reviu, ratna = as_("asesor"), as_("reviu"), as_("ratna")
    assert "47 indikator belum dinilai" in words(asesor.get(url("external", year.pk)))
    body = {"level": "1", "fact": "f", "analysis": "a", "justification": "j", "version": "0", "lanjut": "berikut"}
    assert asesor.post(url("entry_assess", year.pk, "1"), body)["Location"] == url("entry", year.pk, "2")
    asesor.post(url("keep_rest", year.pk))
    asesor.post(url("finding_add", year.pk), {"kind": "weakness", "about": "a1", "text": "Kebijakan belum ditetapkan"})
    asesor.post(url("advance", year.pk), {"ke": "review"})
    reviu.post(url("entry_adjust", year.pk, "2"), {"level": "1", "justification": "Bukti cukup", "version": "0"})
    reviu.post(url("close", year.pk))
    year.refresh_from_db()
    assert year.state == "closed"
    compared = words(ratna.get(url("comparison", year.pk)))
    assert "2 dari 47 berubah" in compared and "Hasil akhir" in compared
    assert "Kebijakan belum ditetapkan" in words(ratna.get(url("findings", year.pk)))
    assert "Lihat hasil" in words(ratna.get(url("home")))
    assert "Bukti cukup" in words(ratna.get(url("entry", year.pk, "2")))


def test_every_page_opens_for_who_may_and_in_each_state(people: Team, as_: As) -> None:
    old = make_closed(people.cast.kominfo, year=2024)
    year = make_assessment(people.cast.kominfo)
    answer(entry_of(year, "1"), 2, checked_by=None)
    pages = [
        url("home"), url("work"), url("assessment", year.pk), url("entries", year.pk), url("entry", year.pk, "1"),
        url("comparison", year.pk), url("submissions", year.pk), url("findings", year.pk),
    ]  # fmt: skip
    for name, more in {
        "ratna": [], "koordinator": [url("setup", year.pk), url("configure", year.pk), url("cancel", year.pk),
                                     url("submit", year.pk), url("reopen", old.pk), url("open")],
        "pj": [url("checking")], "auditor": [], "bupati": [],
    }.items():  # fmt: skip
        client = as_(name)
        for page in pages + more:
            assert client.get(page).status_code == 200, (name, page)
    for name in ("asesor", "reviu"):
        client = as_(name)
        assert client.get(url("assessment", year.pk)).status_code == 404
        assert client.get(url("entry", year.pk, "1")).status_code == 404
        for page in ("assessment", "external", "comparison", "submissions", "findings"):
            assert client.get(url(page, old.pk)).status_code == 200, (name, page)
        assert client.get(url("entry", old.pk, "1")).status_code == 200
        assert client.get(url("entries", old.pk)).status_code == 403
    assert as_("sari").get(url("home")).status_code == 403


def test_an_office_sees_its_own_entries_only(people: Team, as_: As) -> None:
    from pendopo.apps.maturity.services import assessments

    year = make_assessment(people.cast.kominfo, started=False)
    assessments.assign(SYSTEM, year, ["2", "3"], unit=people.cast.dishub)
    assessments.start(SYSTEM, year)
    wayan = as_("wayan")
    assert wayan.get(url("entry", year.pk, "1")).status_code == 404
    assert wayan.get(url("entry", year.pk, "2")).status_code == 200
    assert wayan.post(url("entry_save", year.pk, "1"), {"version": "0"}).status_code == 404
    page = words(wayan.get(url("entries", year.pk)))
    assert ">2<" in page and ">4<" not in page
    assert "2 dari 2" in words(wayan.get(url("entry", year.pk, "3")))
    assert "Diskominfo" not in words(wayan.get(url("assessment", year.pk)))


def test_what_was_typed_is_kept_and_the_others_words_stand_beside(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo)
    ratna, opi = as_("ratna"), as_("opi")
    first = {"level": "1", "fact": "Kata Ratna", "analysis": "A", "version": "0"}
    assert ratna.post(url("entry_save", year.pk, "1"), first).status_code == 302
    both = opi.post(url("entry_save", year.pk, "1"), {**first, "fact": "Kata Opi"})
    text = words(both)
    assert (
        both.status_code == 409 and "Kata Ratna" in text and "Kata Opi" in text and 'name="version" value="1"' in text
    )
    assert opi.post(url("entry_save", year.pk, "1"), {**first, "fact": "Kata Opi", "version": "1"}).status_code == 302
    history = words(ratna.get(url("entry", year.pk, "1")))
    assert "Kata Ratna" in history and "Kata Opi" in history
    bad = opi.post(url("entry_save", year.pk, "1"), {**first, "level": "9"})
    assert bad.status_code == 422
    long = opi.post(url("entry_save", year.pk, "1"), {**first, "fact": "x" * 20_001, "version": "2"})
    assert long.status_code == 422 and "lebih panjang" in words(long)


def test_a_level_above_the_gate_is_kept_as_a_proposal_and_said_so(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo)
    body = {"level": "3", "fact": "F", "analysis": "A", "version": "0", "lanjut": "kirim"}
    sent = as_("ratna").post(url("entry_save", year.pk, "1"), body, follow=True)
    text = words(sent)
    assert "Bukti tingkat 1, 2, 3 belum diajukan" in text and "Isian Anda tetap tersimpan" in text
    assert "Tingkat 3 belum dapat disetujui" in text and "Tingkat 1 belum memiliki bukti yang diterima." in text
    assert Score.objects.get().level == 3 and entry_of(year, "1").state == "draft"


def test_last_years_answer_is_offered_and_stored_only_when_saved(people: Team, as_: As) -> None:
    make_closed(people.cast.kominfo, 2, year=2024)
    year = make_assessment(people.cast.kominfo, year=2025)
    ratna = as_("ratna")
    page = words(ratna.get(url("entry", year.pk, "1")))
    assert "Isian 2024" in page and "?pakai=2024" in page
    taken = words(ratna.get(url("entry", year.pk, "1") + "?pakai=2024"))
    assert "berkas 1.a." in taken and 'value="2" checked' in taken
    assert not Score.objects.filter(entry__assessment=year).exists()


def test_a_returned_answer_says_why(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo)
    answer(entry_of(year, "1"), 1, checked_by=None)
    as_("pj").post(url("entry_give_back", year.pk, "1"), {"reason": "Sebut pasalnya"})
    assert "Sebut pasalnya" in words(as_("ratna").get(url("entry", year.pk, "1")))
    assert entry_of(year, "1").state == "returned"
    as_("pj").post(url("entry_give_back", year.pk, "1"), {"reason": ""})


def test_missing_things_are_listed_with_links(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo)
    answer(entry_of(year, "1"), 1)
    text = words(as_("koordinator").get(url("submit", year.pk)))
    assert "46 indikator belum dapat disampaikan" in text and url("entry", year.pk, "2") in text
    assert url("entry", year.pk, "1") + '"' not in text
    refused = as_("koordinator").post(
        url("submit", year.pk), {"ba_number": "1", "ba_date": str(today()), "consent": "on"}
    )
    assert refused.status_code == 422 and Assessment.objects.get().state == "self"


def test_the_external_assessor_reads_what_was_submitted(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo)
    answer_all(year, 3)
    submit(year)
    Score.objects.filter(entry__code="1", stage="self").update(fact="Diubah diam-diam")
    text = words(as_("asesor").get(url("entry", year.pk, "1")))
    assert "Diubah diam-diam" not in text and "Perbup 12/2024" in text
    assess_all(year, 2)
    hidden = words(as_("ratna").get(url("entry", year.pk, "1")))
    assert "Bukti mendukung tingkat ini" not in hidden
    home = words(as_("ratna").get(url("assessment", year.pk)))
    assert "2,00" not in home
    stages.advance(SYSTEM, year, "interview")
    assert "Bukti mendukung tingkat ini" in words(as_("ratna").get(url("entry", year.pk, "1")))


def test_the_national_order_is_exported(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo, year=2020, instrument="spbe-5-2018")
    answer(entry_of(year, "35-1"), 1)
    response = as_("koordinator").get(url("national_sheet", year.pk))
    content = b"".join(response.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    head = next(at for at, row in enumerate(rows) if row[0] == "No.")
    body = rows[head + 1 :]
    assert [str(row[0]).removesuffix(".0") for row in body][33:] == ["34", "35-1", "35-2", "35-3"]
    line = body[34]
    assert line[3] == 1 and "Perbup" in line[4] and line[6].startswith("35-1.a. ")


def test_an_unverified_instrument_says_so_everywhere(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo, year=2026, instrument="pemdi-8-2026")
    answer(entry_of(year, "1"), 1, checked_by=None)
    koordinator = as_("koordinator")
    for page in ("home", "work", "open"):
        if page != "open":
            assert "Belum dicocokkan dengan naskah resmi" in words(koordinator.get(url(page))), page
    for page in ("assessment", "setup", "configure", "entries", "submit", "submissions", "comparison", "findings"):
        assert "Belum dicocokkan dengan naskah resmi" in words(koordinator.get(url(page, year.pk))), page
    assert "Belum dicocokkan" in words(koordinator.get(url("entry", year.pk, "1")))
    assert "Belum dicocokkan" in words(as_("pj").get(url("checking")))


def _statements(client: Client, path: str) -> int:
    consumed(client.get(path))
    with CaptureQueriesContext(connection) as captured:
        assert consumed(client.get(path)).status_code == 200
    return len(captured)


def test_long_pages_cost_the_same_however_much_is_filled(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo)
    koordinator, asesor = as_("koordinator"), as_("asesor")
    pages = [
        url(name, year.pk) for name in ("assessment", "entries", "setup", "submit", "comparison", "national_sheet")
    ]
    empty = [_statements(koordinator, page) for page in pages]
    answer_all(year, 1)
    for code in ("1", "2", "3"):
        prove(entry_of(year, code), 3)
    full = [_statements(koordinator, page) for page in pages]
    assert full == empty and max(full) <= 28
    submit(year)
    before = _statements(asesor, url("external", year.pk))
    assess_all(year, 1)
    assert _statements(asesor, url("external", year.pk)) == before
    assert _statements(asesor, url("entry", year.pk, "1")) <= 34


def test_the_entry_page_costs_a_bounded_number_of_statements(people: Team, as_: As) -> None:
    make_closed(people.cast.kominfo, 2, year=2024)
    year = make_assessment(people.cast.kominfo)
    answer(entry_of(year, "1"), 3, checked_by=None)
    assert _statements(as_("ratna"), url("entry", year.pk, "1")) <= 40


def test_a_finding_is_taken_out_by_who_may(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo)
    answer_all(year, 1)
    submit(year)
    asesor = as_("asesor")
    bad = asesor.post(url("finding_add", year.pk), {"kind": "strength", "about": "", "text": ""})
    assert bad.status_code == 422
    asesor.post(url("finding_add", year.pk), {"kind": "strength", "about": "1", "text": "Baik"})
    assert as_("ratna").post(url("finding_add", year.pk), {"kind": "strength", "text": "x"}).status_code == 403
    one = Finding.objects.get()
    asesor.post(url("finding_withdraw", year.pk, one.pk))
    one.refresh_from_db()
    assert one.withdrawn_at is not None and one.code == "1"
    assert asesor.post(url("finding_withdraw", year.pk, one.pk)).status_code == 404


def test_an_assessor_who_had_a_part_has_no_form(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo)
    answer_all(year, 1)
    Entry.objects.filter(code="1").update(decided_person_id=people.persons["asesor"].pk)
    submit(year)
    text = words(as_("asesor").get(url("entry", year.pk, "1")))
    assert "Anda ikut mengisi atau memutuskan" in text and "entry_assess" not in text and "/nilai/" not in text
    assert "/nilai/" in words(as_("asesor").get(url("entry", year.pk, "2")))


def test_offices_that_are_closed_are_not_offered(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo, started=False)
    Unit.objects.filter(pk=people.cast.dishub.pk).update(closed_on=today())
    pk = entry_of(year, "1").pk
    shown = words(as_("koordinator").post(url("assign"), {"id": [pk]}))
    assert "Perhubungan" not in shown
    none = as_("koordinator").post(url("assign"), {"id": [pk], "unit": "", "due": ""})
    assert none.status_code == 422
    assert as_("koordinator").post(url("assign"), {}).status_code == 302
    assert as_("koordinator").post(url("copy_assignment", year.pk), {"sumber": "x"}).status_code == 302


def test_recalling_and_sending_by_buttons(people: Team, as_: As) -> None:
    year = make_assessment(people.cast.kominfo)
    entry = entry_of(year, "1")
    answers.save(people.actor("ratna"), entry, level=1, fact="F", analysis="A", version=0)
    ratna = as_("ratna")
    ratna.post(url("entry_send", year.pk, "1"))
    ratna.post(url("entry_recall", year.pk, "1"))
    assert entry_of(year, "1").state == "draft"
