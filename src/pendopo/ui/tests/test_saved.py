"""Saved views: kept, opened, deleted; own ones only; nothing typed in an address."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pendopo.kernel import audit
from pendopo.kernel.testing import Cast, cast
from pendopo.ui import saved
from pendopo.ui.models import SavedView

pytestmark = pytest.mark.django_db
AUDIT = "/pengaturan/audit/"
KEEP, REMOVE = "/daftar/simpan/", "/daftar/hapus/"


@pytest.fixture
def everyone() -> Cast:
    made = cast()
    audit.record("uji.satu", "kucing", made.actor("sari"))
    audit.record("uji.dua", "anjing", made.actor("sari"))
    return made


@pytest.fixture
def auditor(everyone: Cast) -> Client:
    return signed_in(everyone, "auditor")


def signed_in(everyone: Cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(everyone, name).account)
    return client


def page(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def form_of(soup: BeautifulSoup, action: str) -> dict[str, Any]:
    fields = soup.select(f'form[action="{action}"] input[name]')
    return {field["name"]: field.get("value", "") for field in fields if field["name"] != "csrfmiddlewaretoken"}  # type: ignore[misc]


def keep(client: Client, address: str, name: str) -> str:
    """Keeps a view as the form of the page does; where it leads."""
    answer = client.post(KEEP, form_of(page(client, address), KEEP) | {"nama": name})
    assert answer.status_code == 302
    return answer["Location"]


def subjects(soup: BeautifulSoup) -> list[str]:
    return [cell.get_text(" ", strip=True) for cell in soup.select('td[data-label="Terhadap"]')]


def test_it_works(auditor: Client) -> None:
    where = keep(auditor, f"{AUDIT}?cari=kucing&urut=at&sejak=2020-01-01", "Si kucing")
    view = SavedView.objects.get()
    assert where == f"{AUDIT}?tampilan={view.pk}&sejak=2020-01-01&urut=at"
    soup = page(auditor, where)
    assert subjects(soup) == ["kucing"]
    assert soup.select_one("input[name=cari]")["value"] == "kucing"  # type: ignore[index]
    assert "Tampilan Si kucing disimpan." in soup.text
    chip = page(auditor, AUDIT).select_one(".views nav a")
    assert chip is not None and (chip.text, chip["href"], chip.get("aria-current")) == ("Si kucing", where, None)
    assert soup.select_one(".views nav a[aria-current]")


def test_no_link_of_an_open_view_carries_what_was_typed(auditor: Client) -> None:
    where = keep(auditor, f"{AUDIT}?cari=kucing", "Rahasia")
    addresses = [link["href"] for link in page(auditor, where).select("main a[href]")]
    assert any("unduh=xlsx" in str(address) for address in addresses)
    assert not [address for address in addresses if "kucing" in str(address)]
    html = auditor.get(where).content.decode()
    assert "tampilan=" in html


def test_a_new_search_leaves_the_view(auditor: Client) -> None:
    where = keep(auditor, f"{AUDIT}?cari=kucing", "Kucing")
    assert subjects(page(auditor, f"{where}&cari=anjing")) == ["anjing"]


def test_the_same_name_replaces(auditor: Client) -> None:
    keep(auditor, f"{AUDIT}?cari=kucing", "Hewan")
    keep(auditor, f"{AUDIT}?cari=anjing", " Hewan ")
    assert SavedView.objects.get().texts == {"cari": "anjing"}


def test_a_view_is_deleted(auditor: Client) -> None:
    keep(auditor, f"{AUDIT}?cari=kucing", "Kucing")
    soup = page(auditor, AUDIT)
    button = soup.select_one(f'form[action="{REMOVE}"] button[name=tampilan]')
    assert button is not None
    answer = auditor.post(REMOVE, form_of(soup, REMOVE) | {"tampilan": button["value"]})
    assert (answer.status_code, answer["Location"]) == (302, AUDIT)
    assert not SavedView.objects.exists()


def test_the_plain_register_shows_nothing_of_it(auditor: Client) -> None:
    assert not page(auditor, AUDIT).select(".views")


def test_a_long_export_of_an_open_view_takes_its_words(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    where = keep(auditor, f"{AUDIT}?cari=uji.", "Uji")
    monkeypatch.setattr("pendopo.ui.exports.DIRECT_XLSX", 1)
    answer = auditor.get(f"{where}&unduh=xlsx")
    assert answer.status_code == 302
    assert "<dd>2</dd>" in auditor.get(answer["Location"]).content.decode()


def test_nobody_opens_or_deletes_the_view_of_another(everyone: Cast, auditor: Client) -> None:
    where = keep(auditor, f"{AUDIT}?cari=kucing", "Kucing")
    other = signed_in(everyone, "admin")
    soup = page(other, where)
    assert soup.select_one("input[name=cari]")["value"] == ""  # type: ignore[index]
    assert "Kucing" not in soup.text
    assert other.post(REMOVE, {"tampilan": SavedView.objects.get().pk}).status_code == 404
    assert SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_view_needs_a_short_name(auditor: Client, name: str) -> None:
    body = {"daftar": "jejak-audit", "kembali": AUDIT, "keadaan": saved.packed({}, {"cari": "a"}), "nama": name}
    assert auditor.post(KEEP, body)["Location"] == AUDIT
    assert "Beri tampilan ini nama" in page(auditor, AUDIT).text
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("state", ["", "[]", "[1, 2]", '{"a": 1}', "[" * 3000, '[{}, {"a": "b"}, 3]', "null"])
def test_a_broken_state_is_refused(auditor: Client, state: str) -> None:
    body = {"daftar": "jejak-audit", "kembali": AUDIT, "keadaan": state, "nama": "Rusak"}
    assert auditor.post(KEEP, body)["Location"] == AUDIT
    assert not SavedView.objects.exists()


def test_at_most_twenty_a_register(everyone: Cast, monkeypatch: pytest.MonkeyPatch, auditor: Client) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    keep(auditor, f"{AUDIT}?cari=a", "Satu")
    keep(auditor, f"{AUDIT}?cari=b", "Dua")
    keep(auditor, f"{AUDIT}?cari=c", "Satu")
    assert list(SavedView.objects.values_list("name", "texts")) == [("Satu", {"cari": "c"})]


@pytest.mark.parametrize("address", ["//jahat.example/", "https://jahat.example/", ""])
def test_it_leads_only_to_our_own_pages(auditor: Client, address: str) -> None:
    body = {"daftar": "jejak-audit", "kembali": address, "keadaan": saved.packed({}, {}), "nama": "Keluar"}
    assert auditor.post(KEEP, body).status_code == 400


def test_an_odd_view_in_the_address_is_ignored(auditor: Client) -> None:
    for odd in ("x", "-1", "9" * 40, "٣"):
        assert auditor.get(AUDIT, {"tampilan": odd}).status_code == 200
