"""Words of the roll in the audit trail."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import register

register(
    actions={
        "elections.roll_check": _("Memeriksa berkas daftar pemilih"),
        "elections.roll_import_start": _("Memulai impor pemilih"),
        "elections.roll_import": _("Mengimpor pemilih"),
        "elections.roll_import_undo": _("Membatalkan impor pemilih"),
        "elections.photos_check": _("Memeriksa berkas foto pemilih"),
        "elections.photos_import": _("Mengimpor foto pemilih"),
        "elections.photos_remove": _("Menghapus foto pemilih"),
        "elections.roll_announce": _("Mengumumkan DPS"),
        "elections.roll_withdraw": _("Menarik pengumuman DPS"),
        "elections.roll_set": _("Menetapkan DPT"),
        "elections.roll_reopen": _("Membuka kembali DPT"),
        "elections.roll_export": _("Mengunduh daftar pemilih (data pribadi)"),
        "elections.roll_board": _("Mencetak daftar pemilih untuk papan desa"),
        "elections.roll_split": _("Membagi pemilih ke TPS"),
        "elections.voter_move": _("Memindahkan pemilih ke TPS lain"),
        "elections.voter_strike": _("Mencoret pemilih dari DPT"),
        "elections.roll_change_ask": _("Mencatat usulan perbaikan daftar pemilih"),
        "elections.roll_change_accept": _("Menerima usulan perbaikan daftar pemilih"),
        "elections.roll_change_refuse": _("Menolak usulan perbaikan daftar pemilih"),
        "elections.invitations_print": _("Mencetak undangan memilih"),
        "elections.invitation_print": _("Mencetak satu undangan memilih"),
        "elections.invitation_delivered": _("Mencatat undangan diterima"),
        "elections.invitation_returned": _("Mencatat undangan belum tersampaikan"),
    },
    subjects={
        "elections.voter": _("Pemilih"),
        "elections.roll": _("Daftar pemilih"),
        "elections.rollchange": _("Usulan perbaikan"),
        "elections.rollimport": _("Impor pemilih"),
        "elections.photoimport": _("Impor foto pemilih"),
    },
    fields={
        "voter": _("pemilih"),
        "voters": _("pemilih"),
        "photos": _("foto"),
        "digest": _("sidik"),
        "times": _("penetapan ke"),
        "moved": _("berpindah"),
        "with_warnings": _("dengan peringatan"),
        "warned": _("berperingatan"),
        "absent": _("tidak ada di berkas"),
        "hamlets": _("dusun baru"),
        "bad": _("dilewati"),
        "same": _("sama"),
        "days": _("hari"),
        "change": _("usulan"),
        "count": _("jumlah"),
        "station": _("TPS"),
    },
)
