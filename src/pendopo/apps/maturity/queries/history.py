"""Results of the own government over the years, assessed here or recorded, with what may be compared with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment, AssessmentState, Entry, PastResult
from pendopo.apps.maturity.queries.insight import Before, known, levels_by_stage, of_past, whole_result
from pendopo.apps.maturity.queries.shown import brief, exact, shown
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.comparable import PEGI, Comparison, Reason, Scheme, compare, runs
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.scoring import predicate
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import under

OWN, RECORDED = "own", "recorded"


@dataclass(frozen=True)
class YearResult:
    """One result: an assessment with all its levels, or a recorded one."""

    year: int
    scheme: Scheme
    title: str
    index: Fraction
    scale_max: Fraction
    predicate: str
    domains: Mapping[int, Fraction]
    aspects: Mapping[int, Fraction]
    levels: Mapping[str, int]
    source: str
    note: str
    origin: str
    is_final: bool
    pk: int
    verified: bool = True

    @property
    def text(self) -> str:
        return shown(self.index)

    @property
    def exact(self) -> str:
        return exact(self.index)

    @property
    def is_recorded(self) -> bool:
        return self.origin == RECORDED

    @property
    def is_pegi(self) -> bool:
        return self.scheme.key == PEGI

    @property
    def scale_text(self) -> str:
        return shown(self.scale_max, 0 if self.scale_max.denominator == 1 else 2)


@dataclass(frozen=True)
class Panel:
    """Results that stand on one line, oldest first; `why` says why the line breaks before it."""

    title: str
    results: tuple[YearResult, ...]
    why: str = ""

    @property
    def scale_max(self) -> Fraction:
        return max(one.scale_max for one in self.results)

    @property
    def cautions(self) -> list[str]:
        """Years from which other criteria hold under the same instrument."""
        return [
            f"{after.year}: {words(compare(earlier.scheme, after.scheme))}"
            for earlier, after in pairwise(self.results)
            if compare(earlier.scheme, after.scheme).reasons
        ]


@dataclass(frozen=True)
class PartRow:
    """A domain of an instrument through the years."""

    no: int
    name: str
    weight: Fraction
    values: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class MatrixRow:
    """An entry through the years of one instrument."""

    code: str
    name: str
    aspect: str
    levels: tuple[int | None, ...]

    @property
    def change(self) -> int | None:
        known = [level for level in self.levels if level is not None]
        return known[-1] - known[0] if len(known) > 1 else None


@dataclass(frozen=True)
class Group:
    """All results of one instrument, oldest first, with its domains and levels."""

    key: str
    title: str
    instrument: Instrument | None
    results: tuple[YearResult, ...]
    parts: tuple[PartRow, ...]
    matrix: tuple[MatrixRow, ...]

    @property
    def with_levels(self) -> tuple[YearResult, ...]:
        return tuple(one for one in self.results if one.levels)


@dataclass(frozen=True)
class History:
    results: tuple[YearResult, ...]
    panels: tuple[Panel, ...]
    groups: tuple[Group, ...]

    @property
    def notes(self) -> list[str]:
        """Each reason why results are not comparable, and each caution about those that are, once."""
        return list(dict.fromkeys(note for panel in self.panels for note in (panel.why, *panel.cautions) if note))

    @property
    def latest(self) -> YearResult | None:
        return self.results[-1] if self.results else None


def results() -> list[YearResult]:
    """All results, oldest first: of an assessment the latest stage with every level. Three statements."""
    own = list(Assessment.objects.exclude(state=AssessmentState.CANCELLED).order_by("year", "instrument"))
    said = levels_by_stage([row.pk for row in own]) if own else {}
    found = [_recorded(past) for past in PastResult.objects.all()]
    for row in own:
        instrument = loading.instruments().get(row.instrument)
        if instrument is None:
            continue
        whole = whole_result(instrument, row, said.get(row.pk, {}))
        if whole is None:
            continue
        stage, result = whole
        found.append(
            YearResult(
                year=row.year,
                scheme=Scheme.of(instrument, row.year),
                title=instrument.short,
                index=result.index,
                scale_max=Fraction(instrument.level_max),
                predicate=result.predicate,
                domains=result.domains,
                aspects=result.aspects,
                levels=known(said[row.pk][stage]),
                source=_("Penilaian sendiri, %(stage)s") % {"stage": str(stage.label).lower()},
                note="",
                origin=OWN,
                is_final=row.state == AssessmentState.CLOSED,
                pk=row.pk,
                verified=instrument.verified,
            )
        )
    return sorted(found, key=lambda one: (one.year, one.scheme.key != PEGI, one.scheme.key, _rank(one)))


def latest_own(found: Sequence[YearResult] | None = None) -> YearResult | None:
    """The newest result of the own government; PeGI is another scale and stays out."""
    rows = results() if found is None else found
    return next((one for one in reversed(rows) if not one.is_pegi), None)


def _rank(one: YearResult) -> int:
    """Of two results of a year by one instrument the official one stands last: a closed assessment, else a record."""
    return 2 if one.is_final else (1 if one.is_recorded else 0)


def history(actor: Actor) -> History:
    """Everything of the page; rows of the matrix only for indicators of the actor's own offices."""
    found = results()
    return History(tuple(found), tuple(panels(found)), tuple(_groups(found, _codes_of(actor))))


def panels(found: Sequence[YearResult]) -> list[Panel]:
    """One result a year and instrument, cut where neighbours are not comparable."""
    chosen = list({(one.year, one.scheme.key): one for one in found}.values())
    made = []
    for first, end in runs([one.scheme for one in chosen]):
        part = tuple(chosen[first:end])
        why = words(compare(chosen[first - 1].scheme, chosen[first].scheme)) if first else ""
        made.append(Panel(part[0].title, part, why))
    return made


def words(found: Comparison) -> str:
    """Why two results cannot be compared, for people."""
    if Reason.PEGI in found.reasons:
        return _("PeGI memakai lima dimensi dan skala 1 sampai 4, sehingga tidak dapat dibandingkan dengan SPBE.")
    if found.comparable:
        caution = _(
            "instrumennya sama, tetapi kriterianya diperinci oleh pedoman baru, "
            "jadi bacalah perubahannya dengan hati-hati."
        )
        return caution if found.reasons else ""
    said = [_("Instrumennya berbeda")]
    if Reason.DOMAINS in found.reasons:
        said.append(_("susunan domainnya berbeda"))
    if Reason.INDICATORS in found.reasons:
        said.append(_("jumlah indikatornya berbeda"))
    if Reason.SCALE in found.reasons:
        said.append(_("skalanya berbeda"))
    return _("%(reasons)s, sehingga naik atau turunnya indeks tidak dapat dibaca sebagai kemajuan.") % {
        "reasons": ", ".join(said)
    }


def past_title(key: str) -> str:
    """The short name of an instrument; unknown keys stay as they are."""
    if key == PEGI:
        return "PeGI"
    known = loading.instruments().get(key)
    return known.short if known else key


def _recorded(past: PastResult) -> YearResult:
    instrument = loading.instruments().get(past.instrument)
    numbers = of_past(past, instrument) if instrument else Before(past.year, Fraction(past.index))
    scheme = Scheme.of(instrument, past.year) if instrument else Scheme.pegi()
    said = past.predicate or (predicate(instrument, numbers.index) if instrument else "")
    domains = numbers.domains or {int(no): Fraction(value) for no, value in past.domains.items()}
    return YearResult(
        year=past.year,
        scheme=scheme,
        title=past_title(past.instrument),
        index=numbers.index,
        scale_max=Fraction(past.scale_max),
        predicate=said,
        domains=domains,
        aspects=numbers.aspects,
        levels=past.levels,
        source=past.source,
        note=past.note,
        origin=RECORDED,
        is_final=False,
        pk=past.pk,
        verified=instrument.verified if instrument else True,
    )


def _codes_of(actor: Actor) -> set[str] | None:
    """ "instrument:code" of the entries under the actor's unit; None is everything."""
    if not actor.unit_path:
        return None
    rows = Entry.objects.filter(under(actor.unit_path, "unit__path")).order_by().distinct()
    return {f"{key}:{code}" for key, code in rows.values_list("assessment__instrument", "code")}


def _groups(found: Sequence[YearResult], codes: set[str] | None) -> list[Group]:
    by_key: dict[str, list[YearResult]] = {}
    for one in found:
        by_key.setdefault(one.scheme.key, []).append(one)
    made = [_group(key, tuple(members), codes) for key, members in by_key.items()]
    return sorted(made, key=lambda group: -group.results[-1].year)


def _group(key: str, members: tuple[YearResult, ...], codes: set[str] | None) -> Group:
    instrument = loading.instruments().get(key)
    if instrument is None:
        parts = tuple(
            PartRow(no, name, Fraction(0), tuple(one.domains.get(no) for one in members))
            for no, name in enumerate(members[0].scheme.parts, 1)
        )
        return Group(key, members[0].title, None, members, parts, ())
    held = instrument.domains if instrument.has_domains else instrument.aspects
    parts = tuple(
        PartRow(
            part.no,
            part.name,
            part.weight,
            tuple((one.domains if instrument.has_domains else one.aspects).get(part.no) for one in members),
        )
        for part in held
    )
    known = [one for one in members if one.levels]
    rows = tuple(
        MatrixRow(code, brief(entry.indicator.name), entry.aspect.name, tuple(one.levels.get(code) for one in known))
        for code, entry in instrument.entries.items()
        if known and (codes is None or f"{key}:{code}" in codes)
    )
    return Group(key, instrument.short, instrument, members, parts, rows)
