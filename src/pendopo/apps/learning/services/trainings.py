"""Making a training and moving it along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import ParticipantState, Session, Training, TrainingState, TrainingTopic
from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.rules.moves import NEED_REASON, TRAINING
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.topics import topics
from pendopo.kernel.units.models import Unit

MANAGE = "learning.manage"
CLOSED = (TrainingState.DONE, TrainingState.CANCELLED)


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    title: str
    purpose: str
    organiser: Unit
    place: str
    starts_on: date
    ends_on: date
    hours: int
    quota: int
    mode: str = "luring"
    zone: str = "Asia/Makassar"
    target_level: str = ""
    letter_number: str = ""
    letter_date: date | None = None
    budget_note: str = ""
    open_registration: bool = False
    nominate_until: date | None = None


@dataclass(frozen=True, slots=True)
class SessionFacts:
    starts_at: datetime
    ends_at: datetime
    subject: str
    speaker: str
    institution: str = ""


def require_organiser(actor: Actor, training: Training) -> None:
    """Raise NotAllowed unless the actor organises this training."""
    actor.require(MANAGE)
    if not actor.covers(training.organiser.path):
        raise NotAllowed(MANAGE)


def refuse_closed(training: Training) -> None:
    """Raise Refused when the training is over or cancelled."""
    if training.state in CLOSED:
        raise Refused(
            _("Bimtek ini %(state)s, jadi tidak dapat diubah lagi.") % {"state": training.get_state_display().lower()}
        )


@transaction.atomic
def create(actor: Actor, *, facts: TrainingFacts, topic_keys: Iterable[str] = ()) -> Training:
    actor.require(MANAGE)
    if not actor.covers(facts.organiser.path):
        raise NotAllowed(MANAGE)
    _check(facts)
    training = Training.objects.create(created_by=actor.name, **_fields(facts))
    set_topics(training, topic_keys)
    audit.record("learning.training_create", training, actor, title=training.title)
    return training


@transaction.atomic
def edit(actor: Actor, training: Training, *, facts: TrainingFacts, topic_keys: Iterable[str] = ()) -> Training:
    """Change a training that is not over. A smaller quota puts nobody out; a larger one lets those who wait in."""
    from pendopo.apps.learning.services.enrolment import fill_seats

    locked = Training.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=training.pk)
    require_organiser(actor, locked)
    if not actor.covers(facts.organiser.path):
        raise NotAllowed(MANAGE)
    refuse_closed(locked)
    _check(facts)
    new = _fields(facts)
    changed = [name for name, value in new.items() if getattr(locked, name) != value]
    Training.objects.filter(pk=locked.pk).update(**new)
    set_topics(locked, topic_keys)
    audit.record("learning.training_edit", training, actor, fields=changed)
    training.refresh_from_db()
    if "quota" in changed and training.state in (TrainingState.OPEN, TrainingState.RUNNING):
        fill_seats(actor, training)
    return training


@transaction.atomic
def move(actor: Actor, training: Training, name: str, *, reason: str = "") -> None:
    """Open, start, close or cancel. Raises Refused for what is missing, or when somebody else was first."""
    require_organiser(actor, training)
    chosen = TRAINING[name]
    reason = reason.strip()
    if name in NEED_REASON and not reason:
        raise Refused(_("Tulis alasannya, supaya peserta dan kantor yang diundang mengetahuinya."), field="reason")
    if name == "buka" and not training.open_registration and not training.invitations.exists():
        raise Refused(_("Belum ada perangkat daerah yang diundang. Undang dahulu, atau buka pendaftaran sendiri."))
    if name == "mulai":
        if not training.sessions.exists():
            raise Refused(_("Acara belum berisi sesi. Tambahkan paling sedikit satu sesi, lalu mulai."))
        if not queries.taken(training):
            raise Refused(_("Belum ada peserta yang diterima. Terima peserta dahulu, lalu mulai."))
    if name == "selesai":
        _settle_open_nominations(actor, training)
    workflow.apply(actor, training, chosen, **({"reason": reason} if reason else {}))
    audit.record(f"learning.training_{name}", training, actor, **({"reason": reason} if reason else {}))


def _settle_open_nominations(actor: Actor, training: Training) -> None:
    """Who is still only nominated or waiting when a training ends was not in it."""
    open_ones = (ParticipantState.NOMINATED, ParticipantState.WAITING)
    training.participants.filter(state__in=open_ones).update(
        state=ParticipantState.DECLINED, reason=_("Bimtek selesai sebelum ada tempat."), decided_by=actor.name
    )


@transaction.atomic
def add_session(actor: Actor, training: Training, *, facts: SessionFacts) -> Session:
    require_organiser(actor, training)
    refuse_closed(training)
    _check_session(training, facts)
    session = Session.objects.create(training=training, **asdict(facts))
    audit.record("learning.session_add", training, actor, session=session.pk, subject=facts.subject)
    return session


@transaction.atomic
def edit_session(actor: Actor, session: Session, *, facts: SessionFacts) -> Session:
    require_organiser(actor, session.training)
    refuse_closed(session.training)
    _check_session(session.training, facts)
    for name, value in asdict(facts).items():
        setattr(session, name, value)
    session.save()
    audit.record("learning.session_edit", session.training, actor, session=session.pk, subject=facts.subject)
    return session


@transaction.atomic
def remove_session(actor: Actor, session: Session) -> None:
    """Raises Refused when presence was taken in it."""
    training = session.training
    require_organiser(actor, training)
    refuse_closed(training)
    if session.presences.exists():
        raise Refused(_("Sesi ini sudah mempunyai catatan hadir, jadi tidak dapat dihapus."))
    audit.record("learning.session_remove", training, actor, session=session.pk, subject=session.subject)
    session.delete()


def set_topics(training: Training, keys: Iterable[str]) -> None:
    """The topics of a training, in their order. Raises Refused for a key that nobody offers."""
    wanted = list(dict.fromkeys(keys))
    kept = set(training.topics.values_list("key", flat=True))
    refuse_unknown(set(wanted) - kept)
    training.topics.exclude(key__in=wanted).delete()
    TrainingTopic.objects.bulk_create([TrainingTopic(training=training, key=key) for key in wanted if key not in kept])


def refuse_unknown(keys: Iterable[str]) -> None:
    missing = set(keys) - {topic.key for topic in topics()}
    if missing:
        raise Refused(_("Topik ini tidak ada dalam daftar. Pilih dari daftar topik."), field="topics")


def _fields(facts: TrainingFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in TrainingFacts.__dataclass_fields__}


def _check(facts: TrainingFacts) -> None:
    if facts.ends_on < facts.starts_on:
        raise Refused(_("Tanggal selesai mendahului tanggal mulai. Periksa keduanya."), field="ends_on")
    if facts.quota < 1:
        raise Refused(_("Kuota paling sedikit satu orang."), field="quota")
    if facts.hours < 1:
        raise Refused(_("Jam pelajaran paling sedikit satu."), field="hours")
    if facts.nominate_until and facts.nominate_until > facts.ends_on:
        raise Refused(_("Batas usulan sesudah bimtek selesai. Pilih tanggal yang lebih awal."), field="nominate_until")


def _check_session(training: Training, facts: SessionFacts) -> None:
    from zoneinfo import ZoneInfo

    if facts.ends_at <= facts.starts_at:
        raise Refused(_("Sesi selesai sebelum mulai. Periksa kedua jam."), field="ends_at")
    day = facts.starts_at.astimezone(ZoneInfo(training.zone)).date()
    if not training.starts_on <= day <= training.ends_on:
        raise Refused(_("Sesi di luar tanggal bimtek. Pilih hari di antara mulai dan selesai."), field="starts_at")
