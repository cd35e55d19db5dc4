"""Figures of units and days: put once, read in one statement, told to the screens when they change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from pendopo.kernel import indicators, settings_store
from pendopo.kernel.clock import today
from pendopo.kernel.indicators import queries, registry, rules
from pendopo.kernel.indicators.models import IndicatorPoint
from pendopo.kernel.live.models import LiveEvent
from pendopo.kernel.testing import SYSTEM

DAY = date(2026, 11, 12)
AT = datetime(2026, 11, 12, 0, 31, tzinfo=UTC)
PRESENT = indicators.Indicator(
    key="uji.present", title="Hadir", unit="%", scale=100, target=95, watch_margin=5, headline=True,
    league=indicators.League(weight=60, zero=80, full=100),
)  # fmt: skip
LATE = indicators.Indicator(key="uji.late", title="Terlambat", good="down", kind="count", decimals=0)
DEVICES = indicators.Indicator(key="uji.devices", title="Mesin", kind="stock", decimals=0)


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    indicators.register(PRESENT, LATE, DEVICES)
    yield
    for one in (PRESENT, LATE, DEVICES):
        registry.unregister(one.key)
        for name in ("target", "weight", "zero", "full"):
            settings_store.registry._definitions.pop(one.setting(name), None)


def point(key: str, path: str, num: int, den: int, day: date = DAY, at: datetime = AT) -> indicators.Point:
    return indicators.Point(key, path, day, num, den, at)


@pytest.mark.django_db
def test_it_works() -> None:
    now = timezone.now()
    indicators.put_many([point("uji.present", p, n, 100, today(), now) for p, n in (("", 93), ("0001", 97))])
    found = indicators.figures([PRESENT], ["", "0001", "0002"], today(), today())
    assert [found["uji.present", p].text for p in ("", "0001", "0002")] == ["93,0", "97,0", "–"]
    assert [found["uji.present", p].code for p in ("", "0001", "0002")] == ["watch", "ok", "none"]
    assert found["uji.present", ""].target_text == "95"
    event = LiveEvent.objects.filter(topic="indicator", unit_path="0001").get()
    assert event.data["text"] == "97,0" and event.data["status"] == "ok" and event.data["of"] == 100


@pytest.mark.django_db
def test_the_same_figure_twice_changes_nothing_and_is_told_once() -> None:
    now = timezone.now()
    one = [point("uji.present", "0001", 97, 100, today(), now)]
    assert indicators.put_many(one) == 1
    assert indicators.put_many(one) == 0
    later = [point("uji.present", "0001", 97, 100, today(), now + timedelta(minutes=5))]
    assert indicators.put_many(later) == 0
    assert IndicatorPoint.objects.get().data_at == now + timedelta(minutes=5)
    assert LiveEvent.objects.count() == 1


@pytest.mark.django_db
def test_days_long_past_are_stored_but_not_told() -> None:
    assert indicators.put_many([point("uji.present", "", 1, 2, today() - timedelta(days=9))]) == 1
    assert not LiveEvent.objects.exists()


@pytest.mark.django_db
def test_putting_many_points_costs_the_same_statements_as_one(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        indicators.put_many([point("uji.late", f"{n:04d}", n, 100, today(), timezone.now()) for n in range(1, 100)])
    assert IndicatorPoint.objects.count() == 99


@pytest.mark.django_db
def test_spans_sum_before_dividing_and_counts_are_a_mean() -> None:
    yesterday = DAY - timedelta(days=1)
    indicators.put_many(
        [
            point("uji.present", "", 90, 100),
            point("uji.present", "", 10, 50, yesterday),
            point("uji.late", "", 4, 100),
            point("uji.late", "", 8, 100, yesterday),
            point("uji.devices", "", 18, 20),
            point("uji.devices", "", 3, 20, yesterday),
        ]
    )
    found = indicators.figures([PRESENT, LATE, DEVICES], [""], yesterday, DAY)
    assert found["uji.present", ""].value == Decimal("66.7")
    assert found["uji.late", ""].value == Decimal(6)
    assert found["uji.devices", ""].value == Decimal(18) and found["uji.devices", ""].of == 20


@pytest.mark.django_db
def test_trends_of_a_whole_table_are_one_statement(django_assert_num_queries: object) -> None:
    indicators.put_many([point("uji.present", "0001", n, 10, DAY - timedelta(days=n)) for n in range(1, 8)])
    weeks = [(DAY - timedelta(days=13), DAY - timedelta(days=7)), (DAY - timedelta(days=6), DAY)]
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = indicators.bucketed(["uji.present"], ["0001", "0002"], weeks)
    first, second = found["uji.present", "0001"]
    assert first and second and (first.num, second.num, second.days) == (7, 21, 6)
    assert ("uji.present", "0002") not in found


@pytest.mark.django_db
def test_latest_series_and_children() -> None:
    indicators.put_many(
        [
            point("uji.present", "0001", 1, 2, DAY - timedelta(days=3)),
            point("uji.present", "0001", 2, 2, DAY - timedelta(days=1)),
            point("uji.present", "00010001", 2, 2, DAY - timedelta(days=1)),
            point("uji.present", "000100010001", 2, 2, DAY - timedelta(days=1)),
        ]
    )
    assert indicators.latest(["uji.present"], "0001", DAY)["uji.present"].num == 2
    line = indicators.series(["uji.present"], ["0001"], DAY - timedelta(days=9), DAY)
    assert [p.num for p in line["uji.present", "0001"]] == [1, 2]
    assert list(indicators.children(["uji.present"], "0001", DAY - timedelta(days=1))) == ["00010001"]
    assert indicators.last_period(["uji.present"], "0001", DAY) == DAY - timedelta(days=1)


@pytest.mark.django_db
def test_a_hospital_sunday_is_no_working_day_of_the_regency() -> None:
    indicators.put_many(
        [point("uji.present", "", 9, 300 if n == 2 else 4800, DAY - timedelta(days=n)) for n in range(6)]
    )
    assert indicators.working_days("uji.present", "", DAY, 3) == [
        DAY - timedelta(days=3), DAY - timedelta(days=1), DAY,
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_dated_target_counts_from_its_day() -> None:
    settings_store.set_value(SYSTEM, "indicators.uji.present.target", 90, valid_from=DAY, basis="Perbup 1/2026")
    before, after = point("uji.present", "", 91, 100, DAY - timedelta(days=1)), point("uji.present", "", 91, 100)
    assert (indicators.status(PRESENT, before), indicators.status(PRESENT, after)) == ("watch", "ok")
    settings_store.forget()


def test_status_knows_direction_margin_and_age() -> None:
    common = {"target": Decimal(10), "margin": Decimal(2)}
    assert rules.status_of(Decimal(10), good="down", **common) == "ok"
    assert rules.status_of(Decimal(12), good="down", **common) == "watch"
    assert rules.status_of(Decimal(13), good="down", **common) == "bad"
    assert rules.status_of(Decimal(13), good="up", **common) == "ok"
    assert rules.status_of(None, good="up", **common) == "none"
    old = {"data_at": AT, "max_age": timedelta(hours=1), "now": AT + timedelta(hours=2)}
    assert rules.status_of(Decimal(13), good="up", **common, **old) == "stale"


def test_league_points_run_between_two_settings_and_missing_parts_leave_with_their_weight() -> None:
    assert rules.points(Decimal(90), zero=Decimal(80), full=Decimal(100)) == 50
    assert rules.points(Decimal(6), zero=Decimal(30), full=Decimal(0)) == 80
    assert rules.points(Decimal(70), zero=Decimal(80), full=Decimal(100)) == 0
    assert rules.score([(Decimal(60), Decimal(100)), (Decimal(20), Decimal(50)), (Decimal(20), None)]) == Decimal(
        "87.5"
    )
    assert rules.score([(Decimal(60), None)]) is None


def test_nothing_counted_has_no_figure_and_numbers_round_as_people_do() -> None:
    assert rules.value_of("ratio", 0, 0) is None
    assert rules.value_of("ratio", 1, 8, scale=100, decimals=1) == Decimal("12.5")
    assert rules.show(Decimal("1234.55"), 1) == "1.234,6"
    assert rules.show(None, 1) == "–"


@pytest.mark.django_db
def test_a_stock_over_days_is_their_mean_in_a_trend() -> None:
    days = [DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)]
    indicators.put_many([point("uji.devices", "", n, 20, day) for n, day in zip((18, 18, 15), days, strict=True)])

    (total,) = indicators.bucketed(["uji.devices"], [""], [(days[0], days[-1])])["uji.devices", ""]

    assert queries.value_total(DEVICES, total) == 17
    assert indicators.figures([DEVICES], [""], days[0], days[-1])["uji.devices", ""].value == 15
