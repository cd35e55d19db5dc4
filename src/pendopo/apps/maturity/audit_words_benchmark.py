"""Words of instruments, documents and benchmark in the audit trail."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import register

register(
    actions={
        "maturity.confirm_instrument": _("Menyatakan instrumen sesuai naskah resmi"),
        "maturity.withdraw_instrument": _("Menarik pernyataan sesuai naskah resmi"),
        "maturity.add_instrument": _("Menambah berkas instrumen"),
        "maturity.put_back_instrument": _("Mengembalikan berkas instrumen yang hilang"),
        "maturity.check_benchmark": _("Memeriksa berkas hasil instansi lain"),
        "maturity.start_benchmark": _("Menjalankan impor hasil instansi lain"),
        "maturity.import_benchmark": _("Mengimpor hasil instansi lain"),
        "maturity.own_peer": _("Menetapkan instansi sendiri di tolok ukur"),
        "maturity.print_document": _("Mencetak dokumen evaluasi"),
    },
    subjects={
        "maturity.instrumentconfirmation": _("Pernyataan atas instrumen"),
        "maturity.instrumentfile": _("Berkas instrumen"),
        "maturity.benchmarkimport": _("Impor hasil instansi lain"),
        "maturity.peer": _("Instansi tolok ukur"),
    },
    fields={
        "instrument": _("instrumen"),
        "sha256": _("sidik berkas"),
        "source": _("sumber"),
        "document": _("dokumen"),
        "added": _("baru"),
        "changed": _("berubah"),
        "same": _("sama"),
        "bad": _("ditolak"),
        "flagged": _("ditandai"),
        "peer": _("instansi"),
        "digest": _("sidik"),
    },
)
