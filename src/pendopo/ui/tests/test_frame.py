"""The frame's own pages: desk, menu, search, theme, colours, language, errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client

from pendopo.kernel import desk, menu, search
from pendopo.kernel.actor import Actor
from pendopo.kernel.desk import DeskCard, DeskItem
from pendopo.kernel.jobs.models import Job, JobState
from pendopo.kernel.menu import MenuEntry
from pendopo.kernel.search import Hit
from pendopo.kernel.testing import Cast
from pendopo.ui.desk import tasks
from pendopo.ui.errors import PAGES, error_page


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Empty registries, so that a test says everything that is shown."""
    for module, names in ((desk, ("_providers", "_cards")), (search, ("_providers",))):
        for name in names:
            monkeypatch.setattr(module, name, {})
    monkeypatch.setattr(
        menu, "_entries", {"ui:desk": MenuEntry("utama", "Meja saya", "ui:desk", "desk", order=1, tab="Meja")}
    )
    yield


@pytest.fixture
def sari(cast: Cast, client: Client) -> Client:
    client.force_login(cast.sari.account)  # type: ignore[arg-type]
    return client


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_it_works(sari: Client, registries: None) -> None:
    page = soup(sari.get("/"))
    assert "Sari" in page.h1.text  # type: ignore[union-attr]
    assert "Tidak ada yang menunggu Anda" in page.text
    assert page.select_one('.side a[aria-current="page"]').text.strip() == "Meja saya"  # type: ignore[union-attr]
    assert page.select_one("a.skip")["href"] == "#isi"  # type: ignore[index]
    assert page.select_one("main#isi")


def test_a_stranger_is_sent_to_the_sign_in(client: Client, db: None) -> None:
    for path in ("/", "/menu/", "/cari/", "/gaya/"):
        assert client.get(path).status_code == 302, path


def test_the_desk_shows_duties_oldest_first_and_survives_a_broken_part(
    sari: Client, registries: None, caplog: pytest.LogCaptureFixture
) -> None:
    @desk.desk_provider
    def waiting(actor: Actor) -> list[DeskItem]:
        assert actor.name == "Sari Wulandari"
        return [
            DeskItem("Tanpa batas", url="/a/", severity="bad"),
            DeskItem("Nanti", url="/b/", action="Buka", due=date(2026, 12, 1)),
            DeskItem("Kemarin", url="/c/", action="Periksa", due=date(2026, 11, 1), severity="watch"),
        ]

    @desk.desk_provider
    def broken(actor: Actor) -> list[DeskItem]:
        raise RuntimeError("rusak")

    @desk.desk_card
    def card(actor: Actor) -> DeskCard:
        return DeskCard("ui/empty.html", {"title": "Kartu saya"})

    page = soup(sari.get("/"))
    assert [b.text for b in page.select(".waiting b")] == ["Kemarin", "Nanti", "Tanpa batas"]
    assert "Kartu saya" in page.text
    assert "Sebagian meja belum dapat dimuat" in page.text
    assert "desk provider failed" in caplog.text


def test_own_tasks_are_found_again_and_nobody_elses(sari: Client, cast: Cast, registries: None) -> None:
    desk.desk_card(tasks)
    assert "Pekerjaan latar" not in soup(sari.get("/")).text
    Job.objects.create(
        kind="x", title="Impor saya", account=cast.sari.account, state=JobState.RUNNING, done=5, total=10
    )
    Job.objects.create(kind="x", title="Impor orang lain", account=cast.budi.account)
    page = soup(sari.get("/"))
    assert "Impor saya" in page.text
    assert "orang lain" not in page.text
    card = soup(sari.get("/meja/tugas/")).section
    assert card is not None
    assert card["hx-trigger"] == "every 3s"


def test_the_menu_shows_only_what_the_person_may_use(cast: Cast, registries: None) -> None:
    menu.register(
        MenuEntry("kantor", "Rahasia", "ui:style", "lock", permission="tidak.ada"),
        MenuEntry("kantor", "Gaya", "ui:menu", "clock", badge=lambda actor: 3, tab="Gaya"),
    )
    groups = menu.menu_for(cast.actor("sari"), "/menu/")
    assert [item.label for group in groups for item in group.items] == ["Meja saya", "Gaya"]
    assert [item.current for group in groups for item in group.items] == [False, True]
    assert [tab.tab for tab in menu.tabs_for(groups)] == ["Meja", "Gaya"]
    assert groups[1].items[0].badge == 3
    with pytest.raises(ValueError, match="unknown menu group"):
        menu.register(MenuEntry("lain", "X", "ui:desk", "x"))


def test_search_asks_every_app_and_leaves_out_what_fails(sari: Client, registries: None) -> None:
    @search.search_provider("Pegawai")
    def people(actor: Actor, text: str) -> list[Hit]:
        return [Hit(f"{text} {n}", "Kominfo", f"/p/{n}/", "user") for n in range(20)]

    @search.search_provider("Rusak")
    def broken(actor: Actor, text: str) -> list[Hit]:
        raise RuntimeError("rusak")

    response = sari.get("/cari/", {"q": "  meja <x> "})
    page = soup(response)
    assert [h.text for h in page.select("h3")] == ["Pegawai"]
    assert len(page.select("a.hit")) == search.PER_GROUP
    assert b"<x>" not in response.content
    assert response["Cache-Control"] == "no-store"
    assert soup(sari.get("/cari/", {"q": "meja"})).select("a.hit")[0]["href"] == "/"
    assert "Tidak ditemukan" in soup(sari.get("/cari/", {"q": "z"})).text


def test_the_theme_is_remembered_and_drawn_by_the_server(sari: Client, registries: None) -> None:
    response = sari.post("/tampilan/", {"tema": "dark", "next": "/menu/"})
    assert response["Location"] == "/menu/"
    assert soup(sari.get("/")).html["data-theme"] == "dark"  # type: ignore[index]
    sari.post("/tampilan/", {"tema": ""})
    assert "data-theme" not in soup(sari.get("/")).html.attrs  # type: ignore[union-attr]
    sari.cookies["tema"] = '"><script>'
    assert "data-theme" not in soup(sari.get("/")).html.attrs  # type: ignore[union-attr]


def test_the_theme_never_leads_elsewhere_and_needs_a_post(client: Client, db: None) -> None:
    assert client.post("/tampilan/", {"tema": "dark", "next": "//jahat.example"})["Location"] == "/"
    assert client.get("/tampilan/").status_code == 405


def test_colours_are_kept_by_their_fingerprint(client: Client, db: None, settings: Any) -> None:
    settings.REGENCY = {**settings.REGENCY, "brand_hue": 20}
    link = BeautifulSoup(client.get("/masuk/").content, "html.parser").select_one('link[href*="warna.css"]')
    assert link is not None
    response = client.get(str(link["href"]))
    assert "immutable" in response["Cache-Control"]
    assert client.get("/gaya/warna.css", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert "immutable" not in client.get("/gaya/warna.css?v=alt")["Cache-Control"]


def test_indonesian_for_everybody_english_for_who_switched(sari: Client, registries: None) -> None:
    page = sari.get("/", headers={"Accept-Language": "en-US"})
    assert soup(page).html["lang"] == "id"  # type: ignore[index]
    sari.cookies["django_language"] = "en"
    assert soup(sari.get("/")).html["lang"] == "en"  # type: ignore[index]


@pytest.mark.parametrize("status", PAGES)
def test_error_pages_draw_without_request_or_database(status: int) -> None:
    response = error_page(status, retry_after=10 if status == 503 else None)
    page = soup(response)
    assert response.status_code == status
    assert str(status) in page.text
    assert page.select_one("main h1")
    assert "style=" not in response.content.decode()


def test_an_unknown_page_and_a_forbidden_one_look_like_ours(sari: Client, registries: None) -> None:
    response = sari.get("/tidak-ada-sama-sekali/")
    assert response.status_code == 404
    assert "Halaman ini tidak ada" in soup(response).text
    with pytest.raises(ValueError, match="no error page"):
        error_page(418)


def test_a_post_without_token_gets_a_page_that_says_what_to_do(cast: Cast, db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.sari.account)  # type: ignore[arg-type]
    response = strict.post("/tampilan/", {"tema": "dark"})
    assert response.status_code == 403
    assert "terlalu lama terbuka" in soup(response).text


def test_no_page_of_the_frame_has_inline_style_or_script(sari: Client) -> None:
    for path in ("/", "/menu/", "/gaya/"):
        page = soup(sari.get(path))
        assert not page.select("[style]"), path
        assert all(script.get("src") for script in page.select("script")), path
        assert not [tag.name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")], path
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids)), path


def test_the_frame_costs_few_statements(sari: Client, registries: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        sari.get("/")


def test_a_dialog_and_a_field_speak_to_screen_readers() -> None:
    html = render_to_string(
        "ui/dialog.html", {"id": "hapus", "title": "Hapus?", "action": "Hapus", "action_url": "/x/"}
    )
    dialog = BeautifulSoup(html, "html.parser").dialog
    assert dialog is not None
    assert dialog["aria-labelledby"] == "hapus-judul"
    assert dialog.select_one("#hapus-judul")
