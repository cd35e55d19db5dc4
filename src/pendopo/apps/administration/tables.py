"""Registers of the administration screens."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pendopo.apps.administration.queries import summary
from pendopo.apps.administration.words import action_word, subject_word
from pendopo.kernel import policy
from pendopo.kernel.audit.words import ACTIONS
from pendopo.kernel.people.models import Person
from pendopo.kernel.tables import Chip, Chips, Column, Filter, Status, Table, counted


def _roles(account: Any) -> str:
    person = getattr(account, "person", None)
    held = getattr(person, "now", []) if person else []
    return ", ".join(f"{policy.ROLES.get(a.role, a.role)} · {a.unit.short_name}" for a in held) or "–"


def _state(account: Any) -> Status:
    if not account.is_active:
        return Status("stale", _("nonaktif"))
    if account.is_locked:
        return Status("bad", _("terkunci"))
    if account.must_change_password:
        return Status("watch", _("kata sandi sekali pakai"))
    return Status("ok", _("aktif"))


ACCOUNTS = Table(
    name="akun",
    title=_("Akun"),
    columns=(
        Column("name", _("Nama"), sort="name"),
        Column("username", _("Nama pengguna"), kind="code", sort="username"),
        Column("roles", _("Bertindak sebagai"), _roles, phone=True),
        Column("two", _("Dua langkah"), lambda a: _now("aktif") if a.has_second_factor else "–"),
        Column("last", _("Terakhir masuk"), "last_login", kind="datetime", sort="last_login"),
        Column("state", _("Keadaan"), _state, kind="status", phone=True),
    ),
    order="name",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("aktif", _("Aktif"), Q(is_active=True)),
            Chip("terkunci", _("Terkunci"), Q(is_active=True, is_locked=True)),
            Chip("sekali-pakai", _("Kata sandi sekali pakai"), Q(is_active=True, must_change_password=True)),
            Chip("nonaktif", _("Nonaktif"), Q(is_active=False)),
        ),
        counts=counted,
    ),
    filters=(
        Filter(
            "peran",
            _("Peran"),
            choices=lambda actor: list(policy.ROLES.items()),
            apply=lambda rows, value: rows.filter(person__in=Person.objects.filter(assignments__role=value)),
        ),
    ),
    search=("name__icontains", "username__icontains", "email__icontains"),
    search_label=_("Nama, nama pengguna, atau surel"),
    row_url=lambda account: reverse("administration:account", args=[account.pk]),
    empty_title=_("Belum ada akun"),
)

AUDIT = Table(
    name="jejak-audit",
    title=_("Jejak audit"),
    columns=(
        Column("at", _("Waktu"), kind="datetime", sort="pk"),
        Column(
            "who", _("Siapa"), lambda e: e.actor_name or "–", detail="actor_post", detail_label=_("Jabatan"), phone=True
        ),
        Column(
            "what",
            _("Tindakan"),
            lambda e: action_word(e.action),
            detail="action",
            detail_label=_("Kode tindakan"),
            phone=True,
        ),
        Column(
            "subject",
            _("Terhadap"),
            lambda e: subject_word(e.subject_type),
            detail="subject_id",
            detail_label=_("Nomor"),
        ),
        Column("change", _("Perubahan"), lambda e: summary(e.change)),
        Column(
            "sealed",
            _("Segel"),
            lambda e: Status("ok", _("tersegel")) if e.is_sealed else Status("mute", _("belum")),
            kind="status",
        ),
    ),
    order="-at",
    phone="compact",
    filters=(
        Filter("tindakan", _("Tindakan"), choices=lambda actor: list(ACTIONS.items()), apply="action"),
        Filter("sejak", _("Sejak"), kind="date", apply="at__date__gte"),
        Filter("hingga", _("Hingga"), kind="date", apply="at__date__lte"),
    ),
    search=("actor_name__icontains", "action__icontains", "subject_type__icontains", "subject_id"),
    search_label=_("Pelaku, tindakan, atau objek"),
    row_url=lambda entry: reverse("administration:audit_entry", args=[entry.pk]),
    landscape=True,
    empty_title=_("Tidak ada catatan yang cocok"),
)

REGIONS = Table(
    name="kode-wilayah",
    title=_("Kode wilayah"),
    columns=(
        Column("code", _("Kode"), kind="code", sort="code"),
        Column("name", _("Nama"), sort="name"),
        Column(
            "level",
            _("Tingkat"),
            lambda r: {3: _now("Kecamatan"), 4: _now("Desa atau kelurahan")}.get(r.level, _now("Kabupaten atau kota")),
        ),
        Column("district", _("Kecamatan"), lambda r: r.district),
    ),
    order="code",
    chips=Chips(
        "tingkat",
        _("Tingkat"),
        (
            Chip("kecamatan", _("Kecamatan"), Q(code__regex=r"^\d\d\.\d\d\.\d\d$")),
            Chip("desa", _("Desa atau kelurahan"), Q(code__regex=r"^\d\d\.\d\d\.\d\d\.\d+$")),
        ),
        counts=counted,
    ),
    search=("name__icontains", "code__startswith"),
    search_label=_("Nama atau kode"),
    page_size=100,
    empty_title=_("Kode wilayah belum dimuat"),
)
