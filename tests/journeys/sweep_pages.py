"""The pages with an object that the sweep looks at: for everybody who may, and of the apps, on a screen or two."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.architecture import isolation_elections
from tests.journeys.conftest import Live
from tests.journeys.world_apps import SHORT, SPBE, WAITS

ELECTION_FILES = {
    f"elections:{name}"
    for name in (
        "paper_file", "candidate_sheet", "candidate_photo", "candidate_file", "roll_board", "roll_record",
        "roll_import_findings", "invitation", "station_keys", "archive_file", "result_xlsx", "result_pdf",
        "handcount_pdf", "objection_letter", "objection_attachment", "determination_pdf",
    )
}  # fmt: skip
"""Addresses of an election that hand out a file."""


def with_objects(live: Live) -> list[str]:
    """Of attendance, personnel, the administration and the room."""
    person, kominfo = live.facts["people"]["sari"], live.facts["units"]["kominfo"]
    return [
        f"/ruang-bupati/unit/{kominfo}/",
        f"/ruang-bupati/unit/{live.facts['units']['aplikasi']}/",
        "/ruang-bupati/angka/attendance.present/",
        "/ruang-bupati/angka/maturity.index/",
        f"/ruang-bupati/rumus/{kominfo}/",
        f"/ruang-bupati/kantor/{kominfo}/",
        f"/kehadiran/bulan/?unit={kominfo}",
        f"/kehadiran/pegawai/{person}/",
        f"/kehadiran/pegawai/{person}/{live.today}/",
        f"/kehadiran/ketidakhadiran/catat/?pegawai={person}",
        f"/kehadiran/mesin/{live.facts['device']}/",
        f"/kehadiran/mesin/{live.facts['device']}/ubah/",
        "/kehadiran/jadwal/1/",
        "/kehadiran/jadwal/1/ubah/",
        f"/kepegawaian/{person}/",
        f"/kepegawaian/{person}/mutasi/",
        f"/kepegawaian/{person}/jabatan/",
        "/pengaturan/akun/1/",
        "/pengaturan/akun/1/tugaskan/",
        "/pengaturan/unit/2/",
        "/pengaturan/unit/2/ganti-nama/",
        "/pengaturan/unit/2/pecah/",
        "/pengaturan/nilai/attendance.device_rate/",
    ]


def of_apps(live: Live) -> dict[str, list[str]]:
    """Of maturity, learning, regulations and elections, by the one who has most to do there."""
    ids = live.facts["apps"]
    return {
        "admin": [*_regulations(ids), *_trainings(ids), *_visits(ids)],
        "koordinator": [*_assessments(ids), *_insight(ids), *_instruments(ids)],
        "pj": [f"/evaluasi/{ids['nearly']}/indikator/{WAITS}/", f"/evaluasi/bukti/pemakaian/{ids['evidence_use']}/"],
        "resti": _answering(ids),
        "asesor": _external(ids),
        "dpmd": _elections(ids["elections"]),
        "sari": [
            f"/belajar/bimtek/{ids['training']}/",
            f"/belajar/bimtek/tes/{ids['exam']}/",
            f"/belajar/bimtek/peserta/{ids['participant']}/",
            f"/belajar/hadir/{ids['training_session']}/1.lama/",
            f"/produk-hukum/{ids['regulation']}/",
        ],
        "": [
            f"/publik/produk-hukum/{ids['regulation']}/",
            "/publik/produk-hukum/?cari=arsitektur",
            "/publik/produk-hukum/?cari=tidakada",
            f"/belajar/hadir/{ids['training_session']}/1.lama/",
            *_voted(ids["elections"]),
        ],
    }


def _regulations(ids: dict[str, int]) -> list[str]:
    draft = f"/produk-hukum/{ids['draft']}/"
    steps = ("", "betulkan/", "tetapkan/", "hubungan/", "pasal/", "unit/", "topik/", "naskah/")
    return [f"/produk-hukum/{ids['regulation']}/", "/produk-hukum/jenis/perbup/", *(draft + step for step in steps)]


def _trainings(ids: dict[str, int]) -> list[str]:
    training, session = f"/belajar/bimtek/{ids['training']}/", f"/belajar/bimtek/sesi/{ids['training_session']}/"
    parts = ("", "ubah/", "sesi/", "undang/", "peserta/", "soal/", "soal/baru/", "soal/impor/", "tes/akhir/", "hasil/")
    return [
        *(training + part for part in (*parts, "sertifikat/")),
        *(session + part for part in ("ubah/", "layar/", "hadir/")),
        f"/belajar/bimtek/undangan/{ids['invitation']}/usulkan/",
        "/belajar/bimtek/soal/1/",
    ]


def _visits(ids: dict[str, int]) -> list[str]:
    visit, adoption = f"/belajar/studi-tiru/{ids['visit']}/", f"/belajar/studi-tiru/adopsi/{ids['adoption']}/"
    parts = ("", "ubah/", "notulen/", "rombongan/", "tamu/", "acara/", "pertanyaan/", "foto/", "adopsi/")
    return [*(visit + part for part in parts), *(adoption + part for part in ("", "ubah/", "catat/"))]


def _elections(kinds: dict[str, dict[str, Any]]) -> list[str]:
    """Every page of an election, from the isolation table, and the registers."""
    routes = isolation_elections.ROUTES
    pages = [
        reverse(name, kwargs=kinds[route.of])
        for name, route in routes.items()
        if route.of and route.does in ("read", "form") and not route.shared and name not in ELECTION_FILES
    ]
    registers = ("elections", "all_members", "all_candidates", "add", "recap", "all_objections")
    return [*(reverse(f"elections:{name}") for name in registers), *pages, "/pilkades/?cari=tidakada"]


def _voted(kinds: dict[str, dict[str, Any]]) -> list[str]:
    """What anybody sees of an election."""
    named = (("election", "public_election"), ("report", "public_archive"))
    return [reverse(f"pilkades:{name}", kwargs=kinds[kind]) for name, kind in named] + ["/publik/pilkades/?cari=x"]


def _assessments(ids: dict[str, int]) -> list[str]:
    closed, running, nearly = (f"/evaluasi/{ids[name]}/" for name in ("closed", "running", "nearly"))
    ended = ("", "perbandingan/", "isian/", "penyampaian/", "catatan/", "dokumen/", "indikator/1/")
    begun = ("", "persiapan/", "persiapan/jadwal/", "batal/", "isian/", "sampaikan/", "indikator/5/")
    return [
        *(closed + part for part in ended),
        *(running + part for part in begun),
        nearly + "sampaikan/",
        f"/evaluasi/{ids['sent']}/buka-kembali/",
        f"/evaluasi/{ids['sent']}/indikator/1/",
    ]


def _insight(ids: dict[str, int]) -> list[str]:
    closed, action = f"/evaluasi/{ids['closed']}/", f"/evaluasi/rencana-aksi/{ids['action']}/"
    parts = ("analisis/", "simulasi/", "simulasi/upaya/", "simulasi/bandingkan/", "rencana-aksi/")
    return [
        *(closed + part for part in parts),
        f"/evaluasi/{ids['running']}/rencana-aksi/",
        f"/evaluasi/{ids['running']}/rencana-aksi/tambah/",
        f"/evaluasi/skenario/{ids['scenario']}/",
        f"/evaluasi/skenario/{ids['scenario']}/rencana/",
        action,
        action + "ubah/",
        f"/evaluasi/riwayat/{ids['past']}/ubah/",
    ]


def _instruments(ids: dict[str, int]) -> list[str]:
    return [
        f"/evaluasi/instrumen/{SPBE}/",
        f"/evaluasi/instrumen/{SPBE}/indikator/35/",
        f"/evaluasi/instrumen/{SHORT}/",
        f"/evaluasi/instrumen/{SHORT}/sesuai/",
        f"/evaluasi/tolok-ukur/instansi/{ids['peer']}/",
    ]


def _answering(ids: dict[str, int]) -> list[str]:
    entry = f"/evaluasi/{ids['running']}/indikator/5/"
    return [
        "/evaluasi/pekerjaan/",
        entry,
        *(f"{entry}bukti/{word}/?tingkat=2" for word in ("berkas", "tautan", "produk-hukum", "pustaka")),
        *(f"/evaluasi/bukti/baru/{word}/" for word in ("berkas", "tautan", "produk-hukum")),
        f"/evaluasi/bukti/{ids['evidence_item']}/",
        f"/evaluasi/bukti/{ids['evidence_item']}/versi/",
        f"/evaluasi/bukti/{ids['evidence_item']}/ubah/",
        f"/evaluasi/bukti/{ids['evidence_item']}/pakai/",
        f"/evaluasi/bukti/versi/{ids['evidence_version']}/",
        "/evaluasi/bukti/sistem/administration.security/",
    ]


def _external(ids: dict[str, int]) -> list[str]:
    sent = f"/evaluasi/{ids['sent']}/"
    parts = ("", "penilaian/", "perbandingan/", "catatan/", "dokumen/", "penyampaian/", "indikator/1/")
    return [sent + part for part in parts]
