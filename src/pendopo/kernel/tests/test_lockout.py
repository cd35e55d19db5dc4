"""Lockout: strict for account and address, soft for the account alone, and never for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pendopo.kernel.auth import lockout
from pendopo.kernel.auth.lockout import Who
from pendopo.kernel.auth.models import SignInThrottle
from pendopo.kernel.people.models import Account

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def victim() -> Account:
    return Account.objects.create_account(username="sari", name="Sari", password=None)


def at(account: Account | None, address: str = "10.0.0.5", name: str = "sari") -> Who:
    return Who(name, address, account.pk if account else None)


def fail(who: Who, times: int, *, now: datetime = NOW, kinds: tuple[str, ...] = lockout.PASSWORD) -> list[lockout.Try]:
    return [lockout.begin(who, kinds=kinds, now=now) for _n in range(times)]


def test_it_works_locks_after_five_failures_and_doubles(victim: Account) -> None:
    tries = fail(at(victim), 5)
    assert [t.until for t in tries] == [None] * 5
    assert tries[-1].locks == NOW + timedelta(seconds=30)
    assert fail(at(victim), 1)[0].until == NOW + timedelta(seconds=30)
    later = NOW + timedelta(seconds=31)
    sixth = lockout.begin(at(victim), now=later)
    assert sixth.until is None
    assert sixth.locks == later + timedelta(seconds=60)


def test_delay_grows_to_an_hour_and_no_further(victim: Account) -> None:
    now, waits = NOW, []
    for _n in range(16):
        tried = lockout.begin(at(victim), now=now)
        if tried.locks:
            waits.append(int((tried.locks - now).total_seconds()))
            now = tried.locks + timedelta(seconds=1)
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600]


def test_unknown_names_are_locked_just_the_same() -> None:
    tries = fail(at(None, name="tidak-ada"), 6)
    assert tries[4].locks == NOW + timedelta(seconds=30)
    assert tries[5].until == NOW + timedelta(seconds=30)


def test_a_right_secret_takes_the_count_back(victim: Account) -> None:
    fail(at(victim), 4)
    lockout.begin(at(victim), now=NOW)
    lockout.forgive(at(victim))
    assert fail(at(victim), 4)[-1].locks is None


def test_tries_at_once_cannot_slip_past_the_count(victim: Account) -> None:
    refused = [t for t in fail(at(victim), 50) if t.until]
    assert len(refused) == 45


def test_others_do_not_lock_the_victim_out(victim: Account) -> None:
    lockout.remember_good(at(victim), now=NOW)
    for n in range(60):
        fail(at(victim, f"10.9.{n}.1"), 5)
    assert lockout.begin(at(victim), now=NOW).until is None


def test_a_new_address_of_the_victim_waits_seconds_not_hours(victim: Account) -> None:
    now = NOW
    for n in range(60):
        tried = lockout.begin(at(victim, f"10.9.{n}.1"), now=now)
        now = (tried.until or now) + timedelta(milliseconds=1)
    fresh = lockout.begin(at(victim, "10.1.1.1"), now=now)
    assert fresh.until is None or fresh.until - now <= timedelta(seconds=10)


def test_one_address_trying_many_names_is_stopped() -> None:
    refused = [lockout.begin(at(None, name=f"orang{n}"), now=NOW).until for n in range(130)]
    assert refused[99] is None
    assert all(refused[100:])


def test_colleagues_behind_the_same_address_still_come_in(victim: Account) -> None:
    lockout.remember_good(at(victim), now=NOW)
    for n in range(130):
        lockout.begin(at(None, name=f"orang{n}"), now=NOW)
    assert lockout.begin(at(victim), now=NOW).until is None


def test_an_ipv6_visitor_counts_as_one_network(victim: Account) -> None:
    for n in range(5):
        lockout.begin(at(victim, f"2001:db8:0:1::{n + 1:x}"), now=NOW)
    assert lockout.begin(at(victim, "2001:db8:0:1::ffff"), now=NOW).until
    assert lockout.begin(at(victim, "2001:db8:0:2::1"), now=NOW).until is None


def test_calm_is_forgotten_after_a_day(victim: Account) -> None:
    fail(at(victim), 4)
    assert lockout.begin(at(victim), now=NOW + timedelta(days=1, seconds=1)).locks is None


def test_a_clock_set_back_does_not_stretch_a_lock(victim: Account) -> None:
    fail(at(victim), 5)
    long_ago = NOW - timedelta(days=30)
    until = lockout.begin(at(victim), now=long_ago).until
    assert until is not None
    assert until <= long_ago + timedelta(hours=1)


def test_codes_have_their_own_count(victim: Account) -> None:
    tries = fail(at(victim), 6, kinds=lockout.CODE)
    assert tries[5].until == NOW + timedelta(seconds=30)
    assert lockout.begin(at(victim), now=NOW).until is None


def test_a_code_is_good_once(victim: Account) -> None:
    assert lockout.use_code_once(victim.pk, "123456")
    assert not lockout.use_code_once(victim.pk, "123456")
    assert lockout.use_code_once(victim.pk + 1, "123456")


def test_locks_are_listed_and_lifted(victim: Account) -> None:
    fail(at(victim), 5)
    assert lockout.locked_accounts([victim.pk], now=NOW) == {victim.pk: NOW + timedelta(seconds=30)}
    assert lockout.lift(victim.pk) == 2
    assert lockout.locked_accounts([victim.pk], now=NOW) == {}
    assert lockout.begin(at(victim), now=NOW).until is None


def test_neither_name_nor_address_is_stored_in_the_clear(victim: Account) -> None:
    fail(at(None, "10.7.7.7", "namarahasia"), 1)
    stored = "".join(f"{row.kind}{row.key}" for row in SignInThrottle.objects.all())
    assert "namarahasia" not in stored
    assert "10.7.7.7" not in stored


def test_old_rows_are_removed(victim: Account) -> None:
    fail(at(victim), 1)
    lockout.use_code_once(victim.pk, "1", now=NOW)
    assert lockout.forget_old(now=NOW + timedelta(days=91)) == 3
    assert lockout.use_code_once(victim.pk, "1")
