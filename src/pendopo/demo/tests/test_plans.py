"""The invented regency is valid, complete and always the same."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from pendopo.demo.days import STRANGERS, absences, day_presses, hours, pin_of, stamped
from pendopo.demo.feed import Feed, Memory, presses_between
from pendopo.demo.offices import devices, offices, regions
from pendopo.demo.people import people
from pendopo.demo.shifts import SCHEMES, all_shifts, shift_on
from pendopo.demo.workdays import fasting, local_holiday, make_calendar, period
from pendopo.kernel.codes.nip import parse_nip

MONDAY, TUESDAY, SATURDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 21), date(2026, 11, 22)
CALENDAR = make_calendar((2026,), local=local_holiday(SUNDAY))


def test_it_works() -> None:
    presses = day_presses("small", TUESDAY, CALENDAR)
    assert 900 < len(presses) < 1800
    assert len(people("small")) == 500
    assert [press.at for press in presses] == sorted(press.at for press in presses)


def test_offices_have_the_usual_parts() -> None:
    kinds = Counter(office.kind for office in offices())
    assert kinds["district"] == 10
    assert kinds["hospital"] == 1
    assert 33 <= len(offices()) <= 42
    assert all(2 <= len(office.divisions) <= 10 for office in offices())
    districts = {region.code for region in regions() if region.code.count(".") == 2}
    assert {office.district for office in offices()} <= districts
    assert all(-2.5 < office.latitude < -0.9 and 115.6 < office.longitude < 116.7 for office in offices())


def test_regions_are_those_of_the_decree() -> None:
    levels = Counter(region.code.count(".") for region in regions())
    assert levels == {0: 1, 1: 1, 2: 10, 3: 144}


@pytest.mark.parametrize(("size", "count"), [("small", 500), ("regency", 5000)])
def test_every_nip_is_valid_and_once(size: str, count: int) -> None:
    found = people(size)
    assert len({person.nip for person in found}) == count
    for person in found:
        nip = parse_nip(person.nip, on=SUNDAY)
        assert nip.birth_date == person.birth
        assert nip.sex == ("L" if person.sex == "1" else "P")
        assert nip.is_pppk == (person.employment == "PPPK")
        assert nip.appointed_year == person.appointed.year


@pytest.mark.parametrize("size", ["small", "regency"])
def test_every_unit_has_one_head_at_most_and_each_pin_one_owner(size: str) -> None:
    heads = Counter(person.unit_code for person in people(size) if person.is_head)
    assert max(heads.values()) == 1
    assert {office.code for office in offices()} <= set(heads)
    pins = Counter((person.group, person.pin) for person in people(size))
    assert max(pins.values()) == 1
    known = {(devices()[stranger.device].group, stranger.pin) for stranger in STRANGERS}
    assert not known & set(pins)


def test_the_cast_is_in_both_sizes() -> None:
    for size in ("small", "regency"):
        cast = {person.login: person for person in people(size) if person.login}
        assert set(cast) == {
            "sekda",
            "ratna",
            "budi",
            "sari",
            "wayan",
            "operator",
            "presensi",
            "auditor",
            "pj",
            "hukum",
            "dpmd",
        }
        assert cast["budi"].unit_code == cast["sari"].unit_code
        assert cast["wayan"].office == "SATPOLPP"


def test_devices_are_twenty_with_one_wrong_clock_and_one_silent() -> None:
    assert len({device.sn for device in devices()}) == 20
    assert [device.skew for device in devices() if device.skew] == [180]
    assert sum(device.silent for device in devices()) == 1
    assert {office.group for office in offices()} == {device.group for device in devices()}


def test_a_day_is_the_same_each_time_and_differs_from_another() -> None:
    assert day_presses("small", MONDAY, CALENDAR) == day_presses("small", MONDAY, CALENDAR)
    assert day_presses("small", MONDAY, CALENDAR)[:50] != day_presses("small", TUESDAY, CALENDAR)[:50]


def test_monday_and_the_weak_office_are_late() -> None:
    late: Counter[tuple[str, bool]] = Counter()
    came: Counter[tuple[str, bool]] = Counter()
    for day in period(SUNDAY, 28):
        first: dict[int, datetime] = {}
        for press in day_presses("small", day, CALENDAR):
            first.setdefault(press.person, press.at)
        for index, at in first.items():
            person = people("small")[index]
            duty = hours(person, day, CALENDAR) if index >= 0 and not person.scheme else None
            if duty:
                key = ("monday" if day.weekday() == 0 else "other", person.office == "SATPOLPP")
                came[key] += 1
                late[key] += at > duty[0]
    share = {key: late[key] / came[key] for key in came}
    assert share["monday", False] > 1.4 * share["other", False]
    assert share["other", True] > 2 * share["other", False]


def test_something_moves_at_every_hour_of_a_weekend() -> None:
    for day in (SATURDAY, SUNDAY):
        start = datetime.combine(day, datetime.min.time())
        moves = Counter(
            press.at.hour for press in presses_between("small", start, start + timedelta(days=1), local=None)
        )
        assert min(moves[hour] for hour in range(24)) >= 20


def test_absent_people_do_not_press_and_holidays_are_kept() -> None:
    away = {plan.person for plan in absences("small", TUESDAY, TUESDAY)}
    pressed = {press.person for press in day_presses("small", TUESDAY, CALENDAR)}
    assert away
    assert not away & pressed
    holiday = local_holiday(SUNDAY)
    on_duty = {press.person for press in day_presses("small", holiday, CALENDAR)}
    assert holiday.weekday() == 2
    assert all(people("small")[index].scheme for index in on_duty)


def test_absences_do_not_depend_on_the_period_asked_for() -> None:
    whole = absences("small", date(2026, 9, 1), SUNDAY)
    assert [plan for plan in whole if plan.since <= TUESDAY <= plan.until] == absences("small", TUESDAY, TUESDAY)


def test_ramadan_shortens_the_day() -> None:
    first, last = fasting(2027)[0]
    assert (first, last) == (date(2027, 2, 8), date(2027, 3, 8))
    clerk = next(person for person in people("small") if person.login == "sari")
    ordinary = hours(clerk, date(2027, 2, 4), make_calendar((2027,), local=None))
    fasted = hours(clerk, date(2027, 2, 11), make_calendar((2027,), local=None))
    assert ordinary is not None and fasted is not None
    assert (fasted[1] - fasted[0]) < (ordinary[1] - ordinary[0])


def test_rotation_covers_the_clock() -> None:
    for offset in range(8):
        day = MONDAY + timedelta(days=offset)
        for code in ("RSUD", "JAGA", "DAMKAR", "PUSDALOPS"):
            scheme = SCHEMES[code]
            on_duty = {shift_on(code, team, day) for team in range(scheme.teams)} - {None}
            assert on_duty == set(scheme.cycle) - {None}, (code, day)
    assert len({shift.code for shift in all_shifts()}) == 16
    assert all(len(shift.code) <= 12 for shift in all_shifts())


def test_the_wrong_clock_is_in_the_stamp_only() -> None:
    skewed = next(device.index for device in devices() if device.skew)
    press = next(press for press in day_presses("small", TUESDAY, CALENDAR) if press.device == skewed)
    assert stamped(press) - press.at == timedelta(minutes=3)


def test_unknown_pins_press_too() -> None:
    strange = [press for press in day_presses("small", TUESDAY, CALENDAR) if press.person < 0]
    assert {pin_of("small", press) for press in strange} <= {stranger.pin for stranger in STRANGERS}
    assert strange


def test_a_memory_gives_each_press_once_and_all_again_when_asked() -> None:
    start = datetime(2026, 11, 17, 0, 0)
    memory = Memory(start)
    memory.fill(presses_between("small", start, start + timedelta(days=1), local=None))
    noon = start + timedelta(hours=12)
    due = memory.due(noon)
    first = memory.chunk(due, 62)
    assert 62 <= len(first) < 70
    memory.acknowledged = first[-1].at
    assert memory.due(noon) == due[len(first) :]
    memory.forget()
    assert memory.due(noon) == due


def test_a_feed_goes_back_to_the_last_acknowledgement_and_no_further_than_two_weeks() -> None:
    now = datetime(2026, 11, 22, 5, 0)
    sn, other = devices()[0].sn, devices()[1].sn
    feed = Feed("small", {sn: now - timedelta(days=2), other: datetime(2026, 1, 1)}, now=now)
    feed.renew(now)
    assert feed.memories[sn].due(now)
    assert feed.memories[other].acknowledged == now - timedelta(days=14)
    assert feed.memories[devices()[2].sn].due(now) == []
