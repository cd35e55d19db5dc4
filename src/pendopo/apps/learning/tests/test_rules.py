from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.learning.rules import eligibility, numbers, seats, tokens
from pendopo.apps.learning.rules.questions import Drafted, Fault, checked, drafted, places
from pendopo.apps.learning.rules.score import gain, half_up, mean, normalised_gain, score, shown

SECRET = b"uji"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
tests = st.integers(1, 60).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


def test_it_works_a_score_is_exact_and_shown_half_up() -> None:
    assert score(5, 6) == Fraction(250, 3)
    assert shown(score(5, 6)) == "83,3"
    assert shown(Fraction(1, 20)) == "0,1"  # 0.05: half to even or a float would show 0,0
    assert shown(Fraction(-1, 20)) == "-0,1"
    assert shown(Fraction(100)) == "100,0"
    assert shown(Fraction(1, 2), 0) == "1"
    assert shown(None) == "–"


@given(tests)
def test_a_score_lies_between_nothing_and_full(pair: tuple[int, int]) -> None:
    right, total = pair
    found = score(right, total)
    assert found is not None and 0 <= found <= 100
    assert (found == 100) == (right == total)


def test_more_right_than_asked_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError):
        score(3, 2)
    assert score(0, 0) is None


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=400), st.integers(0, 3))
def test_rounding_equals_decimal_half_up(value: Fraction, decimals: int) -> None:
    exact = half_up(value, decimals)
    scaled = value * 10**decimals
    if scaled.denominator in (1, 2, 4, 5, 8, 10, 20, 40):  # finite in decimal: compare with the reference
        reference = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
            Decimal(1).scaleb(-decimals), ROUND_HALF_UP
        )
        assert exact == Fraction(reference)
    assert abs(exact - value) * 10**decimals * 2 <= 1


@given(tests, tests)
def test_gain_needs_both_and_is_the_difference(before: tuple[int, int], after: tuple[int, int]) -> None:
    first, last = score(*before), score(*after)
    assert gain(first, last) == last - first
    assert gain(None, last) is None and gain(first, None) is None
    won = normalised_gain(first, last)
    assert (won is None) == (first == 100)
    if won is not None:
        assert won <= 100


@given(st.lists(st.one_of(st.none(), st.fractions(0, 100, max_denominator=60)), max_size=20))
def test_a_mean_lies_between_its_values(values: list[Fraction | None]) -> None:
    known = [value for value in values if value is not None]
    found = mean(values)
    if not known:
        assert found is None
    else:
        assert min(known) <= found <= max(known)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 100))
def test_eligibility_compares_exactly(attended: int, missed: int, least: int) -> None:
    sessions = attended + missed
    found = eligibility.verdict(eligibility.Rule(least, None), attended=attended, sessions=sessions, post=None)
    assert found.enough_presence == (sessions > 0 and attended * 100 >= least * sessions)
    assert found.enough_score


def test_a_missing_test_is_not_a_passed_one() -> None:
    rule = eligibility.Rule(80, 60)
    assert not eligibility.verdict(rule, attended=4, sessions=5, post=None).is_eligible
    assert eligibility.verdict(rule, attended=4, sessions=5, post=Fraction(60)).is_eligible
    assert not eligibility.verdict(rule, attended=4, sessions=5, post=Fraction(599, 10)).is_eligible
    assert not eligibility.verdict(rule, attended=3, sessions=4, post=Fraction(100)).is_eligible  # 75 percent
    with pytest.raises(ValueError):
        eligibility.presence_share(2, 1)


@given(st.integers(1, 10**9), st.integers(10, 60), st.integers(0, 200))
def test_a_token_lives_in_its_slice_and_two_more(session: int, seconds: int, later: int) -> None:
    number = tokens.slice_of(AT, seconds)
    made = tokens.token(SECRET, session, number)
    moment = AT + timedelta(seconds=later)
    fresh = tokens.slice_of(moment, seconds) - number <= tokens.GRACE
    assert tokens.check(SECRET, session, made, moment, seconds) == ("fresh" if fresh else "old")
    assert tokens.check(SECRET, session, made, AT - timedelta(seconds=seconds + 1), seconds) == "old"
    assert tokens.check(SECRET, session + 1, made, AT, seconds) == "wrong"
    assert tokens.check(b"lain", session, made, AT, seconds) == "wrong"


@given(st.text(max_size=60))
def test_no_text_is_a_token_by_chance(text: str) -> None:
    assert tokens.check(SECRET, 1, text, AT, 20) == "wrong"


@given(st.integers(-600, 600))
def test_presence_is_taken_around_the_session(minutes: int) -> None:
    ends = AT + timedelta(minutes=120)
    found = tokens.window(AT + timedelta(minutes=minutes), AT, ends, before=30, after=15)
    assert found == ("early" if minutes < -30 else "late" if minutes > 135 else "open")


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=2, unique=True))
def test_two_numbers_of_a_series_are_never_the_same(pair: list[int]) -> None:
    pattern = "800.2.4/{no}/BKPSDM/{bulan}/{tahun}"
    first, second = (numbers.number(pattern, one, date(2026, 5, 9)) for one in pair)
    assert first != second


def test_patterns_are_checked() -> None:
    assert numbers.number("{no}/X/{bulan}/{tahun}", 7, date(2026, 12, 1)) == "007/X/XII/2026"
    assert numbers.fault_of("800/{no}/{tahun}") == ""
    assert numbers.fault_of("800/{tahun}") == "no"
    assert numbers.fault_of("{no}{no}") == "no"
    assert numbers.fault_of("{no}/{hari}") == "unknown"
    assert numbers.fault_of("{no}/{") == "braces"
    assert numbers.fault_of("{no}" + "x" * 200) == "long"


@given(st.integers(0, 50), st.integers(0, 60), st.lists(st.integers(), max_size=30))
def test_those_who_wait_move_up_in_their_order(quota: int, taken: int, waiting: list[int]) -> None:
    rising = seats.moves_up(quota, taken, waiting)
    assert rising == waiting[: len(rising)]
    assert len(rising) == min(len(waiting), max(0, quota - taken))


def test_a_question_has_two_to_five_options_and_one_right() -> None:
    header = places(("Pertanyaan", " A ", "b", "C", "benar"))
    assert header == {"pertanyaan": 0, "a": 1, "b": 2, "c": 3, "benar": 4}
    row = {"pertanyaan": "Berapa?", "a": "Satu", "b": "Dua", "benar": "b"}
    assert drafted(row) == Drafted("Berapa?", ("Satu", "Dua"), 1)
    for change, kind in (
        ({"pertanyaan": " "}, "empty"),
        ({"b": ""}, "few"),
        ({"b": "", "c": "Tiga"}, "gap"),
        ({"b": "satu"}, "same"),
        ({"benar": "C"}, "right"),
        ({"benar": ""}, "right"),
        ({"benar": "AB"}, "right"),
    ):
        found = drafted(row | change)
        assert isinstance(found, Fault) and found.kind == kind, change
    assert isinstance(checked("x", ["1", "2", "3", "4", "5", "6"], 0), Fault)
