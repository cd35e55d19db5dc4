"""Who prepares, runs, counts and watches a village's election; the numbers of law as dated settings."""

from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections import policy_public as policy_public
from pendopo.apps.elections.rules.ties import CHOICES as TIE_RULES
from pendopo.kernel.live import register_topic
from pendopo.kernel.policy import add_role, register
from pendopo.kernel.settings_store import define

add_role("pengelola_pilkades", _("Pengelola pilkades (DPMD)"))
add_role("panitia_pilkades", _("Panitia pilkades desa"))
add_role("penghitung_pilkades", _("Penghitung slip pilkades"))

RUN = ["elections.view", "elections.run", "elections.voters", "elections.count", "elections.objections"]
register(
    permissions={
        "elections.view": _("Melihat pilkades"),
        "elections.manage": _("Membuka, membatalkan, dan menetapkan pilkades"),
        "elections.run": _("Menyiapkan pilkades desanya: tahapan, TPS, calon, petugas"),
        "elections.voters": _("Melihat dan mengubah daftar pemilih (data pribadi)"),
        "elections.keys": _("Menerima kunci, mencetak kartu, membuat paket TPS"),
        "elections.results": _("Menerima arsip dan mengumumkan hasil"),
        "elections.count": _("Memasukkan hitungan slip"),
        "elections.objections": _("Mencatat dan menjawab keberatan"),
    },
    roles={
        "admin": ["elections.view"],
        "pengelola_pilkades": [*RUN, "elections.manage", "elections.keys", "elections.results"],
        "panitia_pilkades": [*RUN, "elections.keys", "elections.results"],
        "penghitung_pilkades": ["elections.view", "elections.count"],
        "bupati": ["elections.view"],
        "sekda": ["elections.view"],
        "auditor": ["elections.view"],
        "kepala_opd": ["elections.view"],
    },
)

MOST_VOTERS = "elections.most_voters"
FEWEST_CANDIDATES = "elections.fewest_candidates"
MOST_CANDIDATES = "elections.most_candidates"
CANDIDATE_AGE = "elections.candidate_age"
EXTENSION_DAYS = "elections.extension_days"
WITHDRAW_AFTER = "elections.withdraw_after"
VOTING_AGE = "elections.voting_age"
RESERVE_CARDS = "elections.reserve_cards"
DPS_DAYS = "elections.dps_days"
OBJECTION_DAYS = "elections.objection_days"
ANSWER_DAYS = "elections.answer_days"
EXTRA_VOTERS = "elections.extra_voters"
IDLE_SECONDS = "elections.idle_seconds"
VOTE_SECONDS = "elections.vote_seconds"
PRINTER = "elections.printer"
PAPER_MM = "elections.paper_mm"
STICK_REQUIRED = "elections.stick_required"

LAW = "Permendagri 112/2014 jo. 65/2017 dan 72/2020"
define(
    MOST_VOTERS, kind="int", default=500, minimum=1, maximum=2000, unit=_("pemilih"),
    label=_("Pemilih paling banyak di satu TPS"), basis="Permendagri 72/2020",
)  # fmt: skip
define(
    FEWEST_CANDIDATES, kind="int", default=2, minimum=1, maximum=5,
    label=_("Calon paling sedikit"), help=_("Bila kurang, masa pendaftaran diperpanjang."), basis=LAW,
)  # fmt: skip
define(
    MOST_CANDIDATES, kind="int", default=5, minimum=2, maximum=20,
    label=_("Calon paling banyak"), help=_("Bila lebih, diadakan seleksi tambahan."), basis=LAW,
)  # fmt: skip
define(
    CANDIDATE_AGE, kind="int", default=25, minimum=17, maximum=60, unit=_("tahun"),
    label=_("Umur calon paling muda saat mendaftar"), basis="UU 6/2014 Pasal 33 huruf e",
)  # fmt: skip
define(
    EXTENSION_DAYS, kind="int", default=20, minimum=1, maximum=60, unit=_("hari"),
    label=_("Perpanjangan pendaftaran bila calon kurang"), basis=LAW,
    help=_("UU 3/2024 menetapkan 15 hari lalu 10 hari; isi menurut perbup yang berlaku."),
)  # fmt: skip
define(
    WITHDRAW_AFTER, kind="bool", default=False,
    label=_("Calon boleh mundur sesudah nomor urut diundi"), basis="Ketentuan setempat; isi dengan dasar perbup",
    help=_("Bila tidak, nomor dan fotonya tetap di surat suara."),
)  # fmt: skip
define(
    VOTING_AGE, kind="int", default=17, minimum=1, maximum=30, unit=_("tahun"),
    label=_("Umur pemilih pada hari pemungutan suara"), help=_("Atau sudah pernah kawin."), basis=LAW,
)  # fmt: skip
define(
    RESERVE_CARDS, kind="decimal", default="2.5", minimum=0, maximum=20, unit="%",
    label=_("Kartu cadangan"), help=_("Bagian dari DPT tiap TPS, dibulatkan ke atas."),
    basis="Ketentuan setempat; isi dengan dasar perbup",
)  # fmt: skip
define(
    DPS_DAYS, kind="int", default=3, minimum=1, maximum=30, unit=_("hari"),
    label=_("Lama pengumuman DPS"), basis=LAW,
)  # fmt: skip
define(
    OBJECTION_DAYS, kind="int", default=3, minimum=1, maximum=60, unit=_("hari"),
    label=_("Batas mengajukan keberatan sesudah hasil"), basis="Ketentuan setempat; isi dengan dasar perbup",
)  # fmt: skip
define(
    ANSWER_DAYS, kind="int", default=30, minimum=1, maximum=90, unit=_("hari"),
    label=_("Batas menjawab keberatan"), basis="UU 6/2014 Pasal 37",
)  # fmt: skip
define(
    EXTRA_VOTERS, kind="bool", default=True,
    label=_("Pemilih di luar DPT boleh memilih dengan KTP-el"), basis="Ketentuan setempat; isi dengan dasar perbup",
)  # fmt: skip
define(
    IDLE_SECONDS, kind="int", default=60, minimum=20, maximum=300, unit=_("detik"),
    label=_("Bilik bertanya bila diam selama"), help=_("Sesudah itu kartu dilepas."),
)  # fmt: skip
define(
    VOTE_SECONDS, kind="int", default=300, minimum=60, maximum=1800, unit=_("detik"),
    label=_("Waktu paling lama di bilik"),
)  # fmt: skip
define(
    PRINTER, kind="choice", default="agent",
    choices={"agent": _("Program pencetak di komputer bilik"), "browser": _("Cetak dari peramban")},
    label=_("Slip dicetak dengan"), help=_("Cetak dari peramban tidak dapat membaca keadaan printer."),
)  # fmt: skip
define(
    PAPER_MM, kind="choice", default="80", choices={"80": _("80 mm"), "58": _("58 mm")},
    label=_("Lebar kertas struk di bilik"), help=_("Dipakai bila slip dicetak dari peramban."),
)  # fmt: skip
define(
    STICK_REQUIRED, kind="bool", default=True, label=_("TPS hanya menerima suara bila stik jurnal terpasang"),
    help=_("Ketua dan satu anggota KPPS tetap dapat meneruskan tanpa stik; tercatat."),
)  # fmt: skip

# What comes after the count: ties, hand counts, objections, determination (docs/rules/pilkades-hasil.md).
TIE_RULE = "elections.tie_rule"
TIE_RULE_SINGLE = "elections.tie_rule_single"
TIE_NEXT = "elections.tie_next"
REQUIRE_HANDCOUNT = "elections.require_handcount"
WAIT_OBJECTIONS = "elections.wait_objections"
RISK_LIMIT = "elections.risk_limit"
define(
    TIE_RULE, kind="choice", default="tps_terbesar", choices=TIE_RULES,
    label=_("Aturan suara terbanyak yang sama, lebih dari satu TPS"),
    help=_("Dapat diganti pada satu pemilihan dengan dasarnya."), basis="Permendagri 112/2014 Pasal 42 ayat (2)",
)  # fmt: skip
define(
    TIE_RULE_SINGLE, kind="choice", default="domisili", choices=TIE_RULES,
    label=_("Aturan suara terbanyak yang sama, satu TPS"), basis="Ketentuan setempat; isi dengan dasar perbup",
)  # fmt: skip
define(
    TIE_NEXT, kind="bool", default=False, label=_("Bila TPS terbesar juga sama, lanjut ke terbesar berikutnya"),
    basis="Ketentuan setempat; isi dengan dasar perbup",
)  # fmt: skip
define(
    REQUIRE_HANDCOUNT, kind="bool", default=True, label=_("Penetapan menunggu hitungan slip semua TPS"),
    help=_("Perbedaan dengan arsip harus dijelaskan dahulu."), basis="Ketentuan setempat; isi dengan dasar perbup",
)  # fmt: skip
define(
    WAIT_OBJECTIONS, kind="bool", default=True, label=_("Penetapan menunggu masa pengajuan keberatan selesai"),
    basis="Ketentuan setempat; isi dengan dasar perbup",
)  # fmt: skip
define(
    RISK_LIMIT, kind="decimal", default="5", minimum=0.1, maximum=20, unit="%", label=_("Batas risiko audit slip"),
    basis="Lindeman, Stark, Yates 2012 (BRAVO)",
)  # fmt: skip
register_topic("election", "elections.view")
