"""Screens: what each person sees, what a form says, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pendopo.apps.regulations import desk, search, services
from pendopo.apps.regulations.models import Regulation, State
from pendopo.apps.regulations.services.watch import ALERT, watch
from pendopo.apps.regulations.testing import SYSTEM, make_regulation
from pendopo.kernel import decrees
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.clock import today
from pendopo.kernel.files.testing import a_pdf, an_upload
from pendopo.kernel.people import services as people
from pendopo.kernel.testing import Cast
from pendopo.kernel.units.models import Decree

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def words(response: Any) -> str:
    return str(response.content.decode())


def facts(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "kind": "perbup", "state": "promulgated", "number": "5", "year": "2025", "title": "Manajemen SPBE",
        "enacted_on": "2025-02-03", "promulgated_on": "2025-02-04", "owner_unit": cast.kominfo.pk, "is_public": "on",
        **more,
    }  # fmt: skip


def test_it_works(cast: Cast, as_: SignIn) -> None:
    make_regulation(with_file=True)
    make_regulation(cast.dishub, state=State.DRAFT, title="Rancangan Terminal")

    text = words(as_("sari").get("/produk-hukum/"))

    assert "Perbup 12/2024" in text and "Arsitektur Sistem" in text
    assert "Terminal" not in text and "Produk hukum baru" not in text
    assert "Terminal" in words(as_("wayan").get("/produk-hukum/?keadaan=rancangan"))
    assert Client().get("/produk-hukum/").status_code == 302


def test_search_chips_and_filters(cast: Cast, as_: SignIn) -> None:
    make_regulation(subjects="SPBE, arsitektur", field_of_law="Hukum Administrasi Negara")
    make_regulation(kind="perda", number="3", year=2016, title="Perangkat Daerah")
    make_regulation(kind="sk", number="188.45/9/2026", year=2026, title="Tim Koordinasi", state=State.ENACTED,
                    enacted_on=date(2026, 1, 5))  # fmt: skip
    client = as_("sari")

    def found(query: str) -> set[str]:
        text = words(client.get(f"/produk-hukum/?{query}"))
        return {name for name in ("Perbup 12/2024", "Perda 3/2016", "Kepbup 188.45/9/2026") if f">{name}<" in text}

    assert found("cari=perda+no.+03+tahun+2016") == {"Perda 3/2016"}
    assert found("cari=arsitektur+spbe") == {"Perbup 12/2024"}
    assert found("cari=188.45") == {"Kepbup 188.45/9/2026"}
    assert found("jenis=perda") == {"Perda 3/2016"}
    assert found("tahun=2024") == found("bidang=Hukum+Administrasi+Negara") == {"Perbup 12/2024"}
    assert len(found("keadaan=berlaku")) == 3
    assert found("cari=%00%27%22") == set()


def test_the_register_costs_the_same_for_many(cast: Cast, as_: SignIn) -> None:
    client = as_("sari")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/produk-hukum/").status_code == 200
        return len(seen)

    make_regulation()
    make_regulation(cast.kominfo, number="13")
    client.get("/produk-hukum/")
    few = cost()
    for number in range(1, 40):
        make_regulation(cast.kominfo if number % 2 else None, number=str(number + 100), year=2025)
    assert cost() == few <= 13


def test_from_form_to_record(cast: Cast, as_: SignIn) -> None:
    admin = as_("admin")
    assert "Identitas" in words(admin.get("/produk-hukum/baru/"))
    answer = admin.post("/produk-hukum/baru/", facts(cast), follow=True)
    assert "Peraturan Bupati Nomor 5 Tahun 2025 tentang Manajemen SPBE" in words(answer)
    again = admin.post("/produk-hukum/baru/", facts(cast, number="No. 05"))
    assert again.status_code == 422 and "sudah tercatat" in words(again) and 'value="No. 05"' in words(again)
    bad = words(admin.post("/produk-hukum/baru/", facts(cast, title="")))
    assert "Isi Tentang." in bad


def test_every_step_from_the_screen(cast: Cast, as_: SignIn) -> None:
    old, row = make_regulation(number="1", year=2020), make_regulation(cast.kominfo, state=State.DRAFT, year=2026)
    client, base = as_("admin"), f"/produk-hukum/{row.pk}"
    upload = an_upload("naskah.pdf", a_pdf(text="x"))
    steps: list[tuple[str, dict[str, Any]]] = [
        ("tetapkan", {"number": "8", "on": "2026-01-05"}),
        ("undangkan", {"on": "2026-01-06", "source": "BD 2026/8"}),
        ("hubungan", {"kind": "revokes", "target": "Perbup Nomor 1 Tahun 2020"}),
        ("pasal", {"ref": "Pasal 5", "text": "Domain arsitektur", "decides": "isi"}),
        ("unit", {"unit": cast.kominfo.pk}),
        ("topik", {"topic": "spbe-59-2020:1", "note": "Perbup arsitektur"}),
        ("naskah", {"file": upload}),
    ]
    for step, data in steps:
        assert client.get(f"{base}/{step}/").status_code == 200
        answer = client.post(f"{base}/{step}/", data)
        assert answer.status_code == 302, (step, words(answer))
    text = words(client.get(f"{base}/"))
    for said in (
        "Perbup 8/2026",
        "Mencabut",
        "Pasal 5",
        "Perbup arsitektur",
        "naskah.pdf",
        "SHA-256",
        "Mencatat pengundangan",
    ):
        assert said in text, said
    assert "Dicabut oleh" in words(client.get(f"/produk-hukum/{old.pk}/"))
    download = client.get(f"{base}/berkas/1/")
    assert download["Content-Disposition"].startswith("attachment") and b"%PDF" in b"".join(download.streaming_content)
    relation, article = row.does.get(), row.articles.get()
    assert client.get(f"/produk-hukum/hubungan/{relation.pk}/batal/").status_code == 200
    assert client.post(f"/produk-hukum/hubungan/{relation.pk}/batal/", {"reason": "salah"}).status_code == 302
    assert client.post(f"/produk-hukum/bagian/pasal/{article.pk}/hapus/").status_code == 302
    assert client.post("/produk-hukum/bagian/apa/1/hapus/").status_code == 404
    assert client.post(f"{base}/betulkan/", facts(cast, number="8", year="2026", title="Baru")).status_code == 302
    assert client.post(f"{base}/tarik/", {"reason": "salah catat"}).status_code == 302
    assert "salah catat" in words(client.get(f"{base}/"))


def test_refusals_stand_at_their_field(cast: Cast, as_: SignIn) -> None:
    row, client = make_regulation(), as_("admin")
    unknown = client.post(f"/produk-hukum/{row.pk}/hubungan/", {"kind": "amends", "target": "Perda 99/1999"})
    assert unknown.status_code == 422 and "lebih dari satu" in words(unknown)
    wrong = client.post(f"/produk-hukum/{row.pk}/naskah/", {"file": an_upload("a.pdf", b"%PDF-1.7 x")})
    assert wrong.status_code == 422 and "rusak" in words(wrong)
    empty = client.post(f"/produk-hukum/{row.pk}/naskah/", {"file": an_upload("a.pdf", b"")})
    assert "kosong" in words(empty)


def test_used_by_roles_and_units(cast: Cast, as_: SignIn) -> None:
    row = make_regulation(kind="perda", number="3", year=2016, title="Perangkat Daerah", state=State.ENACTED)
    sk = Decree("Peraturan Daerah No. 03 Tahun 2016", date(2026, 1, 2), "")
    people.assign_role(SYSTEM, cast.sari, role="auditor", unit=cast.kominfo, decree=sk, starts_on=date(2026, 2, 1))
    text = words(as_("admin").get(f"/produk-hukum/{row.pk}/"))
    assert "Dipakai oleh" in text and "Sari Wulandari, Auditor" in text and "Dinas Perhubungan" in text
    assert "Sari Wulandari, Auditor" not in words(as_("wayan").get(f"/produk-hukum/{row.pk}/"))
    assert "Dipakai oleh" not in words(as_("budi").get(f"/produk-hukum/{row.pk}/"))
    page = words(as_("admin").get(f"/pengaturan/akun/{cast.sari.account.pk}/"))  # type: ignore[union-attr]
    assert f'href="/produk-hukum/{row.pk}/"' in page
    assert f'href="/produk-hukum/{row.pk}/"' in words(as_("admin").get(f"/pengaturan/unit/{cast.dishub.pk}/"))
    form = words(as_("admin").get(f"/pengaturan/unit/{cast.dishub.pk}/ganti-nama/"))
    assert '<option value="Perda 3/2016">' in form


def test_found_by_ctrl_k_and_by_number(cast: Cast) -> None:
    row = make_regulation()
    make_regulation(state=State.DRAFT, title="Rahasia arsitektur")
    assert [hit.label for hit in search.find_regulations(cast.actor("sari"), "arsitektur")] == ["Perbup 12/2024"]
    assert [hit.number for hit in decrees.find()] == ["Perbup 12/2024"]
    assert decrees.known(["perbup no. 12 th. 2024", "Perbup 13/2024"])["perbup no. 12 th. 2024"].title == row.title


def test_the_desk_and_alerts_before_the_end(cast: Cast) -> None:
    from datetime import timedelta

    day = today()
    soon = make_regulation(cast.kominfo, number="1", in_force_until=day + timedelta(days=20))
    later = make_regulation(cast.kominfo, number="2", review_on=day + timedelta(days=80))
    make_regulation(cast.kominfo, number="3", in_force_until=day + timedelta(days=91))
    make_regulation(cast.dishub, number="4", in_force_until=day + timedelta(days=20))
    make_regulation(cast.kominfo, state=State.DRAFT)
    items = desk.ending_documents(cast.actor("opi"))
    assert [(item.severity, str(item.title)) for item in items] == [
        ("bad", f"{soon} berakhir"), ("watch", f"{later} perlu ditinjau kembali"),
    ]  # fmt: skip
    assert desk.ending_documents(cast.actor("sari")) == []
    assert len(desk.waiting_documents(cast.actor("admin"))) == 1
    assert watch() == 3
    assert sorted(Alert.objects.filter(kind=ALERT).values_list("severity", flat=True)) == ["bad", "bad", "watch"]
    services.withdraw(SYSTEM, soon, reason="salah catat")
    assert watch() == 2
    assert Alert.objects.unfinished().filter(kind=ALERT).count() == 2


def test_kinds_from_the_screen(cast: Cast, as_: SignIn) -> None:
    client = as_("admin")
    kind = {"code": "perdes", "name": "Peraturan Desa", "short": "Perdes", "rank": "300", "is_own": "on"}
    assert client.post("/produk-hukum/jenis/baru/", kind).status_code == 302
    assert "Peraturan Desa" in words(client.get("/produk-hukum/jenis/"))
    assert client.get("/produk-hukum/jenis/tidak-ada/").status_code == 404
    assert client.post("/produk-hukum/jenis/baru/", {**kind, "code": "X!"}).status_code == 422


def test_a_long_title_and_odd_signs_stay_text(cast: Cast, as_: SignIn) -> None:
    row = make_regulation(title="<script>alert(1)</script> " + "x" * 500)
    text = words(as_("sari").get(f"/produk-hukum/{row.pk}/"))
    assert "<script>alert" not in text and "&lt;script&gt;" in text
    assert Regulation.objects.get(pk=row.pk).title.startswith("<script>")
