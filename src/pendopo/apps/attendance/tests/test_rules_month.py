"""A month in figures: days by state, minutes, codes by the set in force on each day, the cap."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from pendopo.apps.attendance.models import RecapState
from pendopo.apps.attendance.rules.bands import Band, BandKind
from pendopo.apps.attendance.rules.month import DayFacts, total
from pendopo.apps.attendance.rules.verdict import State
from pendopo.apps.attendance.words_recap import LETTERS, TONES, letter

MONDAY = date(2026, 11, 9)


def fact(day: int, state: str = State.PRESENT, late: int = 0, early: int = 0, **flags: bool) -> DayFacts:
    return DayFacts(
        MONDAY + timedelta(days=day), state, late, early, flags.get("no_in", False), flags.get("no_out", False), 450
    )


def a_set(percent: str) -> tuple[Band, ...]:
    since = date(2024, 1, 1)
    return (
        Band(BandKind.LATE, "TL1", 1, 30, Decimal(percent), False, since),
        Band(BandKind.LATE, "TL2", 31, None, Decimal(percent) * 2, True, since),
        Band(BandKind.EARLY, "PSW1", 1, None, Decimal(percent), True, since),
        Band(BandKind.ABSENT, "TK", 1, None, Decimal(30), False, since),
    )


BANDS = {MONDAY + timedelta(days=n): a_set("0.5") for n in range(7)}


def test_it_works_days_minutes_and_codes():
    rows = [fact(0), fact(1, late=14), fact(2, late=31, early=5), fact(3, no_out=True), fact(4, State.ABSENT)]
    totals = total(rows, BANDS)
    assert (totals.due, totals.days(State.PRESENT), totals.days(State.ABSENT)) == (5, 4, 1)
    assert (totals.late, totals.late_minutes, totals.early, totals.early_minutes, totals.no_out) == (2, 45, 1, 5, 1)
    assert totals.codes == {"TL1": 1, "TL2": 1, "PSW1": 2, "TK": 1}
    assert totals.percent == Decimal("32.5")


def test_leave_lowers_what_is_due_and_duty_counts_as_present():
    totals = total([fact(0), fact(1, State.DUTY), fact(2, State.LEAVE), fact(3, State.ABSENT)], BANDS)
    assert round(totals.attendance, 1) == Decimal("66.7")
    assert total([fact(0, State.LEAVE)], BANDS).attendance is None


def test_free_days_are_not_due():
    assert total([fact(5, State.OFF), fact(6, State.HOLIDAY), fact(4, State.OFF_WORK)], BANDS).due == 0


def test_each_day_is_charged_by_the_set_in_force_on_it():
    bands = BANDS | {MONDAY + timedelta(days=1): a_set("2")}
    assert total([fact(0, late=5), fact(1, late=5)], bands).percent == Decimal("2.5")
    assert total([fact(9, late=5)], bands).percent == 0


def test_the_month_is_capped_at_a_hundred():
    assert total([fact(n, State.ABSENT) for n in range(5)], BANDS).percent == 100


def test_every_state_has_its_word_its_tone_and_its_letter():
    for state in State:
        assert RecapState(state.value).label
        assert RecapState(state.value) in TONES
        code = letter(fact(0, state.value))
        assert code in LETTERS
    assert letter(fact(0, late=1, early=1)) == "TP" and letter(fact(0, no_in=True)) == "M"
