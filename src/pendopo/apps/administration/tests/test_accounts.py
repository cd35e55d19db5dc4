"""Accounts and role assignments as an administrator works with them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.auth import lockout
from pendopo.kernel.clock import today
from pendopo.kernel.people import services as people
from pendopo.kernel.people.models import Account, Post, RoleAssignment
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.testing import PASSWORD, SYSTEM, Cast, make_person

pytestmark = pytest.mark.django_db
DECREE = {"decree_number": "800/1/BKPSDM/2026", "decree_date": "2026-11-02", "decree_title": "Penugasan"}


@pytest.fixture
def admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="admin"))
    return client


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def url(name: str, username: str) -> str:
    return reverse(f"administration:{name}", args=[account(username).pk])


def test_it_works_list_search_and_record(cast: Cast, admin: Client) -> None:
    page = admin.get("/pengaturan/akun/").text
    assert "Sari Wulandari" in page
    assert "Kepala perangkat daerah · Dishub" in page
    found = admin.get("/pengaturan/akun/?cari=wayan").text
    assert "Wayan Sudana" in found
    assert "Sari Wulandari" not in found
    assert "Kepala Dinas" in admin.get(url("account", "ratna")).text
    only_heads = admin.get("/pengaturan/akun/?peran=kepala_opd").text
    assert "Ratna Dewi" in only_heads
    assert "Sari Wulandari" not in only_heads


def test_the_list_costs_the_same_however_long(cast: Cast, admin: Client, django_assert_max_num_queries: object) -> None:
    for number in range(5):
        make_person(f"Orang {number}", "pegawai", cast.aplikasi, username=f"orang{number}")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        admin.get("/pengaturan/akun/")


def test_a_new_account_comes_with_a_password_shown_once(cast: Cast, admin: Client) -> None:
    data = {"name": "Nur Aini", "username": "19820312 200903 1 003", "email": ""}
    page = admin.post("/pengaturan/akun/baru/", data)
    assert "no-store" in page.headers["Cache-Control"]
    password = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", page.text)
    assert password is not None
    made = account("198203122009031003")
    assert made.must_change_password
    assert made.check_password(password.group())
    assert password.group() not in str(list(AuditEntry.objects.values_list("change", flat=True)))
    assert password.group() not in admin.get(url("account", made.username)).text


def test_a_taken_name_is_refused_at_the_field_and_nothing_is_kept(cast: Cast, admin: Client) -> None:
    page = admin.post("/pengaturan/akun/baru/", {"name": "Sari Kedua", "username": "sari"})
    assert page.status_code == 422
    assert "sudah dipakai" in page.text
    assert 'value="Sari Kedua"' in page.text
    assert not AuditEntry.objects.filter(action="people.add", change__name="Sari Kedua").exists()


def test_somebody_known_gets_an_account(cast: Cast, admin: Client) -> None:
    person = people.add_person(SYSTEM, name="Joko Priyono")
    assert "Joko Priyono" in admin.get("/pengaturan/akun/baru/?cari=joko").text
    page = admin.post(reverse("administration:account_add_for", args=[person.pk]), {"username": "joko"})
    assert page.status_code == 200
    person.refresh_from_db()
    assert person.account is not None
    again = admin.post(reverse("administration:account_add_for", args=[person.pk]), {"username": "joko2"})
    assert again.status_code == 404


def test_one_time_password_ends_sessions_and_lifts_locks(cast: Cast, admin: Client) -> None:
    elsewhere = Client()
    elsewhere.post("/masuk/", {"login": "sari", "password": PASSWORD})
    for _n in range(5):
        lockout.begin(lockout.Who("sari", "10.0.0.9", account("sari").pk))
    assert "terkunci" in admin.get(url("account", "sari")).text
    admin.post(url("account_password", "sari"))
    assert elsewhere.get("/saya/").status_code == 302
    assert lockout.locked_accounts([account("sari").pk]) == {}


def test_closing_opening_unlocking_and_details(cast: Cast, admin: Client) -> None:
    admin.post(url("account_deactivate", "sari"))
    assert not account("sari").is_active
    assert "Aktifkan kembali" in admin.get(url("account", "sari")).text
    admin.post(url("account_activate", "sari"))
    assert account("sari").is_active
    twice = admin.post(url("account_activate", "sari"), follow=True)
    assert "sudah diubah orang lain" in twice.text
    not_locked = admin.post(url("account_unlock", "sari"), follow=True)
    assert "tidak sedang terkunci" in not_locked.text
    admin.post(url("account_details", "sari"), {"name": "Sari W.", "email": "sari@paser.go.id"})
    assert account("sari").email == "sari@paser.go.id"
    assert admin.post(url("account_details", "sari"), {"name": "", "email": "x"}).status_code == 422


def test_nobody_closes_the_own_account(cast: Cast, admin: Client) -> None:
    page = admin.post(url("account_deactivate", "admin"), follow=True)
    assert "akun Anda sendiri" in page.text
    assert account("admin").is_active


def test_an_assignment_by_decree_makes_the_post_it_needs(cast: Cast, admin: Client) -> None:
    until = (today() + timedelta(days=30)).isoformat()
    data = {
        "role": "kepala_opd", "unit": cast.dishub.pk, "post": "Kepala Dinas", "kind": "plt",
        "starts_on": today().isoformat(), "ends_on": until, **DECREE,
    }  # fmt: skip
    assert admin.get(url("assign", "budi")).status_code == 200
    assert admin.post(url("assign", "budi"), data)["Location"] == url("account", "budi")
    held = RoleAssignment.objects.get(person=cast.budi, kind="plt")
    assert held.post == Post.objects.get(unit=cast.dishub, title="Kepala Dinas")
    assert actor_of(account("budi").pk, held.pk).unit_path == cast.dishub.path
    data |= {
        "post": "Analis lalu lintas",
        "unit": cast.dishub.pk,
        "role": "pegawai",
        "kind": "definitive",
        "ends_on": "",
    }
    admin.post(url("assign", "budi"), data)
    assert Post.objects.filter(unit=cast.dishub, title="Analis lalu lintas").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "plt", "ends_on": ""}, "memerlukan tanggal akhir"),
        ({"ends_on": "2020-01-01"}, "mendahului tanggal mulai"),
        ({"post": "Kepala Dinas", "kind": "definitive"}, "sudah dipegang"),
        ({"post": "Kepala lain", "is_head": "on"}, "sudah memiliki jabatan pimpinan"),
        ({"decree_number": ""}, "Isi Nomor keputusan."),
    ],
)
def test_a_wrong_assignment_is_refused_with_everything_kept(
    cast: Cast, admin: Client, change: dict[str, str], said: str
) -> None:
    data = {"role": "kepala_opd", "unit": cast.dishub.pk, "kind": "definitive", "starts_on": "2026-11-01", **DECREE}
    page = admin.post(url("assign", "budi"), {**data, **change})
    assert page.status_code == 422
    assert said.lower() in page.text.lower()
    assert RoleAssignment.objects.filter(person=cast.budi).count() == 1


def test_an_assignment_ends_on_a_day(cast: Cast, admin: Client) -> None:
    held = cast.wayan.assignments.get()
    address = reverse("administration:assignment_end", args=[held.pk])
    assert admin.post(address, {"on": "2016-01-01"}).status_code == 422
    assert admin.post(address, {"on": "2026-01-31"}).status_code == 302
    held.refresh_from_db()
    assert held.ends_on is not None
    assert "berakhir" in admin.get(url("account", "wayan")).text


def test_only_those_who_manage_people_come_here(cast: Cast, client: Client) -> None:
    for username in ("sari", "ratna", "bupati", "bkpsdm", "auditor"):
        client.force_login(account(username))
        assert client.get("/pengaturan/akun/").status_code == 403
        assert client.post(url("account_password", "sari")).status_code == 403


def test_a_local_administrator_stays_in_the_own_office(cast: Cast, client: Client) -> None:
    make_person("Admin Kominfo", "admin", cast.kominfo, username="lokal")
    client.force_login(account("lokal"))
    page = client.get("/pengaturan/akun/").text
    assert "Sari Wulandari" in page
    assert "Wayan Sudana" not in page
    assert client.get(url("account", "wayan")).status_code == 404
    data = {"role": "admin", "unit": cast.dishub.pk, "kind": "definitive", "starts_on": "2026-11-01", **DECREE}
    assert client.post(url("assign", "sari"), data).status_code == 422
