"""The evidence of one entry as it stands on the entry's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import (
    Entry,
    EvidenceKind,
    EvidenceUse,
    EvidenceVersion,
    Submission,
    UseState,
)
from pendopo.apps.maturity.queries import live as live_queries
from pendopo.apps.maturity.queries.evidence_proofs import Proof, gap_words, proofs
from pendopo.apps.maturity.queries.evidence_scope import (
    VIEW,
    WORKING,
    covers_entry,
    own_items,
    sees_only_submitted,
)
from pendopo.apps.maturity.queries.live import Live
from pendopo.apps.maturity.rules import gate, loading
from pendopo.apps.maturity.rules.instrument import LevelText
from pendopo.apps.maturity.rules.letters import official_name
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today

ICONS = {
    EvidenceKind.FILE: "file",
    EvidenceKind.LINK: "link",
    EvidenceKind.REGULATION: "book",
    EvidenceKind.LIVE: "activity",
}
TONES = {
    UseState.PROPOSED: "watch",
    UseState.ACCEPTED: "ok",
    UseState.REJECTED: "bad",
    UseState.WITHDRAWN: "mute",
}


@dataclass(frozen=True, slots=True)
class UseLine:
    """One piece of evidence at a level. `newer`: a newer version waits; `expired`: it does not count any more."""

    use_id: int
    name: str
    kind: str
    kind_label: str
    icon: str
    tone: str
    word: str
    pages: str
    version_id: int
    item_id: int
    sha256: str
    reason: str = ""
    by_name: str = ""
    decided_by: str = ""
    is_draft: bool = False
    newer: bool = False
    expired: bool = False
    may_decide: bool = False
    may_take_back: bool = False
    url: str = ""

    @property
    def open_url(self) -> str:
        """The file, or the page of the frozen figures, or the address."""
        if self.kind == EvidenceKind.FILE:
            return reverse("maturity:evidence_file", args=[self.version_id])
        return self.url or reverse("maturity:evidence_version", args=[self.version_id])

    @property
    def record_url(self) -> str:
        return reverse("maturity:evidence_item", args=[self.item_id])


@dataclass(frozen=True, slots=True)
class LevelPart:
    """A level with what it asks for and what there is. `lack` is empty, "none" or "draft"."""

    level: int
    name: str
    asks: LevelText
    uses: tuple[UseLine, ...]
    proven: bool
    lack: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """Evidence of last year's entry of the same indicator that can be used again."""

    item_id: int
    version_id: int
    title: str
    icon: str
    levels: tuple[int, ...]
    pages: str


@dataclass
class Panel:
    """What `maturity/_evidence.html` draws. `frozen`: only what was submitted is shown, nothing can be done."""

    entry: Entry
    levels: tuple[LevelPart, ...]
    proof: Proof
    frozen: bool
    may_add: bool
    may_decide: bool
    live: list[Live] = field(default_factory=list)
    again: tuple[Again, ...] = ()
    wanted: int | None = None

    @property
    def reachable(self) -> int:
        return self.proof.reachable

    @property
    def level_max(self) -> int:
        return self.proof.level_max

    @property
    def proven_count(self) -> int:
        return self.proof.count

    @cached_property
    def gap_words(self) -> list[str]:
        """What the wanted level lacks; without a wanted level the next one."""
        wanted = self.wanted if self.wanted is not None else min(self.reachable + 1, self.level_max)
        return gap_words(self.proof.gaps(wanted))

    @property
    def is_empty(self) -> bool:
        return not any(level.uses for level in self.levels)


def panel(actor: Actor, entry: Entry, *, wanted: int | None = None) -> Panel:
    """The panel of an entry that the actor may open. About six statements, and those of the running services."""
    proof = proofs([entry.pk])[entry.pk]
    frozen = sees_only_submitted(actor)
    open_ = entry.assessment.state in WORKING and not frozen
    covered = covers_entry(actor, entry.unit.path if entry.unit else None)
    may_add = open_ and covered and actor.can("maturity.answer")
    may_decide = open_ and covered and actor.can("maturity.validate")
    lines = _frozen_lines(entry) if frozen else _lines(actor, entry, may_decide=may_decide, may_add=may_add)
    return Panel(
        entry=entry,
        levels=_levels(entry, proof, lines),
        proof=proof,
        frozen=frozen,
        may_add=may_add,
        may_decide=may_decide,
        live=live_queries.supports(entry.assessment.instrument, entry.code) if actor.can(VIEW) else [],
        again=tuple(again(actor, entry)) if may_add else (),
        wanted=wanted,
    )


def again(actor: Actor, entry: Entry) -> Iterable[Again]:
    """Accepted evidence of the year before on the same indicator of the same instrument, that is not used yet."""
    former = _former_uses(entry)
    mine = set(own_items(actor).filter(pk__in={use.version.item_id for use in former}).values_list("pk", flat=True))
    used = set(entry.uses.exclude(state=UseState.WITHDRAWN).values_list("version__item_id", flat=True))
    found: dict[int, list[EvidenceUse]] = {}
    for use in former:
        item = use.version.item
        if item.pk in mine and item.pk not in used and not is_spent(use, today()):
            found.setdefault(use.version_id, []).append(use)
    return [
        Again(
            uses[0].version.item_id,
            version_id,
            uses[0].version.item.title,
            ICONS[EvidenceKind(uses[0].version.item.kind)],
            tuple(use.level for use in uses),
            uses[0].pages,
        )
        for version_id, uses in found.items()
    ]


def _former_uses(entry: Entry) -> list[EvidenceUse]:
    """Accepted uses of the entry of the same code in the newest earlier assessment by the same instrument."""
    before = Entry.objects.filter(
        code=entry.code, assessment__instrument=entry.assessment.instrument, assessment__year__lt=entry.assessment.year
    ).exclude(assessment__state="cancelled")
    last = before.order_by("-assessment__year").values("pk")[:1]
    return list(
        EvidenceUse.objects.filter(entry__in=last, state=UseState.ACCEPTED)
        .select_related("version__item")
        .annotate(newest=Max("version__item__versions__number"))
        .order_by("level", "letter", "pk")
    )


def is_spent(use: Any, on: date) -> bool:
    """Withdrawn, expired or superseded (`use.newest` is the item's newest version): not to be proposed again."""
    item = use.version.item
    expired = item.valid_until is not None and item.valid_until < on
    return item.withdrawn_at is not None or expired or use.newest > use.version.number


def _levels(entry: Entry, proof: Proof, lines: Mapping[int, list[UseLine]]) -> tuple[LevelPart, ...]:
    instrument = loading.get(entry.assessment.instrument)
    texts = instrument.texts(entry.code, entry.assessment.year)
    parts = []
    for level in range(1, instrument.level_max + 1):
        asks = texts.level(level)
        proven = gate.holds(level, proof.proven)
        lack = "" if proven else ("draft" if level in proof.proven else "none")
        parts.append(LevelPart(level, asks.name, asks, tuple(lines.get(level, ())), proven, lack))
    return tuple(parts)


def _lines(actor: Actor, entry: Entry, *, may_decide: bool, may_add: bool) -> dict[int, list[UseLine]]:
    found: dict[int, list[UseLine]] = {}
    uses = (
        EvidenceUse.objects.filter(entry=entry)
        .exclude(state=UseState.WITHDRAWN)
        .select_related("version__item", "entry")
        .annotate(newest=Max("version__item__versions__number"))
        .order_by("level", "letter", "pk")
    )
    for use in uses:
        found.setdefault(use.level, []).append(line_of(actor, use, may_decide=may_decide, may_add=may_add))
    return found


def line_of(actor: Actor, use: Any, *, may_decide: bool = False, may_add: bool = False) -> UseLine:
    """A use as a line; `use.newest` is the number of the item's newest version."""
    item, version = use.version.item, use.version
    expired = item.valid_until is not None and item.valid_until < today()
    own = bool({actor.person_id} & ({use.person_id, version.person_id} - {None})) or bool(
        {actor.account_id} & ({use.account_id, version.account_id} - {None})
    )
    return UseLine(
        use_id=use.pk,
        name=official_name(use.entry.code, use.letter, item.title),
        kind=item.kind,
        kind_label=str(EvidenceKind(item.kind).label),
        icon=ICONS[EvidenceKind(item.kind)],
        tone="stale" if expired else TONES[UseState(use.state)],
        word=_("Kedaluwarsa") if expired else str(UseState(use.state).label),
        pages=use.pages,
        version_id=version.pk,
        item_id=item.pk,
        sha256=version.sha256,
        reason=use.reason,
        by_name=use.by_name,
        decided_by=use.decided_by,
        is_draft=version.is_draft,
        newer=use.newest > version.number,
        expired=expired,
        may_decide=may_decide and not own and use.state in (UseState.PROPOSED, UseState.ACCEPTED, UseState.REJECTED),
        may_take_back=may_add,
        url=version.url,
    )


def _frozen_lines(entry: Entry) -> dict[int, list[UseLine]]:
    """The lines of the submission that stands, in its own words."""
    standing = Submission.objects.filter(assessment=entry.assessment_id, reopened_at__isnull=True).first()
    content = [line for line in (standing.content["entries"] if standing else ()) if line["code"] == entry.code]
    uses = [use for line in content for use in line.get("uses", ())]
    urls = dict(EvidenceVersion.objects.filter(pk__in=[use["version"] for use in uses]).values_list("pk", "url"))
    found: dict[int, list[UseLine]] = {}
    for use in uses:
        kind = EvidenceKind(use["kind"])
        found.setdefault(use["level"], []).append(
            UseLine(
                use_id=use["use"],
                name=official_name(entry.code, use["letter"], use["title"]),
                kind=kind,
                kind_label=str(kind.label),
                icon=ICONS[kind],
                tone="ok",
                word=_("Disampaikan"),
                pages=use["pages"],
                version_id=use["version"],
                item_id=use["item"],
                sha256=use["sha256"],
                is_draft=use["draft"],
                url=urls.get(use["version"], ""),
            )
        )
    return found


__all__ = ["ICONS", "TONES", "Again", "LevelPart", "Panel", "UseLine", "again", "is_spent", "panel"]
