"""The codes that units send, in the words of the screens."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.protocol import clock

STATES: dict[int, Promise] = {
    0: _("masuk"),
    1: _("pulang"),
    2: _("keluar istirahat"),
    3: _("kembali istirahat"),
    4: _("lembur masuk"),
    5: _("lembur pulang"),
    255: _("tanpa tombol"),
}
VERIFY: dict[int, Promise] = {
    0: _("kata sandi"),
    1: _("sidik jari"),
    2: _("kartu"),
    3: _("kata sandi"),
    4: _("kartu"),
    5: _("sidik jari dan kartu"),
    6: _("sidik jari dan kata sandi"),
    7: _("kartu dan kata sandi"),
    8: _("kartu, sidik jari, dan kata sandi"),
    9: _("lain"),
    15: _("wajah"),
    25: _("telapak tangan"),
}
FLAGS: dict[int, Promise] = {
    clock.FUTURE: _("jam mendahului server"),
    clock.OLD: _("jam tertinggal bertahun-tahun"),
    clock.LATE: _("terlambat terkirim"),
    clock.ODD: _("isian tidak lengkap"),
}
FLAG_NAMES = {clock.FUTURE: "future", clock.OLD: "old", clock.LATE: "late", clock.ODD: "odd"}
BAD_ROW: dict[str, Promise] = {
    "shape": _("bukan baris ketukan"),
    "pin": _("PIN tidak terbaca"),
    "time": _("waktu tidak terbaca"),
    "oplog": _("catatan mesin tidak terbaca"),
    "user": _("baris pengguna tidak terbaca"),
    "unknown": _("jenis baris tidak dikenal"),
    "more": _("kiriman ini bukan baris ketukan"),
}
OPLOG: dict[int, Promise] = {
    0: _("mesin menyala"),
    1: _("mesin dimatikan"),
    2: _("verifikasi gagal"),
    3: _("alarm"),
    4: _("masuk menu"),
    5: _("setelan diubah"),
    6: _("sidik jari didaftarkan"),
    7: _("kata sandi didaftarkan"),
    8: _("kartu didaftarkan"),
    9: _("pengguna dihapus"),
    10: _("sidik jari dihapus"),
    11: _("kata sandi dihapus"),
    12: _("kartu dihapus"),
    13: _("data dihapus"),
    21: _("jam disetel"),
    22: _("kembali ke setelan pabrik"),
    23: _("catatan presensi dihapus"),
    24: _("hak administrator dicabut"),
    29: _("pintu dibuka"),
    30: _("pengguna baru didaftarkan"),
    31: _("atribut sidik jari diubah"),
    32: _("alarm paksaan"),
}
RETURNS: dict[int, Promise] = {
    0: _("diproses"),
    -1: _("tidak didukung atau tidak ada data"),
    -2: _("berkas gagal"),
    -30: _("data biometrik ditolak"),
    -1002: _("perintah tidak dikenal mesin"),
    -1004: _("tabel tidak didukung"),
}
COMMANDS: dict[str, Promise] = {
    "info": _("Minta keterangan mesin"),
    "check": _("Periksa data baru"),
    "reboot": _("Nyalakan ulang"),
    "log": _("Minta catatan mesin"),
    "query_attlog": _("Minta ketukan satu masa"),
    "set_option": _("Ubah setelan"),
    "update_user": _("Kirim nama"),
    "delete_user": _("Hapus pengguna"),
    "clear_log": _("Hapus isi mesin"),
}
COMMAND_TONES = {
    "awaiting": "watch",
    "queued": "info",
    "sent": "info",
    "done": "ok",
    "failed": "bad",
    "cancelled": "mute",
}


def flags_of(bits: int) -> list[str]:
    """The flags of a punch in words."""
    return [str(word) for bit, word in FLAGS.items() if bits & bit]


def word(table: dict[int, Promise], code: int) -> str:
    return str(table[code]) if code in table else str(code)


def span(seconds: int) -> str:
    """3 detik, 12 menit, 3 jam, 2 hari."""
    size = abs(seconds)
    if size < 120:
        return str(_("%(n)s detik")) % {"n": size}
    if size < 7200:
        return str(_("%(n)s menit")) % {"n": size // 60}
    if size < 172_800:
        return str(_("%(n)s jam")) % {"n": size // 3600}
    return str(_("%(n)s hari")) % {"n": size // 86_400}
