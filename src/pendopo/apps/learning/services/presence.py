"""Presence in a session: by the code on the wall, or by hand with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from pendopo.apps.learning import policy
from pendopo.apps.learning.models import (
    Method,
    Participant,
    ParticipantState,
    Presence,
    Session,
    TrainingState,
)
from pendopo.apps.learning.rules import tokens
from pendopo.apps.learning.services.trainings import require_organiser
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.settings_store import value

Outcome = Literal["recorded", "again", "refused"]
SALT = "pendopo.learning.presence"
TAKES = (TrainingState.OPEN, TrainingState.RUNNING)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan came to; `message` is written for the person."""

    outcome: Outcome
    message: str
    at: datetime | None = None


def token_now(actor: Actor, session: Session, *, now: datetime | None = None) -> str:
    """The token that the wall shows at this moment, for the organiser's screen only."""
    require_organiser(actor, session.training)
    seconds = value(policy.TOKEN_SECONDS)
    return tokens.token(_secret(), session.pk, tokens.slice_of(now or timezone.now(), seconds))


def is_fresh(actor: Actor, session_id: int, token: str, at: datetime) -> bool:
    """Whether a token was on the wall at (or shortly before) a moment."""
    return tokens.check(_secret(), session_id, token, at, value(policy.TOKEN_SECONDS)) == "fresh"


@transaction.atomic
def scan(actor: Actor, session: Session, token: str, *, seen_at: datetime | None = None) -> Scanned:
    """Record presence once. `seen_at` is when this browser opened the address, if the person had to sign in since.

    Refusals come back as words, not as an exception: a phone shows them at once.
    """
    now = timezone.now()
    at = seen_at or now
    checked = tokens.check(_secret(), session.pk, token, at, value(policy.TOKEN_SECONDS))
    if checked != "fresh":
        return Scanned("refused", _("Kode ini sudah berganti. Pindai kode yang sekarang tampil di layar."))
    participant = _participant(actor, session)
    if participant is None:
        return Scanned("refused", _("Anda tidak terdaftar sebagai peserta. Temui panitia di tempat bimtek."))
    known = Presence.objects.filter(session=session, participant=participant).first()
    if known is not None:
        return Scanned("again", _("Kehadiran Anda sudah tercatat."), known.at)
    if session.training.state not in TAKES:
        return Scanned("refused", _("Bimtek ini tidak sedang berjalan."))
    open_now = tokens.window(
        at, session.starts_at, session.ends_at, before=value(policy.SCAN_BEFORE), after=value(policy.SCAN_AFTER)
    )
    if open_now == "early":
        return Scanned("refused", _("Sesi ini belum dimulai. Pindai kembali mendekati jam mulai."))
    if open_now == "late":
        return Scanned("refused", _("Sesi ini sudah berakhir. Temui panitia agar kehadiran Anda dicatat."))
    row, made = Presence.objects.get_or_create(
        session=session, participant=participant, defaults={"at": at, "method": Method.QR}
    )
    if not made:
        return Scanned("again", _("Kehadiran Anda sudah tercatat."), row.at)
    audit.record("learning.present", session.training, actor, session=session.pk, participant=participant.pk)
    return Scanned("recorded", _("Kehadiran Anda tercatat."), row.at)


@transaction.atomic
def mark(actor: Actor, session: Session, participant: Participant, *, reason: str) -> Presence:
    """The organiser records presence by hand, with the reason."""
    require_organiser(actor, session.training)
    if participant.training_id != session.training_id or participant.state != ParticipantState.ACCEPTED:
        raise Refused(_("Orang ini bukan peserta bimtek ini."))
    if session.training.state not in (*TAKES, TrainingState.DONE):
        raise Refused(_("Kehadiran hanya dicatat pada bimtek yang berjalan atau selesai."))
    if timezone.now() < session.starts_at:
        raise Refused(_("Sesi ini belum dimulai, jadi kehadirannya belum dapat dicatat."))
    if not reason.strip():
        raise Refused(_("Tulis alasannya, misalnya telepon rusak atau baterai habis."), field="reason")
    row, made = Presence.objects.get_or_create(
        session=session,
        participant=participant,
        defaults={
            "at": timezone.now(), "method": Method.HAND, "reason": reason.strip()[:250], "marked_by": actor.name,
        },
    )  # fmt: skip
    if made:
        audit.record(
            "learning.mark", session.training, actor,
            session=session.pk, participant=participant.pk, reason=reason.strip()[:250],
        )  # fmt: skip
    return row


@transaction.atomic
def unmark(actor: Actor, presence: Presence, *, reason: str) -> None:
    """Take a mark back that was made by mistake, with the reason; the trail keeps both."""
    training = presence.session.training
    require_organiser(actor, training)
    if not reason.strip():
        raise Refused(_("Tulis alasannya."), field="reason")
    if presence.participant.certificates.filter(revoked_at__isnull=True).exists():
        raise Refused(_("Peserta ini sudah bersertifikat. Cabut sertifikatnya dahulu, lalu hapus catatan hadir."))
    audit.record(
        "learning.unmark", training, actor,
        session=presence.session_id, participant=presence.participant_id, reason=reason.strip()[:250],
    )  # fmt: skip
    presence.delete()


def _participant(actor: Actor, session: Session) -> Participant | None:
    if actor.person_id is None:
        return None
    return Participant.objects.filter(
        training=session.training_id, person=actor.person_id, state=ParticipantState.ACCEPTED
    ).first()


def _secret() -> bytes:
    return salted_hmac(SALT, "session", secret=settings.SECRET_KEY, algorithm="sha256").digest()
