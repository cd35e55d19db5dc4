"""Objects of learning for the isolation table, see objects.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pendopo.apps.learning.models import (
    AdoptionNote,
    AgendaItem,
    Attempt,
    Certificate,
    CertificateSeries,
    Delegate,
    Exam,
    FollowUp,
    Invitation,
    Participant,
    Presence,
    Question,
    QuestionImport,
    StudyVisit,
    Training,
    VisitPhoto,
    VisitQuestion,
)
from pendopo.apps.learning.models.exams import new_code
from pendopo.apps.learning.services import adoptions, trainings, visits
from pendopo.apps.learning.services import visit_parts as parts
from pendopo.apps.learning.testing import (
    SYSTEM,
    TOPIC,
    fake_topics,
    fill_bank,
    make_exam,
    make_session,
    open_training,
    seat,
    training_facts,
    visit_facts,
)
from pendopo.apps.personnel.models import Pegawai
from pendopo.kernel.clock import today
from pendopo.kernel.files.testing import a_png, an_upload
from pendopo.kernel.people.models import Person
from pendopo.kernel.testing import Cast
from pendopo.kernel.units.models import Unit


def objects(world: Cast, unit: Unit, person: Pegawai, name: str) -> dict[str, dict[str, Any]]:
    """A training of the unit in which Sari (or Wayan) sits, and a visit of it; `name` stands in each."""
    sitter = world.sari if unit == world.aplikasi else world.wayan
    with fake_topics():
        return {**_training(unit, sitter, name), **_visit(unit, sitter, name)}


def _training(unit: Unit, sitter: Person, name: str) -> dict[str, dict[str, Any]]:
    training = trainings.create(SYSTEM, facts=training_facts(unit, title=f"Bimtek {name}", quota=5))
    session = make_session(training, subject=f"Materi {name}")
    fill_bank(training)
    office = Unit.objects.get(path=unit.path[:4])
    open_training(training, office)
    (one,) = seat(training, [sitter.pk], office)
    trainings.move(SYSTEM, training, "mulai")
    exam = make_exam(training)
    asked = list(training.questions.values_list("pk", flat=True))
    attempt = Attempt.objects.create(exam=exam, participant=one, number=1, asked=asked, started_at=timezone.now())
    mark = Presence.objects.create(session=session, participant=one, at=timezone.now(), method="qr")
    plan = FollowUp.objects.create(
        participant=one, plan=f"Rencana {name}", due=today() + timedelta(days=9), state="dilaporkan"
    )
    sheet = QuestionImport.objects.create(training=training, file_name=f"{name}.xlsx")
    key = {"training_id": training.pk}
    return {
        "training": key,
        "training_move": {**key, "name": "batal"},
        "training_session": {"session_id": session.pk},
        "training_presence": {"presence_id": mark.pk},
        "invitation": {"invitation_id": Invitation.objects.get(training=training).pk},
        "participant": {"participant_id": one.pk},
        "exam_question": {"question_id": Question.objects.filter(training=training).latest("pk").pk},
        "question_import": {"import_id": sheet.pk},
        "exam_kind": {**key, "kind": "akhir"},
        "exam": {"exam_id": Exam.objects.get(training=training).pk},
        "attempt": {"attempt_id": attempt.pk},
        "attempt_place": {"attempt_id": attempt.pk, "place": 1},
        "follow_up": {"follow_up_id": plan.pk},
        "follow_up_act": {"follow_up_id": plan.pk, "name": "konfirmasi"},
        "certificate": {"certificate_id": _certificate(training, one, name).pk},
    }


def _certificate(training: Training, one: Participant, name: str) -> Certificate:
    series, _made = CertificateSeries.objects.get_or_create(unit=training.organiser, year=2026, pattern="{no}")
    return Certificate.objects.create(
        participant=one, series=series, sequence=1, number=f"001/{name}", code=new_code(), issued_on=today(),
        name=one.name, office=name, title=training.title, organiser=training.organiser.name, hours=8,
        starts_on=training.starts_on, ends_on=training.ends_on, signer_name="Uji", signer_post="Kepala",
    )  # fmt: skip


def _visit(unit: Unit, sitter: Person, name: str) -> dict[str, dict[str, Any]]:
    visit = visits.create(SYSTEM, facts=visit_facts(unit, title=f"Studi {name}"), topic_keys=[TOPIC])
    parts.add_employee(SYSTEM, visit, sitter.pk)
    for move in ("setujui", "jadwalkan", "laksanakan"):
        visits.move(SYSTEM, visit, move)
    parts.set_minutes(SYSTEM, visit, minutes=f"Notulen {name}", upload=an_upload("notulen.pdf"))
    parts.add_photo(SYSTEM, visit, upload=an_upload("foto.png", a_png()), caption=name)
    question = parts.ask(SYSTEM, visit, text=f"Tanya {name}")
    starts = timezone.now()
    item = AgendaItem.objects.create(visit=visit, starts_at=starts, ends_at=starts + timedelta(hours=1), subject=name)
    adoption = adoptions.adopt(
        SYSTEM, visit,
        facts=adoptions.AdoptionFacts(f"Praktik {name}", TOPIC, owner=unit, person_id=sitter.pk, due=today()),
    )  # fmt: skip
    note = adoptions.note(SYSTEM, adoption, text=name, state="berjalan", upload=an_upload("bukti.pdf"))
    return {
        "visit": {"visit_id": StudyVisit.objects.get(pk=visit.pk).pk},
        "visit_move": {"visit_id": visit.pk, "name": "laporkan"},
        "delegate": {"delegate_id": Delegate.objects.get(visit=visit).pk},
        "agenda_item": {"item_id": item.pk},
        "visit_question": {"question_id": VisitQuestion.objects.get(pk=question.pk).pk},
        "visit_photo": {"photo_id": VisitPhoto.objects.get(visit=visit).pk},
        "adoption": {"adoption_id": adoption.pk},
        "adoption_file": {"note_id": AdoptionNote.objects.get(pk=note.pk).pk},
    }


def shared(world: Cast) -> dict[str, dict[str, Any]]:
    """A scan with a code that is old, and the public check of a certificate."""
    presence = Presence.objects.latest("pk")
    certificate = Certificate.objects.latest("pk")
    return {
        "scan": {"session_id": presence.session_id, "token": "1.lama"},
        "certificate_code": {"code": certificate.code},
    }
