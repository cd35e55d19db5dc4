"""The demo is built through the services: once, whole, and the same each time."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from pendopo.apps.attendance.models import DayRecap, Device, PinMapping, Punch, UnitDay
from pendopo.apps.attendance.models.fields import wall_text
from pendopo.apps.attendance.protocol import attlog
from pendopo.apps.attendance.services import gatekeeper, intake
from pendopo.apps.personnel.models import Pegawai
from pendopo.demo import build as build_module
from pendopo.demo import history, pilkades, wire
from pendopo.demo.build import AlreadyInUse, build
from pendopo.demo.cast import CAST, PASSWORD
from pendopo.demo.feed import presses_between
from pendopo.demo.notes import DRAFT, FILE, DemoInfo, finish_notes, read_notes, write_draft
from pendopo.demo.offices import SIZES, devices
from pendopo.kernel.testing import cast
from pendopo.kernel.units.models import Unit

UNTIL = datetime(2026, 11, 18, 9, 0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setitem(SIZES, "small", (500, 1))
    yield tmp_path


def make(folder: Path) -> DemoInfo:
    return build("small", say=lambda text: None, until=UNTIL, folder=folder)


@pytest.mark.django_db
def test_it_works(folder: Path) -> None:
    info = make(folder)
    assert (info.employees, Pegawai.objects.count()) == (500, 500)
    assert info.punches == Punch.objects.count() > 1000
    villages = [pilkades.COMMITTEE[0], pilkades.COUNTER[0]]
    assert [login.username for login in info.logins] == [member.login for member in CAST] + villages
    assert Unit.objects.exclude(path="").extra(where=["length(path) = 4"]).count() == 40
    day = UnitDay.objects.get(unit_path="", work_date=date(2026, 11, 17))
    assert day.staff == 500
    assert 420 < day.expected < 500
    assert day.present > 0.9 * day.expected
    assert not DayRecap.objects.filter(work_date__lt=date(2026, 11, 17)).exists()
    assert Punch.objects.filter(person=None).exists()
    assert not Punch.objects.exclude(flags=0).exists()
    _the_cast_can_sign_in()
    _the_history_is_what_the_intake_would_have_stored()
    _a_second_build_does_nothing(folder, info)
    _a_build_without_notes_is_finished_not_repeated(folder, info)


def _the_cast_can_sign_in() -> None:
    for member in CAST:
        account = authenticate(RequestFactory().post("/"), username=member.login, password=PASSWORD)
        assert account is not None, member.login
        assert account.person.assignments.filter(role=member.role).exists()


def _the_history_is_what_the_intake_would_have_stored() -> None:
    device = Device.objects.get(sn=devices()[2].sn)
    row = Punch.objects.filter(device=device, person__isnull=False).order_by("id").first()
    assert row is not None
    columns = [name for name in history.PUNCH_FIELDS if name not in ("received_at", "upload")]
    kept = {name: getattr(row, name) for name in columns}
    Punch.objects.filter(pk=row.pk).delete()
    reading = attlog.read(row.raw.encode() + b"\n")
    caller = gatekeeper.find(device.sn, [row.pin])
    assert caller is not None
    post = intake.Post("ATTLOG", "9999", "", len(row.raw), row.received_at)
    assert intake.take_punches(caller, post, reading) == 1
    again = Punch.objects.get(device=device, pin=row.pin, local_time=row.local_time, state=row.state)
    assert {name: getattr(again, name) for name in columns} == kept


def _a_second_build_does_nothing(folder: Path, info: DemoInfo) -> None:
    before = Punch.objects.count()
    assert make(folder) == info
    assert Punch.objects.count() == before


def _a_build_without_notes_is_finished_not_repeated(folder: Path, info: DemoInfo) -> None:
    (folder / FILE).rename(folder / DRAFT)
    assert make(folder) == info


@pytest.mark.django_db
def test_another_regency_is_not_touched(folder: Path) -> None:
    cast()
    units = Unit.objects.count()
    with pytest.raises(AlreadyInUse):
        make(folder)
    assert Unit.objects.count() == units
    assert read_notes(folder) is None


@pytest.mark.django_db
def test_a_build_that_breaks_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("cut off")

    monkeypatch.setattr(build_module.history, "load_punches", broken)
    monkeypatch.setattr(build_module.government, "_open_accounts", lambda *_: None)
    with pytest.raises(RuntimeError):
        make(folder)
    assert not Unit.objects.exists()
    assert not PinMapping.objects.exists()
    assert read_notes(folder) is None


def test_notes_count_only_when_finished(tmp_path: Path) -> None:
    info = DemoInfo("small", UNTIL, 500, 9, 1.0, ())
    write_draft(tmp_path, info)
    assert read_notes(tmp_path) is None
    finish_notes(tmp_path)
    assert read_notes(tmp_path) == info


def test_rows_of_every_firmware_fit_the_columns() -> None:
    for press in presses_between("small", datetime(2026, 11, 17), datetime(2026, 11, 17, 7), local=None):
        dialect = wire.DIALECTS[devices()[press.device].firmware]
        raw = wire.attlog_line(wire.Row("1", press.at, press.state, press.verify), dialect)
        assert len(raw) < 500
        assert wall_text(press.at) in raw
