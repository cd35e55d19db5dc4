"""What the running JDIH service proves in the SPBE evaluation (indicator 44 of PermenPANRB 59/2020)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.regulations.queries.proof import proof
from pendopo.kernel.evidence import Claim, Collected, Evidence, Figure, Support, register
from pendopo.ui.formats import long_date, number


def collect(on: date) -> Collected | None:
    """Levels by figures only; None while nothing is open to the public."""
    told = proof(on)
    if not told.public or told.changed_at is None:
        return None
    levels = {1}
    if told.with_file:
        levels.add(2)
    if told.with_file and told.steps:
        levels.add(3)
    if told.with_file and told.steps and told.used and told.feed:
        levels.add(4)
    url = reverse("regulations:register")
    figures = (
        Figure(_("Produk hukum berlaku"), number(told.in_force), _("Yang berlaku hari itu, juga yang internal."), url),
        Figure(
            _("Terbuka bagi publik, dengan naskah"),
            _("%(part)s dari %(all)s") % {"part": number(told.with_file), "all": number(told.public)},
            _("Produk hukum publik yang berlaku dan naskahnya dapat diunduh, dari semua yang publik."),
            reverse("public:regulations"),
        ),
        Figure(
            _("Metadata lengkap"),
            f"{number(told.full * 100 / told.public, 1)}%",
            _("Tempat, sumber, subjek, bidang hukum, deskripsi fisik, bahasa, dan naskah terisi; dari yang publik."),
            url,
        ),
        Figure(
            _("Langkah penetapan dan pengundangan"), number(told.steps),
            _("Yang dicatat sebagai alur dengan kewenangan dalam 365 hari terakhir, menurut jejak audit."), url,
        ),
        Figure(
            _("Dipakai layanan lain"), number(told.used),
            _("Nomor keputusan pada penugasan dan susunan unit yang ditemukan di daftar ini."), url,
        ),
        Figure(
            _("Umpan JDIHN"), _("%(n)s dokumen, %(day)s") % {"n": number(told.feed), "day": long_date(told.changed_at)},
            _("Dokumen dalam umpan dan hari terakhir umpan berubah."), reverse("public:feed"),
        ),
    )  # fmt: skip
    return Collected(frozenset(levels), figures, told.changed_at, reverse("public:regulations"))


register(
    Evidence(
        key="regulations.jdih",
        title=gettext_lazy("Jaringan dokumentasi dan informasi hukum (JDIH)"),
        definition=gettext_lazy("Daftar produk hukum pemerintah daerah, laman publiknya, dan umpan JDIHN."),
        owner=gettext_lazy("Bagian Hukum"),
        supports=(Support("spbe-59-2020", "44"),),
        claims=(
            Claim(1, gettext_lazy("Laman publik memberi informasi produk hukum yang berlaku.")),
            Claim(2, gettext_lazy("Siapa pun dapat mencari produk hukum dan mengunduh naskahnya.")),
            Claim(
                3,
                gettext_lazy(
                    "Penetapan dan pengundangan berjalan sebagai alur dengan kewenangan, validasi, dan jejak audit."
                ),
            ),
            Claim(
                4,
                gettext_lazy(
                    "Layanan SPBE lain merujuk daftar ini sebagai dasar penugasan dan unit, dan umpan JDIHN terbuka."
                ),
            ),
        ),
        collect=collect,
    )
)
