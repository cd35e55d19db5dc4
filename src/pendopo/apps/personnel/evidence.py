"""What the running personnel service proves for the evaluation (PermenPANRB 59/2020, indicators 36 and 23).

Indicator 36: level 1 information, level 2 interaction (upload and download), level 3 transaction (database transactions
with validation). Level 4, collaboration with services of others, is not claimed. Indicator 23 (Manajemen Data): only
that data are managed; a plan or a guideline is no figure of this system.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.personnel.models import (
    Impor,
    ImportState,
    Pegawai,
    RiwayatGolongan,
    RiwayatJabatan,
    RiwayatUnit,
    ServiceState,
)
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.evidence import Claim, Collected, Evidence, Figure, Support, register
from pendopo.ui.formats import number

DAYS: Final = 365
OWNER = gettext_lazy("BKPSDM")
COMPLETE = ~Q(golongan="") & ~Q(post="") & ~Q(birth_place="")


def service(on: date) -> Collected | None:
    """Employees, imports, downloads and steps of careers of the last DAYS days; None without employees."""
    people = Pegawai.objects.filter(status=ServiceState.ACTIVE).aggregate(
        n=Count("pk"), units=Count("unit", distinct=True)
    )
    if not people["n"]:
        return None
    since = timezone.now() - timedelta(days=DAYS)
    imports = list(Impor.objects.filter(state=ImportState.DONE, finished_at__gte=since).values_list("rows", "counts"))
    downloads = AuditEntry.objects.filter(action="personnel.export", at__gte=since).count()
    steps = _steps(on)
    levels = {1}
    if imports and downloads:
        levels.add(2)
        if steps:
            levels.add(3)
    refused = sum(int(counts.get("bad", 0)) for _rows, counts in imports)
    figures = (
        Figure(
            _("Pegawai aktif"), number(people["n"]), _("PNS dan PPPK dengan data di sistem, hari ini."),
            reverse("personnel:register"),
        ),
        Figure(_("Unit kerja"), number(people["units"]), _("Unit kerja yang memiliki pegawai aktif.")),
        Figure(
            _("Berkas diunggah"), number(len(imports)),
            _("Berkas SIASN yang selesai diimpor dalam 12 bulan terakhir; %(rows)s baris diperiksa, %(bad)s ditolak.")
            % {"rows": number(sum(rows for rows, _counts in imports)), "bad": number(refused)},
        ),
        Figure(_("Daftar diunduh"), number(downloads), _("Unduhan daftar pegawai dalam 12 bulan terakhir.")),
        Figure(
            _("Perubahan dengan SK"), number(steps),
            _("Mutasi, golongan, dan jabatan dengan nomor SK yang berlaku dalam 12 bulan terakhir."),
        ),
    )  # fmt: skip
    return Collected(frozenset(levels), figures, _changed_at(), reverse("personnel:register"))


def data(on: date) -> Collected | None:
    """How complete the records are; None without employees."""
    active = Pegawai.objects.filter(status=ServiceState.ACTIVE)
    known = active.aggregate(n=Count("pk"), full=Count("pk", filter=COMPLETE), post=Count("pk", filter=~Q(post="")))
    if not known["n"]:
        return None
    histories = sum(model.objects.count() for model in (RiwayatGolongan, RiwayatJabatan, RiwayatUnit))
    figures = (
        Figure(
            _("Data lengkap"), f"{_percent(known['full'], known['n'])}%",
            _("Pegawai aktif dengan golongan, jabatan, dan tempat lahir tercatat, dibagi semua pegawai aktif."),
        ),
        Figure(_("Jabatan tercatat"), number(known["post"]), _("Pegawai aktif dengan jabatan yang berlaku.")),
        Figure(_("Baris riwayat"), number(histories), _("Riwayat golongan, jabatan, dan unit; tidak pernah ditimpa.")),
    )  # fmt: skip
    return Collected(frozenset({1}), figures, _changed_at(), reverse("personnel:register"))


def _steps(on: date) -> int:
    span = {"tmt__gt": on - timedelta(days=DAYS), "tmt__lte": on}
    histories = (RiwayatGolongan, RiwayatJabatan, RiwayatUnit)
    return sum(model.objects.filter(**span).exclude(sk_number="").count() for model in histories)


def _changed_at() -> datetime:
    """When personnel was last written to; now where the trail says nothing."""
    last = (
        AuditEntry.objects.filter(action__startswith="personnel.").order_by("-id").values_list("at", flat=True).first()
    )
    return last or timezone.now()


def _percent(part: int, whole: int) -> str:
    """One decimal, half up, in whole numbers."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10},{tenths % 10}"


register(
    Evidence(
        key="personnel.service",
        title=gettext_lazy("Layanan kepegawaian"),
        definition=gettext_lazy(
            "Data, riwayat, dan perubahan pegawai di sistem; jumlah seluruh pemerintah daerah, tanpa nama dan NIP."
        ),
        owner=OWNER,
        supports=(Support("spbe-59-2020", "36"),),
        claims=(
            Claim(1, gettext_lazy("Data dan riwayat pegawai dibaca secara elektronik oleh pegawai dan kantornya.")),
            Claim(2, gettext_lazy("Data pegawai dicari, diunggah dari berkas SIASN, dan diunduh.")),
            Claim(
                3,
                gettext_lazy(
                    "Mutasi, golongan, dan jabatan dicatat sebagai transaksi dengan SK; setiap baris impor diperiksa "
                    "dan yang salah ditolak dengan alasannya."
                ),
            ),
        ),
        collect=service,
    ),
    Evidence(
        key="personnel.data",
        title=gettext_lazy("Data induk pegawai"),
        definition=gettext_lazy(
            "Kelengkapan data induk pegawai. Bukti pengelolaan satu data induk saja, bukan bukti pedoman atau rencana "
            "manajemen data."
        ),
        owner=OWNER,
        supports=(Support("spbe-59-2020", "23"),),
        claims=(Claim(1, gettext_lazy("Data induk pegawai dikelola dan kelengkapannya diukur.")),),
        collect=data,
    ),
)
