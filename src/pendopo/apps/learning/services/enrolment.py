"""From the invitation of an office to a seat: nominating, accepting, waiting, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.apps.learning.models import (
    HOLDING,
    Invitation,
    Participant,
    ParticipantState,
    Training,
    TrainingState,
)
from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.rules.seats import moves_up, seats_left
from pendopo.apps.learning.services.trainings import refuse_closed, require_organiser
from pendopo.apps.personnel.public import employee, roster_between
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.units.models import Unit

NOMINATE = "learning.nominate"
TAKES_PEOPLE = (TrainingState.OPEN, TrainingState.RUNNING)
GONE = (ParticipantState.WITHDRAWN, ParticipantState.DECLINED)


@transaction.atomic
def invite(actor: Actor, training: Training, *, unit: Unit, quota: int) -> Invitation:
    """Invite an office, or change its quota. Raises Refused below what it has nominated already."""
    require_organiser(actor, training)
    refuse_closed(training)
    if quota < 1:
        raise Refused(_("Kuota kantor paling sedikit satu orang."), field="quota")
    found, made = Invitation.objects.select_for_update().get_or_create(
        training=training, unit=unit, defaults={"quota": quota}
    )
    if not made:
        held = found.participants.filter(state__in=HOLDING).count()
        if quota < held:
            raise Refused(
                _("Kantor ini sudah mengusulkan %(n)s orang; kuotanya tidak dapat di bawah itu.") % {"n": held},
                field="quota",
            )
        found.quota = quota
        found.save(update_fields=["quota"])
    audit.record("learning.invite", training, actor, unit=unit.name, quota=quota)
    return found


@transaction.atomic
def uninvite(actor: Actor, invitation: Invitation) -> None:
    """Raises Refused when somebody was nominated on it."""
    require_organiser(actor, invitation.training)
    refuse_closed(invitation.training)
    if invitation.participants.filter(state__in=HOLDING).exists():
        raise Refused(_("Kantor ini sudah mengusulkan peserta. Tolak usulannya dahulu, lalu cabut undangan."))
    audit.record("learning.uninvite", invitation.training, actor, unit=invitation.unit.name)
    invitation.delete()


@transaction.atomic
def nominate(actor: Actor, invitation: Invitation, person_ids: Sequence[int]) -> list[Participant]:
    """An office names employees of its own. All or none. Raises Refused beyond its quota or for somebody else's."""
    actor.require(NOMINATE)
    if not actor.covers(invitation.unit.path):
        raise NotAllowed(NOMINATE)
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise Refused(_("Belum ada pegawai yang dipilih."), field="people")
    locked = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("training__organiser", "unit")
        .get(pk=invitation.pk)
    )
    training = locked.training
    if training.state != TrainingState.OPEN:
        raise Refused(_("Pendaftaran bimtek ini tidak sedang dibuka."))
    if training.nominate_until and today() > training.nominate_until and not queries.manages(actor, training):
        raise Refused(_("Batas usulan sudah lewat. Hubungi penyelenggara bila masih ada yang perlu diusulkan."))
    left = locked.quota - locked.participants.filter(state__in=HOLDING).count()
    if len(wanted) > left:
        words = ngettext(
            "Kuota kantor Anda tinggal %(n)s orang. Kurangi pilihan.",
            "Kuota kantor Anda tinggal %(n)s orang. Kurangi pilihan.",
            left,
        )
        raise Refused(words % {"n": left}, field="people")
    here = {row.person_id: row for row in roster_between(today(), today(), locked.unit.path, wanted)}
    if set(wanted) - set(here):
        raise Refused(_("Ada pegawai yang tidak bekerja di kantor ini. Pilih dari daftar."), field="people")
    made = []
    for person_id in wanted:
        row = here[person_id]
        made.append(
            _enter(actor, training, person_id, row.name, row.post, row.unit_id, locked, ParticipantState.NOMINATED)
        )
    audit.record("learning.nominate", training, actor, unit=locked.unit.name, people=len(made))
    return made


@transaction.atomic
def register_self(actor: Actor, training: Training) -> Participant:
    """An employee asks for a seat; the first come are in, the rest wait. Raises Refused where that is not open."""
    known = employee(actor.person_id) if actor.person_id is not None else None
    if known is None:
        raise Refused(_("Akun ini tidak terhubung dengan data pegawai, jadi tidak dapat mendaftar."))
    locked = Training.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=training.pk)
    if not locked.open_registration or locked.state != TrainingState.OPEN:
        raise Refused(_("Bimtek ini tidak membuka pendaftaran sendiri. Minta kantor Anda mengusulkan."))
    if locked.nominate_until and today() > locked.nominate_until:
        raise Refused(_("Batas pendaftaran sudah lewat."))
    entered = _enter(
        actor, locked, known.person_id, known.name, known.post, known.unit_id, None, ParticipantState.NOMINATED
    )
    _seat(actor, locked, entered)
    audit.record("learning.register", locked, actor, state=entered.state)
    return entered


@transaction.atomic
def accept(actor: Actor, participant: Participant) -> Participant:
    """Give a seat; with none left the person waits. Raises Refused unless nominated, waiting or declined."""
    training = _locked_for(actor, participant)
    if training.state not in TAKES_PEOPLE:
        raise Refused(_("Bimtek ini tidak sedang menerima peserta."))
    fresh = Participant.objects.select_for_update().get(pk=participant.pk)
    if fresh.state not in (ParticipantState.NOMINATED, ParticipantState.WAITING, ParticipantState.DECLINED):
        raise Refused(_("%(name)s sudah %(state)s.") % {"name": fresh.name, "state": fresh.get_state_display().lower()})
    _seat(actor, training, fresh)
    audit.record("learning.accept", training, actor, participant=fresh.pk, state=fresh.state)
    participant.state = fresh.state
    return fresh


@transaction.atomic
def decline(actor: Actor, participant: Participant, *, reason: str) -> None:
    """Refuse a nomination, or take a seat back, with the reason. Who waits longest moves up."""
    training = _locked_for(actor, participant)
    refuse_closed(training)
    _leave(actor, participant, ParticipantState.DECLINED, reason)
    audit.record("learning.decline", training, actor, participant=participant.pk, reason=reason.strip())
    fill_seats(actor, training)


@transaction.atomic
def withdraw(actor: Actor, participant: Participant, *, reason: str) -> None:
    """A person leaves, or the own office takes the person back. Who waits longest moves up."""
    speaks = actor.can(NOMINATE) and actor.covers(participant.unit.path)
    if participant.person_id != actor.person_id and not speaks:
        raise NotAllowed(NOMINATE)
    training = Training.objects.select_for_update().get(pk=participant.training_id)
    refuse_closed(training)
    _leave(actor, participant, ParticipantState.WITHDRAWN, reason)
    audit.record("learning.withdraw", training, actor, participant=participant.pk, reason=reason.strip())
    fill_seats(actor, training)


def fill_seats(actor: Actor, training: Training) -> int:
    """Those who wait take free seats, in the order in which they came. The caller holds the training's lock."""
    if training.state not in TAKES_PEOPLE:
        return 0
    queue = list(training.participants.filter(state=ParticipantState.WAITING).order_by("waiting_since", "pk"))
    rising = moves_up(training.quota, queries.taken(training), queue)
    for one in rising:
        _decide(actor, one, ParticipantState.ACCEPTED)
        audit.record("learning.move_up", training, actor, participant=one.pk)
    return len(rising)


def _locked_for(actor: Actor, participant: Participant) -> Training:
    """The training, locked: seats are counted and given by one at a time."""
    training = (
        Training.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=participant.training_id)
    )
    require_organiser(actor, training)
    return training


def _seat(actor: Actor, training: Training, participant: Participant) -> None:
    if seats_left(training.quota, queries.taken(training)):
        _decide(actor, participant, ParticipantState.ACCEPTED)
        return
    if participant.state == ParticipantState.WAITING:
        raise Refused(_("Semua tempat terisi. %(name)s tetap dalam daftar cadangan.") % {"name": participant.name})
    participant.waiting_since = timezone.now()
    _decide(actor, participant, ParticipantState.WAITING)


def _decide(actor: Actor, participant: Participant, state: ParticipantState) -> None:
    participant.state = state
    participant.decided_by, participant.decided_at = actor.name, timezone.now()
    participant.reason = ""
    participant.save(update_fields=["state", "decided_by", "decided_at", "reason", "waiting_since"])


def _leave(actor: Actor, participant: Participant, state: ParticipantState, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Tulis alasannya."), field="reason")
    if participant.presences.exists():
        raise Refused(_("%(name)s sudah tercatat hadir, jadi tetap peserta.") % {"name": participant.name})
    changed = Participant.objects.filter(pk=participant.pk, state__in=HOLDING).update(
        state=state, reason=reason.strip()[:250], decided_by=actor.name, decided_at=timezone.now()
    )
    if not changed:
        raise Refused(_("Keadaan peserta ini sudah berubah. Muat ulang halaman, lalu periksa kembali."))
    participant.state = state


def _enter(
    actor: Actor, training: Training, person_id: int, name: str, post: str, unit_id: int,
    invitation: Invitation | None, state: ParticipantState,
) -> Participant:  # fmt: skip
    """A new row, or the old one of somebody who had left. Raises Refused when already in."""
    found = Participant.objects.select_for_update().filter(training=training, person=person_id).first()
    if found is None:
        return Participant.objects.create(
            training=training, person_id=person_id, name=name, post=post, unit_id=unit_id,
            place=queries.place_of(unit_id), invitation=invitation, state=state, is_own_wish=invitation is None,
            nominated_by=actor.name,
        )  # fmt: skip
    if found.state not in GONE:
        raise Refused(
            _("%(name)s sudah %(state)s di bimtek ini.") % {"name": name, "state": found.get_state_display().lower()},
            field="people",
        )
    found.name, found.post, found.unit_id, found.invitation = name, post, unit_id, invitation
    found.state, found.nominated_by, found.reason = state, actor.name, ""
    found.place, found.is_own_wish = queries.place_of(unit_id), invitation is None
    found.waiting_since = None
    found.save()
    return found
