"""What upper apps may ask of the register. Frozen dataclasses only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pendopo.apps.regulations import queries
from pendopo.apps.regulations.models import DECIDED, Regulation, State, TopicTie
from pendopo.apps.regulations.queries import watch
from pendopo.apps.regulations.rules.status import Facts, Status, in_force_on, status_on
from pendopo.kernel.clock import today

__all__ = ["Found", "Tie", "expiring", "find", "missing", "search", "tied_to"]


@dataclass(frozen=True, slots=True)
class Found:
    """A document as other apps see it; `status` is today's. `sha256` is empty while there is no file."""

    regulation_id: int
    number: str
    full_name: str
    title: str
    kind: str
    year: int
    status: Status
    facts: Facts
    enacted_on: date | None
    in_force_until: date | None
    review_on: date | None
    owner_path: str
    sha256: str
    is_public: bool

    @property
    def is_draft(self) -> bool:
        return self.facts.state == State.DRAFT

    def in_force_on(self, day: date) -> bool:
        return in_force_on(self.facts, day)


@dataclass(frozen=True, slots=True)
class Tie:
    """A document that a topic rests on: what it proves there, and by which articles."""

    regulation: Found
    topic: str
    note: str
    articles: tuple[str, ...]

    @property
    def is_draft(self) -> bool:
        return self.regulation.is_draft

    def in_force_on(self, day: date) -> bool:
        return self.regulation.in_force_on(day)


def find(regulation_id: int) -> Found | None:
    """One document; the caller has checked who may see it."""
    row = Regulation.objects.select_related("owner_unit", "file").filter(pk=regulation_id).first()
    return _found(row) if row else None


def search(text: str, limit: int = 20) -> list[Found]:
    """Decided documents by number, title or subject, the newest first."""
    rows = Regulation.objects.filter(state__in=DECIDED).select_related("owner_unit", "file").defer("abstract")
    return [_found(row) for row in queries.search(rows, text).order_by("-year", "-pk")[:limit]]


def tied_to(topic_key: str) -> list[Tie]:
    """Documents tied to a topic, those in force first, drafts last, withdrawn ones not at all. Two queries."""
    rows = TopicTie.objects.filter(topic=topic_key).exclude(regulation__state=State.WITHDRAWN)
    order = ("berlaku", "diubah", "belum", "berakhir", "dicabut", "rancangan", "ditarik")
    found = [_tie(row) for row in rows.select_related("regulation__owner_unit", "regulation__file")]
    return sorted(found, key=lambda tie: (order.index(tie.regulation.status), -tie.regulation.year))


def missing(topic_keys: Sequence[str]) -> list[str]:
    """Which of these topics no document in force is tied to, in the order given. One query."""
    rows = TopicTie.objects.filter(topic__in=topic_keys, regulation__state__in=DECIDED).select_related("regulation")
    held = {row.topic for row in rows if in_force_on(queries.facts_of(row.regulation), today())}
    return [key for key in topic_keys if key not in held]


def expiring(before: date) -> list[Found]:
    """In force today, and ending or to be reviewed at or before a day."""
    return _all(watch.ending(before).select_related("owner_unit", "file"))


def _all(rows: Iterable[Regulation]) -> list[Found]:
    return [_found(row) for row in rows]


def _tie(row: TopicTie) -> Tie:
    articles = tuple(part.strip() for part in row.articles.split(";") if part.strip())
    return Tie(_found(row.regulation), row.topic, row.note, articles)


def _found(row: Regulation) -> Found:
    facts = queries.facts_of(row)
    return Found(
        regulation_id=row.pk, number=str(row), full_name=row.full_name, title=row.title, kind=row.kind, year=row.year,
        status=status_on(facts, today()), facts=facts, enacted_on=row.enacted_on, in_force_until=row.in_force_until,
        review_on=row.review_on, owner_path=row.owner_unit.path, sha256=row.file.sha256 if row.file else "",
        is_public=row.is_public,
    )  # fmt: skip
