"""Words for what the audit trail stores as codes."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pendopo.ui import formats

DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAY_LENGTH = 10
VALUES: dict[Any, Any] = {"password": _("kata sandi"), "code": _("kode"), "plt": "Plt.", "plh": "Plh."}
ACTIONS: dict[str, Any] = {
    "signin.ok": _("Masuk"),
    "signin.fail": _("Gagal masuk"),
    "signin.lock": _("Dikunci karena gagal masuk"),
    "signin.out": _("Keluar"),
    "mfa.on": _("Mengaktifkan verifikasi dua langkah"),
    "mfa.off": _("Mematikan verifikasi dua langkah"),
    "mfa.new_codes": _("Membuat kode cadangan baru"),
    "account.change_password": _("Mengganti kata sandi"),
    "account.one_time_password": _("Membuat kata sandi sekali pakai"),
    "account.activate": _("Mengaktifkan akun"),
    "account.deactivate": _("Menonaktifkan akun"),
    "account.unlock": _("Membuka kunci akun"),
    "account.remove_second_factor": _("Melepas verifikasi dua langkah"),
    "account.change": _("Mengubah data akun"),
    "people.add": _("Mendaftarkan orang"),
    "people.open_account": _("Membuat akun"),
    "people.add_post": _("Membuat jabatan"),
    "people.assign_role": _("Menugaskan"),
    "people.end_assignment": _("Mengakhiri penugasan"),
    "units.open": _("Membentuk unit"),
    "units.rename": _("Mengganti nama unit"),
    "units.move": _("Memindahkan unit"),
    "units.close": _("Menutup unit"),
    "calendar.load_year": _("Memuat hari libur setahun"),
    "calendar.add_holiday": _("Menambah hari libur"),
    "calendar.change_holiday": _("Mengubah hari libur"),
    "calendar.remove_holiday": _("Menghapus hari libur"),
    "calendar.set_season": _("Menetapkan Ramadan"),
    "settings.set": _("Menetapkan nilai pengaturan"),
    "units.split": _("Memecah unit"),
    "units.merge": _("Menggabungkan unit"),
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
    "register.exported": _("Mengunduh register"),
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
    "executive.import_map": _("Mengimpor peta"),
    "executive.remove_map": _("Menghapus peta"),
    "executive.create_wall": _("Mendaftarkan layar dinding"),
    "executive.pair_wall": _("Memasang layar dinding"),
    "executive.revoke_wall": _("Mencabut layar dinding"),
}
SUBJECTS: dict[str, Any] = {
    "kernel.account": _("Akun"),
    "kernel.person": _("Orang"),
    "kernel.post": _("Jabatan"),
    "kernel.roleassignment": _("Penugasan"),
    "kernel.unit": _("Unit"),
    "kernel.holiday": _("Hari libur"),
    "kernel.season": _("Ramadan"),
    "kernel.datedvalue": _("Pengaturan"),
    "personnel.pegawai": _("Pegawai"),
    "attendance.device": _("Mesin"),
    "attendance.absence": _("Ketidakhadiran"),
    "attendance.schedulepattern": _("Pola"),
    "attendance.shift": _("Regu"),
    "executive.wallscreen": _("Layar dinding"),
}
FIELDS: dict[str, Any] = {
    "name": _("nama"),
    "on": _("tanggal"),
    "decree": _("keputusan"),
    "role": _("peran"),
    "unit": _("unit"),
    "kind": _("jenis"),
    "before": _("sebelumnya"),
    "after": _("menjadi"),
    "value": _("nilai"),
    "valid_from": _("berlaku mulai"),
    "basis": _("dasar"),
    "key": _("kunci"),
    "address": _("alamat jaringan"),
    "step": _("langkah"),
    "until": _("hingga"),
    "starts_on": _("mulai"),
    "ends_on": _("sampai"),
    "added": _("ditambahkan"),
    "title": _("judul"),
    "person": _("nomor orang"),
}


def action_word(action: str) -> str:
    """What was done, in words; the code itself for an action without words."""
    return str(ACTIONS.get(action, action))


def subject_word(subject_type: str) -> str:
    """What it was done to: the model's own name where no better word is known."""
    if subject_type in SUBJECTS:
        return str(SUBJECTS[subject_type])
    if subject_type.startswith("nama:"):
        return _now("Nama tak dikenal")
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return subject_type


def change_words(change: dict[str, Any]) -> list[tuple[str, str]]:
    """Pairs of field and value as shown."""
    return [(str(FIELDS.get(key, key)), _value_word(value)) for key, value in change.items()]


def _value_word(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{FIELDS.get(key, key)}: {_value_word(inner)}" for key, inner in value.items())
    if isinstance(value, bool):
        return _now("ya") if value else _now("tidak")
    text = "–" if value in (None, "") else str(VALUES.get(str(value), value))
    return _date_word(text) if DAY.match(text) else text


def _date_word(text: str) -> str:
    try:
        if len(text) == DAY_LENGTH:
            return formats.long_date(date.fromisoformat(text))
        return formats.date_and_time(datetime.fromisoformat(text))
    except ValueError:
        return text
