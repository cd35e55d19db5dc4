"""Confirming instruments, adding files of them, and the rule of each year."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pendopo.apps.maturity.models import Assessment, InstrumentConfirmation, InstrumentFile
from pendopo.apps.maturity.queries import instruments as queries
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.services import instruments as services
from pendopo.kernel import settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.people.models import Account
from pendopo.kernel.testing import SYSTEM, Cast, make_person

BANNER = 'class="msg watch unverified"'
DOCUMENT = "PermenPANRB Nomor 8 Tahun 2026, Berita Negara 364"


@pytest.fixture
def koordinator(cast: Cast) -> Actor:
    from pendopo.kernel.people.queries import actor_of

    person = make_person("Kirana Putri", "koordinator_spbe", cast.regency, username="kirana")
    assert person.account_id
    return actor_of(person.account_id)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PENDOPO_DATA", str(tmp_path))
    return tmp_path / "instruments"


def local(key: str = "uji-2030", **changes: Any) -> dict[str, Any]:
    """A small sound instrument."""
    return {
        "instrument": key,
        "title": "Evaluasi uji",
        "source": ["Uji"],
        "valid_years": [2030, None],
        "verified": True,
        "level_min": 1,
        "level_max": 5,
        "predicates": [
            {"name": "Baik", "min": "2.60", "max": "5.00"},
            {"name": "Kurang", "min": None, "max": "2.60"},
        ],
        "aspects": [
            {"no": 1, "name": "Tata kelola", "weight": 40, "indicators": [{"no": 1, "name": "Satu", "weight": 40}]},
            {"no": 2, "name": "Layanan", "weight": 60, "indicators": [{"no": 2, "name": "Dua", "weight": 60}]},
        ],
        **changes,
    }


def written(found: dict[str, Any]) -> bytes:
    return json.dumps(found).encode()


def confirm(actor: Actor, key: str = "pemdi-8-2026", **more: str) -> InstrumentConfirmation:
    one = loading.get(key)
    given = {"digest": one.digest, "document": DOCUMENT, "page": "Lampiran, halaman 37-39", **more}
    return services.confirm(actor, one, **given)


def test_it_works(koordinator: Actor) -> None:
    pemdi = loading.get("pemdi-8-2026")
    assert not queries.is_confirmed(pemdi)
    assert "belum dicocokkan" in queries.banner(pemdi)
    row = confirm(koordinator)
    assert queries.is_confirmed(pemdi)
    assert queries.banner(pemdi) == ""
    assert row.digest == pemdi.digest
    assert row.source == f"{DOCUMENT}, Lampiran, halaman 37-39"
    assert AuditEntry.objects.filter(action="maturity.confirm_instrument").count() == 1
    services.withdraw(koordinator, pemdi, "Bobot indikator 13 ternyata berbeda")
    assert not queries.is_confirmed(pemdi)
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdraw_reason) == ("Kirana Putri", "Bobot indikator 13 ternyata berbeda")
    confirm(koordinator)
    assert queries.is_confirmed(pemdi)


def test_verified_instruments_need_no_word(koordinator: Actor) -> None:
    assert queries.is_confirmed(loading.get("spbe-59-2020"))
    assert queries.banner(loading.get("spbe-59-2020")) == ""
    with pytest.raises(Refused, match="tidak perlu"):
        confirm(koordinator, "spbe-59-2020")


@pytest.mark.parametrize(("field", "value"), [("document", "Permen"), ("page", " ")])
def test_a_source_is_needed(koordinator: Actor, field: str, value: str) -> None:
    with pytest.raises(Refused) as refusal:
        confirm(koordinator, **{field: value})
    assert refusal.value.field == field
    assert not InstrumentConfirmation.objects.exists()


def test_the_file_that_was_seen_counts(koordinator: Actor) -> None:
    with pytest.raises(Refused, match="berubah sejak Anda membukanya"):
        confirm(koordinator, digest="0" * 64)


def test_twice_and_withdrawn_twice_is_told(koordinator: Actor) -> None:
    confirm(koordinator)
    with pytest.raises(Refused, match="sudah dinyatakan"):
        confirm(koordinator)
    with pytest.raises(Refused) as refusal:
        services.withdraw(koordinator, loading.get("pemdi-8-2026"), "salah")
    assert refusal.value.field == "reason"
    services.withdraw(koordinator, loading.get("pemdi-8-2026"), "Naskah belum lengkap")
    with pytest.raises(Refused, match="Tidak ada pernyataan"):
        services.withdraw(koordinator, loading.get("pemdi-8-2026"), "Naskah belum lengkap")


@pytest.mark.parametrize("name", ["sari", "ratna", "bupati", "auditor"])
def test_others_may_not(cast: Cast, name: str, folder: Path) -> None:
    with pytest.raises(NotAllowed):
        confirm(cast.actor(name))
    with pytest.raises(NotAllowed):
        services.add_file(cast.actor(name), written(local()), name="uji.json")
    assert not folder.exists()


def test_a_new_instrument_is_loaded_and_needs_confirmation_whatever_it_says(koordinator: Actor, folder: Path) -> None:
    row = services.add_file(koordinator, written(local()), name="..\\nama bebas.json")
    assert (row.instrument, row.name) == ("uji-2030", "uji-2030.json")
    one = loading.get("uji-2030")
    assert one.digest == row.digest
    assert one.verified and not queries.is_confirmed(one)
    assert [path.name for path in folder.iterdir()] == ["uji-2030.json"]
    assert next(found.instrument.key for found in queries.rows()) == "uji-2030"
    confirm(koordinator, "uji-2030")
    assert queries.is_confirmed(loading.get("uji-2030"))


def test_a_new_edition_ends_the_confirmation_and_the_old_one_is_kept(koordinator: Actor, folder: Path) -> None:
    services.add_file(koordinator, written(local()), name="a.json")
    confirm(koordinator, "uji-2030")
    services.add_file(koordinator, written(local(title="Evaluasi uji, edisi 2")), name="a.json")
    assert loading.get("uji-2030").title == "Evaluasi uji, edisi 2"
    assert not queries.is_confirmed(loading.get("uji-2030"))
    assert InstrumentFile.objects.filter(instrument="uji-2030").count() == 2
    assert len(list(folder.iterdir())) == 1


WEIGHTS_NOT_100 = local()["aspects"][:1]
BROKEN = {
    "sum": (local(aspects=WEIGHTS_NOT_100), "aspects: Jumlah bobot harus tepat 100, bukan 40."),
    "aspect": (
        local(aspects=[{**local()["aspects"][0], "weight": 41}, local()["aspects"][1]]),
        "aspects[0].weight: Bobot aspek 1 tertulis 41, jumlah indikatornya 40.",
    ),
    "key": (local(key="Uji 1"), "instrument: "),
    "unknown": (local(bobot=1), "bobot: Kunci tidak dikenal"),
    "builtin": (local(key="spbe-59-2020"), "instrument: Kunci spbe-59-2020 dipakai instrumen bawaan"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_told_with_its_place(koordinator: Actor, folder: Path, case: str) -> None:
    found, message = BROKEN[case]
    with pytest.raises(Refused) as refusal:
        services.add_file(koordinator, written(found), name="uji.json")
    assert refusal.value.message.startswith(message)
    assert refusal.value.field == "file"
    assert not folder.exists()
    assert not InstrumentFile.objects.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"PK\x03\x04", b'{"instrument": NaN}', b"[1]", b"\xff\xfe{"])
def test_what_is_no_json_is_told(koordinator: Actor, folder: Path, content: bytes) -> None:
    with pytest.raises(Refused):
        services.add_file(koordinator, content, name="uji.json")
    assert not folder.exists()


def test_weights_of_an_instrument_in_use_stay(koordinator: Actor, folder: Path) -> None:
    services.add_file(koordinator, written(local()), name="a.json")
    other = local()
    other["aspects"][0] |= {"weight": 50, "indicators": [{"no": 1, "name": "Satu", "weight": 50}]}
    other["aspects"][1] |= {"weight": 50, "indicators": [{"no": 2, "name": "Dua", "weight": 50}]}
    Assessment.objects.create(year=2030, instrument="uji-2030", kind="evaluasi", created_by="Uji")
    before = loading.get("uji-2030").digest
    with pytest.raises(Refused, match="aspek 1: Instrumen uji-2030 sudah dipakai"):
        services.add_file(koordinator, written(other), name="a.json")
    assert loading.get("uji-2030").digest == before
    services.add_file(koordinator, written(local(title="Hanya judul yang lain")), name="a.json")
    assert loading.get("uji-2030").title == "Hanya judul yang lain"
    Assessment.objects.update(state="cancelled")
    services.add_file(koordinator, written(other), name="a.json")
    assert loading.get("uji-2030").aspects[0].weight == 50


def test_files_of_instruments_in_use_come_back_after_a_restore(koordinator: Actor, folder: Path) -> None:
    for key in ("uji-2030", "uji-2031"):
        services.add_file(koordinator, written(local(key)), name="a.json")
    services.add_file(koordinator, written(local(title="Edisi 2")), name="a.json")
    Assessment.objects.create(year=2030, instrument="uji-2030", kind="evaluasi", created_by="Uji")
    for path in folder.iterdir():
        path.unlink()
    assert "uji-2030" not in loading.instruments()
    assert services.put_back() == 1
    assert loading.get("uji-2030").title == "Edisi 2"
    assert "uji-2031" not in loading.instruments()
    assert services.put_back() == 0


def test_a_layer_is_added_and_replaced_by_its_key(koordinator: Actor, folder: Path) -> None:
    layer = {
        "layer": "pedoman-uji", "instrument": "spbe-59-2020", "title": "Pedoman uji", "source": ["Uji"],
        "valid_years": [2025, None], "verified": False,
        "indicators": [{"no": 1, "question": "Bagaimana?", "levels": [{"level": 2, "criteria": "Sudah ada."}]}],
    }  # fmt: skip
    row = services.add_file(koordinator, written(layer), name="x.json")
    assert row.name == "spbe-59-2020.pedoman-uji.json"
    assert loading.get("spbe-59-2020").texts("1", 2025).question == "Bagaimana?"
    assert loading.get("spbe-59-2020").texts("1", 2024).question != "Bagaimana?"
    services.add_file(koordinator, written(layer | {"title": "Pedoman uji, edisi 2"}), name="x.json")
    assert loading.get("spbe-59-2020").texts("1", 2025).layer == "Pedoman uji, edisi 2"
    with pytest.raises(Refused, match="indicators"):
        services.add_file(koordinator, written(layer | {"layer": "lain", "indicators": [{"no": 48}]}), name="x.json")
    with pytest.raises(Refused, match="milik program"):
        services.add_file(koordinator, written(layer | {"layer": "pedoman-3-2024"}), name="x.json")


def test_a_broken_file_of_the_admin_is_told_and_left_out(db: None, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "rusak.json").write_bytes(written(BROKEN["sum"][0]))
    assert [str(one) for one in loading.problems()] == ["rusak.json: aspects: Jumlah bobot harus tepat 100, bukan 40."]
    assert "uji-2030" not in loading.instruments()
    assert len(queries.rows()) == 3


def test_the_rule_of_a_year(db: None) -> None:
    assert queries.predicate_input(2023) == "rounded"
    assert [queries.predicate_input(year) for year in (2019, 2022, 2024, 2026)] == ["unrounded"] * 4
    settings_store.set_value(
        SYSTEM, "maturity.predicate_input", "rounded", valid_from=date(2025, 1, 1), basis="Keputusan Menteri"
    )
    assert queries.predicate_input(2024) == "unrounded"
    assert queries.predicate_input(2025) == "rounded"


@pytest.fixture
def page(cast: Cast, koordinator: Actor, client: Client) -> Client:
    client.force_login(Account.objects.get(pk=koordinator.account_id))
    return client


def test_the_pages_show_weights_criteria_and_the_layer_of_the_year(page: Client) -> None:
    text = page.get(reverse("maturity:instruments")).content.decode()
    assert "47 indikator" in text
    assert "belum dicocokkan" in text
    text = page.get(reverse("maturity:instrument", args=["spbe-59-2020"])).content.decode()
    assert "Jumlah bobot" in text
    assert ">100<" in text
    assert "2,75" in text
    url = reverse("maturity:instrument_indicator", args=["spbe-59-2020", "12"])
    assert "Pedoman" in page.get(url, {"tahun": "2025"}).content.decode()
    assert "Kriteria pemenuhan" not in page.get(url, {"tahun": "2022"}).content.decode()
    assert page.get(url, {"tahun": "1999"}).status_code == 200
    assert page.get(reverse("maturity:instrument", args=["spbe-2099"])).status_code == 404
    assert page.get(reverse("maturity:instrument_indicator", args=["spbe-59-2020", "48"])).status_code == 404


def test_confirming_and_withdrawing_in_the_browser(page: Client) -> None:
    one = reverse("maturity:instrument", args=["pemdi-8-2026"])
    assert BANNER in page.get(one).content.decode()
    form = reverse("maturity:instrument_confirm", args=["pemdi-8-2026"])
    given = {"digest": loading.get("pemdi-8-2026").digest, "document": DOCUMENT, "page": "Lampiran, halaman 37"}
    answer = page.post(form, given)
    assert answer.status_code == 422
    assert DOCUMENT in answer.content.decode()
    assert page.post(form, {**given, "sure": "on"}).status_code == 302
    assert BANNER not in page.get(one).content.decode()
    assert page.post(reverse("maturity:instrument_withdraw", args=["pemdi-8-2026"]), {"reason": ""}).status_code == 302
    assert queries.is_confirmed(loading.get("pemdi-8-2026"))
    page.post(reverse("maturity:instrument_withdraw", args=["pemdi-8-2026"]), {"reason": "Bobot berbeda"})
    assert BANNER in page.get(one).content.decode()


def test_uploading_in_the_browser(page: Client, folder: Path) -> None:
    url = reverse("maturity:instrument_add")
    answer = page.post(url, {"file": SimpleUploadedFile("uji.json", written(BROKEN["sum"][0]))})
    assert answer.status_code == 422
    assert "Jumlah bobot harus tepat 100, bukan 40." in answer.content.decode()
    answer = page.post(url, {"file": SimpleUploadedFile("uji.json", written(local()))})
    assert answer["Location"] == reverse("maturity:instrument", args=["uji-2030"])
    text = page.get(answer["Location"]).content.decode()
    assert "Edisi berkas" in text
    assert page.get(reverse("maturity:instrument_source", args=["uji-2030"])).content == written(local())
    row = InstrumentFile.objects.get()
    edition = page.get(reverse("maturity:instrument_edition", args=["uji-2030", row.pk]))
    assert edition.content == written(local())
    assert page.get(reverse("maturity:instrument_edition", args=["spbe-59-2020", row.pk])).status_code == 404
    (folder / "rusak.json").write_text("{")
    assert "Berkas yang tidak dipakai" in page.get(reverse("maturity:instruments")).content.decode()
