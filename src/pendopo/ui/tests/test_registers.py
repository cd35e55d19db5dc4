"""A register as a page, as XLSX and as PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.sheets import read_rows
from pendopo.kernel.tables import Bar, Bulk, Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.ui import exports
from pendopo.ui.registers import chosen_ids, make, respond, return_to

pytestmark = pytest.mark.django_db  # a page reads the saved views of the person


@dataclass(frozen=True)
class Person:
    pk: int
    name: str
    nip: str
    late: int | None
    seen: datetime | None
    state: str


ZONE = ZoneInfo("Asia/Makassar")
PEOPLE = [
    Person(1, "Sari <b>", "198001102009011001", None, datetime(2026, 11, 12, 7, 21, tzinfo=ZONE), "ok"),
    Person(2, "Budi", "198102112009022002", 14, datetime(2026, 11, 12, 7, 44, tzinfo=ZONE), "watch"),
    Person(3, "=Agus", "198607162009071007", None, None, "bad"),
]
TABLE = Table(
    name="harian",
    title="Kehadiran harian",
    columns=(
        Column("name", "Pegawai", sort="name", detail="nip", detail_label="NIP"),
        Column("seen", "Masuk", kind="time", sort="seen"),
        Column("late", "Lambat", kind="number", sort="late"),
        Column("on", "Tanggal", lambda p: date(2026, 11, 12), kind="date"),
        Column(
            "state",
            "Rekap",
            lambda p: Status(p.state, {"ok": "hadir", "watch": "terlambat", "bad": "tanpa keterangan"}[p.state]),
            kind="status",
        ),
        Column("bar", "Skor", lambda p: Bar(50, 80), kind="bar", sheet=False),
    ),
    order="name",
    chips=Chips("rekap", "Rekap", (Chip("hadir", "Hadir", lambda p: p.state == "ok"),), counts=counted),
    filters=(Filter("unit", "Unit", choices=(("1", "Satu"),), apply="pk"),),
    search=("name",),
    row_url=lambda p: f"/pegawai/{p.pk}/",
    bulk=(Bulk("ok", "Setujui", "ui:desk", permission="a.b"), Bulk("no", "Tolak", "ui:desk", permission="a.c")),
    page_size=2,
)


def ask(query: str = "", *, permissions: frozenset[str] = frozenset({"a.b"}), rows: Any = PEOPLE) -> HttpResponse:
    request = RequestFactory().get(f"/daftar/{query}")
    request.user = type("Nobody", (), {"is_authenticated": False, "get_username": lambda self: ""})()  # type: ignore[assignment]
    request.actor = Actor(1, 1, "", permissions)  # type: ignore[attr-defined]
    response = respond(request, TABLE, rows, subtitle="Dinas Kominfo", crumbs=[("Kehadiran", "/kehadiran/")])
    assert isinstance(response, HttpResponse) or query
    return response  # type: ignore[return-value]


def page(query: str = "", **more: Any) -> BeautifulSoup:
    return BeautifulSoup(ask(query, **more).content, "html.parser")


def test_it_works() -> None:
    soup = page()
    assert soup.h1.text == "Kehadiran harian"  # type: ignore[union-attr]
    assert [a["href"] for a in soup.select("a.row")] == ["/pegawai/3/", "/pegawai/2/"]
    assert [c.get_text(" ", strip=True) for c in soup.select("nav.chips a")] == ["Semua 3", "Hadir 1"]
    assert soup.select_one(".said").text == "2 dari 3 baris"  # type: ignore[union-attr]
    following = soup.select_one("a[rel=next]")["href"]  # type: ignore[index]
    assert following == "/daftar/?sesudah=2"


def test_cells_are_escaped_and_carry_their_label_for_the_phone() -> None:
    html = ask("?urut=-name").content.decode()
    assert "Sari &lt;b&gt;" in html
    soup = BeautifulSoup(html, "html.parser")
    assert {td.get("data-label") for td in soup.select("tbody tr:first-child td[data-label]")} == {
        "Pegawai",
        "Masuk",
        "Lambat",
        "Tanggal",
        "Rekap",
        "Skor",
    }
    assert "style=" not in html
    assert "onclick" not in html


def test_sorting_is_said_and_offered_both_ways() -> None:
    soup = page("?urut=late")
    head = soup.select_one("th[aria-sort]")
    assert head is not None
    assert (head["aria-sort"], head.a["href"]) == ("ascending", "/daftar/?urut=-late")  # type: ignore[index]


def test_bulk_actions_show_only_what_the_person_may() -> None:
    assert [b.text for b in page().select(".bulkbar button")] == ["Setujui"]
    assert not page(permissions=frozenset()).select("input[name=id]")


def test_nothing_found_offers_to_remove_the_filters() -> None:
    soup = page("?cari=tidakada")
    assert "Tidak ada yang cocok" in soup.text
    assert soup.select_one('.empty a[href="/daftar/"]')
    assert "Belum ada data" in page(rows=[]).text


def test_xlsx_holds_exactly_what_is_shown() -> None:
    response = ask("?unduh=xlsx&cari=a&urut=-name")
    content = b"".join(response)  # type: ignore[arg-type]
    _title, rows = read_rows(io.BytesIO(content))
    head = next(row for row in rows if row.values[0] == "Pegawai")
    assert head.values == ("Pegawai", "NIP", "Masuk", "Lambat", "Tanggal", "Rekap")
    body = [row.values for row in rows if row.number > head.number]
    assert [row[0] for row in body] == ["Sari <b>", "'=Agus"]
    assert body[0][1:] == ("198001102009011001", "07:21:00", "", "2026-11-12", "hadir")
    assert any("Pencarian: a" in row.values[0] for row in rows)
    assert 'filename="harian-' in response["Content-Disposition"]
    response.close()


def test_pdf_says_when_it_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setattr(exports.pdf, "render", lambda template, data, made_at: seen.update(data) or b"%PDF")
    monkeypatch.setattr(exports, "MOST_PDF", 2)
    response = ask("?unduh=pdf&rekap=&unit=")
    assert response["Content-Type"] == "application/pdf"
    assert len(seen["rows"]) == 2
    assert "Hanya 2 baris pertama" in seen["note"]
    assert seen["rows"][1][1] == ["07.44", ""]


def test_a_real_pdf_comes_out_and_leaves_a_line_in_the_audit() -> None:
    assert ask("?unduh=pdf&rekap=hadir&cari=Sari").content.startswith(b"%PDF")
    line = AuditEntry.objects.get(action="register.exported")
    assert line.subject_type == "harian"
    assert line.change == {"format": "pdf", "chip": "hadir", "filters": {}, "searched": True}


def test_an_unknown_export_is_the_page() -> None:
    assert b"Kehadiran harian" in ask("?unduh=exe").content


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/kehadiran/?hari=1", "/kehadiran/?hari=1"),
        ("//jahat.example/", "/x/"),
        ("https://jahat.example/", "/x/"),
        ("", "/x/"),
    ],
)
def test_a_bulk_action_goes_back_only_to_our_own_pages(wanted: str, goes: str) -> None:
    request: HttpRequest = RequestFactory().post("/", {"kembali": wanted, "id": ["1", "2"]})
    assert return_to(request, "/x/") == goes
    assert chosen_ids(request) == ["1", "2"]


def test_a_compact_register_keeps_two_lines_a_row_on_a_phone() -> None:
    columns = (replace(TABLE.columns[0]), TABLE.columns[1], replace(TABLE.columns[2], phone="Telat"), TABLE.columns[3])
    small = Table(name="ringkas", title="Ringkas", columns=columns, order="name", phone="compact")
    request = RequestFactory().get("/daftar/")
    request.actor = Actor(1, 1, "", frozenset())  # type: ignore[attr-defined]
    register = make(request, small, PEOPLE)
    assert [(cell.css.split(), cell.label) for cell in register.rows[1].cells] == [
        (["head"], "Pegawai"),
        (["n"], "Masuk"),
        (["n", "ph"], "Telat"),
        ([], "Tanggal"),
    ]
    with pytest.raises(ValueError, match="phone"):
        replace(small, phone="wide")


def test_a_callable_search_is_never_called_by_a_template() -> None:
    def search(rows: Any, text: str) -> Any:
        raise AssertionError("called")

    small = Table(name="cari", title="Cari", columns=TABLE.columns, order="name", search=search)
    request = RequestFactory().get("/daftar/")
    request.actor = Actor(1, 1, "", frozenset())  # type: ignore[attr-defined]
    html = render_to_string("ui/filter_bar.html", {"register": make(request, small, PEOPLE)})
    assert small.has_search and 'name="cari"' in html
