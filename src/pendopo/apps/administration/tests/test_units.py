"""The tree of units on any day, and its changes by decree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pendopo.apps.administration import queries
from pendopo.kernel.clock import today
from pendopo.kernel.people.models import Account
from pendopo.kernel.testing import SYSTEM, Cast
from pendopo.kernel.units import services as units
from pendopo.kernel.units.models import Decree, Unit

pytestmark = pytest.mark.django_db
DECREE = {"decree_number": "Perda 9/2026", "decree_date": "2026-10-01", "decree_title": "Perubahan"}


@pytest.fixture
def admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="admin"))
    return client


def url(name: str, unit: Unit) -> str:
    return reverse(f"administration:{name}", args=[unit.pk])


def change(unit: Unit, **more: object) -> dict[str, object]:
    return {"on": today().isoformat(), "seen": queries.seen_mark(unit), **DECREE, **more}


def test_it_works_last_years_tree_stays_readable(cast: Cast, admin: Client) -> None:
    perda = Decree("Perda 1", date(2025, 12, 1))
    name = "Dinas Perhubungan dan Transportasi"
    units.rename_unit(SYSTEM, cast.dishub, name=name, on=date(2026, 1, 1), decree=perda)
    assert "Dinas Perhubungan dan Transportasi" in admin.get("/pengaturan/unit/").text
    last_year = admin.get("/pengaturan/unit/?tanggal=2025-06-30").text
    assert "Dinas Perhubungan dan Transportasi" not in last_year
    assert "Dinas Perhubungan" in last_year
    assert "30 Juni 2025" in last_year
    history = admin.get(url("unit", cast.dishub)).text
    assert "Ganti nama" in history
    assert "Perda 1" in history
    assert admin.get("/pengaturan/unit/?tanggal=bukan-tanggal&lengkap=1").status_code == 200


def test_divisions_show_on_demand(cast: Cast, admin: Client) -> None:
    assert "Bidang Aplikasi" not in admin.get("/pengaturan/unit/").text
    assert "Bidang Aplikasi" in admin.get("/pengaturan/unit/?lengkap=1").text


def test_rename_move_open_and_close(cast: Cast, admin: Client) -> None:
    for name in ("unit_rename", "unit_move", "unit_open", "unit_close", "unit_split", "unit_merge"):
        assert admin.get(url(name, cast.aplikasi)).status_code == 200
    admin.post(url("unit_rename", cast.aplikasi), change(cast.aplikasi, name="Bidang Layanan Digital"))
    cast.aplikasi.refresh_from_db()
    assert cast.aplikasi.name == "Bidang Layanan Digital"
    data = change(cast.aplikasi, code="2.16.1.1", name="Seksi Integrasi", kind="section")
    assert admin.post(url("unit_open", cast.aplikasi), data).status_code == 302
    assert Unit.objects.get(code="2.16.1.1").parent == cast.aplikasi
    admin.post(url("unit_move", cast.aplikasi), change(cast.aplikasi, parent=cast.dishub.pk))
    cast.aplikasi.refresh_from_db()
    assert cast.aplikasi.path.startswith(cast.dishub.path)
    admin.post(url("unit_close", cast.dishub), change(cast.dishub))
    cast.dishub.refresh_from_db()
    assert cast.dishub.closed_on is not None
    assert admin.get(url("unit_rename", cast.dishub)).status_code == 404


def test_the_place_of_an_office(cast: Cast, admin: Client) -> None:
    seen = queries.place_mark(Unit.objects.get(pk=cast.dishub.pk))
    place = {
        "district_code": "",
        "zone": "Asia/Jayapura",
        "latitude": "-1,90833",
        "longitude": "116.19444",
        "seen": seen,
    }
    assert admin.get(url("unit_place", cast.dishub)).status_code == 200
    assert admin.post(url("unit_place", cast.dishub), place).status_code == 302
    unit = Unit.objects.get(pk=cast.dishub.pk)
    assert (unit.zone, unit.latitude, unit.longitude) == ("Asia/Jayapura", -1.90833, 116.19444)
    again = admin.post(url("unit_place", cast.dishub), place)
    assert again.status_code == 422
    assert "Orang lain baru saja mengubahnya" in again.text
    half = {**place, "longitude": "", "seen": queries.place_mark(unit)}
    assert "lintang dan bujur" in admin.post(url("unit_place", cast.dishub), half).text
    off = {**place, "latitude": "91", "seen": queries.place_mark(unit)}
    assert "tidak ada di bumi" in admin.post(url("unit_place", cast.dishub), off).text


def test_a_unit_of_a_later_day_says_so(cast: Cast, admin: Client) -> None:
    later = today() + timedelta(days=40)
    new = units.NewUnit("2.99", "Dinas Baru")
    unit = units.open_unit(SYSTEM, parent=cast.regency, new=new, on=later, decree=Decree("Perda 2", later))
    assert "belum berlaku" in admin.get(url("unit", unit)).text
    assert "Dinas Baru (mulai" in admin.get(url("unit_move", cast.aplikasi)).text


def test_split_and_merge_keep_their_history(cast: Cast, admin: Client) -> None:
    into = "2.20; Dinas Komunikasi\n2.21; Dinas Statistik"
    admin.post(url("unit_split", cast.kominfo), change(cast.kominfo, into=into))
    first, second = Unit.objects.get(code="2.20"), Unit.objects.get(code="2.21")
    assert "Melanjutkan" in admin.get(url("unit", first)).text
    assert "Dilanjutkan oleh" in admin.get(url("unit", cast.kominfo)).text
    data = change(first, others=[second.pk], code="2.22", name="Dinas Komunikasi dan Statistik")
    assert admin.post(url("unit_merge", first), data).status_code == 302
    assert Unit.objects.get(code="2.22").predecessions.count() == 2


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("unit_rename", {"name": ""}, "Nama baru"),
        ("unit_rename", {"name": "Lain", "on": "2016-01-01"}, "mendahului"),
        ("unit_split", {"into": "2.20; Satu saja"}, "sekurangnya dua"),
        ("unit_split", {"into": "tanpa titik koma"}, "belum berbentuk"),
        ("unit_open", {"code": "2.15", "name": "Kembar", "kind": "section"}, "sudah dipakai"),
        ("unit_rename", {"name": "Lain", "decree_number": ""}, "Nomor keputusan"),
    ],
)
def test_a_wrong_change_is_refused(cast: Cast, admin: Client, name: str, more: dict[str, str], said: str) -> None:
    page = admin.post(url(name, cast.kominfo), change(cast.kominfo, **more))
    assert page.status_code == 422
    assert said in page.text
    assert Unit.objects.filter(closed_on__isnull=False).count() == 0


def test_two_officers_at_once_give_one_change_and_one_clear_refusal(cast: Cast, admin: Client) -> None:
    before = change(cast.dishub, name="Dinas Perhubungan A")
    assert admin.post(url("unit_rename", cast.dishub), before).status_code == 302
    second = admin.post(url("unit_rename", cast.dishub), {**before, "name": "Dinas Perhubungan B"})
    assert second.status_code == 422
    assert "Orang lain baru saja mengubahnya" in second.text
    assert 'value="Dinas Perhubungan B"' in second.text
    cast.dishub.refresh_from_db()
    assert cast.dishub.name == "Dinas Perhubungan A"


def test_a_head_sees_the_own_office_only_and_changes_nothing(cast: Cast, client: Client) -> None:
    client.force_login(Account.objects.get(username="ratna"))
    page = client.get("/pengaturan/unit/?lengkap=1").text
    assert "Bidang Aplikasi" in page
    assert "Dinas Perhubungan" not in page
    assert client.get(url("unit", cast.dishub)).status_code == 404
    assert "Ubah dengan keputusan" not in client.get(url("unit", cast.kominfo)).text
    assert client.post(url("unit_rename", cast.kominfo), change(cast.kominfo, name="X")).status_code == 403


def test_staff_do_not_see_the_tree(cast: Cast, client: Client) -> None:
    client.force_login(Account.objects.get(username="sari"))
    assert client.get("/pengaturan/unit/").status_code == 403
