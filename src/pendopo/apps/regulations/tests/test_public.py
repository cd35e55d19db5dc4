"""What everybody may read: the portal, the public register, the feed; and what other apps may ask."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.apps.regulations import public, queries, services
from pendopo.apps.regulations.evidence import collect
from pendopo.apps.regulations.models import Regulation, State
from pendopo.apps.regulations.policy import ADDRESS
from pendopo.apps.regulations.rules.status import Facts, ends_soon
from pendopo.apps.regulations.testing import SYSTEM, make_regulation
from pendopo.kernel import settings_store
from pendopo.kernel.clock import today
from pendopo.kernel.testing import Cast

pytestmark = pytest.mark.django_db
FEED = "/feed/document.json"
FIELDS = """
idData tahun_pengundangan tanggal_penetapan tanggal_pengundangan jenis noPeraturan judul noPanggil singkatanJenis
tempatTerbit penerbit deskripsiFisik sumber subjek isbn status bahasa bidangHukum teuBadan nomorIndukBuku fileDownload
urlDownload abstrak urlabstrak urlDetailPeraturan operasi display
""".split()  # noqa: SIM905


def words(response: Any) -> str:
    return str(response.content.decode())


def feed(**headers: str) -> Any:
    answer = Client().get(FEED, headers=headers)
    if answer.status_code == 200:
        answer.items_ = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    return answer


def test_it_works_anybody_reads_and_downloads(cast: Cast) -> None:
    row = make_regulation(with_file=True, abstract="Ringkasan isi.")
    guest = Client()
    portal, listed = guest.get("/publik/"), guest.get("/publik/produk-hukum/")
    assert "Produk hukum" in words(portal) and "Peraturan Bupati Nomor 12 Tahun 2024" in words(listed)
    record = guest.get(f"/publik/produk-hukum/{row.pk}/")
    assert "Ringkasan isi." in words(record) and row.file and row.file.sha256 in words(record)
    file = guest.get(f"/publik/produk-hukum/{row.pk}/berkas/")
    assert file["Cache-Control"] == "public, max-age=3600" and b"%PDF" in b"".join(file.streaming_content)
    assert "Layanan publik" in words(guest.get("/masuk/"))


def test_public_pages_set_no_cookie_and_may_be_kept(cast: Cast) -> None:
    row = make_regulation()
    for address in ("/publik/", "/publik/produk-hukum/?cari=a", f"/publik/produk-hukum/{row.pk}/"):
        answer = Client().get(address)
        assert answer["Cache-Control"] == "public, max-age=300" and not answer.cookies and "Cookie" in answer["Vary"]
        assert "csrfmiddlewaretoken" not in words(answer) and "<script" not in words(answer)
        chosen = Client()
        chosen.cookies["tema"] = "dark"
        assert chosen.get(address)["Cache-Control"] == "private, no-cache"
        assert Client().post(address).status_code == 405


def test_drafts_internal_and_withdrawn_ones_are_never_public(cast: Cast) -> None:
    hidden = [
        make_regulation(cast.kominfo, state=State.DRAFT, title="Zrancangan", with_file=True),
        make_regulation(number="2", title="Zinternal", is_public=False, with_file=True),
        make_regulation(number="3", title="Zditarik", with_file=True),
    ]
    services.withdraw(SYSTEM, hidden[2], reason="salah")
    shown = make_regulation()
    services.relate(SYSTEM, hidden[0], target=shown, kind="revokes")
    assert [item["idData"] for item in feed().items_] == [str(shown.pk)]
    assert "Z" not in "".join(w for w in words(Client().get("/publik/produk-hukum/")).split() if w.startswith("Z"))
    assert "Zrancangan" not in words(Client().get(f"/publik/produk-hukum/{shown.pk}/"))
    for row in hidden:
        assert Client().get(f"/publik/produk-hukum/{row.pk}/").status_code == 404
        assert Client().get(f"/publik/produk-hukum/{row.pk}/berkas/").status_code == 404


def test_search_filters_and_paging(cast: Cast) -> None:
    for number in range(1, 46):
        make_regulation(number=str(number), title=f"Hal ke-{number}", year=2023 + number % 2)
    make_regulation(kind="perda", number="3", year=2016, title="Perangkat Daerah")
    guest, seen, address = Client(), set[str](), "/publik/produk-hukum/"
    for _page in range(3):
        text = words(guest.get(address))
        seen |= {part.split('"')[0] for part in text.split('href="/publik/produk-hukum/')[1:] if part[0].isdigit()}
        if 'rel="next" href="' in text:
            address = "/publik/produk-hukum/" + text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert len(seen) == 46
    only = words(guest.get("/publik/produk-hukum/?cari=perda+3+tahun+2016"))
    assert "Perangkat Daerah" in only and "Hal ke" not in only
    assert "Hal ke" not in words(guest.get("/publik/produk-hukum/?jenis=perda&berlaku=1"))
    for odd in ("?tahun=abcd", "?sesudah=zzz", "?sesudah=99999999999999999999", "?cari=%00%27", "?jenis=%00"):
        assert guest.get(f"/publik/produk-hukum/{odd}").status_code == 200


def test_public_pages_cost_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(1, 30):
        make_regulation(number=str(number), with_file=number == 1)
    with django_assert_max_num_queries(9):
        Client().get("/publik/produk-hukum/")
    with django_assert_max_num_queries(6):
        Client().get(f"/publik/produk-hukum/{Regulation.objects.first().pk}/")  # type: ignore[union-attr]
    with django_assert_max_num_queries(6):
        feed()


def test_the_feed_has_exactly_the_fields_of_the_network(cast: Cast) -> None:
    row = make_regulation(with_file=True, subjects="SPBE", source="BD 2024/12", place="Tana Paser", abstract="Isi")
    make_regulation(kind="uu", number="23", year=2014, issuer="Indonesia", title="Pemerintahan Daerah")
    (item,) = feed().items_
    assert list(item) == FIELDS
    assert all(isinstance(value, str) for value in item.values())
    page = f"http://testserver/publik/produk-hukum/{row.pk}/"
    wanted = {
        "idData": str(row.pk), "tahun_pengundangan": "2024", "tanggal_penetapan": "2024-03-01",
        "tanggal_pengundangan": "2024-03-02", "jenis": "Peraturan Bupati", "noPeraturan": "12",
        "singkatanJenis": "Perbup",
        "status": "Berlaku", "teuBadan": "Kabupaten Paser", "operasi": "4", "display": "1", "urlDetailPeraturan": page,
        "urlDownload": f"{page}berkas/", "fileDownload": "perbup-12.pdf", "urlabstrak": f"{page}#abstrak",
    }  # fmt: skip
    assert {key: item[key] for key in wanted} == wanted


def test_an_unchanged_feed_is_not_sent_again(cast: Cast) -> None:
    assert feed().items_ == []
    row = make_regulation()
    first = feed()
    assert first["Cache-Control"] == "public, max-age=600" and not first.cookies
    again = {"if-none-match": first["ETag"]}
    assert feed(**again).status_code == 304
    assert feed(**{"if-modified-since": first["Last-Modified"]}).status_code == 304
    services.withdraw(SYSTEM, row, reason="salah")
    assert feed(**again).status_code == 200
    assert Client().head(FEED).content == b""


def test_the_feed_moves_when_a_day_changes_a_status(cast: Cast) -> None:
    import time_machine

    make_regulation(in_force_until=today() + timedelta(days=3))
    tag = feed()["ETag"]
    with time_machine.travel(today() + timedelta(days=5), tick=False):
        later = feed(**{"if-none-match": tag})
        assert later.status_code == 200 and later.items_[0]["status"] == "Tidak Berlaku"


def test_the_configured_address_stands_in_the_feed(cast: Cast) -> None:
    make_regulation()
    settings_store.set_value(SYSTEM, ADDRESS, "https://jdih.paserkab.go.id/", valid_from=date(2020, 1, 1), basis="Uji")
    settings_store.forget()
    assert feed().items_[0]["urlDetailPeraturan"].startswith("https://jdih.paserkab.go.id/publik/")


def test_what_other_apps_may_ask(cast: Cast) -> None:
    row, draft = make_regulation(with_file=True), make_regulation(cast.kominfo, state=State.DRAFT, title="Rancangan")
    for one in (draft, row):
        services.tie(SYSTEM, one, topic="spbe-59-2020:1", note="arsitektur", articles="Pasal 5; Pasal 7")
    services.tie(SYSTEM, draft, topic="spbe-59-2020:2")
    ties = public.tied_to("spbe-59-2020:1")
    assert [(tie.regulation.regulation_id, tie.is_draft, tie.articles) for tie in ties] == [
        (row.pk, False, ("Pasal 5", "Pasal 7")), (draft.pk, True, ("Pasal 5", "Pasal 7")),
    ]  # fmt: skip
    assert ties[0].in_force_on(date(2024, 3, 2)) and not ties[0].in_force_on(date(2024, 3, 1))
    assert public.missing(["spbe-59-2020:2", "spbe-59-2020:1", "spbe-59-2020:3"]) == [
        "spbe-59-2020:2",
        "spbe-59-2020:3",
    ]
    assert [found.number for found in public.search("perbup 12/2024")] == ["Perbup 12/2024"]
    found = public.find(row.pk)
    assert found and (found.status, found.is_public, len(found.sha256)) == ("berlaku", True, 64)
    assert public.find(0) is None
    make_regulation(number="9", in_force_until=today() + timedelta(days=5))
    assert [one.number for one in public.expiring(today() + timedelta(days=5))] == ["Perbup 9/2024"]


def test_evidence_claims_what_the_figures_carry(cast: Cast) -> None:
    assert collect(today()) is None
    row = make_regulation(kind="perda", number="3", year=2016, with_file=False)
    first = collect(today())
    assert first and first.levels == {1}
    make_regulation(with_file=True)
    assert (collect(today()) or first).levels == {1, 2}
    draft = make_regulation(cast.kominfo, state=State.DRAFT, year=2026)
    services.enact(SYSTEM, draft, number="4", on=today())
    full = collect(today())
    assert full and full.levels == {1, 2, 3, 4}, "the units of the cast rest on Perda 3/2016"
    assert {figure.label: figure.value for figure in full.figures}["Terbuka bagi publik, dengan naskah"] == "1 dari 2"
    services.withdraw(SYSTEM, row, reason="salah")
    assert (collect(today()) or full).levels == {1, 2, 3}


SOME = st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 12))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.builds(
            Facts, state=st.sampled_from(State.values), in_force_from=SOME, in_force_until=SOME, revoked_from=SOME,
            amended_from=SOME,
        ).filter(lambda f: not (f.in_force_from and f.in_force_until and f.in_force_until < f.in_force_from)),
        max_size=12,
    ),
    st.dates(date(2020, 1, 1), date(2020, 1, 12)),
)  # fmt: skip
def test_the_database_says_the_same_status_as_the_rule(db: None, many: list[Facts], day: date) -> None:
    from django.db import transaction

    from pendopo.kernel.testing import make_unit
    from pendopo.kernel.units.models import Unit, UnitKind

    with transaction.atomic():
        unit = Unit.objects.first() or make_unit(None, "64.01", "Kabupaten Paser", UnitKind.REGENCY)
        for number, one in enumerate(many):
            fields = {name: getattr(one, name) for name in Facts.__dataclass_fields__}
            Regulation.objects.create(
                kind="perbup", number=str(number), number_key=str(number), year=2020, title="x", owner_unit=unit,
                enacted_on=date(2019, 1, 1), **fields,
            )  # fmt: skip
        for row in queries.with_status(Regulation.objects.all(), day):
            facts = queries.facts_of(row)
            assert row.status_now == queries.status_of(row, day)
            assert row.ends_soon == ends_soon(facts, day)
        transaction.set_rollback(True)
