"""Words of evidence in the audit trail."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import register

ACTIONS = {
    "maturity.evidence.register": _("Mendaftarkan bukti"),
    "maturity.evidence.version": _("Menyimpan versi bukti"),
    "maturity.evidence.amend": _("Mengubah keterangan bukti"),
    "maturity.evidence.withdraw": _("Menarik bukti"),
    "maturity.evidence.propose": _("Mengajukan bukti"),
    "maturity.evidence.accept": _("Menerima bukti"),
    "maturity.evidence.reject": _("Menolak bukti"),
    "maturity.evidence.take_back": _("Menarik bukti dari tingkat"),
    "maturity.evidence.copy": _("Mengajukan kembali bukti tahun lalu"),
}
register(
    actions=ACTIONS,
    subjects={"maturity.evidenceitem": _("Bukti")},
    fields={
        "title": _("judul"),
        "kind": _("jenis"),
        "sha256": _("SHA-256"),
        "number": _("nomor"),
        "valid_until": _("berlaku sampai"),
        "reason": _("alasan"),
        "uses": _("pemakaian"),
        "entry": _("indikator"),
        "levels": _("tingkat"),
        "level": _("tingkat"),
        "version": _("versi"),
        "previous": _("tahun asal"),
        "proposed": _("diajukan"),
        "spent": _("dilewati"),
        "present": _("sudah ada"),
    },
)
