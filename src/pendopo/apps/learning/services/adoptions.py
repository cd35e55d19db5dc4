"""What was taken over from a visit: planned with owner and due date, then done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import Adoption, AdoptionNote, AdoptionState, StudyVisit, VisitState
from pendopo.apps.learning.queries.visits import plans, works_on
from pendopo.apps.learning.services.trainings import refuse_unknown
from pendopo.apps.learning.services.visits import refuse_over, require_keeper
from pendopo.apps.personnel.public import employee
from pendopo.kernel import audit, files
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.units.models import Unit

HIGHEST = 5
SINCE = (VisitState.HELD, VisitState.REPORTED)
FINAL = (AdoptionState.DONE, AdoptionState.DROPPED)


@dataclass(frozen=True, slots=True)
class AdoptionFacts:
    practice: str
    topic_key: str
    owner: Unit | None = None
    person_id: int | None = None
    due: date | None = None
    level_from: int | None = None
    level_to: int | None = None


@transaction.atomic
def adopt(actor: Actor, visit: StudyVisit, *, facts: AdoptionFacts) -> Adoption:
    """A practice that will be taken over; owner and due date may still be missing until the visit is finished."""
    require_keeper(actor, visit)
    refuse_over(visit)
    if visit.state not in SINCE:
        raise Refused(_("Adopsi dicatat sesudah kunjungan dilaksanakan."))
    refuse_unknown([facts.topic_key])
    made = Adoption.objects.create(visit=visit, **_fields(facts))
    audit.record("learning.adopt", visit, actor, practice=made.practice[:100], topic=made.topic_key)
    audit.record("learning.adopt", made, actor, practice=made.practice[:100])
    return made


@transaction.atomic
def edit(actor: Actor, adoption: Adoption, *, facts: AdoptionFacts) -> Adoption:
    """Change the plan. Raises Refused when it is done or dropped, or when a finished visit would lose owner or due."""
    locked = Adoption.objects.select_for_update(of=("self",)).select_related("visit__owner").get(pk=adoption.pk)
    if not plans(actor, locked):
        raise NotAllowed("learning.visit")
    if locked.state in FINAL:
        raise Refused(_("Adopsi ini sudah %(state)s.") % {"state": locked.get_state_display().lower()})
    if facts.topic_key != locked.topic_key:
        refuse_unknown([facts.topic_key])
    if locked.visit.state == VisitState.DONE and (facts.owner is None or facts.due is None):
        raise Refused(_("Kunjungannya sudah selesai, jadi penanggung jawab dan tenggat tidak boleh kosong."))
    new = _fields(facts)
    changed = [name for name, value in new.items() if getattr(locked, name) != value]
    Adoption.objects.filter(pk=locked.pk).update(**new)
    audit.record("learning.adoption_edit", adoption, actor, fields=changed)
    adoption.refresh_from_db()
    return adoption


@transaction.atomic
def note(actor: Actor, adoption: Adoption, *, text: str, state: str, upload: Any = None) -> AdoptionNote:
    """How far it is, with an evidence file where there is one. Done needs owner, due date and evidence in words."""
    locked = Adoption.objects.select_for_update(of=("self",)).select_related("visit__owner").get(pk=adoption.pk)
    if not works_on(actor, locked):
        raise NotAllowed("learning.visit")
    if locked.state in FINAL:
        raise Refused(_("Adopsi ini sudah %(state)s.") % {"state": locked.get_state_display().lower()})
    if state not in AdoptionState.values:
        raise Refused(_("Keadaan ini tidak dikenal. Pilih dari daftar."), field="state")
    if not text.strip():
        raise Refused(_("Tulis apa yang sudah dikerjakan, atau mengapa dibatalkan."), field="text")
    if state == AdoptionState.DONE and (locked.owner_id is None or locked.due is None):
        raise Refused(_("Lengkapi penanggung jawab dan tenggat sebelum menyatakan selesai."), field="state")
    stored = files.keep(actor, upload) if upload is not None else None
    made = AdoptionNote.objects.create(adoption=locked, by=actor.name, text=text.strip(), state=state, file=stored)
    finished = today() if state == AdoptionState.DONE else None
    Adoption.objects.filter(pk=locked.pk).update(state=state, finished_on=finished)
    adoption.state, adoption.finished_on = state, finished
    audit.record("learning.adoption_note", adoption, actor, state=state, file=stored is not None)
    return made


def _fields(facts: AdoptionFacts) -> dict[str, Any]:
    if not facts.practice.strip():
        raise Refused(_("Tulis praktik yang diadopsi."), field="practice")
    for name in ("level_from", "level_to"):
        level = getattr(facts, name)
        if level is not None and not 0 <= level <= HIGHEST:
            raise Refused(_("Tingkat antara 0 dan 5."), field=name)
    if facts.level_from is not None and facts.level_to is not None and facts.level_to < facts.level_from:
        raise Refused(_("Tingkat yang diharapkan lebih rendah daripada yang sekarang."), field="level_to")
    known = employee(facts.person_id) if facts.person_id is not None else None
    if facts.person_id is not None and known is None:
        raise Refused(_("Penanggung jawab harus pegawai yang tercatat."), field="person")
    if known is not None and facts.owner is not None and not known.unit_path.startswith(facts.owner.path):
        raise Refused(_("Penanggung jawab tidak bekerja di perangkat daerah itu."), field="person")
    return {
        "practice": facts.practice.strip(),
        "topic_key": facts.topic_key,
        "owner": facts.owner,
        "person_id": facts.person_id,
        "person_name": known.name if known else "",
        "due": facts.due,
        "level_from": facts.level_from,
        "level_to": facts.level_to,
    }
