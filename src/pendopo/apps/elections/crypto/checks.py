"""The numbered checks, and for each code of `Invalid` the check it belongs to and a reason that a villager can read."""

from __future__ import annotations

from typing import Final, NamedTuple

CHECKS: Final = (
    (1, "Berkas utuh: tidak terpotong, tidak ditambah, isi cocok dengan sidik jarinya"),
    (2, "Urutan peristiwa lengkap dan tersambung"),
    (3, "Semua data dalam bentuk baku"),
    (4, "Data pemilihan: pertanyaan, calon, dan kaitannya"),
    (5, "Pemegang kunci: kepemilikan kunci terbukti, gabungannya kunci pemilihan"),
    (6, "Daftar kartu pemilih: sah, tanpa kembar"),
    (7, "Setiap surat suara memakai kartu terdaftar dan tidak digandakan"),
    (8, "Setiap bilangan berada di tempat yang sah"),
    (9, "Setiap surat suara berisi satu pilihan yang sah"),
    (10, "Setiap surat suara ditandatangani dengan kartunya"),
    (11, "Jumlah terkunci sama dengan gabungan semua surat suara"),
    (12, "Pembukaan kunci benar dan lengkap"),
    (13, "Hasil sama dengan isi jumlah yang dibuka"),
)


class Reason(NamedTuple):
    check: int
    text: str


REASONS: Final = {
    "archive.form": Reason(1, "Berkas ini bukan arsip pemilihan."),
    "archive.head": Reason(1, "Kepala arsip tidak dikenal."),
    "archive.header": Reason(1, "Kepala anggota berkas rusak atau diubah."),
    "archive.short": Reason(1, "Berkas terpotong."),
    "archive.padding": Reason(1, "Ada isi di tempat yang harus kosong."),
    "archive.size": Reason(1, "Ada anggota berkas yang terlalu besar."),
    "archive.name": Reason(1, "Ada anggota berkas yang tidak dikenal."),
    "archive.time": Reason(1, "Ada anggota berkas dengan waktu sendiri."),
    "archive.hash": Reason(1, "Isi tidak cocok dengan sidik jarinya: isi diubah."),
    "archive.twice": Reason(1, "Data yang sama ada dua kali."),
    "archive.missing": Reason(1, "Data yang disebut oleh peristiwa tidak ada."),
    "archive.unused": Reason(1, "Ada data yang tidak dipakai oleh peristiwa mana pun."),
    "event.parent": Reason(2, "Peristiwa tidak menyambung dengan peristiwa sebelumnya."),
    "event.height": Reason(2, "Nomor urut peristiwa salah."),
    "event.order": Reason(2, "Peristiwa tidak pada gilirannya."),
    "event.payload": Reason(2, "Isi peristiwa tidak ada, atau tidak boleh ada."),
    "event.unfinished": Reason(
        2, "Arsip berhenti sebelum hasil: pemilihan belum selesai, atau bagian akhirnya dibuang."
    ),
    "json.form": Reason(3, "Data tidak dalam bentuk baku."),
    "election.version": Reason(4, "Versi protokol tidak dikenal."),
    "election.uuid": Reason(4, "Kode pemilihan tidak sah."),
    "election.group": Reason(4, "Sistem bilangan tidak dikenal."),
    "election.questions": Reason(4, "Pertanyaan tidak sah atau jenisnya tidak didukung."),
    "setup.data": Reason(4, "Data awal tidak menyebut data yang ada di depannya."),
    "trustees.count": Reason(5, "Jumlah pemegang kunci tidak sah."),
    "trustees.twice": Reason(5, "Dua pemegang kunci dengan kunci yang sama."),
    "trustees.pok": Reason(5, "Bukti kepemilikan kunci salah."),
    "trustees.key": Reason(5, "Kunci pemilihan bukan gabungan kunci para pemegang kunci."),
    "trustees.certificate": Reason(5, "Sertifikat pemegang kunci salah."),
    "trustees.coefexps": Reason(5, "Koefisien pemegang kunci ambang salah."),
    "trustees.signatures": Reason(5, "Tanda tangan pemegang kunci ambang salah."),
    "trustees.verification_key": Reason(5, "Kunci pemeriksa pemegang kunci ambang salah."),
    "credential.weight": Reason(6, "Bobot kartu tidak sah."),
    "credential.twice": Reason(6, "Kartu yang sama ada dua kali dalam daftar."),
    "credential.unknown": Reason(7, "Surat suara memakai kartu yang tidak terdaftar."),
    "ballot.form": Reason(7, "Surat suara tidak dikenal bentuknya."),
    "ballot.size": Reason(7, "Surat suara terlalu besar."),
    "ballot.election": Reason(7, "Surat suara dibuat untuk pemilihan lain."),
    "ballot.replay": Reason(7, "Surat suara yang sama dimasukkan lagi."),
    "element.form": Reason(8, "Bilangan tidak ditulis sebagaimana mestinya."),
    "element.member": Reason(8, "Bilangan berada di luar grup yang sah."),
    "scalar.range": Reason(8, "Bilangan bukti melewati batas."),
    "proof.individual": Reason(9, "Bukti bahwa pilihan bernilai nol atau satu salah."),
    "proof.overall": Reason(9, "Bukti jumlah pilihan salah."),
    "proof.blank": Reason(9, "Bukti suara kosong salah."),
    "signature.hash": Reason(10, "Sidik jari yang ditandatangani bukan sidik jari surat suara ini."),
    "signature.proof": Reason(10, "Tanda tangan tidak cocok dengan kartu."),
    "tally.value": Reason(11, "Jumlah terkunci bukan gabungan surat suara."),
    "tally.count": Reason(11, "Banyaknya surat suara yang dihitung salah."),
    "tally.weight": Reason(11, "Jumlah bobot yang dihitung salah."),
    "decryption.owner": Reason(12, "Pemegang kunci yang membuka tidak dikenal, atau membuka dua kali."),
    "decryption.missing": Reason(12, "Ada pemegang kunci yang belum membuka."),
    "decryption.proof": Reason(12, "Bukti pembukaan kunci salah."),
    "result.value": Reason(13, "Angka hasil tidak sama dengan isi jumlah yang dibuka."),
    "result.sum": Reason(13, "Angka hasil bila dijumlahkan tidak sama dengan banyaknya suara."),
}


def reason(code: str) -> Reason:
    return REASONS.get(code, Reason(3, code))
