"""What the running system proves of information security (PermenPANRB 59/2020 indicator 22; Pemdi indicator 10).

Level 1: controls are there. Level 2: controls are carried out in some offices. Level 3 and above ask for all offices, a
risk register, a strategy and reviews: papers that no figure of this system shows, so they are not claimed. The audit
indicators 29 to 31 ask for audits by auditors and are not claimed at all.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Max, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.kernel.audit.models import AuditEntry, AuditSeal
from pendopo.kernel.auth.queries import roles_with_second_factor, with_second_factor
from pendopo.kernel.evidence import Claim, Collected, Evidence, Figure, Support, register
from pendopo.kernel.people.models import RoleAssignment
from pendopo.kernel.scope import LEVEL_DIGITS
from pendopo.ui.formats import date_and_time, number


def security(on: date) -> Collected | None:
    """The sealed trail, two-step sign-in, own accounts and backups; None before anything was recorded."""
    last = AuditEntry.objects.order_by("-id").values_list("id", "at").first()
    if last is None:
        return None
    seals = AuditSeal.objects.aggregate(rows=Sum("rows"), last_id=Max("last_id"), at=Max("at"))
    unsealed = AuditEntry.objects.filter(id__gt=seals["last_id"] or 0).count()
    offices, obliged = _holders(on)
    protected = len(with_second_factor(sorted(obliged)))
    copies = _backups()
    levels = {1}
    if seals["rows"] and offices:
        levels.add(2)
    figures = (
        Figure(
            _("Jejak audit tersegel"), number(seals["rows"] or 0),
            _("Baris jejak audit yang tercakup segel berantai bertanda tangan Ed25519; perubahan atau penghapusan "
              "satu baris pun ditemukan."),
            reverse("administration:audit"),
        ),
        Figure(_("Menunggu segel"), number(unsealed), _("Baris yang lebih baru dari segel terakhir.")),
        Figure(
            _("Kantor berakun sendiri"), number(offices),
            _("Perangkat daerah yang pegawainya memegang peran dengan akun pribadi yang aktif."),
            reverse("administration:accounts"),
        ),
        Figure(
            _("Verifikasi dua langkah"),
            _("%(n)s dari %(all)s") % {"n": number(protected), "all": number(len(obliged))},
            _("Akun yang sudah memakainya, dari akun yang wajib menurut pengaturan peran (Peraturan BSSN 4/2021)."),
        ),
        Figure(
            _("Cadangan"), number(len(copies)),
            _("Berkas cadangan di folder data; yang terakhir %(when)s.") % {"when": date_and_time(max(copies))}
            if copies else _("Belum ada berkas cadangan di folder data."),
        ),
    )  # fmt: skip
    return Collected(frozenset(levels), figures, last[1], reverse("administration:audit"))


def first_level(on: date) -> Collected | None:
    """The same figures for an instrument whose criteria are not known: nothing above the first level."""
    found = security(on)
    return Collected(found.levels & {1}, found.figures, found.data_at, found.url) if found else None


def _holders(on: date) -> tuple[int, set[int]]:
    """How many offices have people with active accounts, and the accounts that must use two-step sign-in."""
    roles = roles_with_second_factor()
    held = RoleAssignment.objects.current(on).filter(person__account__is_active=True)
    offices: set[str] = set()
    obliged: set[int] = set()
    for path, role, account in held.values_list("unit__path", "role", "person__account").distinct():
        if path:
            offices.add(path[:LEVEL_DIGITS])
        if role in roles:
            obliged.add(account)
    return len(offices), obliged


def _backups() -> list[datetime]:
    folder = Path(settings.DATA_DIR) / "backup"
    return [datetime.fromtimestamp(file.stat().st_mtime, UTC) for file in folder.glob("*.tar")]


CLAIMS = (
    Claim(1, gettext_lazy("Pengendalian keamanan informasi tersedia: setiap perbuatan tercatat di jejak audit.")),
    Claim(
        2,
        gettext_lazy(
            "Pengendalian dilaksanakan di kantor yang memakai sistem ini: akun pribadi, hak menurut peran, dan jejak "
            "audit yang disegel."
        ),
    ),
)
register(
    Evidence(
        key="administration.security",
        title=gettext_lazy("Pengendalian keamanan informasi sistem"),
        definition=gettext_lazy(
            "Pengendalian pada sistem ini saja. Pelaksanaan di seluruh perangkat daerah, risiko, strategi, dan reviu "
            "dibuktikan dengan dokumen."
        ),
        owner=gettext_lazy("Dinas Komunikasi dan Informatika"),
        supports=(Support("spbe-59-2020", "22"),),
        claims=CLAIMS,
        collect=security,
    ),
    Evidence(
        key="administration.digital_security",
        title=gettext_lazy("Pengendalian keamanan untuk Pemdi"),
        definition=gettext_lazy(
            "Angka yang sama dengan pengendalian keamanan informasi. Kriteria tiap tingkat Pemdi belum diketahui, "
            "sehingga hanya tingkat pertama yang dinyatakan."
        ),
        owner=gettext_lazy("Dinas Komunikasi dan Informatika"),
        supports=(Support("pemdi-8-2026", "10"),),
        claims=CLAIMS[:1],
        collect=first_level,
    ),
)
