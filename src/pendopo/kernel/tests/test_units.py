from datetime import date

import pytest

from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import DECREE, SYSTEM, Cast
from pendopo.kernel.units import services
from pendopo.kernel.units.models import Decree, Unit, UnitSuccession
from pendopo.kernel.units.queries import offices, tree_at

SOTK = Decree("Perda 7/2026", date(2026, 5, 1), "Perubahan susunan perangkat daerah")
ON = date(2026, 7, 1)
BEFORE = date(2026, 6, 30)


def names(on: date) -> list[str]:
    return [node.name for node in tree_at(on)]


def test_it_works_and_last_years_tree_stays_readable(cast: Cast) -> None:
    services.rename_unit(SYSTEM, cast.kominfo, name="Dinas Komunikasi Digital", on=ON, decree=SOTK)
    assert "Dinas Komunikasi dan Informatika" in names(BEFORE)
    assert "Dinas Komunikasi Digital" not in names(BEFORE)
    assert "Dinas Komunikasi Digital" in names(ON)
    cast.kominfo.refresh_from_db()
    assert cast.kominfo.name == "Dinas Komunikasi Digital"


def test_paths_are_four_digits_a_level(cast: Cast) -> None:
    assert cast.regency.path == ""
    assert len(cast.kominfo.path) == 4
    assert cast.aplikasi.path.startswith(cast.kominfo.path)
    assert {o.code for o in offices()} == {"2.16", "2.15", "5.03"}


def test_a_split_closes_the_old_unit_and_names_its_successors(cast: Cast) -> None:
    into = [services.NewUnit("2.16a", "Dinas Kominfo"), services.NewUnit("2.16b", "Dinas Statistik")]
    opened = services.split_unit(SYSTEM, cast.kominfo, into=into, on=ON, decree=SOTK)
    assert [u.name for u in opened] == ["Dinas Kominfo", "Dinas Statistik"]
    assert "Bidang Aplikasi" in names(BEFORE)
    assert "Bidang Aplikasi" not in names(ON)
    assert UnitSuccession.objects.filter(predecessor=cast.kominfo).count() == 2


def test_a_merger_leaves_one_unit(cast: Cast) -> None:
    merged = services.merge_units(
        SYSTEM,
        [cast.kominfo, cast.dishub],
        into=services.NewUnit("2.99", "Dinas Perhubungan dan Kominfo"),
        on=ON,
        decree=SOTK,
    )
    assert {o.pk for o in offices()} == {merged.pk, Unit.objects.get(code="5.03").pk}


def test_a_move_takes_everything_below_along(cast: Cast) -> None:
    services.move_unit(SYSTEM, cast.aplikasi, parent=cast.dishub, on=ON, decree=SOTK)
    cast.aplikasi.refresh_from_db()
    assert cast.aplikasi.path.startswith(cast.dishub.path)
    assert next(n.path for n in tree_at(BEFORE) if n.name == "Bidang Aplikasi").startswith(cast.kominfo.path)


def test_a_closed_units_path_is_not_given_again(cast: Cast) -> None:
    old = cast.dishub.path
    services.close_unit(SYSTEM, cast.dishub, on=ON, decree=SOTK)
    fresh = services.open_unit(SYSTEM, parent=cast.regency, new=services.NewUnit("9", "Dinas Baru"), on=ON, decree=SOTK)
    assert fresh.path != old


def test_a_later_date_takes_effect_on_that_day(cast: Cast) -> None:
    later = date(2099, 1, 1)
    services.rename_unit(SYSTEM, cast.kominfo, name="Dinas Esok", on=later, decree=SOTK)
    cast.kominfo.refresh_from_db()
    assert cast.kominfo.name == "Dinas Komunikasi dan Informatika"
    assert services.apply_versions(later) == 1
    cast.kominfo.refresh_from_db()
    assert cast.kominfo.name == "Dinas Esok"


def test_a_unit_is_open_until_the_day_it_closes(cast: Cast) -> None:
    later = date(2099, 1, 1)
    services.close_unit(SYSTEM, cast.kominfo, on=later, decree=SOTK)
    assert offices().filter(pk=cast.kominfo.pk).exists()
    assert services.apply_versions(later) == 2
    assert not offices().filter(pk=cast.kominfo.pk).exists()
    assert "Bidang Aplikasi" in names(date(2098, 12, 31))
    assert "Bidang Aplikasi" not in names(later)


def test_a_closed_unit_is_not_changed(cast: Cast) -> None:
    services.close_unit(SYSTEM, cast.dishub, on=ON, decree=SOTK)
    with pytest.raises(Refused):
        services.rename_unit(SYSTEM, cast.dishub, name="X", on=date(2026, 8, 1), decree=SOTK)


def test_a_unit_cannot_go_below_itself(cast: Cast) -> None:
    with pytest.raises(Refused):
        services.move_unit(SYSTEM, cast.kominfo, parent=cast.aplikasi, on=ON, decree=SOTK)


def test_a_change_before_the_last_one_is_refused(cast: Cast) -> None:
    services.rename_unit(SYSTEM, cast.kominfo, name="A", on=ON, decree=SOTK)
    with pytest.raises(Refused):
        services.rename_unit(SYSTEM, cast.kominfo, name="B", on=BEFORE, decree=SOTK)


def test_a_code_stands_once(cast: Cast) -> None:
    with pytest.raises(Refused):
        services.open_unit(SYSTEM, parent=cast.regency, new=services.NewUnit("2.16", "Lain"), on=ON, decree=DECREE)


def test_only_with_the_permission(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        services.rename_unit(cast.actor("ratna"), cast.kominfo, name="X", on=ON, decree=SOTK)
