"""Screens of evidence: who sees what, what a phone can do, what another office never gets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pendopo.apps.maturity.desk_evidence import evidence as desk_items
from pendopo.apps.maturity.models import Assessment, EvidenceItem, EvidenceUse, UseState
from pendopo.apps.maturity.queries import evidence as queries
from pendopo.apps.maturity.search_evidence import evidence as find_evidence
from pendopo.apps.maturity.services import evidence, live
from pendopo.apps.maturity.services.evidence import Content
from pendopo.apps.maturity.services.expiry import EXPIRING, follow_regulations, watch
from pendopo.apps.maturity.testing import answer_all, entry_of, make_assessment, submit
from pendopo.apps.maturity.tests.people import Team, team
from pendopo.apps.regulations.testing import make_regulation
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.clock import today
from pendopo.kernel.files.testing import a_pdf, an_upload
from pendopo.kernel.testing import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def people() -> Team:
    return team()


@pytest.fixture
def year(people: Team) -> Assessment:
    return make_assessment(people.cast.kominfo)


def sign_in(people: Team, name: str) -> Client:
    client = Client()
    person = people.persons.get(name) or getattr(people.cast, name)
    client.force_login(person.account)
    return client


def an_item(people: Team, year: Assessment, *, who: str = "ratna", text: str = "1", **more: Any) -> EvidenceUse:
    actor = people.actor(who)
    given: dict[str, Any] = {"title": "Laporan layanan", "kind": "file", "unit": people.cast.kominfo}
    given["content"] = Content(upload=an_upload("laporan.pdf", a_pdf(text=text)))
    item = evidence.register(actor, **(given | more))
    return evidence.propose(actor, item.versions.get(), entry_of(year, "36"), levels=[1])[0]


def status(client: Client, where: str) -> int:
    """Of a page or a download; reading a file to its end closes it (by hand the database would be closed too)."""
    answer: Any = client.get(where)
    if answer.streaming:
        list(answer.streaming_content)
    return int(answer.status_code)


def url(name: str, *args: Any) -> str:
    return reverse(f"maturity:{name}", args=args)


def test_it_works_library_record_and_file(people: Team, year: Assessment) -> None:
    use = an_item(people, year)
    ratna = sign_in(people, "ratna")
    page = ratna.get(url("evidence")).content.decode()
    assert "Laporan layanan" in page and "2025 · 36 (tingkat 1)" in page
    assert ratna.get(url("evidence") + "?keadaan=diterima").content.decode().count("Laporan layanan") == 0
    for query in ("?indikator=36", "?jenis=file", "?tahun=2025", "?cari=laporan", "?keadaan=diajukan"):
        assert "Laporan layanan" in ratna.get(url("evidence") + query).content.decode(), query
    record = ratna.get(url("evidence_item", use.version.item_id)).content.decode()
    assert "36.a. Laporan layanan" in record and "Mendaftarkan bukti" in record
    answer = ratna.get(url("evidence_file", use.version_id))
    assert b"".join(answer.streaming_content) == a_pdf(text="1") and "attachment" in answer["Content-Disposition"]
    checked = ratna.post(url("evidence_verify", use.version_id), follow=True).content.decode()
    assert "SHA-256 cocok" in checked and use.version.sha256 in checked
    assert status(ratna, url("evidence") + "?unduh=xlsx") == 200


def test_another_office_finds_nothing(people: Team, year: Assessment) -> None:
    use = an_item(people, year)
    wayan = sign_in(people, "wayan")
    assert "Laporan layanan" not in wayan.get(url("evidence")).content.decode()
    for name, pk in (
        ("evidence_item", use.version.item_id), ("evidence_version", use.version_id),
        ("evidence_file", use.version_id), ("evidence_use", use.pk), ("evidence_amend", use.version.item_id),
    ):  # fmt: skip
        assert status(wayan, url(name, pk)) == 404, name
    for name, pk in (("evidence_verify", use.version_id), ("evidence_take_back", use.pk), ("evidence_replace", use.pk)):
        assert wayan.post(url(name, pk)).status_code == 404, name
    assert wayan.get(url("evidence_entry_add", year.pk, "36", "berkas")).status_code == 404
    assert wayan.post(url("evidence_freeze", year.pk, "36"), {"layanan": "x"}).status_code == 404


def test_evidence_used_in_ones_own_entry_is_seen_but_not_changed(people: Team, year: Assessment) -> None:
    use = an_item(people, year, who="entri", unit=people.cast.dishub)
    ratna = sign_in(people, "ratna")
    assert status(ratna, url("evidence_file", use.version_id)) == 200
    assert ratna.get(url("evidence_item", use.version.item_id)).status_code == 200
    assert ratna.get(url("evidence_amend", use.version.item_id)).status_code == 404


def test_an_external_assessor_sees_what_was_submitted_and_no_more(people: Team, year: Assessment) -> None:
    kept = an_item(people, year)
    loose = an_item(people, year, text="2", title="Tidak disampaikan")
    evidence.accept(people.actor("pj"), kept)
    asesor = sign_in(people, "asesor")
    assert status(asesor, url("evidence_file", kept.version_id)) == 404
    evidence.reject(people.actor("pj"), loose, "tidak cocok")
    answer_all(year, 1)
    submit(year)
    assert status(asesor, url("evidence_file", kept.version_id)) == 200
    assert asesor.get(url("evidence_version", kept.version_id)).status_code == 200
    for name, pk in (("evidence_file", loose.version_id), ("evidence_version", loose.version_id)):
        assert status(asesor, url(name, pk)) == 404
    for name in ("evidence", "evidence_checking", "evidence_live"):
        assert asesor.get(url(name)).status_code == 403
    assert asesor.get(url("evidence_item", kept.version.item_id)).status_code == 403
    panel = queries.panel(people.actor("asesor"), entry_of(year, "36"))
    assert panel.frozen and not panel.may_add and not panel.may_decide and panel.again == () and panel.live == []
    assert [line.name for line in panel.levels[0].uses] == ["36.a. Laporan layanan"]
    assert panel.levels[0].uses[0].word == "Disampaikan"


def test_hand_in_from_the_entry_on_a_phone(people: Team, year: Assessment) -> None:
    ratna = sign_in(people, "ratna")
    where = url("evidence_entry_add", year.pk, "36", "berkas")
    page = ratna.get(where + "?tingkat=2").content.decode()
    assert 'type="file"' in page and 'name="levels" value="2"' in page and "layanan interaksi" in page
    bad = ratna.post(where, {"title": "Foto layar", "levels": ["2"]})
    assert bad.status_code == 422 and "Foto layar" in bad.content.decode()
    good = ratna.post(
        where, {"title": "", "levels": ["1", "2"], "pages": "hlm. 2", "file": an_upload("Foto layar.pdf")}
    )
    assert good.status_code == 302 and good["Location"] == url("entry", year.pk, "36")
    uses = EvidenceUse.objects.all()
    assert [(use.level, use.pages, use.version.item.title) for use in uses] == [
        (1, "hlm. 2", "Foto layar"),
        (2, "hlm. 2", "Foto layar"),
    ]
    link = {"title": "Portal", "url": "http://contoh.go.id", "levels": ["1"]}
    assert "https://" in ratna.post(url("evidence_entry_add", year.pk, "36", "tautan"), link).content.decode()
    item = EvidenceItem.objects.get()
    library = url("evidence_entry_add", year.pk, "35", "pustaka")
    assert ratna.post(library, {"item": item.pk, "levels": ["3"]}).status_code == 302
    assert EvidenceUse.objects.filter(entry__code="35", level=3).exists()


def test_check_one_and_many(people: Team, year: Assessment) -> None:
    first, second = an_item(people, year), an_item(people, year, text="2", title="Kedua")
    third = an_item(people, year, text="3", title="Ketiga")
    pj = sign_in(people, "pj")
    assert pj.get(url("evidence_checking")).content.decode().count("36.") >= 3
    page = pj.get(url("evidence_use", first.pk)).content.decode()
    assert "Yang diminta tingkat 1" in page and "Terima dan lanjut" in page
    answer = pj.post(url("evidence_accept", first.pk), {"lanjut": "1"})
    assert answer["Location"] == url("evidence_use", second.pk)
    assert pj.post(url("evidence_reject", second.pk), {"reason": ""})["Location"] == url("evidence_use", second.pk)
    pj.post(url("evidence_reject", second.pk), {"reason": "Kabur"})
    pj.post(url("evidence_accept_many"), {"id": [str(third.pk), "x"]})
    states = {use.pk: use.state for use in EvidenceUse.objects.all()}
    assert states == {first.pk: "accepted", second.pk: "rejected", third.pk: "accepted"}
    assert sign_in(people, "ratna").post(url("evidence_accept", second.pk)).status_code == 403


def test_library_record_forms(people: Team, year: Assessment) -> None:
    ratna = sign_in(people, "ratna")
    where = url("evidence_new", "tautan")
    made = ratna.post(where, {"title": "Portal", "url": "https://contoh.go.id/a", "unit": people.cast.kominfo.pk})
    item = EvidenceItem.objects.get()
    assert made["Location"] == url("evidence_item", item.pk)
    assert ratna.post(url("evidence_add_version", item.pk), {"url": "https://contoh.go.id/b"}).status_code == 302
    assert (
        ratna.post(url("evidence_amend", item.pk), {"title": "Portal resmi", "valid_until": "2099-01-01"}).status_code
        == 302
    )
    entry = entry_of(year, "42")
    attached = ratna.post(url("evidence_attach", item.pk), {"entry": entry.pk, "levels": ["1", "3"]})
    assert attached.status_code == 302 and entry.uses.filter(state=UseState.PROPOSED).count() == 2
    assert ratna.post(url("evidence_withdraw", item.pk), {"reason": ""}).status_code == 422
    assert ratna.post(url("evidence_withdraw", item.pk), {"reason": "Diganti"}).status_code == 302
    item.refresh_from_db()
    assert item.title == "Portal resmi" and item.withdraw_reason == "Diganti"
    assert "Diganti" in ratna.get(url("evidence_item", item.pk)).content.decode()
    assert ratna.get(url("evidence_new", "hal-lain")).status_code == 404
    other = {"title": "X", "url": "https://contoh.go.id/c", "unit": people.cast.dishub.pk}
    assert ratna.post(where, other).status_code == 422


def test_running_services_and_their_frozen_figures(people: Team, year: Assessment) -> None:
    ratna = sign_in(people, "ratna")
    page = ratna.get(url("evidence_live")).content.decode()
    assert "Pengendalian keamanan informasi sistem" in page and "SPBE 2020 · 22." in page
    assert ratna.get(url("evidence_service", "administration.security")).status_code == 200
    assert ratna.get(url("evidence_service", "tidak.ada")).status_code == 404
    uses = live.freeze(people.actor("ratna"), entry_of(year, "22"), "administration.security")
    shown = ratna.get(url("evidence_version", uses[0].version_id)).content.decode()
    assert "Dibekukan" in shown and "Sekarang" in shown and uses[0].version.sha256 in shown
    assert "utuh" in ratna.post(url("evidence_verify", uses[0].version_id), follow=True).content.decode().lower()
    assert ratna.post(url("evidence_freeze", year.pk, "22"), {"layanan": "administration.security"}).status_code == 302


def test_expiry_is_told_in_time_and_once(people: Team, year: Assessment) -> None:
    use = an_item(people, year, valid_until=today() + timedelta(days=70))
    item = use.version.item
    steps = [(70, None), (60, "info"), (31, "info"), (30, "watch"), (0, "bad"), (-1, "bad")]
    for left, severity in steps:
        on = today() + timedelta(days=70 - left)
        watch(on)
        found = Alert.objects.unfinished().filter(kind=EXPIRING, key=str(item.pk)).first()
        assert (found.severity if found else None) == severity, left
    assert watch(today() + timedelta(days=71)) == 0
    ratna = sign_in(people, "ratna")
    assert "Bukti berakhir" not in ratna.get("/").content.decode()
    EvidenceItem.objects.update(valid_until=today())
    evidence.withdraw(people.actor("ratna"), item, "Diganti")
    watch(today())
    assert not Alert.objects.unfinished().filter(kind=EXPIRING, resolved_at=None).exists()


def test_a_regulation_that_loses_force_takes_its_evidence_along(people: Team, year: Assessment) -> None:
    regulation = make_regulation(title="Presensi", with_file=True)
    draft = make_regulation(people.cast.kominfo, year=2025, title="Arsitektur", state="draft")
    model: Any = type(regulation)
    made = [
        evidence.register(
            SYSTEM, title="", kind="regulation", unit=people.cast.kominfo, content=Content(regulation=one)
        )
        for one in (regulation, draft)
    ]
    versions = [item.versions.get() for item in made]
    assert [version.is_draft for version in versions] == [False, True]
    assert versions[0].snapshot["number"] == "12" and made[0].title == "Perbup 12/2024"  # type: ignore[index]
    assert all(evidence.is_intact(version) for version in versions)
    assert follow_regulations(SYSTEM, today()) == 0
    model.objects.filter(pk=regulation.pk).update(revoked_from=today())
    assert (follow_regulations(SYSTEM, today()), follow_regulations(SYSTEM, today())) == (1, 0)
    made[0].refresh_from_db()
    assert made[0].valid_until == today() - timedelta(days=1)
    model.objects.filter(pk=draft.pk).update(state="enacted", number="3", number_key="3", enacted_on=today())
    made[1].refresh_from_db()
    assert evidence.add_version(SYSTEM, made[1], Content()).is_draft is False
    page = sign_in(people, "ratna").get(url("evidence_version", versions[1].pk)).content.decode()
    assert "Arsitektur" in page and "Rancangan" in page


def test_last_years_evidence_again_from_the_library(people: Team, year: Assessment) -> None:
    ratna = sign_in(people, "ratna")
    assert "Pakai lagi bukti tahun lalu" not in ratna.get(url("evidence")).content.decode()
    former = make_assessment(people.cast.kominfo, year=2024)
    use = an_item(people, former, text="lama")
    evidence.accept(people.actor("pj"), use)
    assert "Pakai lagi bukti tahun lalu" in ratna.get(url("evidence")).content.decode()
    assert "Pakai lagi bukti tahun lalu" not in sign_in(people, "pj").get(url("evidence")).content.decode()
    entry = ratna.get(url("entry", year.pk, "36")).content.decode()
    assert "Bukti tahun lalu untuk indikator ini" in entry
    done = ratna.post(url("evidence_copy", year.pk), follow=True).content.decode()
    assert "1 bukti tahun 2024 diajukan kembali" in done
    assert EvidenceUse.objects.filter(entry__assessment=year, state="proposed", copied_from=use).count() == 1
    again = ratna.post(url("evidence_again", year.pk, "36"), {"versi": use.version_id}, follow=True)
    assert "sudah diajukan" in again.content.decode()


def test_search_and_desk_keep_to_the_office(people: Team, year: Assessment) -> None:
    use = an_item(people, year)
    assert [hit.label for hit in find_evidence(people.actor("ratna"), "laporan")] == ["Laporan layanan"]
    assert find_evidence(people.actor("wayan"), "laporan") == [] == find_evidence(people.actor("asesor"), "laporan")
    assert [str(item.title) for item in desk_items(people.actor("pj"))] == ["1 bukti menunggu pemeriksaan"]
    evidence.reject(people.actor("pj"), use, "Kabur")
    (waiting,) = desk_items(people.actor("ratna"))
    assert (str(waiting.title), waiting.detail) == ("Bukti ditolak: 36.a. Laporan layanan", "Kabur")
    assert desk_items(people.actor("wayan")) == [] == desk_items(people.actor("asesor"))


def test_statements_do_not_grow_with_rows(people: Team, year: Assessment, django_assert_max_num_queries: Any) -> None:
    ratna, pj = sign_in(people, "ratna"), sign_in(people, "pj")
    for number in range(4):
        use = an_item(people, year, text=str(number), title=f"Bukti {number}")
    for client, where, most in (
        (ratna, url("evidence"), 20),
        (ratna, url("evidence_item", use.version.item_id), 18),
        (pj, url("evidence_checking"), 18),
        (pj, url("evidence_use", use.pk), 18),
    ):
        client.get(where)
        with django_assert_max_num_queries(most):
            assert client.get(where).status_code == 200
