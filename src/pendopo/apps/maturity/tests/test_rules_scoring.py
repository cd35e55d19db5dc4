"""The index: worked examples of the regulation, predicates of deciding rows, refusals, and what must hold always."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.scoring import BadLevels, half_up, hundredths, predicate, reaches, score

KEYS = ("spbe-5-2018", "spbe-59-2020", "pemdi-8-2026")


def even(instrument: Instrument, level: int) -> dict[str, int]:
    return dict.fromkeys(instrument.entry_codes, level)


def test_it_works_with_the_worked_examples_of_the_regulation() -> None:
    spbe = loading.get("spbe-59-2020")
    levels = even(spbe, 3) | {"11": 3, "12": 4, "13": 3, "14": 2, "15": 4, "16": 4, "17": 4, "18": 4}
    result = score(spbe, 2024, levels)
    assert half_up(result.aspects[2]) == "3.00"  # Tabel 10
    assert [half_up(result.aspects[no]) for no in (2, 3, 4)] == ["3.00", "4.00", "3.00"]
    assert half_up(result.domains[2]) == "3.40"  # Tabel 11
    values = {1: "3.70", 2: "3.40", 3: "3.00", 4: "3.20"}
    index = sum((Fraction(values[one.no]) * one.weight for one in spbe.domains), Fraction()) / 100
    assert half_up(index) == "3.28"  # Tabel 12
    assert predicate(spbe, index) == "Baik"


def test_the_index_is_the_sum_of_domains_without_rounding_between() -> None:
    spbe = loading.get("spbe-59-2020")
    result = score(spbe, 2024, even(spbe, 2) | {"29": 3, "21": 3, "1": 5})
    assert result.aspects[6] == Fraction(7, 3)
    assert result.index == sum((result.domains[one.no] * one.weight for one in spbe.domains), Fraction()) / 100
    assert result.index == Fraction("2.069")
    from_rounded = (
        sum((Fraction(half_up(result.domains[one.no])) * one.weight for one in spbe.domains), Fraction()) / 100
    )
    assert from_rounded != result.index


def test_the_public_services_of_2018_are_the_mean_of_six_entries() -> None:
    old = loading.get("spbe-5-2018")
    result = score(old, 2020, even(old, 0) | {"35-1": 4, "35-2": 5, "35-3": 3, "32": 1})
    assert result.aspects[7] == Fraction(13, 6)
    assert half_up(result.domains[3]) == half_up(Fraction(13, 6) * 20 / 55)
    assert result.index == Fraction(13, 6) * 20 / 100
    assert score(old, 2018, even(old, 0)).index == 0
    assert score(old, 2018, even(old, 5)).index == 5


def test_pemdi_has_aspects_and_no_domains() -> None:
    pemdi = loading.get("pemdi-8-2026")
    result = score(pemdi, 2026, even(pemdi, 3) | {"20": 5})
    assert result.domains == {}
    assert result.aspects[7] == Fraction(3 * 10 + 5 * 15, 25)
    assert (half_up(result.index), result.predicate) == ("3.30", "Baik")


def test_services_that_count_as_zero_as_in_the_published_row_of_2023() -> None:
    spbe = loading.get("spbe-59-2020")
    levels = {str(no): 1 for no in range(1, 37)}
    result = score(spbe, 2023, levels, missing="zero")
    assert half_up(result.domains[4]) == "0.30"
    assert result.missing == tuple(str(no) for no in range(37, 48))


@pytest.mark.parametrize(
    ("exact", "shown", "unrounded", "rounded"),
    [
        ("3.4985", "3.50", "Baik", "Sangat Baik"),  # Kab. Pacitan 2024
        ("2.5975", "2.60", "Cukup", "Baik"),  # as Kab. Luwu 2024
        ("1.7975", "1.80", "Kurang", "Cukup"),  # Kab. Nias Barat 2024 and 2023
        ("1.7995", "1.80", "Kurang", "Cukup"),  # Kab. Boven Digoel 2023
        ("4.2", "4.20", "Memuaskan", "Memuaskan"),
        ("2.6", "2.60", "Baik", "Baik"),
        ("0.4", "0.40", "Kurang", "Kurang"),
    ],
)
def test_rows_that_decide_the_rule_of_the_predicate(exact: str, shown: str, unrounded: str, rounded: str) -> None:
    spbe, index = loading.get("spbe-59-2020"), Fraction(exact)
    assert half_up(index) == shown
    assert predicate(spbe, index, spbe.predicate_input(2024)) == unrounded
    assert predicate(spbe, index, spbe.predicate_input(2023)) == rounded
    least = {one.name: one.least for one in spbe.predicates}[rounded]
    if least is not None:
        assert reaches(index, least, "rounded")
        assert reaches(index, least) == (unrounded == rounded)


def test_a_setting_of_the_app_goes_before_the_rule_in_the_file() -> None:
    spbe = loading.get("spbe-59-2020")
    levels = even(spbe, 2) | {str(no): 5 for no in range(42, 48)} | {"21": 3, "22": 3, "32": 3}
    result = score(spbe, 2023, levels)
    assert (result.index, result.index_text, result.predicate) == (Fraction("2.5975"), "2.60", "Baik")
    assert score(spbe, 2024, levels).predicate == "Cukup"
    assert score(spbe, 2023, levels, predicate_input="unrounded").predicate == "Cukup"
    assert score(spbe, 2024, levels, predicate_input="rounded").predicate == "Baik"


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"5": 6}, "levels.5", "1 sampai 5, bukan 6"),
        ({"5": 0}, "levels.5", "bukan 0"),
        ({"5": 2.5}, "levels.5", "bukan 2.5"),
        ({"5": 3.0}, "levels.5", "bukan 3.0"),
        ({"5": True}, "levels.5", "bukan true"),
        ({"5": "3"}, "levels.5", "bukan '3'"),
        ({"5": None}, "levels.5", "kosong"),
        ({"48": 3}, "levels.48", "tidak mengenal indikator '48'"),
        ({"01": 3}, "levels.01", "tidak mengenal"),
    ],
)
def test_levels_that_cannot_be_are_refused_with_their_place(change: dict[str, int], place: str, words: str) -> None:
    spbe = loading.get("spbe-59-2020")
    with pytest.raises(BadLevels) as caught:
        score(spbe, 2024, even(spbe, 3) | change)
    assert caught.value.place == place
    assert words in caught.value.message


def test_missing_indicators_are_refused_and_named() -> None:
    spbe = loading.get("spbe-59-2020")
    levels = even(spbe, 3)
    del levels["7"], levels["40"]
    with pytest.raises(BadLevels) as caught:
        score(spbe, 2024, levels)
    assert caught.value.place == "levels.7"
    assert "7, 40" in caught.value.message


def test_35_of_2018_is_asked_for_its_three_services() -> None:
    old = loading.get("spbe-5-2018")
    levels = {code: level for code, level in even(old, 3).items() if not code.startswith("35")} | {"35": 3}
    with pytest.raises(BadLevels) as caught:
        score(old, 2019, levels)
    assert caught.value.place == "levels.35"
    assert "35-1, 35-2, 35-3" in caught.value.message


def test_half_up_rounds_once_and_away_from_zero() -> None:
    shown = {"4.765": "4.77", "4.7649": "4.76", "2.345": "2.35", "-0.005": "-0.01", "-0.004": "0.00", "5": "5.00"}
    assert {value: half_up(Fraction(value)) for value in shown} == shown
    assert half_up(Fraction(1, 3), 4) == "0.3333"
    assert half_up(Fraction(5, 2), 0) == "3"
    assert half_up(3) == "3.00"


@st.composite
def assessments(draw: st.DrawFn) -> tuple[Instrument, dict[str, int]]:
    instrument = loading.get(draw(st.sampled_from(KEYS)))
    level = st.integers(instrument.level_min, instrument.level_max)
    given_levels = draw(st.lists(level, min_size=len(instrument.entry_codes), max_size=len(instrument.entry_codes)))
    return instrument, dict(zip(instrument.entry_codes, given_levels, strict=True))


@given(assessments())
def test_the_index_lies_between_the_lowest_and_the_highest_level(case: tuple[Instrument, dict[str, int]]) -> None:
    instrument, levels = case
    result = score(instrument, instrument.first_year, levels)
    for value in (*result.aspects.values(), *result.domains.values(), result.index):
        assert min(levels.values()) <= value <= max(levels.values())


@given(assessments(), st.data())
def test_raising_a_level_raises_the_index_by_its_weight(
    case: tuple[Instrument, dict[str, int]], data: st.DataObject
) -> None:
    instrument, levels = case
    code = data.draw(st.sampled_from(instrument.entry_codes))
    if levels[code] == instrument.level_max:
        return
    year = instrument.first_year
    before, after = score(instrument, year, levels), score(instrument, year, levels | {code: levels[code] + 1})
    entry = instrument.entries[code]
    assert after.index - before.index == entry.weight / 100
    assert after.aspects[entry.aspect.no] - before.aspects[entry.aspect.no] == entry.weight / entry.aspect.weight
    assert all(after.aspects[no] == before.aspects[no] for no in before.aspects if no != entry.aspect.no)


@given(assessments(), st.randoms(use_true_random=False))
def test_the_order_of_the_levels_does_not_matter(
    case: tuple[Instrument, dict[str, int]], chance: random.Random
) -> None:
    instrument, levels = case
    mixed = list(levels.items())
    chance.shuffle(mixed)
    assert score(instrument, instrument.first_year, dict(mixed)) == score(instrument, instrument.first_year, levels)


@given(assessments())
def test_raising_all_by_one_raises_all_by_one(case: tuple[Instrument, dict[str, int]]) -> None:
    instrument, levels = case
    low = {code: min(level, instrument.level_max - 1) for code, level in levels.items()}
    before = score(instrument, instrument.first_year, low)
    after = score(instrument, instrument.first_year, {code: level + 1 for code, level in low.items()})
    assert after.index == before.index + 1
    assert {no: value + 1 for no, value in before.domains.items()} == after.domains


@given(st.sampled_from(KEYS), st.fractions(0, 5), st.fractions(0, 5), st.sampled_from(("rounded", "unrounded")))
def test_predicates_grow_with_the_index(key: str, one: Fraction, other: Fraction, rule: str) -> None:
    instrument = loading.get(key)
    names = [each.name for each in instrument.predicates]
    low, high = sorted((one, other))
    assert names.index(predicate(instrument, high, rule)) <= names.index(predicate(instrument, low, rule))


@given(st.fractions(-9, 9), st.integers(0, 6))
def test_half_up_is_never_further_than_half_a_step(value: Fraction, places: int) -> None:
    shown = Fraction(half_up(value, places))
    assert abs(shown - value) <= Fraction(1, 2 * 10**places)
    if places == 2:
        assert shown == Fraction(hundredths(value), 100)
