"""Raising, taking up, answering and closing alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.kernel import audit, live, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.people.models import Person
from pendopo.kernel.workflow import Move

from .models import Alert, AlertEntry, Severity, State

RANK = {Severity.INFO: 0, Severity.WATCH: 1, Severity.BAD: 2}
UNFINISHED = ("open", "acknowledged", "assigned", "answered")
ACKNOWLEDGE = Move("acknowledge", gettext_lazy("Akui"), ("open",), "acknowledged", "alerts.manage")
ASSIGN = Move("assign", gettext_lazy("Disposisi"), UNFINISHED, "assigned", "alerts.manage")
CLOSE = Move("close", gettext_lazy("Selesaikan"), UNFINISHED, "closed", "alerts.manage")
MOVES = (ACKNOWLEDGE, ASSIGN, CLOSE)


@transaction.atomic
def raise_alert(
    kind: str, key: str, unit_path: str, *, severity: str, title: str, detail: str = "", url: str = ""
) -> Alert:
    """Tell the screens of a cause; while its alert is unfinished the same cause only refreshes it.

    A worse severity ends a postponement, and a cause that came back after it had gone is said so.
    """
    now = timezone.now()
    words = {"title": title[:200], "detail": detail[:400], "url": url, "severity": severity, "unit_path": unit_path}
    alert = Alert.objects.select_for_update().unfinished().filter(kind=kind, key=key).first()
    if alert is None:
        try:
            with transaction.atomic():
                alert = Alert.objects.create(kind=kind, key=key, raised_at=now, seen_at=now, **words)
        except IntegrityError:  # another process raised it a moment ago
            return Alert.objects.unfinished().get(kind=kind, key=key)
        _log(alert, "raise", Actor.system("pendopo"), title)
        _tell(alert)
        return alert
    _refresh(alert, words, now)
    return alert


def _refresh(alert: Alert, words: dict[str, str], now: datetime) -> None:
    changed = {name: value for name, value in words.items() if getattr(alert, name) != value}
    again = alert.resolved_at is not None
    worse = RANK[Severity(words["severity"])] > RANK[Severity(alert.severity)]
    for name, value in changed.items():
        setattr(alert, name, value)
    alert.seen_at, alert.times, alert.resolved_at = now, alert.times + 1, None
    if worse:
        alert.snoozed_until = None
    alert.save()
    if worse or again:
        _log(alert, "worse" if worse else "again", Actor.system("pendopo"), words["detail"])
    if changed or again:
        _tell(alert)


@transaction.atomic
def clear(kind: str, key: str) -> int:
    """The cause is gone: an alert nobody was given closes by itself; one that was given waits for its answer."""
    now, system, done = timezone.now(), Actor.system("pendopo"), 0
    for alert in Alert.objects.select_for_update().unfinished().filter(kind=kind, key=key, resolved_at__isnull=True):
        alert.resolved_at = now
        if alert.state in (State.OPEN, State.ACKNOWLEDGED):
            alert.state, alert.closed_at = State.CLOSED, now
        alert.save()
        _log(alert, "clear", system, "")
        _tell(alert)
        done += 1
    return done


@transaction.atomic
def acknowledge(actor: Actor, alert: Alert) -> None:
    """Say that one has seen it."""
    _in_scope(actor, alert)
    workflow.apply(actor, alert, ACKNOWLEDGE)
    _log(alert, "acknowledge", actor, "")
    _tell(alert)


@transaction.atomic
def assign(actor: Actor, alert: Alert, *, to: Person, instruction: str, due_at: datetime | None) -> None:
    """Give it to a person with an instruction and a deadline; it then waits on that person's desk."""
    _in_scope(actor, alert)
    if not instruction.strip():
        raise Refused(_("Isi disposisi belum ditulis. Tulis apa yang diminta."), field="instruction")
    if due_at is not None and due_at <= timezone.now():
        raise Refused(_("Tenggat sudah lewat. Pilih waktu yang akan datang."), field="due_at")
    workflow.apply(
        actor,
        alert,
        ASSIGN,
        assignee_id=to.pk,
        assigned_by_id=actor.person_id,
        instruction=instruction.strip()[:500],
        due_at=due_at,
        snoozed_until=None,
    )
    note = _("Kepada %(name)s: %(text)s") % {"name": to.name, "text": instruction.strip()}
    _log(alert, "assign", actor, note, to=to.pk, due_at=due_at.isoformat() if due_at else None)
    _tell(alert)


@transaction.atomic
def answer(actor: Actor, alert: Alert, *, note: str) -> None:
    """The person it was given to says what was done; the giver reads it and closes."""
    if actor.person_id is None or alert.assignee_id != actor.person_id:
        raise NotAllowed("alerts.answer")
    if not note.strip():
        raise Refused(_("Jawaban belum ditulis. Tulis apa yang sudah dilakukan."), field="note")
    changed = Alert.objects.filter(pk=alert.pk, state=State.ASSIGNED, assignee_id=actor.person_id).update(
        state=State.ANSWERED
    )
    if not changed:
        raise Refused(_("Disposisi ini sudah tidak menunggu jawaban Anda. Muat ulang halaman."))
    alert.state = State.ANSWERED
    _log(alert, "answer", actor, note.strip())
    _tell(alert)


@transaction.atomic
def snooze(actor: Actor, alert: Alert, *, until: datetime) -> None:
    """Put it off until a moment; it comes back by itself, earlier when it gets worse."""
    actor.require("alerts.manage")
    _in_scope(actor, alert)
    if until <= timezone.now():
        raise Refused(_("Waktu tunda sudah lewat. Pilih waktu yang akan datang."), field="until")
    if not Alert.objects.filter(pk=alert.pk).unfinished().update(snoozed_until=until):
        raise Refused(_("Peringatan ini sudah selesai. Muat ulang halaman."))
    alert.snoozed_until = until
    _log(alert, "snooze", actor, "", until=until.isoformat())
    _tell(alert)


@transaction.atomic
def close(actor: Actor, alert: Alert, *, note: str) -> None:
    """End it with a word on what was done."""
    _in_scope(actor, alert)
    if not note.strip():
        raise Refused(_("Catatan penyelesaian belum ditulis. Tulis apa yang sudah dilakukan."), field="note")
    workflow.apply(actor, alert, CLOSE, closed_at=timezone.now())
    _log(alert, "close", actor, note.strip())
    _tell(alert)


def _in_scope(actor: Actor, alert: Alert) -> None:
    """Managing reaches the actor's own unit and below, and what was given to the actor."""
    if not actor.covers(alert.unit_path) and alert.assignee_id != actor.person_id:
        raise NotAllowed("alerts.manage")


def _log(alert: Alert, move: str, actor: Actor, note: str, **change: Any) -> None:
    AlertEntry.objects.create(
        alert=alert, move=move, actor_name=actor.name[:150], actor_post=actor.post[:200], note=note[:500]
    )
    audit.record(f"alerts.{move}", alert, actor, kind=alert.kind, key=alert.key, note=note[:500], **change)


def _tell(alert: Alert) -> None:
    live.publish(
        "alert",
        alert.unit_path,
        {
            "id": alert.pk,
            "kind": alert.kind,
            "severity": alert.severity,
            "state": alert.state,
            "title": alert.title,
            "detail": alert.detail,
        },
    )
