"""An evaluation instrument: domains, aspects and indicators with their weights, predicates and texts. Read only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal

PredicateInput = Literal["unrounded", "rounded"]
POLICY: Final = "policy"
PROCESS: Final = "process"
SERVICE: Final = "service"
KINDS: Final = (POLICY, PROCESS, SERVICE)


class UnknownCode(KeyError):
    """The instrument has no such indicator or entry."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class LevelText:
    """What a level asks for. `fulfilment` and `evidence` come from guidelines and may be empty."""

    level: int
    name: str = ""
    criteria: str = ""
    fulfilment: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class LevelName:
    level: int
    name: str
    summary: str = ""


@dataclass(frozen=True)
class Texts:
    """All texts of an indicator as they are in force in a year; `layer` names the guideline, or is empty."""

    name: str
    question: str
    description: str
    rule: str
    evidence_examples: str
    levels: tuple[LevelText, ...]
    layer: str

    def level(self, level: int) -> LevelText:
        """The text of one level; empty where the instrument has none."""
        return next((text for text in self.levels if text.level == level), LevelText(level))


@dataclass(frozen=True)
class Indicator:
    """`entries` are the codes to fill in: the number itself, or "35-1", "35-2", ... `kind` is empty when not known."""

    no: int
    name: str
    weight: Fraction
    kind: str
    question: str
    levels: tuple[LevelText, ...]
    entries: tuple[str, ...]
    external_source: str = ""

    @property
    def is_policy(self) -> bool:
        """A policy indicator: a draft supports level 1 at most."""
        return self.kind == POLICY


@dataclass(frozen=True)
class Aspect:
    """`mean_of_entries`: the plain mean of the entries counts, not the weights of the indicators (aspect 7 of 2018)."""

    no: int
    name: str
    weight: Fraction
    indicators: tuple[Indicator, ...]
    mean_of_entries: bool = False


@dataclass(frozen=True)
class Domain:
    no: int
    name: str
    weight: Fraction
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True)
class Predicate:
    """Holds from `least` on (included) up to the `least` of the next better one; the worst one has none."""

    name: str
    least: Fraction | None
    stage: str = ""


@dataclass(frozen=True)
class LayerText:
    """The texts of one indicator in a guideline; empty ones fall back to the instrument."""

    name: str = ""
    question: str = ""
    description: str = ""
    rule: str = ""
    evidence_examples: str = ""
    levels: Mapping[int, LevelText] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class Layer:
    """A guideline that rewords the texts from a year on; weights never change."""

    key: str
    title: str
    short: str
    source: tuple[str, ...]
    first_year: int
    last_year: int | None
    verified: bool
    quirks: tuple[str, ...]
    digest: str
    file: str
    texts: Mapping[int, LayerText]

    def holds_in(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


@dataclass(frozen=True)
class Entry:
    """One level to fill in. `weight` is its share of 100 in the index."""

    code: str
    position: int
    indicator: Indicator
    aspect: Aspect
    domain: Domain
    weight: Fraction

    @property
    def part(self) -> str:
        """The running number of an entry of several ("2" of "35-2"), else empty."""
        return self.code.partition("-")[2]


@dataclass(frozen=True, eq=False)
class Instrument:
    """`predicates` stand best first. Without domains there is one implicit one that `has_domains` says to hide.

    `digest` is the SHA-256 of the file: what was scored can be told apart from a later edition of the file.
    """

    key: str
    title: str
    short: str
    source: tuple[str, ...]
    first_year: int
    last_year: int | None
    level_min: int
    level_max: int
    verified: bool
    verification: tuple[str, ...]
    quirks: tuple[str, ...]
    digest: str
    file: str
    domains: tuple[Domain, ...]
    has_domains: bool
    predicates: tuple[Predicate, ...]
    predicate_default: PredicateInput
    predicate_years: Mapping[int, PredicateInput]
    level_names: Mapping[str, tuple[LevelName, ...]]
    target: Fraction | None = None
    layers: tuple[Layer, ...] = ()
    builtin: bool = True

    @cached_property
    def aspects(self) -> tuple[Aspect, ...]:
        return tuple(aspect for domain in self.domains for aspect in domain.aspects)

    @cached_property
    def indicators(self) -> Mapping[int, Indicator]:
        return MappingProxyType({one.no: one for aspect in self.aspects for one in aspect.indicators})

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every entry by code, in the official order."""
        found: dict[str, Entry] = {}
        for domain in self.domains:
            for aspect in domain.aspects:
                count = sum(len(indicator.entries) for indicator in aspect.indicators)
                for indicator in aspect.indicators:
                    whole = indicator.weight / len(indicator.entries)
                    weight = aspect.weight / count if aspect.mean_of_entries else whole
                    for code in indicator.entries:
                        found[code] = Entry(code, len(found), indicator, aspect, domain, weight)
        return MappingProxyType(found)

    @cached_property
    def entry_codes(self) -> tuple[str, ...]:
        return tuple(self.entries)

    @property
    def levels(self) -> range:
        return range(self.level_min, self.level_max + 1)

    def entry(self, code: str) -> Entry:
        """Raises UnknownCode."""
        if code not in self.entries:
            raise UnknownCode(f"{self.key} tidak mengenal indikator {code}.")
        return self.entries[code]

    def indicator_of(self, code: str) -> Indicator:
        """The indicator of an entry; the number of an indicator with several entries is taken too ("35").

        Raises UnknownCode.
        """
        if code in self.entries:
            return self.entries[code].indicator
        found = next((one for no, one in self.indicators.items() if str(no) == code), None)
        if found is not None:
            return found
        raise UnknownCode(f"{self.key} tidak mengenal indikator {code}.")

    def layer(self, year: int) -> Layer | None:
        """The newest guideline in force in a year; of two of one year the one that was added last."""
        held = [(layer.first_year, place) for place, layer in enumerate(self.layers) if layer.holds_in(year)]
        return self.layers[max(held)[1]] if held else None

    def texts(self, code: str, year: int) -> Texts:
        """Name, question, criteria and evidence rules as in force in `year`. Raises UnknownCode."""
        indicator = self.indicator_of(code)
        layer = self.layer(year)
        over = (layer.texts.get(indicator.no) if layer else None) or LayerText()
        base = {text.level: text for text in indicator.levels}
        levels = []
        for level in self.levels:
            below, above = base.get(level, LevelText(level)), over.levels.get(level, LevelText(level))
            criteria = above.criteria or below.criteria
            name = self.level_name(indicator.kind, level)
            levels.append(LevelText(level, name, criteria, above.fulfilment, above.evidence))
        return Texts(
            name=over.name or indicator.name,
            question=over.question or indicator.question,
            description=over.description,
            rule=over.rule,
            evidence_examples=over.evidence_examples,
            levels=tuple(levels),
            layer=layer.title if layer and indicator.no in layer.texts else "",
        )

    def level_name(self, kind: str, level: int) -> str:
        """The name of a level for a kind of indicator; empty when the instrument has no names."""
        return next((one.name for one in self.level_names.get(kind, ()) if one.level == level), "")

    def predicate_input(self, year: int) -> PredicateInput:
        """Whether the predicate of that year was taken from the index itself or from its two decimals."""
        return self.predicate_years.get(year, self.predicate_default)

    def holds_in(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)
