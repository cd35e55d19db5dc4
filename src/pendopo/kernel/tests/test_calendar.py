import csv
from datetime import date
from pathlib import Path

import pytest

from pendopo.kernel.calendar import services
from pendopo.kernel.calendar.models import Holiday, HolidayKind, Season
from pendopo.kernel.calendar.queries import calendar_between
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import SYSTEM, Cast

OFFICIAL = Path(__file__).parents[5] / "shared/data/eoffice/holidays-id-2024-2027.csv"


def test_it_works_2026_has_17_national_days_and_8_of_joint_leave(db: None) -> None:
    services.load_year(SYSTEM, 2026)
    assert Holiday.objects.filter(kind=HolidayKind.NATIONAL).count() == 17
    assert Holiday.objects.filter(kind=HolidayKind.JOINT_LEAVE).count() == 8
    season = Season.objects.get()
    assert (season.starts_on, season.ends_on) == (date(2026, 2, 18), date(2026, 3, 19))


@pytest.mark.skipif(not OFFICIAL.exists(), reason="shared data is not here")
def test_the_days_equal_the_joint_decree(db: None) -> None:
    services.load_year(SYSTEM, 2026)
    kinds = {"libur_nasional": "national", "cuti_bersama": "joint_leave"}
    with OFFICIAL.open() as file:
        official = {(r["date"], kinds[r["kind"]]) for r in csv.DictReader(file) if r["date"].startswith("2026")}
    assert {(str(h.on), h.kind) for h in Holiday.objects.all()} == official


def test_loading_again_keeps_what_was_edited(db: None) -> None:
    services.load_year(SYSTEM, 2026)
    day = Holiday.objects.get(on=date(2026, 1, 1))
    services.change_holiday(SYSTEM, day, on=day.on, name="Tahun Baru 2026", kind=day.kind, basis="SKB")
    assert services.load_year(SYSTEM, 2026) == 0
    day.refresh_from_db()
    assert day.name == "Tahun Baru 2026"


def test_a_local_holiday_frees_only_its_unit(cast: Cast) -> None:
    on = date(2026, 12, 29)
    services.add_holiday(SYSTEM, on=on, name="Hari jadi kantor", unit=cast.kominfo)
    calendar = calendar_between(on, on)
    assert calendar.holiday(on, cast.aplikasi.path) is not None
    assert calendar.holiday(on, cast.dishub.path) is None


def test_ramadan_is_moved_by_a_day(db: None) -> None:
    services.load_year(SYSTEM, 2026)
    old = Season.objects.get()
    services.set_season(
        SYSTEM, starts_on=date(2026, 2, 19), ends_on=date(2026, 3, 20), basis="Sidang isbat", replaces=old
    )
    calendar = calendar_between(date(2026, 2, 1), date(2026, 3, 31))
    assert calendar.season(date(2026, 2, 18)) == ""
    assert calendar.season(date(2026, 3, 20)) == "ramadan"


def test_one_day_stands_once(db: None) -> None:
    services.add_holiday(SYSTEM, on=date(2026, 12, 29), name="Hari jadi")
    with pytest.raises(Refused):
        services.add_holiday(SYSTEM, on=date(2026, 12, 29), name="Lagi")


def test_only_with_the_permission(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        services.load_year(cast.actor("ratna"), 2026)
