"""Objections: filed in time or late, examined, answered, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.elections.models import ElectionState, Objection, ObjectionState, Pilkades, Station
from pendopo.apps.elections.queries import objections as queries
from pendopo.apps.elections.queries.results import village
from pendopo.apps.elections.services.elections import require_runner
from pendopo.kernel import audit, files, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts import clear, raise_alert
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.workflow import Move
from pendopo.ui import formats

PERMISSION = "elections.objections"
ALERT = "elections.objection_due"
WAITING = (ObjectionState.FILED.value, ObjectionState.EXAMINED.value)
EXAMINE = Move("periksa", gettext_lazy("Mulai periksa"), (ObjectionState.FILED,), ObjectionState.EXAMINED, PERMISSION)
ACCEPT = Move("terima", gettext_lazy("Terima keberatan"), WAITING, ObjectionState.ACCEPTED, PERMISSION)
REFUSE = Move("tolak", gettext_lazy("Tolak keberatan"), WAITING, ObjectionState.REFUSED, PERMISSION)
WITHDRAW = Move("cabut", gettext_lazy("Catat pencabutan"), WAITING, ObjectionState.WITHDRAWN, PERMISSION)


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed. `refusal` says why one that comes too late is not dealt with."""

    filed_by: str
    capacity: str
    subject: str
    text: str
    filed_on: date
    station: Station | None = None
    refusal: str = ""


@transaction.atomic
def file(actor: Actor, election: Pilkades, *, filing: Filing, upload: Any = None) -> Objection:
    """Records an objection. One that came after the last day needs the reason of its refusal and is refused at once."""
    require_runner(actor, election, PERMISSION)
    if election.state in (ElectionState.ARCHIVED, ElectionState.CANCELLED):
        raise Refused(_("Pemilihan ini sudah ditutup; keberatan tidak dapat dicatat lagi."))
    if filing.filed_on > today():
        raise Refused(_("Tanggal pengajuan masih di masa depan. Periksa tanggalnya."), field="filed_on")
    if filing.station is not None and filing.station.election_id != election.pk:
        raise Refused(_("TPS ini bukan dari pemilihan ini."), field="station")
    if not all(words.strip() for words in (filing.filed_by, filing.capacity, filing.subject, filing.text)):
        raise Refused(_("Isi pengaju, kedudukan, pokok, dan uraian keberatan."), field="subject")
    last = queries.last_day_to_file(village(election))
    late = last is not None and filing.filed_on > last
    if late and not filing.refusal.strip():
        raise Refused(
            _("Batas pengajuan sudah lewat (%(day)s). Tulis alasan penolakannya; keberatan tetap tercatat.")
            % {"day": formats.long_date(last)}, field="refusal",
        )  # fmt: skip
    made = Objection.objects.create(
        election=election, station=filing.station, filed_by=filing.filed_by.strip()[:150],
        capacity=filing.capacity.strip()[:80], subject=filing.subject.strip()[:200], text=filing.text.strip(),
        filed_on=filing.filed_on, is_late=late, answer_by=queries.answer_limit(election, filing.filed_on),
        file=files.keep(actor, upload) if upload else None,
    )  # fmt: skip
    audit.record("elections.objection_file", election, actor, objection=made.pk, late=late)
    if late:
        _answer(actor, made, REFUSE, filing.refusal)
    return made


@transaction.atomic
def examine(actor: Actor, objection: Objection) -> None:
    require_runner(actor, objection.election, PERMISSION)
    workflow.apply(actor, objection, EXAMINE)
    audit.record("elections.objection_examine", objection.election, actor, objection=objection.pk)


@transaction.atomic
def answer(actor: Actor, objection: Objection, *, accepted: bool, text: str) -> None:
    """The written answer. Raises Refused without words, or for one that was answered already."""
    require_runner(actor, objection.election, PERMISSION)
    if not text.strip():
        raise Refused(_("Tulis jawabannya: ia tercetak pada surat jawaban."), field="answer")
    _answer(actor, objection, ACCEPT if accepted else REFUSE, text)


def _answer(actor: Actor, objection: Objection, move: Move, text: str) -> None:
    workflow.apply(actor, objection, move, answer=text.strip(), answered_on=today(), answered_by=actor.name)
    clear(ALERT, str(objection.pk))
    audit.record("elections.objection_answer", objection.election, actor, objection=objection.pk, state=move.target)


@transaction.atomic
def withdraw(actor: Actor, objection: Objection, *, reason: str) -> None:
    """Taken back by whoever filed it."""
    require_runner(actor, objection.election, PERMISSION)
    if not reason.strip():
        raise Refused(_("Tulis keterangan pencabutan, misalnya nomor suratnya."), field="reason")
    workflow.apply(actor, objection, WITHDRAW, answer=reason.strip(), answered_on=today(), answered_by=actor.name)
    clear(ALERT, str(objection.pk))
    audit.record("elections.objection_withdraw", objection.election, actor, objection=objection.pk)


def tell_due(day: date) -> int:
    """Alerts for answers that are owed soon or were owed; how many."""
    from django.urls import reverse

    found = list(queries.due(day))
    for one in found:
        over = one.answer_by < day
        title = _("Batas jawaban keberatan lewat") if over else _("Keberatan harus segera dijawab")
        address = reverse("elections:objection", args=[one.pk])
        raise_alert(
            ALERT, str(one.pk), one.election.unit.path, severity="bad" if over else "watch", title=title,
            detail=f"{one.election.unit.name}: {one.answer_by:%d-%m-%Y}", url=address,
        )  # fmt: skip
    return len(found)
