from datetime import date

import pytest

from pendopo.kernel import settings_store
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.settings_store import registry
from pendopo.kernel.testing import SYSTEM, Cast

KEY = "test.tolerance"


@pytest.fixture(autouse=True)
def defined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        registry._definitions,
        KEY,
        settings_store.Definition(key=KEY, kind="int", default=0, label="Toleransi", minimum=0, maximum=60),
    )


def set_to(value: object, since: date) -> None:
    settings_store.set_value(SYSTEM, KEY, value, valid_from=since, basis="Perbup 9/2024")


def test_it_works_the_value_depends_on_the_day(db: None) -> None:
    set_to(15, date(2026, 1, 1))
    set_to(5, date(2026, 7, 1))
    assert settings_store.value(KEY, on=date(2025, 12, 31)) == 0
    assert settings_store.value(KEY, on=date(2026, 6, 30)) == 15
    assert settings_store.value(KEY, on=date(2026, 7, 1)) == 5


def test_a_correction_is_a_newer_row(db: None) -> None:
    set_to(15, date(2026, 1, 1))
    set_to(10, date(2026, 1, 1))
    assert settings_store.value(KEY, on=date(2026, 1, 1)) == 10
    assert [row.value for row in settings_store.history(KEY)] == [10, 15]


@pytest.mark.parametrize("wrong", ["abc", 61, -1, 2.5])
def test_what_does_not_fit_is_refused(db: None, wrong: object) -> None:
    with pytest.raises(Refused):
        set_to(wrong, date(2026, 1, 1))


def test_an_unknown_key_is_an_error(db: None) -> None:
    with pytest.raises(KeyError):
        settings_store.value("no.such")


def test_only_with_the_permission(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        settings_store.set_value(cast.actor("ratna"), KEY, 1, valid_from=date(2026, 1, 1), basis="")
