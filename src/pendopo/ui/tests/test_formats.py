"""Indonesian numbers, dates, times, NIP, age; small charts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from pendopo.ui import charts, formats
from pendopo.ui.templatetags import ui as tags

AT = datetime(2026, 11, 11, 23, 31, 8, tzinfo=UTC)


def test_it_works() -> None:
    assert formats.number(1234567.891, 2) == "1.234.567,89"
    assert formats.long_date(date(2026, 11, 12), weekday=True) == "Kamis, 12 November 2026"
    assert formats.clock(AT, word=True) == "07.31 WITA"
    assert formats.date_and_time(AT) == "12 Nov 2026 07.31 WITA"
    assert formats.nip("198001102009011001") == "19800110 200901 1 001"
    assert formats.fours("0123 456789") == "0123 4567 89"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "06.31 WIB"),
        ("Asia/Makassar", "07.31 WITA"),
        ("Asia/Jayapura", "08.31 WIT"),
        ("UTC", "23.31 +0000"),
    ],
)
def test_the_clock_is_the_one_of_the_office(zone: str, text: str) -> None:
    assert formats.clock(AT, zone=zone, word=True) == text


def test_a_moment_that_carries_its_zone_keeps_it() -> None:
    assert formats.clock(AT.astimezone(ZoneInfo("Asia/Jayapura")), word=True) == "08.31 WIT"
    assert formats.clock(time(7, 5)) == "07.05"
    assert formats.clock(AT, seconds=True) == "07.31.08"


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (0, "0 detik lalu"),
        (59, "59 detik lalu"),
        (47 * 60, "47 menit lalu"),
        (5 * 3600, "5 jam lalu"),
        (4 * 86400, "4 hari lalu"),
        (-5, "0 detik lalu"),
        (-7200, "pada 12 Nov 2026 09.31 WITA"),
    ],
)
def test_age_in_words(ago: int, text: str) -> None:
    assert formats.age(AT - timedelta(seconds=ago), now=AT) == text


def test_no_value_is_a_dash_never_a_zero() -> None:
    assert formats.number(None) == formats.long_date(None) == formats.clock(None) == formats.short_date(None) == "–"
    assert formats.age(None) == "belum pernah"


def test_english_has_its_own_numbers_and_months() -> None:
    with translation.override("en"):
        assert formats.number(1234.5, 1) == "1,234.5"
        assert formats.long_date(date(2026, 8, 17), weekday=True) == "Monday, 17 August 2026"
    assert formats.short_date(date(2026, 8, 17)) == "17 Agu 2026"
    assert formats.month_name("2026-02") == "Februari 2026"
    assert formats.day_date(date(2026, 8, 20)) == "Kam, 20 Agu"


def test_rounding_is_the_one_taught_at_school() -> None:
    assert formats.number(0.125, 2) == "0,13"
    assert formats.number("2.5") == "3"


@pytest.mark.parametrize(
    ("name", "letters", "short"),
    [("Sari Wulandari, S.Kom.", "SW", "Sari"), ("dr. H. Ahmad", "DH", "Ahmad"), ("", "?", ""), ("Ani", "A", "Ani")],
)
def test_names_are_shortened_without_degrees(name: str, letters: str, short: str) -> None:
    assert formats.initials(name) == letters
    assert tags.nama_pendek(name) == short


def test_charts_say_in_words_what_they_draw_and_need_no_inline_style() -> None:
    for svg in (
        charts.spark([92, None, 95.5], target=95),
        charts.bar(92.4, target=95),
        charts.columns([charts.Point("Sen", 91.5, now=True), charts.Point("Sel", None)], target=95, unit="%"),
    ):
        assert 'role="img"' in svg
        assert "aria-label=" in svg
        assert "style=" not in svg
    assert "Dari 92,0 ke 95,5" in charts.spark([92, None, 95.5])
    assert "92,4 dari 100, target 95,0" in charts.bar(92.4, target=95)
    assert "tidak ada data" in charts.bar(None)


def test_charts_of_nothing_are_nothing() -> None:
    assert charts.spark([]) == charts.spark([1]) == charts.columns([]) == ""
    assert "polyline" in charts.spark([5, 5, 5])
    assert "rect" in charts.columns([charts.Point("a", 0.0)])


def test_charts_escape_what_they_are_given() -> None:
    assert "<script>" not in charts.columns([charts.Point("<script>", 1.0), charts.Point("b", 2.0)])


def test_a_status_is_word_shape_and_colour() -> None:
    shown = tags.status("bad", "terlambat <14>")
    assert "tag bad" in shown
    assert "#bad" in shown
    assert "terlambat &lt;14&gt;" in shown
    assert "waspada" in tags.status("watch")


def test_a_change_is_judged_by_its_good_direction() -> None:
    assert "t-bad" in tags.delta(-0.8)
    assert "t-ok" in tags.delta(-6, "down", 0)
    assert "turun" in tags.delta(-6, "down", 0)
    assert "tetap" in tags.delta(0.01)
    assert tags.delta(None) == ""
