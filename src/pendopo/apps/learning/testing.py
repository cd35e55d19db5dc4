"""Trainings and visits for tests, made through the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pendopo.apps.learning.models import Adoption, Exam, ExamKind, Participant, Session, StudyVisit, Training
from pendopo.apps.learning.services import adoptions, enrolment, exams, presence, questions, trainings, visits
from pendopo.apps.learning.services import visit_parts as parts
from pendopo.kernel import topics
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import now, today
from pendopo.kernel.topics import Topic
from pendopo.kernel.units.models import Unit

SYSTEM = Actor.system("uji")
ZONE = ZoneInfo("Asia/Makassar")
TOPIC = "uji:25"
BANK = (
    ("Siapa menetapkan arsitektur SPBE?", ("Bupati", "Camat", "Lurah"), 0),
    ("Berapa domain SPBE?", ("Tiga", "Empat"), 1),
    ("Apa kepanjangan JP?", ("Jam pelajaran", "Jalan pintas", "Jaringan publik", "Jumlah poin"), 0),
)


@contextmanager
def fake_topics() -> Iterator[None]:
    """Two topics that no app offers otherwise."""

    def known() -> list[Topic]:
        return [Topic(TOPIC, "25 Kompetensi SDM", "Uji"), Topic("uji:36", "36 Layanan kepegawaian", "Uji")]

    topics.topic_source(known)
    try:
        yield
    finally:
        topics._sources.pop(f"{known.__module__}.{known.__qualname__}")


def training_facts(organiser: Unit, **more: object) -> trainings.TrainingFacts:
    known: dict[str, object] = {
        "title": "Bimtek Arsitektur SPBE", "purpose": "Menyusun arsitektur.", "organiser": organiser,
        "place": "Aula BKPSDM", "starts_on": today(), "ends_on": today(), "hours": 8, "quota": 2,
    }  # fmt: skip
    return trainings.TrainingFacts(**{**known, **more})  # type: ignore[arg-type]


def make_training(organiser: Unit, *, actor: Actor = SYSTEM, sessions: int = 1, **more: object) -> Training:
    """A draft with sessions that began an hour ago and end in an hour."""
    training = trainings.create(actor, facts=training_facts(organiser, **more))
    for number in range(sessions):
        make_session(training, subject=f"Materi {number + 1}")
    return training


def make_session(training: Training, *, subject: str = "Materi 1", starts: datetime | None = None) -> Session:
    """Around this moment, cut to the day of the training."""
    moment = now()
    low = datetime.combine(training.starts_on, datetime.min.time(), ZONE)
    high = datetime.combine(training.ends_on, datetime.min.time(), ZONE) + timedelta(hours=23, minutes=59)
    begins = starts or max(low, min(moment - timedelta(hours=1), high - timedelta(hours=1)))
    facts = trainings.SessionFacts(begins, begins + timedelta(hours=2), subject, "Dr. Ahmad", "Universitas Uji")
    return trainings.add_session(SYSTEM, training, facts=facts)


def open_training(training: Training, *units: Unit, quota: int = 5) -> None:
    for unit in units:
        enrolment.invite(SYSTEM, training, unit=unit, quota=quota)
    trainings.move(SYSTEM, training, "buka")


def seat(training: Training, person_ids: Sequence[int], unit: Unit) -> list[Participant]:
    """Nominated by their office and accepted."""
    invitation = training.invitations.filter(unit=unit).first()
    if invitation is None:
        invitation = enrolment.invite(SYSTEM, training, unit=unit, quota=len(person_ids))
    made = enrolment.nominate(SYSTEM, invitation, person_ids)
    return [enrolment.accept(SYSTEM, one) for one in made]


def fill_bank(training: Training) -> None:
    for text, options, right in BANK:
        questions.add(SYSTEM, training, text=text, options=options, right=right)


def make_exam(training: Training, kind: str = ExamKind.PRE, *, attempts: int = 1) -> Exam:
    """Open now, for two hours around this moment."""
    around = timedelta(hours=1)
    return exams.set_exam(
        SYSTEM, training, kind=kind, opens_at=now() - around, closes_at=now() + around, attempts=attempts
    )


def take(actor: Actor, exam: Exam, *, right: int) -> None:
    """An attempt of a person with this many right answers, handed in."""
    attempt = exams.begin(actor, exam)
    for place, question in enumerate(exam.training.questions.all()):
        choice = question.right if place < right else (question.right + 1) % len(question.options)
        exams.answer(actor, attempt, question_id=question.pk, choice=choice)
    exams.submit(actor, attempt)


def be_there(training: Training) -> None:
    """Everybody was in every session, marked by hand."""
    for session in training.sessions.all():
        for one in training.participants.filter(state="diterima"):
            presence.mark(SYSTEM, session, one, reason="uji")


def visit_facts(owner: Unit, **more: object) -> visits.VisitFacts:
    known: dict[str, object] = {
        "direction": "keluar", "title": "Belajar SPBE", "purpose": "Menaikkan indikator 25.", "owner": owner,
        "government": "Pemerintah Kota Uji", "government_kind": "kota", "request_number": "000.1/1/2026",
        "request_date": date(2026, 1, 5), "starts_on": today(), "ends_on": today(),
    }  # fmt: skip
    return visits.VisitFacts(**{**known, **more})  # type: ignore[arg-type]


WAY = ("setujui", "jadwalkan", "laksanakan", "laporkan", "selesai")


def make_visit(owner: Unit, *, until: str = "", topics: Sequence[str] = (TOPIC,), **more: object) -> StudyVisit:
    """A visit moved along as far as `until` (a name of WAY; "laporkan" writes minutes on the way)."""
    visit = visits.create(SYSTEM, facts=visit_facts(owner, **more), topic_keys=topics)
    for name in WAY[: WAY.index(until) + 1] if until else ():
        if name == "laksanakan":
            parts.add_guest(SYSTEM, visit, name="Tamu Uji", post="Kepala", institution="Kota Uji")
        if name == "laporkan":
            parts.set_minutes(SYSTEM, visit, minutes="Dibahas dan dicatat.")
        visits.move(SYSTEM, visit, name)
    return visit


def make_adoption(visit: StudyVisit, **more: object) -> Adoption:
    known: dict[str, object] = {
        "practice": "Peta kompetensi pegawai",
        "topic_key": TOPIC,
        "level_from": 2,
        "level_to": 3,
    }
    return adoptions.adopt(SYSTEM, visit, facts=adoptions.AdoptionFacts(**{**known, **more}))  # type: ignore[arg-type]
