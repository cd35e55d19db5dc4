import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from pendopo.kernel import audit
from pendopo.kernel.audit.models import AuditEntry, AuditSeal
from pendopo.kernel.testing import SYSTEM, Cast


def write(count: int) -> None:
    for n in range(count):
        audit.record("test.act", "test", SYSTEM, n=n)


def tamper(sql: str, *values: Any) -> None:
    """What only somebody with the database in hand can do: take the trigger away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS kernel_auditentry_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS kernel_auditentry_no_delete")
        else:
            cursor.execute("ALTER TABLE kernel_auditentry DISABLE TRIGGER USER")
        cursor.execute(sql, values)


@pytest.fixture(autouse=True)
def own_key(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_it_works_and_an_untouched_trail_is_sound(cast: Cast) -> None:
    write(3)
    assert audit.seal() is not None
    write(2)
    audit.seal()
    write(1)
    report = audit.verify()
    assert report.sound
    assert (report.seals, report.unsealed) == (2, 1)


def test_nothing_new_is_not_sealed(db: None) -> None:
    assert audit.seal() is None


@pytest.mark.parametrize("sql", ["UPDATE kernel_auditentry SET action = 'x'", "DELETE FROM kernel_auditentry"])
def test_the_database_refuses_changes(db: None, sql: str) -> None:
    write(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("act", ["remove", "change", "swap"])
def test_each_kind_of_tampering_is_found_and_named(db: None, act: str) -> None:
    write(20)
    audit.seal()
    ids = list(AuditEntry.objects.order_by("id").values_list("id", flat=True))
    target = random.Random(act).choice(ids[1:-1])
    if act == "remove":
        tamper("DELETE FROM kernel_auditentry WHERE id = %s", target)
    elif act == "change":
        tamper("UPDATE kernel_auditentry SET change = '{\"n\": 99}' WHERE id = %s", target)
    else:
        first = AuditEntry.objects.get(pk=target)
        tamper("UPDATE kernel_auditentry SET at = %s WHERE id = %s", first.at + timedelta(hours=1), target)
    report = audit.verify()
    assert not report.sound
    named = target if act != "remove" else target + 1
    assert str(named) in report.problems[0]


def test_a_removed_seal_is_found(db: None) -> None:
    for _ in range(3):
        write(2)
        audit.seal()
    middle = AuditSeal.objects.order_by("id")[1].pk
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER kernel_auditseal_no_delete")
        else:
            cursor.execute("ALTER TABLE kernel_auditseal DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM kernel_auditseal WHERE id = %s", [middle])
    assert not audit.verify().sound


def test_a_seal_by_another_key_is_found(db: None, settings, tmp_path) -> None:
    write(2)
    audit.seal()
    (tmp_path / "keys" / "audit.ed25519").unlink()
    write(2)
    audit.seal()
    assert any("another key" in problem for problem in audit.verify().problems)


def test_the_key_is_readable_by_its_owner_only(db: None, tmp_path) -> None:
    write(1)
    audit.seal()
    assert (tmp_path / "keys" / "audit.ed25519").stat().st_mode & 0o077 == 0
