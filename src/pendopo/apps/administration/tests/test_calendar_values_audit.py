"""Calendar, dated settings, audit trail and region codes on screen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from pendopo.kernel import audit, settings_store
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.calendar.models import Holiday, Season
from pendopo.kernel.clock import today
from pendopo.kernel.codes.models import Region
from pendopo.kernel.jobs.models import Job
from pendopo.kernel.people.models import Account
from pendopo.kernel.testing import Cast

pytestmark = pytest.mark.django_db
KEY = "signin.second_factor_roles"


@pytest.fixture
def admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="admin"))
    return client


def test_it_works_a_year_is_loaded_shown_and_edited(cast: Cast, admin: Client) -> None:
    assert "Belum ada hari libur" in admin.get("/pengaturan/kalender/?tahun=2026").text
    admin.post("/pengaturan/kalender/muat/", {"tahun": "2026"})
    page = admin.get("/pengaturan/kalender/?tahun=2026").text
    assert "Tahun Baru Masehi" in page
    assert "18 Februari 2026" in page
    again = admin.post("/pengaturan/kalender/muat/", {"tahun": "2026"}, follow=True)
    assert "Tidak ada hari baru" in again.text
    first = Holiday.objects.order_by("on").first()
    assert first is not None
    address = reverse("administration:holiday", args=[first.pk])
    assert admin.get(address).status_code == 200
    data = {"on": "2026-01-02", "name": "Tahun Baru digeser", "kind": "national", "basis": "SKB"}
    assert admin.post(address, data)["Location"].endswith("?tahun=2026")
    assert "Tahun Baru digeser" in admin.get("/pengaturan/kalender/?tahun=2026").text
    admin.post(reverse("administration:holiday_remove", args=[first.pk]))
    assert not Holiday.objects.filter(pk=first.pk).exists()


def test_a_local_holiday_of_one_unit_and_a_second_on_the_day(cast: Cast, admin: Client) -> None:
    data = {"on": "2026-12-29", "name": "Hari jadi", "kind": "local", "unit": "", "basis": "Perbup 1/2026"}
    assert admin.post("/pengaturan/kalender/libur/", data).status_code == 302
    assert admin.post("/pengaturan/kalender/libur/", data).status_code == 422
    assert admin.post("/pengaturan/kalender/libur/", {**data, "unit": cast.dishub.pk}).status_code == 302
    assert admin.post("/pengaturan/kalender/libur/", {**data, "on": "bukan"}).status_code == 422


def test_ramadan_is_moved(cast: Cast, admin: Client) -> None:
    data = {"starts_on": "2026-02-18", "ends_on": "2026-03-19", "basis": "Sidang isbat"}
    admin.post("/pengaturan/kalender/ramadan/", data)
    season = Season.objects.get()
    moved = {**data, "starts_on": "2026-02-19"}
    admin.post(reverse("administration:season", args=[season.pk]), moved)
    assert Season.objects.get().starts_on == date(2026, 2, 19)
    wrong = admin.post("/pengaturan/kalender/ramadan/", {**data, "ends_on": "2026-01-01"})
    assert wrong.status_code == 422


def test_a_strange_year_is_this_year(cast: Cast, admin: Client) -> None:
    for text in ("1", "99999", "x", ""):
        assert str(today().year) in admin.get("/pengaturan/kalender/", {"tahun": text}).text


def test_a_setting_is_set_from_a_day_with_its_basis(cast: Cast, admin: Client) -> None:
    assert "Peran yang wajib" in admin.get("/pengaturan/nilai/").text
    address = reverse("administration:setting", args=[KEY])
    assert admin.get(address).status_code == 200
    later = (today() + timedelta(days=9)).isoformat()
    data = {"value": "admin", "valid_from": later, "basis": "SE Sekda 5/2026", "seen": "0"}
    assert admin.post(address, data).status_code == 302
    assert settings_store.value(KEY) == ""
    assert settings_store.value(KEY, on=date.fromisoformat(later)) == "admin"
    assert "SE Sekda 5/2026" in admin.get(address).text
    assert "Berubah mulai" in admin.get("/pengaturan/nilai/").text
    stale = admin.post(address, data)
    assert stale.status_code == 422
    assert "Orang lain baru saja mengubahnya" in stale.text


def test_a_wrong_value_or_key_is_refused(cast: Cast, admin: Client) -> None:
    address = reverse("administration:setting", args=[KEY])
    data = {"value": "raja", "valid_from": "2026-11-01", "basis": "SE", "seen": "0"}
    assert admin.post(address, data).status_code == 422
    assert admin.post(address, {**data, "value": "admin", "basis": ""}).status_code == 422
    assert admin.get("/pengaturan/nilai/tidak.ada/").status_code == 404


def test_numbers_of_every_kind_can_be_edited(cast: Cast, admin: Client) -> None:
    """Each setting that any app defines opens, and takes the value that it has now."""
    for key, definition in settings_store.definitions().items():
        page = admin.get(reverse("administration:setting", args=[key]))
        assert page.status_code == (200 if cast.actor("admin").can(definition.permission) else 404), key


def test_the_trail_is_found_and_read(cast: Cast, admin: Client) -> None:
    page = admin.get("/pengaturan/audit/").text
    assert "Membuat akun" in page
    assert "belum" in page
    audit.seal()
    assert "tersegel" in admin.get("/pengaturan/audit/").text
    only = admin.get("/pengaturan/audit/?tindakan=units.open").text
    assert "Membentuk unit" in only
    assert "units.open" in only
    assert "people.open_account" not in only.split("<tbody>")[1]
    entry = AuditEntry.objects.filter(action="units.open").first()
    assert entry is not None
    record = admin.get(reverse("administration:audit_entry", args=[entry.pk])).text
    assert "Perda 3/2016" in record
    assert "1 Januari 2017" in record


def test_the_trail_is_checked_as_a_task(cast: Cast, admin: Client, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = admin.post("/pengaturan/audit/periksa/")
    job = Job.objects.get(kind="audit.verify")
    assert answer["Location"] == job.get_absolute_url()
    assert job.state == "done"


def test_a_broken_trail_ends_as_a_failed_task(
    cast: Cast, admin: Client, django_capture_on_commit_callbacks: object
) -> None:
    audit.seal()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='kernel_auditentry'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE kernel_auditentry DISABLE TRIGGER USER")
    AuditEntry.objects.filter(action="units.open").update(actor_name="Orang lain")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        admin.post("/pengaturan/audit/periksa/")
    job = Job.objects.get(kind="audit.verify")
    assert job.state == "failed"
    assert "tidak utuh" in job.message


def test_auditors_read_but_do_not_change(cast: Cast, client: Client) -> None:
    client.force_login(Account.objects.get(username="auditor"))
    assert client.get("/pengaturan/audit/").status_code == 200
    assert client.get("/pengaturan/nilai/").status_code == 403
    assert client.get("/pengaturan/kalender/").status_code == 403
    client.force_login(Account.objects.get(username="ratna"))
    assert client.get("/pengaturan/audit/").status_code == 403


def test_region_codes_are_looked_up(cast: Cast, admin: Client) -> None:
    Region.objects.bulk_create(
        [Region(code="64.01.01", name="Batu Sopang"), Region(code="64.01.01.2001", name="Kasungai")],
        ignore_conflicts=True,
    )
    page = admin.get("/pengaturan/wilayah/?cari=kasungai").text
    assert "64.01.01.2001" in page
    assert "Batu Sopang" in page
