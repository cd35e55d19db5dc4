"""From the text of an instrument file to an Instrument, with every sum and every order checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

from pendopo.apps.maturity.rules.instrument import (
    KINDS,
    Aspect,
    Domain,
    Indicator,
    Instrument,
    Layer,
    LayerText,
    LevelName,
    LevelText,
    Predicate,
    PredicateInput,
)
from pendopo.apps.maturity.rules.scoring import half_up
from pendopo.apps.maturity.rules.shapes import BadFile, Node, parse

KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
INSTRUMENT: Final = {
    "instrument": True, "title": True, "short": False, "source": True, "valid_years": True, "verified": True,
    "verification": False, "known_quirks": False, "level_min": True, "level_max": True, "level_names": False,
    "predicate_input": False, "predicates": True, "target": False, "domains": False, "aspects": False,
}  # fmt: skip
DOMAIN: Final = {"no": True, "name": True, "weight": True, "aspects": True}
ASPECT: Final = {"no": True, "name": True, "weight": True, "mean_of_entries": False, "indicators": True}
INDICATOR: Final = {
    "no": True, "name": True, "weight": True, "kind": False, "entries": False, "external_source": False,
    "question": False, "criteria": False,
}  # fmt: skip
PREDICATE: Final = {"name": True, "min": True, "max": True, "stage": False}
LAYER: Final = {
    "layer": True, "instrument": True, "title": True, "short": False, "source": True, "valid_years": True,
    "verified": True, "known_quirks": False, "indicators": True,
}  # fmt: skip
LAYER_INDICATOR: Final = {
    "no": True, "name": False, "question": False, "description": False, "rule": False, "evidence_examples": False,
    "levels": False,
}  # fmt: skip
LAYER_LEVEL: Final = {"level": True, "criteria": False, "fulfilment": False, "evidence": False}
MOST_ENTRIES: Final = 20
T = TypeVar("T", Domain, Aspect, Indicator)


def is_layer(content: bytes) -> bool:
    """Whether a file is a text layer of an instrument, and not an instrument. Raises BadFile."""
    found = parse(content)
    return isinstance(found, dict) and "layer" in found


def read_instrument(content: bytes, *, file: str = "", builtin: bool = False) -> Instrument:
    """Raises BadFile with the place of the first thing that is wrong."""
    root = Node(parse(content), keys=INSTRUMENT)
    key = _key(root, "instrument")
    low = root.whole("level_min", 0, 1)
    high = root.whole("level_max", low + 1, 10)
    if root.has("domains") == root.has("aspects"):
        raise BadFile("domains", 'Isi salah satu: "domains", atau "aspects" bila instrumen tidak mengenal domain.')
    has_domains = root.has("domains")
    if has_domains:
        domains = tuple(_domain(value, place, low, high) for place, value in root.items("domains"))
    else:
        aspects = tuple(_aspect(value, place, low, high) for place, value in root.items("aspects"))
        domains = (Domain(1, "", Fraction(100), aspects),)
    _check_tree(domains, has_domains=has_domains)
    first, last = root.years("valid_years")
    default, years = _predicate_input(root)
    return Instrument(
        key=key,
        title=root.text("title"),
        short=root.text("short", default="") or key,
        source=root.texts("source"),
        first_year=first,
        last_year=last,
        level_min=low,
        level_max=high,
        verified=root.flag("verified"),
        verification=root.texts("verification"),
        quirks=root.texts("known_quirks"),
        digest=hashlib.sha256(content).hexdigest(),
        file=file,
        domains=domains,
        has_domains=has_domains,
        predicates=_predicates(root, low, high),
        predicate_default=default,
        predicate_years=years,
        level_names=_level_names(root, low, high),
        target=root.number("target") if root.has("target") else None,
        builtin=builtin,
    )


def _key(node: Node, key: str) -> str:
    found = node.text(key)
    if not KEY.fullmatch(found) or len(found) > 40:
        raise BadFile(node.at(key), "Harus huruf kecil, angka dan tanda hubung, paling banyak 40 (spbe-59-2020).")
    return found


def _domain(value: Any, place: str, low: int, high: int) -> Domain:
    node = Node(value, place, keys=DOMAIN)
    aspects = tuple(_aspect(member, where, low, high) for where, member in node.items("aspects"))
    return Domain(node.whole("no", 1, 999), node.text("name"), node.number("weight"), aspects)


def _aspect(value: Any, place: str, low: int, high: int) -> Aspect:
    node = Node(value, place, keys=ASPECT)
    indicators = tuple(_indicator(member, where, low, high) for where, member in node.items("indicators"))
    mean = node.flag("mean_of_entries")
    return Aspect(node.whole("no", 1, 999), node.text("name"), node.number("weight"), indicators, mean)


def _indicator(value: Any, place: str, low: int, high: int) -> Indicator:
    node = Node(value, place, keys=INDICATOR)
    no = node.whole("no", 1, 999)
    kind = node.text("kind", default="")
    if kind and kind not in KINDS:
        raise BadFile(node.at("kind"), f"Harus salah satu dari {', '.join(KINDS)}.")
    count = node.whole("entries", 1, MOST_ENTRIES, default=1)
    return Indicator(
        no=no,
        name=node.text("name"),
        weight=node.number("weight"),
        kind=kind,
        question=node.text("question", default=""),
        levels=_criteria(node, low, high),
        entries=(str(no),) if count == 1 else tuple(f"{no}-{part}" for part in range(1, count + 1)),
        external_source=node.text("external_source", default=""),
    )


def _criteria(node: Node, low: int, high: int) -> tuple[LevelText, ...]:
    """None at all, or one for each level without a gap."""
    found = node.open("criteria")
    wanted = [str(level) for level in range(low, high + 1)]
    if not found:
        return ()
    for key in found:
        if key not in wanted:
            raise BadFile(f"{node.at('criteria')}.{key}", f"Tingkat harus {low} sampai {high}.")
    texts = Node(found, node.at("criteria"), keys=dict.fromkeys(wanted, True))
    return tuple(LevelText(int(key), criteria=texts.text(key)) for key in wanted)


def _check_tree(domains: tuple[Domain, ...], *, has_domains: bool) -> None:
    """Numbers without gaps, in order, and every weight the sum of what lies under it; 100 altogether."""
    places = {id(domain): f"domains[{n}]" if has_domains else "" for n, domain in enumerate(domains)}
    aspects: dict[int, tuple[str, Aspect]] = {}
    for domain in domains:
        for n, aspect in enumerate(domain.aspects):
            place = places[id(domain)]
            aspects[id(aspect)] = (f"{place}.aspects[{n}]" if place else f"aspects[{n}]", aspect)
    for place, aspect in aspects.values():
        if not aspect.indicators:
            raise BadFile(f"{place}.indicators", f"Aspek {aspect.no} tidak berisi indikator.")
    _numbers("domains", "domain", domains, [places[id(d)] for d in domains])
    _numbers("aspects", "aspek", [a for _p, a in aspects.values()], [p for p, _a in aspects.values()])
    found = [
        (f"{place}.indicators[{n}]", one)
        for place, aspect in aspects.values()
        for n, one in enumerate(aspect.indicators)
    ]
    _numbers("indicators", "indikator", [one for _p, one in found], [p for p, _one in found])
    for place, aspect in aspects.values():
        _sum(place, f"aspek {aspect.no}", aspect.weight, "indikatornya", aspect.indicators)
    for domain in domains if has_domains else ():
        _sum(places[id(domain)], f"domain {domain.no}", domain.weight, "aspeknya", domain.aspects)
    parts: Iterable[Domain | Aspect] = domains if has_domains else domains[0].aspects
    total = sum((part.weight for part in parts), Fraction())
    if total != 100:
        where = "domains" if has_domains else "aspects"
        raise BadFile(where, f"Jumlah bobot harus tepat 100, bukan {_plain(total)}.")


def _numbers(where: str, word: str, found: Iterable[T], places: list[str]) -> None:
    numbers = [one.no for one in found]
    if not numbers:
        raise BadFile(where, f"Paling sedikit satu {word}.")
    for wanted, (number, place) in enumerate(zip(numbers, places, strict=True), 1):
        if number != wanted:
            message = f"Nomor {word} harus urut tanpa celah: {wanted}, bukan {number}."
            raise BadFile(f"{place}.no" if place else where, message)


def _sum(place: str, word: str, weight: Fraction, parts: str, found: Iterable[Aspect] | Iterable[Indicator]) -> None:
    weights = [one.weight for one in found]
    if not weights:
        raise BadFile(f"{place}.aspects", f"{word.capitalize()} tidak berisi aspek.")
    if min(weights) <= 0 or weight <= 0:
        raise BadFile(place, f"Bobot dalam {word} harus lebih dari 0.")
    if sum(weights, Fraction()) != weight:
        total = _plain(sum(weights, Fraction()))
        raise BadFile(f"{place}.weight", f"Bobot {word} tertulis {_plain(weight)}, jumlah {parts} {total}.")


def _plain(value: Fraction) -> str:
    """Without trailing zeros: 103, 2.75."""
    return half_up(value, 6).rstrip("0").rstrip(".")


def _predicates(root: Node, low: int, high: int) -> tuple[Predicate, ...]:
    """Best first in the result. Each must end where the next better one begins; the best ends at the highest level."""
    found: list[tuple[Fraction | None, Fraction, Predicate, str]] = []
    for place, value in root.items("predicates"):
        node = Node(value, place, keys=PREDICATE)
        least = node.number("min") if node.has("min") else None
        top = node.number("max")
        if least is not None and least >= top:
            raise BadFile(place, f"Batas bawah {_plain(least)} harus di bawah batas atas {_plain(top)}.")
        predicate = Predicate(node.text("name"), least, node.text("stage", default=""))
        found.append((least, top, predicate, place))
    if not found:
        raise BadFile("predicates", "Paling sedikit satu predikat.")
    found.sort(key=lambda one: one[1])
    names = [one[2].name for one in found]
    if len(set(names)) != len(names):
        raise BadFile("predicates", "Nama predikat tertulis dua kali.")
    least, _top, worst, place = found[0]
    if least is not None and least > low:
        raise BadFile(f"{place}.min", f"Predikat {worst.name} harus mulai dari null atau {low}: di bawahnya ada celah.")
    for (_least, top, below, _place), (least, _high, above, place) in pairwise(found):
        if least != top:
            told = "kosong" if least is None else _plain(least)
            gap = "tumpang tindih" if least is None or least < top else "celah"
            message = f"Ada {gap}: {below.name} berakhir pada {_plain(top)}, {above.name} mulai pada {told}."
            raise BadFile(f"{place}.min", message)
    if found[-1][1] != high:
        message = f"Predikat tertinggi harus berakhir pada tingkat tertinggi, {high}."
        raise BadFile(f"{found[-1][3]}.max", message)
    return tuple(one[2] for one in reversed(found))


def _predicate_input(root: Node) -> tuple[PredicateInput, Mapping[int, PredicateInput]]:
    default: PredicateInput = "unrounded"
    years: dict[int, PredicateInput] = {}
    for key, value in root.open("predicate_input").items():
        place = f"predicate_input.{key}"
        if value not in ("unrounded", "rounded"):
            raise BadFile(place, 'Harus "unrounded" atau "rounded".')
        rule = cast(PredicateInput, value)
        if key == "default":
            default = rule
        elif re.fullmatch(r"2[0-9]{3}", key):
            years[int(key)] = rule
        else:
            raise BadFile(place, 'Kunci harus "default" atau tahun empat angka.')
    return default, MappingProxyType(years)


def _level_names(root: Node, low: int, high: int) -> Mapping[str, tuple[LevelName, ...]]:
    found = {}
    for kind, members in root.open("level_names").items():
        place = f"level_names.{kind}"
        if kind and kind not in KINDS:
            raise BadFile(place, f"Kunci harus {', '.join(KINDS)}, atau kosong bila jenis tidak dikenal.")
        if not isinstance(members, list) or len(members) != high - max(low, 1) + 1:
            raise BadFile(place, f"Harus daftar nama untuk tingkat {max(low, 1)} sampai {high}.")
        names = []
        for level, value in enumerate(members, max(low, 1)):
            node = Node(value, f"{place}[{level - max(low, 1)}]", keys={"level": True, "name": True, "summary": False})
            names.append(
                LevelName(node.whole("level", level, level), node.text("name"), node.text("summary", default=""))
            )
        found[kind] = tuple(names)
    return MappingProxyType(found)


def read_layer(content: bytes, instruments: Mapping[str, Instrument], *, file: str = "") -> tuple[str, Layer]:
    """The key of the instrument it belongs to, and the layer. Raises BadFile."""
    root = Node(parse(content), keys=LAYER)
    key = _key(root, "instrument")
    if key not in instruments:
        raise BadFile("instrument", f"Instrumen {key} tidak dikenal. Yang ada: {', '.join(instruments)}.")
    instrument = instruments[key]
    first, last = root.years("valid_years")
    texts: dict[int, LayerText] = {}
    for place, value in root.items("indicators"):
        node = Node(value, place, keys=LAYER_INDICATOR)
        no = node.whole("no", 1, 999)
        if no not in instrument.indicators:
            raise BadFile(node.at("no"), f"{key} tidak mengenal indikator {no}.")
        if no in texts:
            raise BadFile(node.at("no"), f"Indikator {no} tertulis dua kali.")
        texts[no] = _layer_text(node, instrument)
    if not texts:
        raise BadFile("indicators", "Paling sedikit satu indikator.")
    layer = Layer(
        key=_key(root, "layer"),
        title=root.text("title"),
        short=root.text("short", default="") or root.text("title"),
        source=root.texts("source"),
        first_year=first,
        last_year=last,
        verified=root.flag("verified"),
        quirks=root.texts("known_quirks"),
        digest=hashlib.sha256(content).hexdigest(),
        file=file,
        texts=MappingProxyType(texts),
    )
    return key, layer


def _layer_text(node: Node, instrument: Instrument) -> LayerText:
    levels: dict[int, LevelText] = {}
    for place, value in node.items("levels"):
        one = Node(value, place, keys=LAYER_LEVEL)
        level = one.whole("level", instrument.level_min, instrument.level_max)
        if level in levels:
            raise BadFile(one.at("level"), f"Tingkat {level} tertulis dua kali.")
        texts = {key: one.text(key, default="") for key in ("criteria", "fulfilment", "evidence")}
        levels[level] = LevelText(level, **texts)
    given = {key: node.text(key, default="") for key in LAYER_INDICATOR if key not in ("no", "levels")}
    return LayerText(**given, levels=MappingProxyType(levels))
