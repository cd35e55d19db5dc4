"""One piece of evidence with everything around it, one use beside what its level asks for, and running services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import EvidenceItem, EvidenceUse, EvidenceVersion, UseState
from pendopo.apps.maturity.queries import live as live_queries
from pendopo.apps.maturity.queries.evidence_lists import entry_label, indicator_name
from pendopo.apps.maturity.queries.evidence_panel import UseLine, line_of
from pendopo.apps.maturity.queries.evidence_proofs import Proof, gap_words, proofs
from pendopo.apps.maturity.queries.evidence_scope import WORKING, covers_entry
from pendopo.apps.maturity.queries.live import Live
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.canonical import digest, text_digest
from pendopo.apps.maturity.rules.instrument import LevelText
from pendopo.kernel import files
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.audit.words import ACTIONS
from pendopo.kernel.clock import now, today

TRAIL = 30
DECIDED = ("enacted", "promulgated")
OLD = timedelta(days=3)
"""From this age on the figures of a running service are called old."""


@dataclass(frozen=True, slots=True)
class Trace:
    at: datetime
    title: str
    who: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """A use as the record shows it."""

    line: UseLine
    level: int
    year: int
    label: str
    office: str
    open: bool
    entry_url: tuple[int, str]
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionPart:
    version: EvidenceVersion
    is_newest: bool
    uses: tuple[Used, ...]


@dataclass(frozen=True, slots=True)
class Record:
    versions: tuple[VersionPart, ...]
    trail: tuple[Trace, ...]
    may_change: bool
    is_withdrawn: bool
    days_left: int | None
    draft_was_enacted: bool

    @property
    def newest(self) -> EvidenceVersion:
        return self.versions[0].version


@dataclass(frozen=True, slots=True)
class UsePage:
    line: UseLine
    label: str
    asks: LevelText
    rule: str
    examples: str
    proof: Proof
    may_decide: bool
    is_own: bool
    is_open: bool
    entry_url: str

    @property
    def gap_words(self) -> list[str]:
        return gap_words(self.proof.gaps(min(self.proof.reachable + 1, self.proof.level_max)))


@dataclass(frozen=True, slots=True)
class Service:
    """A running service with the indicators that it supports, in words."""

    live: Live
    supports: tuple[str, ...]
    is_old: bool


def record(actor: Actor, item: EvidenceItem) -> Record:
    """An item of `evidence_lists.library` with versions newest first. Statements do not grow with versions or uses."""
    versions = sorted(item.versions.all(), key=lambda version: -version.number)
    newest = versions[0].number if versions else 0
    mine = actor.covers(item.unit.path)
    parts = []
    for version in versions:
        uses = []
        for use in sorted(version.listed, key=lambda one: (-one.entry.assessment.year, one.entry.position, one.level)):  # type: ignore[attr-defined]
            use.newest, use.version = newest, version
            version.item = item
            uses.append(_used(actor, use))
        parts.append(VersionPart(version, version.number == newest, tuple(uses)))
    return Record(
        versions=tuple(parts),
        trail=tuple(_trail(item)) if mine else (),
        may_change=mine and actor.can("maturity.answer") and item.withdrawn_at is None,
        is_withdrawn=item.withdrawn_at is not None,
        days_left=days_left(item.valid_until, today()),
        draft_was_enacted=bool(
            versions and versions[0].is_draft and item.regulation is not None and item.regulation.state in DECIDED
        ),
    )


def use_page(actor: Actor, use: EvidenceUse) -> UsePage:
    """A use beside the criteria of its level."""
    entry = use.entry
    instrument = loading.get(entry.assessment.instrument)
    texts = instrument.texts(entry.code, entry.assessment.year)
    newest = use.version.item.versions.order_by("-number").values_list("number", flat=True).first()
    setattr(use, "newest", newest or 0)  # noqa: B010
    open_ = entry.assessment.state in WORKING
    covered = covers_entry(actor, entry.unit.path if entry.unit else None)
    may = open_ and covered and actor.can("maturity.validate") and use.state != UseState.WITHDRAWN
    line = line_of(actor, use, may_decide=may, may_add=open_ and covered and actor.can("maturity.answer"))
    return UsePage(
        line=line,
        label=entry_label(entry),
        asks=texts.level(use.level),
        rule=texts.rule,
        examples=texts.evidence_examples,
        proof=proofs([entry.pk])[entry.pk],
        may_decide=line.may_decide,
        is_own=may and not line.may_decide,
        is_open=open_,
        entry_url=reverse("maturity:entry", args=[entry.assessment_id, entry.code]) if covered else "",
    )


def is_intact(version: EvidenceVersion) -> bool:
    """Whether what is kept still has the digest of the day it was handed in."""
    if version.file is not None:
        return version.file.sha256 == version.sha256 and files.verify(version.file)
    if version.snapshot is not None:
        return digest(version.snapshot) == version.sha256
    return text_digest(version.url) == version.sha256


def services() -> list[Service]:
    return [_service(one) for one in live_queries.services()]


def service(key: str) -> Service | None:
    found = live_queries.service(key)
    return _service(found) if found else None


def days_left(until: date | None, on: date) -> int | None:
    """Days on which evidence still counts, today included as 0; negative when it is over."""
    return (until - on).days if until is not None else None


def _used(actor: Actor, use: Any) -> Used:
    entry = use.entry
    open_ = entry.assessment.state in WORKING
    covered = covers_entry(actor, entry.unit.path if entry.unit else None)
    may_add = open_ and covered and actor.can("maturity.answer")
    return Used(
        line=line_of(actor, use, may_decide=open_ and covered and actor.can("maturity.validate"), may_add=may_add),
        level=use.level,
        year=entry.assessment.year,
        label=entry_label(entry),
        office=entry.unit.short_name if entry.unit else "",
        open=open_,
        entry_url=(entry.assessment_id, entry.code) if covered else (0, ""),
        decided_at=use.decided_at,
    )


def _trail(item: EvidenceItem) -> list[Trace]:
    lines = AuditEntry.objects.filter(subject_type=item._meta.label_lower, subject_id=str(item.pk))
    return [
        Trace(line.at, str(ACTIONS.get(line.action, line.action)), line.actor_name, _detail(line.change))
        for line in lines.order_by("-id")[:TRAIL]
    ]


def _detail(change: dict[str, Any]) -> str:
    parts = []
    if change.get("entry"):
        levels = change.get("levels") or [change.get("level")]
        parts.append(
            _("indikator %(code)s, tingkat %(levels)s")
            % {"code": change["entry"], "levels": ", ".join(str(level) for level in levels)}
        )
    if change.get("number"):
        parts.append(_("versi %(n)s") % {"n": change["number"]})
    if change.get("reason"):
        parts.append(str(change["reason"]))
    return " · ".join(parts)


def _service(live: Live) -> Service:
    words = []
    for key, code in live.supports:
        known = loading.instruments().get(key)
        name = indicator_name(key, code) if known else ""
        words.append(f"{known.short if known else key} · {code}. {name}".rstrip(". "))
    is_old = live.data_at is not None and now() - live.data_at > OLD
    return Service(live, tuple(words), is_old)


__all__ = ["Record", "Service", "UsePage", "days_left", "record", "service", "services", "use_page"]
