"""Words of executive in the audit trail."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import register

register(
    actions={
        "executive.import_map": _("Mengimpor peta"),
        "executive.remove_map": _("Menghapus peta"),
        "executive.create_wall": _("Mendaftarkan layar dinding"),
        "executive.pair_wall": _("Memasang layar dinding"),
        "executive.revoke_wall": _("Mencabut layar dinding"),
    },
    subjects={
        "executive.wallscreen": _("Layar dinding"),
    },
)
