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
