"""What an assessment says: index, gaps, aspects, what each indicator gives and would give, in few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import Count, Q

from pendopo.apps.maturity.models import Assessment, AssessmentState, Entry, EntryState, PastResult, Score, Stage
from pendopo.apps.maturity.queries.assessments import stages_seen
from pendopo.apps.maturity.queries.instruments import predicate_input
from pendopo.apps.maturity.queries.shown import brief, exact, shown, signed
from pendopo.apps.maturity.rules import flow, loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.scoring import BadLevels, Result, score
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import ancestors

Levels = dict[str, int | None]
ORDER = (Stage.SELF, Stage.DOCUMENT, Stage.INTERVIEW, Stage.VISIT, Stage.FINAL)
DONE = (EntryState.SENT, EntryState.ACCEPTED)
BEST = 5
MINIMUM = "Baik"


@dataclass(frozen=True)
class Line:
    """One entry: what it gives to the index now, and what one level more would add."""

    entry_id: int
    code: str
    name: str
    kind: str
    aspect: int
    weight: Fraction
    level: int | None
    top: int
    before: int | None
    stages: tuple[tuple[Stage, int | None], ...]
    office: str
    path: str | None

    @property
    def part(self) -> Fraction:
        """What the level gives to the index (sumbangan)."""
        return self.weight * (self.level or 0) / 100

    @property
    def gain(self) -> Fraction:
        """What one level more adds to the index."""
        return self.weight / 100 if (self.level or 0) < self.top else Fraction(0)

    @property
    def whole_gain(self) -> Fraction:
        return self.weight * (self.top - (self.level or 0)) / 100

    @property
    def differs(self) -> bool:
        """Whether two stages say different levels."""
        return len({level for _stage, level in self.stages if level is not None}) > 1

    @property
    def first_and_last(self) -> tuple[int, int] | None:
        said = [level for _stage, level in self.stages if level is not None]
        return (said[0], said[-1]) if said else None

    @property
    def change(self) -> int | None:
        return None if self.before is None or self.level is None else self.level - self.before


@dataclass(frozen=True)
class Part:
    """A domain or an aspect: its value, its weight and what it gives to the index."""

    no: int
    name: str
    weight: Fraction
    value: Fraction
    before: Fraction | None
    parts: tuple[Part, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def share(self) -> Fraction:
        return self.value * self.weight / 100

    @property
    def change(self) -> Fraction | None:
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True)
class Before:
    """The last result by the same instrument."""

    year: int
    index: Fraction
    aspects: Mapping[int, Fraction] = field(default_factory=dict)
    domains: Mapping[int, Fraction] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class Overview:
    """The result of one stage of an assessment with all that is asked of it. `lines` are those the reader may see."""

    assessment: Assessment
    instrument: Instrument
    stage: Stage
    stages: tuple[Stage, ...]
    result: Result
    before: Before | None
    domains: tuple[Part, ...]
    lines: tuple[Line, ...]
    done: int
    total: int
    sees_all: bool

    @property
    def index(self) -> Fraction:
        return self.result.index

    @property
    def index_text(self) -> str:
        return shown(self.result.index)

    @property
    def exact(self) -> str:
        return exact(self.result.index)

    @property
    def filled(self) -> int:
        return self.total - len(self.result.missing)

    @property
    def is_whole(self) -> bool:
        return not self.result.missing

    @property
    def percent(self) -> int:
        """Rounded down: 100 means that nothing is left."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def minimum(self) -> Fraction | None:
        """The lower bound of Baik: the ministry's least target."""
        return self.instrument.target or least_of(self.instrument, MINIMUM)

    @property
    def own_target(self) -> Fraction | None:
        return None if self.assessment.target is None else Fraction(self.assessment.target)

    @property
    def target(self) -> Fraction | None:
        return self.own_target or self.minimum

    @property
    def gaps(self) -> list[tuple[str, Fraction, Fraction]]:
        """(whose target, target, index minus target)."""
        pairs = (("minimum", self.minimum), ("own", self.own_target))
        return [(name, target, self.index - target) for name, target in pairs if target is not None]

    @property
    def aspects(self) -> list[Part]:
        return [aspect for domain in self.domains for aspect in domain.parts]

    @property
    def change(self) -> Fraction | None:
        return None if self.before is None else self.index - self.before.index

    @property
    def change_text(self) -> str:
        return signed(self.change)

    @property
    def best(self) -> list[Line]:
        """Filled entries from the highest level down; among equals the one that gives more."""
        filled = [(-one.level, -one.weight, n) for n, one in enumerate(self.lines) if one.level is not None]
        return [self.lines[n] for _level, _weight, n in sorted(filled)[:BEST]]

    @property
    def worst(self) -> list[Line]:
        """Filled entries from the lowest level up; among equals the one that would give more."""
        filled = [(one.level, -one.weight, n) for n, one in enumerate(self.lines) if one.level is not None]
        return [self.lines[n] for _level, _weight, n in sorted(filled)[:BEST]]

    @property
    def rising(self) -> list[Line]:
        """Entries by what one level more adds to the index, most first."""
        return sorted((one for one in self.lines if one.gain), key=lambda one: (-one.gain, one.level or 0))

    @property
    def differing(self) -> list[Line]:
        return [one for one in self.lines if one.differs]

    @property
    def missing(self) -> list[Line]:
        absent = set(self.result.missing)
        return [one for one in self.lines if one.code in absent]


def least_of(instrument: Instrument, name: str) -> Fraction | None:
    """The lower bound of a predicate."""
    return next((one.least for one in instrument.predicates if one.name == name), None)


def overview(assessment: Assessment, *, stage: Stage | None = None, actor: Actor | None = None) -> Overview:
    """The result of a stage (the latest with levels when none is named), missing levels counted as 0 and named.

    With an actor the lines hold only entries of the own unit and below, and only stages that the actor may read; sums
    are of the whole regency for everybody.
    """
    instrument = loading.get(assessment.instrument)
    entries = list(Entry.objects.filter(assessment=assessment).select_related("unit").order_by("position"))
    said = levels_by_stage([assessment.pk]).get(assessment.pk, {})
    there = readable(assessment, said, actor)
    chosen = stage if stage in there else (there[-1] if there else Stage.SELF)
    levels = said.get(chosen, {})
    rule = predicate_input(assessment.year, instrument)
    result = score(instrument, assessment.year, known(levels), predicate_input=rule, missing="zero")
    last = before(assessment, instrument)
    lines = [_line(instrument, entry, levels, said, there, last) for entry in entries]
    seen = [one for one in lines if actor is None or sees(actor, one.path)]
    return Overview(
        assessment=assessment,
        instrument=instrument,
        stage=chosen,
        stages=there,
        result=result,
        before=last,
        domains=_domains(instrument, result, last, seen),
        lines=tuple(seen),
        done=sum(entry.state in DONE for entry in entries),
        total=len(entries),
        sees_all=len(seen) == len(lines),
    )


def sees(actor: Actor, path: str | None) -> bool:
    """Details of an entry are for its office and those above it; an entry of nobody is for the whole regency."""
    return actor.unit_path == "" if path is None else actor.covers(path)


def readable(assessment: Assessment, said: Mapping[Stage, Levels], actor: Actor | None = None) -> tuple[Stage, ...]:
    """Stages with levels that the actor may read; without an actor those that ended."""
    open_ones = stages_seen(actor, assessment) if actor is not None else ended(assessment)
    return tuple(one for one in ORDER if one in open_ones and known(said.get(one, {})))


def ended(assessment: Assessment) -> tuple[str, ...]:
    return flow.closed_stages(assessment.state, tuple(assessment.results))


def known(levels: Levels) -> dict[str, int]:
    """Only the entries that have a level."""
    return {code: level for code, level in levels.items() if level is not None}


def levels_by_stage(assessment_ids: Sequence[int]) -> dict[int, dict[Stage, Levels]]:
    """Levels of all stages of some assessments. One statement."""
    found: dict[int, dict[Stage, Levels]] = {}
    rows = Score.objects.filter(entry__assessment__in=assessment_ids).order_by("entry__position")
    for pk, code, stage, level in rows.values_list("entry__assessment_id", "entry__code", "stage", "level"):
        found.setdefault(pk, {}).setdefault(Stage(stage), {})[code] = level
    return found


def whole_result(
    instrument: Instrument, assessment: Assessment, said: Mapping[Stage, Levels]
) -> tuple[Stage, Result] | None:
    """The latest ended stage in which every entry has a level, with its result; None where there is none yet."""
    year, open_ones = assessment.year, ended(assessment)
    for stage in reversed(ORDER):
        levels = known(said.get(stage, {}))
        if stage in open_ones and len(levels) == len(instrument.entry_codes):
            return stage, score(instrument, year, levels, predicate_input=predicate_input(year, instrument))
    return None


def before(assessment: Assessment, instrument: Instrument) -> Before | None:
    """The newest earlier result by the same instrument: assessed here, or recorded from outside. Three statements."""
    earlier = Assessment.objects.filter(instrument=assessment.instrument, year__lt=assessment.year)
    rows = list(earlier.exclude(state=AssessmentState.CANCELLED).order_by("-year")[:3])
    said = levels_by_stage([row.pk for row in rows]) if rows else {}
    past = (
        PastResult.objects.filter(instrument=assessment.instrument, year__lt=assessment.year).order_by("-year").first()
    )
    for row in rows:
        if past is not None and past.year > row.year:
            break
        found = whole_result(instrument, row, said.get(row.pk, {}))
        if found:
            stage, result = found
            levels = known(said[row.pk][stage])
            return Before(row.year, result.index, result.aspects, result.domains, levels, str(stage.label))
    return None if past is None else of_past(past, instrument)


def of_past(past: PastResult, instrument: Instrument) -> Before:
    """A recorded result; where its levels are known everything is computed from them."""
    if past.levels:
        try:
            result = score(instrument, past.year, past.levels)
        except BadLevels:
            pass
        else:
            return Before(past.year, result.index, result.aspects, result.domains, past.levels, past.source)
    return Before(past.year, Fraction(past.index), _numbers(past.aspects), _numbers(past.domains), {}, past.source)


def _numbers(stored: Mapping[str, str]) -> dict[int, Fraction]:
    return {int(no): Fraction(value) for no, value in stored.items() if str(no).isdecimal()}


def percent_complete(assessment: Assessment) -> dict[str, tuple[int, int]]:
    """(done, all) by unit and for every unit above it, '' being the whole. Done is sent or accepted. One statement."""
    rows = (
        Entry.objects.filter(assessment=assessment)
        .order_by()
        .values_list("unit__path")
        .annotate(all=Count("pk"), done=Count("pk", filter=Q(state__in=DONE)))
    )
    found: dict[str, tuple[int, int]] = {"": (0, 0)}
    for path, total, done in rows:
        for above in ancestors(path or ""):
            old = found.get(above, (0, 0))
            found[above] = (old[0] + done, old[1] + total)
    return found


def _line(
    instrument: Instrument,
    entry: Entry,
    levels: Levels,
    said: Mapping[Stage, Levels],
    there: Sequence[Stage],
    last: Before | None,
) -> Line:
    known = instrument.entry(entry.code)
    part = f" ({known.part})" if known.part else ""
    return Line(
        entry_id=entry.pk,
        code=entry.code,
        name=f"{brief(known.indicator.name)}{part}",
        kind=known.indicator.kind,
        aspect=known.aspect.no,
        weight=known.weight,
        level=levels.get(entry.code),
        top=instrument.level_max,
        before=last.levels.get(entry.code) if last else None,
        stages=tuple((stage, said[stage].get(entry.code)) for stage in there),
        office=entry.unit.short_name if entry.unit else "",
        path=entry.unit.path if entry.unit else None,
    )


def _domains(instrument: Instrument, result: Result, last: Before | None, lines: Sequence[Line]) -> tuple[Part, ...]:
    aspects_before = last.aspects if last else {}
    domains_before = last.domains if last else {}
    found = []
    for domain in instrument.domains:
        parts = tuple(
            Part(
                aspect.no,
                aspect.name,
                aspect.weight,
                result.aspects[aspect.no],
                aspects_before.get(aspect.no),
                lines=tuple(one for one in lines if one.aspect == aspect.no),
            )
            for aspect in domain.aspects
        )
        value = result.domains.get(domain.no, result.index)
        found.append(Part(domain.no, domain.name, domain.weight, value, domains_before.get(domain.no), parts))
    return tuple(found)
