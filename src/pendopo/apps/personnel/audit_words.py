"""Words of personnel in the audit trail."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import register

register(
    actions={
        "personnel.hire": _("Mencatat pegawai baru"),
        "personnel.hire_many": _("Mencatat banyak pegawai"),
        "personnel.place": _("Memutasi pegawai"),
        "personnel.promote": _("Menetapkan golongan"),
        "personnel.appoint": _("Menetapkan jabatan"),
        "personnel.end": _("Mengakhiri masa kerja"),
        "personnel.reinstate": _("Mengaktifkan kembali pegawai"),
        "personnel.correct": _("Membetulkan data pegawai"),
        "personnel.withdraw": _("Membatalkan baris riwayat"),
        "personnel.read_nik": _("Membuka NIK"),
        "personnel.check_import": _("Memeriksa berkas pegawai"),
        "personnel.start_import": _("Menjalankan impor pegawai"),
        "personnel.import": _("Mengimpor pegawai"),
        "personnel.import_row": _("Mengimpor satu pegawai"),
        "personnel.export": _("Mengunduh daftar pegawai"),
        "personnel.settle": _("Memberlakukan perubahan pegawai"),
    },
    subjects={
        "personnel.pegawai": _("Pegawai"),
    },
    fields={"tmt": _("TMT"), "sk": _("nomor SK")},
)
