"""Papers: the certificate, the list of those present, the report of a visit. All PDF/A, all from what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import Certificate, Session, StudyVisit, Training
from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.rules.score import shown
from pendopo.apps.learning.words import days, qr_svg, session_time
from pendopo.apps.personnel.public import employee
from pendopo.kernel import pdf
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import now, regency_zone
from pendopo.kernel.sheets import write_xlsx
from pendopo.kernel.topics import label_of
from pendopo.ui import formats

CERTIFICATE = "apps/learning/typst/certificate.typ"
ATTENDANCE = "apps/learning/typst/attendance.typ"
VISIT = "apps/learning/typst/visit.typ"


def certificate_pdf(actor: Actor, certificate: Certificate, *, base_url: str) -> bytes:
    """The certificate as it was issued: the same bytes at every download. The view has checked who may see it."""
    address = base_url.rstrip("/") + reverse("learning:certificate_check", args=[certificate.code])
    known = employee(certificate.participant.person_id)
    data = {
        "title": certificate.title,
        "regency": str(settings.REGENCY["name"]),
        "organiser": certificate.organiser,
        "number": certificate.number,
        "name": certificate.name,
        "nip": formats.nip(known.nip) if known else "",
        "office": certificate.office,
        "when": _("%(days)s, sebanyak %(hours)s jam pelajaran")
        % {"days": days(certificate.starts_on, certificate.ends_on), "hours": certificate.hours},
        "qr": qr_svg(address, border=0),
        "address": address.split("://", 1)[-1],
        "code": certificate.code,
        "place_date": formats.long_date(certificate.issued_on),
        "signer_post": certificate.signer_post,
        "signer_name": certificate.signer_name,
        "signer_nip": formats.nip(certificate.signer_nip) if certificate.signer_nip else "",
        "words": {
            "certificate": _("SERTIFIKAT"),
            "number": _("Nomor"),
            "given": _("diberikan kepada"),
            "took": _("atas keikutsertaannya dalam"),
            "check": _("Keabsahan diperiksa di"),
            "code": _("kode"),
        },
    }
    made_at = datetime.combine(certificate.issued_on, time(8), tzinfo=regency_zone())
    return pdf.render(CERTIFICATE, data, made_at=made_at)


def attendance_pdf(actor: Actor, training: Training, sessions: Sequence[Session]) -> bytes:
    """The list for each session with what is recorded and a line to sign on; no NIP: it goes round the room."""
    rows = queries.presence(training, sessions)
    parts = []
    for place, session in enumerate(sessions):
        people = []
        for number, row in enumerate(rows, 1):
            mark = row.marks[place]
            said = f"{formats.clock(mark.at, zone=training.zone)} {mark.get_method_display()}" if mark else ""
            people.append({
                "no": number, "name": row.participant.name, "office": row.participant.place, "mark": said,
            })  # fmt: skip
        parts.append(
            {"subject": session.subject, "when": session_time(session), "speaker": _speaker(session), "rows": people}
        )
    data = {
        "title": _("Daftar hadir"),
        "regency": str(settings.REGENCY["name"]),
        "training": training.title,
        "when": f"{days(training.starts_on, training.ends_on)} · {training.place}",
        "letter": training.letter_number,
        "sessions": parts,
        "heads": [_("No."), _("Nama"), _("Kantor"), _("Tercatat"), _("Tanda tangan")],
        "organiser_word": _("Penyelenggara,"),
        "made": _made(),
        "words": _page_words(),
    }
    return pdf.render(ATTENDANCE, data, made_at=now())


def write_attendance(actor: Actor, training: Training, sessions: Sequence[Session], stream: IO[bytes]) -> int:
    """The same as a sheet: one row a person, one column a session, no NIP."""
    rows = queries.presence(training, sessions)
    header = [_("Nama"), _("Kantor"), *(session.subject for session in sessions), _("Hadir"), _("Bagian (%)")]
    return write_xlsx(stream, header, _sheet_rows(rows, training), note=[training.title, _made()], widths=(32, 36))


def _sheet_rows(rows: Iterable[queries.PresenceRow], training: Training) -> Iterable[list[Any]]:
    zone = ZoneInfo(training.zone)
    for row in rows:
        marks = [mark.at.astimezone(zone) if mark else "" for mark in row.marks]
        yield [row.participant.name, row.participant.place, *marks, row.attended, shown(row.share)]


def visit_pdf(actor: Actor, visit: StudyVisit) -> bytes:
    """The report of a visit as it stands."""
    zone = visit.owner.zone
    questions = [
        {"text": row.text, "topic": label_of(row.topic_key) if row.topic_key else "", "answer": row.answer,
         "by": _("Dijawab oleh %(who)s") % {"who": row.answered_by} if row.answered_by else ""}
        for row in visit.questions.all()
    ]  # fmt: skip
    agenda = [[formats.span(row.starts_at, row.ends_at, zone), row.subject, row.host] for row in visit.agenda.all()]
    data = {
        "title": _("Laporan studi tiru"),
        "regency": str(settings.REGENCY["name"]),
        "subject": visit.title,
        "subtitle": f"{visit.get_direction_display()} · {visit.government}",
        "facts": _visit_facts(visit),
        "purpose": visit.purpose,
        "topics": [label_of(row.key) for row in visit.topics.all()],
        "delegates": [[row.name, row.post, row.institution] for row in visit.delegates.all()],
        "agenda": agenda,
        "questions": questions,
        "minutes": visit.minutes,
        "adoptions": [_adoption_row(row) for row in visit.adoptions.select_related("owner")],
        "no_adoption": visit.no_adoption_reason or _("Belum ada praktik yang diadopsi."),
        "made": _made(),
        "words": _page_words() | _visit_words(),
    }
    return pdf.render(VISIT, data, made_at=now())


def _visit_facts(visit: StudyVisit) -> list[tuple[str, str]]:
    def letter(number: str, on: date | None) -> str:
        return f"{number}, {formats.long_date(on)}" if number and on else number

    pairs = [
        (_("Perangkat daerah"), visit.owner.name),
        (_("Pemerintah"), ", ".join(part for part in (visit.government, visit.province) if part)),
        (_("Kantor yang dihubungi"), visit.contact_office),
        (_("Waktu"), days(visit.starts_on, visit.ends_on or visit.starts_on) if visit.starts_on else ""),
        (_("Tempat"), visit.place),
        (_("Surat permohonan"), letter(visit.request_number, visit.request_date)),
        (_("Surat jawaban"), letter(visit.reply_number, visit.reply_date)),
        (_("Surat tugas"), visit.assignment_number),
        (_("Biaya"), visit.cost_note),
        (_("Keadaan"), str(visit.get_state_display())),
    ]
    return [(label, text) for label, text in pairs if text]


def _adoption_row(row: Any) -> list[str]:
    owner = row.owner.name if row.owner else "–"
    if row.person_name:
        owner = f"{owner}, {row.person_name}"
    levels = f"{'–' if row.level_from is None else row.level_from} → {'–' if row.level_to is None else row.level_to}"
    due = formats.short_date(row.due) if row.due else "–"
    return [row.practice, label_of(row.topic_key), owner, due, levels, str(row.get_state_display())]


def _speaker(session: Session) -> str:
    return ", ".join(part for part in (session.speaker, session.institution) if part)


def _made() -> str:
    return _("Dicetak %(when)s") % {"when": formats.date_and_time(now())}


def _page_words() -> dict[str, str]:
    return {"page": _("Halaman"), "of": _("dari")}


def _visit_words() -> dict[str, str]:
    return {
        "purpose": _("Tujuan"), "topics": _("Topik"), "delegates": _("Rombongan"), "agenda": _("Acara"),
        "questions": _("Tanya jawab"), "minutes": _("Notulen"), "adoptions": _("Yang diadopsi"),
        "no": _("No."), "name": _("Nama"), "post": _("Jabatan"), "institution": _("Instansi"),
        "time": _("Waktu"), "event": _("Acara"), "host": _("Penerima"),
        "unanswered": _("Belum dijawab."), "in_file": _("Notulen ada dalam berkas terlampir."),
        "practice": _("Praktik"), "topic": _("Topik"), "owner": _("Penanggung jawab"), "due": _("Tenggat"),
        "level": _("Tingkat"), "state": _("Keadaan"),
    }  # fmt: skip
