"""Who did what to a training, a visit or an adoption, from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import regency_zone

SHOWN = 16
READ = 300
ACTIONS: dict[str, Any] = {
    "learning.training_create": _("Rancangan dibuat"),
    "learning.training_edit": _("Rancangan diubah"),
    "learning.training_buka": _("Pendaftaran dibuka"),
    "learning.training_mulai": _("Bimtek dimulai"),
    "learning.training_selesai": _("Bimtek ditutup"),
    "learning.training_batal": _("Bimtek dibatalkan"),
    "learning.session_add": _("Sesi ditambahkan"),
    "learning.session_edit": _("Sesi diubah"),
    "learning.session_remove": _("Sesi dihapus"),
    "learning.invite": _("Kantor diundang"),
    "learning.uninvite": _("Undangan dicabut"),
    "learning.nominate": _("Peserta diusulkan"),
    "learning.register": _("Pegawai mendaftar sendiri"),
    "learning.accept": _("Peserta diterima"),
    "learning.decline": _("Peserta ditolak"),
    "learning.withdraw": _("Peserta mundur"),
    "learning.move_up": _("Cadangan naik menjadi peserta"),
    "learning.mark": _("Kehadiran dicatat panitia"),
    "learning.unmark": _("Catatan hadir dihapus"),
    "learning.question_add": _("Soal ditambahkan"),
    "learning.question_edit": _("Soal diubah"),
    "learning.question_remove": _("Soal dihapus"),
    "learning.question_import": _("Soal diimpor"),
    "learning.exam_set": _("Waktu tes diatur"),
    "learning.certify": _("Sertifikat terbit"),
    "learning.revoke": _("Sertifikat dicabut"),
    "learning.visit_create": _("Usulan dibuat"),
    "learning.visit_edit": _("Data kunjungan diubah"),
    "learning.visit_setujui": _("Usulan disetujui"),
    "learning.visit_tolak": _("Usulan ditolak"),
    "learning.visit_jadwalkan": _("Kunjungan dijadwalkan"),
    "learning.visit_laksanakan": _("Kunjungan dilaksanakan"),
    "learning.visit_laporkan": _("Kunjungan dilaporkan"),
    "learning.visit_selesai": _("Kunjungan selesai"),
    "learning.visit_batal": _("Kunjungan dibatalkan"),
    "learning.delegate_add": _("Anggota rombongan ditambahkan"),
    "learning.delegate_remove": _("Anggota rombongan dihapus"),
    "learning.agenda_add": _("Acara ditambahkan"),
    "learning.agenda_remove": _("Acara dihapus"),
    "learning.ask": _("Pertanyaan ditulis"),
    "learning.ask_remove": _("Pertanyaan dihapus"),
    "learning.answer": _("Pertanyaan dijawab"),
    "learning.minutes": _("Notulen disimpan"),
    "learning.photo_add": _("Foto ditambahkan"),
    "learning.adopt": _("Adopsi dicatat"),
    "learning.adoption_edit": _("Rencana adopsi diubah"),
    "learning.adoption_note": _("Kemajuan adopsi dicatat"),
}


@dataclass(frozen=True, slots=True)
class Trace:
    at: datetime
    title: str
    who: str
    detail: str
    tone: str = ""
    now: bool = False


def trail(subject: models.Model) -> list[Trace]:
    """Newest first, without what single participants did; what one person did many times on a day stands once."""
    lines = AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    together: dict[tuple[str, str, str], list[AuditEntry]] = {}
    for line in lines.filter(action__in=list(ACTIONS)).order_by("-id")[:READ]:
        day = line.at.astimezone(regency_zone()).date().isoformat()
        together.setdefault((day, line.actor_name, line.action), []).append(line)
    return [_trace(same) for same in list(together.values())[:SHOWN]]


def _trace(same: list[AuditEntry]) -> Trace:
    newest = same[0]
    title = str(ACTIONS[newest.action])
    if len(same) == 1:
        return Trace(newest.at, title, newest.actor_name, _detail(newest))
    return Trace(newest.at, title, newest.actor_name, gettext("%(n)s kali hari itu") % {"n": len(same)})


def _detail(line: AuditEntry) -> str:
    """The reason, or what it was about."""
    for key in ("reason", "unit", "subject", "number", "practice"):
        if line.change.get(key):
            return str(line.change[key])
    return ""
