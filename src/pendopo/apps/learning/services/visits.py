"""A study visit: asked for, approved, scheduled, held, reported, finished."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import StudyVisit, VisitState, VisitTopic
from pendopo.apps.learning.queries.visits import missing_for_done
from pendopo.apps.learning.rules.moves import NEED_REASON, VISITS
from pendopo.apps.learning.services.trainings import refuse_unknown
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.units.models import Unit

VISIT = "learning.visit"
OVER = (VisitState.DONE, VisitState.REJECTED, VisitState.CANCELLED)


@dataclass(frozen=True, slots=True)
class VisitFacts:
    direction: str
    title: str
    purpose: str
    owner: Unit
    government: str
    government_kind: str
    province: str = ""
    contact_office: str = ""
    request_number: str = ""
    request_date: date | None = None
    reply_number: str = ""
    reply_date: date | None = None
    assignment_number: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""
    cost_note: str = ""


def require_keeper(actor: Actor, visit: StudyVisit) -> None:
    """Raise NotAllowed unless the actor manages visits of this unit."""
    actor.require(VISIT)
    if not actor.covers(visit.owner.path):
        raise NotAllowed(VISIT)


def refuse_over(visit: StudyVisit) -> None:
    if visit.state in OVER:
        raise Refused(
            _("Kunjungan ini %(state)s, jadi tidak dapat diubah lagi.") % {"state": visit.get_state_display().lower()}
        )


@transaction.atomic
def create(actor: Actor, *, facts: VisitFacts, topic_keys: Iterable[str] = ()) -> StudyVisit:
    actor.require(VISIT)
    if not actor.covers(facts.owner.path):
        raise NotAllowed(VISIT)
    _check(facts)
    visit = StudyVisit.objects.create(created_by=actor.name, **_fields(facts))
    set_topics(visit, topic_keys)
    audit.record("learning.visit_create", visit, actor, title=visit.title)
    return visit


@transaction.atomic
def edit(actor: Actor, visit: StudyVisit, *, facts: VisitFacts, topic_keys: Iterable[str] = ()) -> StudyVisit:
    """Change what is known. Raises Refused when it is over, or when a scheduled visit would lose what it needs."""
    locked = StudyVisit.objects.select_for_update(of=("self",)).select_related("owner").get(pk=visit.pk)
    require_keeper(actor, locked)
    if not actor.covers(facts.owner.path):
        raise NotAllowed(VISIT)
    refuse_over(locked)
    _check(facts)
    keys = list(topic_keys)
    if locked.state not in (VisitState.PROPOSED, VisitState.APPROVED):
        _require_schedule(facts.starts_on, facts.ends_on, facts.request_number, bool(keys))
    changed = [name for name, value in _fields(facts).items() if getattr(locked, name) != value]
    StudyVisit.objects.filter(pk=locked.pk).update(**_fields(facts))
    set_topics(locked, keys)
    audit.record("learning.visit_edit", visit, actor, fields=changed)
    visit.refresh_from_db()
    return visit


@transaction.atomic
def move(actor: Actor, visit: StudyVisit, name: str, *, reason: str = "", no_adoption_reason: str = "") -> None:
    """Make a move. Raises Refused for what is missing, or when somebody else was first.

    `no_adoption_reason` lets a visit to others end without an adoption, with the reason in writing.
    """
    chosen = VISITS[name]
    actor.require(chosen.permission)
    locked = StudyVisit.objects.select_for_update(of=("self",)).select_related("owner").get(pk=visit.pk)
    if not actor.covers(locked.owner.path):
        raise NotAllowed(chosen.permission)
    reason = reason.strip()
    if name in NEED_REASON and not reason:
        raise Refused(_("Tulis alasannya."), field="reason")
    if name == "jadwalkan":
        _require_schedule(locked.starts_on, locked.ends_on, locked.request_number, locked.topics.exists())
    if name == "laksanakan" and not locked.delegates.exists():
        raise Refused(_("Daftar rombongan masih kosong. Isi siapa yang hadir, lalu catat dilaksanakan."))
    if name == "laporkan" and not locked.minutes.strip() and locked.minutes_file_id is None:
        raise Refused(_("Notulen belum ada. Tulis atau unggah notulen, lalu laporkan."))
    fields: dict[str, str] = {"reason": reason} if reason else {}
    if name == "selesai":
        locked.no_adoption_reason = no_adoption_reason.strip()[:250]
        missing = missing_for_done(locked)
        if missing:
            raise Refused(_missing_words(missing))
        fields["no_adoption_reason"] = locked.no_adoption_reason
    workflow.apply(actor, visit, chosen, **fields)
    audit.record(f"learning.visit_{name}", visit, actor, **({"reason": reason} if reason else {}))


def set_topics(visit: StudyVisit, keys: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(keys))
    kept = set(visit.topics.values_list("key", flat=True))
    refuse_unknown(set(wanted) - kept)
    visit.topics.exclude(key__in=wanted).delete()
    VisitTopic.objects.bulk_create([VisitTopic(visit=visit, key=key) for key in wanted if key not in kept])


def missing_words(actor: Actor, visit: StudyVisit) -> str:
    """What keeps a reported visit from being finished, in one sentence; "" when nothing does."""
    missing = missing_for_done(visit)
    return _missing_words(missing) if missing else ""


def _missing_words(missing: list[str]) -> str:
    words = {
        "minutes": _("notulen"),
        "adoption": _("praktik yang diadopsi, atau alasan tidak ada"),
        "owner": _("perangkat daerah penanggung jawab pada setiap adopsi"),
        "due": _("tenggat pada setiap adopsi"),
    }
    return _("Kunjungan belum dapat dinyatakan selesai. Yang belum ada: %(list)s.") % {
        "list": "; ".join(str(words[key]) for key in missing)
    }


def _require_schedule(starts_on: date | None, ends_on: date | None, request_number: str, has_topics: bool) -> None:
    if not has_topics:
        raise Refused(_("Pilih paling sedikit satu topik, supaya kunjungan terikat pada indikator."), field="topics")
    if starts_on is None or ends_on is None:
        raise Refused(_("Isi tanggal kunjungan sebelum menjadwalkan."), field="starts_on")
    if not request_number:
        raise Refused(_("Isi nomor surat permohonan sebelum menjadwalkan."), field="request_number")


def _fields(facts: VisitFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in VisitFacts.__dataclass_fields__}


def _check(facts: VisitFacts) -> None:
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise Refused(_("Tanggal selesai mendahului tanggal mulai. Periksa keduanya."), field="ends_on")
    if facts.request_number and facts.request_date is None:
        raise Refused(_("Isi tanggal surat permohonan."), field="request_date")
    if facts.reply_number and facts.reply_date is None:
        raise Refused(_("Isi tanggal surat jawaban."), field="reply_date")
    if facts.request_date and facts.reply_date and facts.reply_date < facts.request_date:
        raise Refused(_("Surat jawaban mendahului surat permohonan. Periksa kedua tanggal."), field="reply_date")
