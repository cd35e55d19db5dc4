"""Words of attendance in the audit trail."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import register

register(
    actions={
        "attendance.enter_absence": _("Mencatat ketidakhadiran"),
        "attendance.enter_absences": _("Mencatat banyak ketidakhadiran"),
        "attendance.cancel_absence": _("Membatalkan ketidakhadiran"),
        "attendance.add_pattern": _("Membuat pola jam kerja"),
        "attendance.copy_pattern": _("Menyalin pola jam kerja"),
        "attendance.change_hours": _("Mengubah jam kerja"),
        "attendance.assign_pattern": _("Menerapkan pola jam kerja"),
        "attendance.end_assignment": _("Mengakhiri penerapan pola"),
        "attendance.add_shift": _("Membuat regu"),
        "attendance.close_shift": _("Menutup regu"),
        "attendance.set_roster": _("Mengisi daftar regu"),
        "attendance.set_bands": _("Menetapkan pita potongan"),
        "attendance.recompute_month": _("Menghitung ulang rekap sebulan"),
        "attendance.pin.match": _("Mencocokkan PIN"),
        "attendance.pin.change": _("Mengubah pemilik PIN"),
        "attendance.pin.ignore": _("Mengabaikan PIN"),
        "attendance.punch.judge": _("Memutuskan ketukan yang ditahan"),
        "attendance.device.register": _("Mendaftarkan mesin"),
        "attendance.device.change": _("Mengubah mesin"),
        "attendance.device.state": _("Mengubah keadaan mesin"),
        "attendance.device.command": _("Memberi perintah mesin"),
        "attendance.device.command_cancel": _("Membatalkan perintah mesin"),
        "attendance.device.ignore": _("Menyembunyikan mesin yang menunggu"),
        "attendance.device.push_names": _("Mengirim nama ke mesin"),
        "attendance.device.reread": _("Membaca ulang isi mesin"),
        "attendance.device.token": _("Mengganti alamat rahasia mesin"),
        "attendance.device.wipe_request": _("Meminta penghapusan isi mesin"),
        "attendance.device.wipe_approve": _("Menyetujui penghapusan isi mesin"),
    },
    subjects={
        "attendance.device": _("Mesin"),
        "attendance.absence": _("Ketidakhadiran"),
        "attendance.schedulepattern": _("Pola"),
        "attendance.shift": _("Regu"),
    },
    fields={
        "sn": _("nomor seri"),
        "pin": _("PIN"),
        "punches": _("rekaman"),
        "portion": _("bagian hari"),
        "zone": _("zona waktu"),
        "standing": _("kedudukan"),
        "week": _("hari dalam minggu"),
        "pattern": _("pola"),
        "rest": _("istirahat"),
    },
)
