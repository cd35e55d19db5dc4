"""Words of elections in the audit trail; they are also what an election's page tells."""

from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections import audit_words_boxes, audit_words_outcome, audit_words_roll
from pendopo.kernel.audit.words import register

__all__ = ["audit_words_boxes", "audit_words_outcome", "audit_words_roll"]

PEOPLE = {
    "elections.create": _("Membuka pilkades"),
    "elections.edit": _("Mengubah data pemilihan"),
    "elections.daftar": _("Membuka pendaftaran"),
    "elections.dpt": _("Menetapkan DPT"),
    "elections.buka_dpt": _("Membuka kembali DPT"),
    "elections.siap": _("Menyatakan pemilihan siap"),
    "elections.belum_siap": _("Membatalkan kesiapan"),
    "elections.mulai": _("Memulai pemungutan suara"),
    "elections.hitung": _("Menyatakan suara dihitung"),
    "elections.tetapkan": _("Menetapkan calon terpilih"),
    "elections.arsip": _("Mengarsipkan pemilihan"),
    "elections.batal": _("Membatalkan pemilihan"),
    "elections.paper_add": _("Menambah dokumen pemilihan"),
    "elections.paper_remove": _("Menghapus dokumen pemilihan"),
    "elections.stages_propose": _("Mengusulkan jadwal tahapan"),
    "elections.stages_shift": _("Menggeser tahapan"),
    "elections.stage_add": _("Menambah tahapan"),
    "elections.stage_edit": _("Mengubah tahapan"),
    "elections.stage_done": _("Mencatat tahapan selesai"),
    "elections.stage_reopen": _("Membuka lagi tahapan"),
    "elections.stage_remove": _("Menghapus tahapan"),
    "elections.registration_extend": _("Memperpanjang pendaftaran calon"),
    "elections.hamlets_add": _("Menambah dusun"),
    "elections.hamlet_rename": _("Mengubah nama dusun"),
    "elections.hamlet_remove": _("Menghapus dusun"),
    "elections.station_add": _("Menambah TPS"),
    "elections.station_edit": _("Mengubah TPS"),
    "elections.station_remove": _("Menghapus TPS"),
    "elections.member_add": _("Menambah petugas"),
    "elections.member_edit": _("Mengubah petugas"),
    "elections.member_leave": _("Mencatat petugas berhenti"),
    "elections.member_remove": _("Menghapus petugas"),
    "elections.pin_issue": _("Membuat PIN petugas"),
    "elections.candidate_register": _("Mendaftarkan calon"),
    "elections.candidate_edit": _("Mengubah data calon"),
    "elections.candidate_verify": _("Meneliti berkas calon"),
    "elections.candidate_scores": _("Mengisi nilai seleksi calon"),
    "elections.candidates_accept": _("Menetapkan calon yang berhak dipilih"),
    "elections.candidates_reconsider": _("Membuka kembali penetapan calon"),
    "elections.candidate_withdraw": _("Mencatat calon mundur"),
    "elections.draw": _("Mengundi nomor urut calon"),
}

register(
    actions=PEOPLE,
    subjects={"elections.pilkades": _("Pilkades")},
    fields={
        "day": _("hari"),
        "out": _("tidak lanjut"),
        "accepted": _("calon ditetapkan"),
        "fit": _("memenuhi syarat"),
        "people": _("orang"),
        "place": _("tempat"),
        "stages": _("tahapan"),
        "until": _("sampai"),
        "village": _("desa"),
        "order": _("urutan"),
        "days": _("hari"),
        "role": _("tugas"),
    },
)
