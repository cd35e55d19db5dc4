"""What the demo's evaluation says: who answers what, at which level, and the findings. Invented, no official result."""

OFFICES = {
    "SETDA": (10, 14, 19, 35, 40, 44),
    "BAPPEDALITBANG": (1, 2, 11, 12, 13, 32),
    "DISKOMINFO": (3, 4, 5, 6, 7, 8, 15, 16, 17, 18, 20, 21, 22, 23, 24, 26, 27, 28, 42, 43),
    "INSPEKTORAT": (9, 29, 30, 31, 39),
    "BKPSDM": (25, 36, 41),
    "BKAD": (33, 34, 38),
    "DISPERPUSIP": (37,),
    "DISDUKCAPIL": (45,),
    "DPMPTSP": (46,),
    "DINKES": (47,),
}
# Levels of 2025 by indicator: said by the regency, and where document, interview and review said otherwise.
SELF = (
    3, 3, 3, 2, 3, 3, 2, 3, 2, 3, 3, 3, 2, 2, 3, 3, 3, 2, 3, 3, 2, 2, 2, 2, 2, 2, 1, 2, 1, 1, 1,
    4, 4, 3, 4, 3, 2, 3, 3, 3, 3, 3, 3, 4, 4, 3, 3,
)  # fmt: skip
DOCUMENT = {1: 2, 6: 2, 11: 2, 15: 2, 20: 2, 22: 1, 25: 1, 34: 2, 36: 2, 39: 2, 42: 2, 45: 3}
INTERVIEW = {6: 3, 36: 3, 39: 3, 42: 3}
REVIEW = {45: (4, "Bukti kolaborasi antarinstansi pada 45.a. halaman 12 memenuhi tingkat 4.")}
FINDINGS = (
    ("strength", "44", None, "JDIH sudah terhubung dengan jaringan nasional dan diperbarui paling lambat sehari."),
    ("strength", "", 7, "Layanan perencanaan, penganggaran, dan pengadaan memakai aplikasi nasional sampai transaksi."),
    ("weakness", "29", None, "Audit infrastruktur SPBE belum pernah dilaksanakan; rencana audit belum ditetapkan."),
    ("weakness", "22", None, "Manajemen keamanan informasi baru berjalan di sebagian perangkat daerah tanpa pedoman."),
    ("weakness", "", 5, "Penerapan manajemen SPBE belum berdasarkan pedoman yang ditetapkan."),
    (
        "recommendation",
        "29",
        None,
        "Tetapkan rencana audit TIK dan laksanakan audit internal setahun sekali.",
    ),
    ("recommendation", "22", None, "Tetapkan pedoman manajemen keamanan informasi dan terapkan di seluruh kantor."),
    ("recommendation", "25", None, "Petakan kompetensi aparatur bidang TIK dan susun rencana pelatihannya."),
)
# The plan for the recommendations: indicator, title, output, office, days until due, from and to level.
ACTIONS = (
    (
        "29",
        "Menyusun dan menetapkan rencana audit TIK",
        "Keputusan Bupati tentang rencana audit",
        "INSPEKTORAT",
        45,
        1,
        2,
    ),
    ("22", "Menetapkan pedoman manajemen keamanan informasi", "Peraturan Bupati", "DISKOMINFO", 20, 1, 3),
    ("25", "Memetakan kompetensi pranata komputer", "Laporan pemetaan", "BKPSDM", -6, 1, 2),
)
PAST = ((2021, "2.11", "Cukup"), (2022, "2.24", "Cukup"), (2023, "2.38", "Cukup"), (2024, "2.47", "Cukup"))
PEMDI_OFFICES = {
    "SETDA": (1, 4), "DISKOMINFO": (2, 8, 10, 11, 12, 13, 14, 16, 18), "BKPSDM": (3,),
    "BAPPEDALITBANG": (5, 15), "DPUTR": (6,), "DISPERINDAGKOP": (7,), "INSPEKTORAT": (9,), "DPMPTSP": (17, 19, 20),
}  # fmt: skip
# 2026: how far each indicator is, and the deadline in days from today where it is another than the common one.
ACCEPTED = {1: 2, 2: 3, 4: 2, 10: 2, 13: 3, 14: 2}
SENT = {3: 2, 15: 2, 17: 2}
RETURNED = {
    9: (1, "Sebutkan nomor dan tanggal rencana audit, dan jelaskan mengapa belum dilaksanakan."),
    18: (2, "Katalog data yang dilampirkan tahun lalu. Lampirkan yang terbaru beserta tanggal akses."),
}
DRAFT = {8: (2, ""), 12: (None, "SK tim tanggap insiden siber, halaman 2."), 16: (3, ""), 19: (2, "")}
DUE = {6: -2, 7: 3, 11: 0, 8: -2}
