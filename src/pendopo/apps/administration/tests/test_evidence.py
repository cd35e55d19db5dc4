"""What the system proves of its own security, on the cast's world."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pendopo.apps.administration import evidence
from pendopo.kernel import audit, settings_store
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.testing import SYSTEM, cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def values(found: Any) -> list[str]:
    return [figure.value for figure in found.figures]


def test_it_works_only_what_is_sealed_proves_level_two(own_data: Path) -> None:
    assert evidence.security(today()) is None
    cast()
    lines = AuditEntry.objects.count()
    before = evidence.security(today())
    assert before is not None and before.levels == {1}
    assert values(before) == ["0", str(lines), "2", "0 dari 0", "0"]
    audit.seal()
    (own_data / "backup").mkdir()
    (own_data / "backup" / "pendopo-1.tar").write_bytes(b"x")
    audit.record("units.rename", "units", SYSTEM, name="x")
    after = evidence.security(today())
    assert after is not None and after.levels == {1, 2}
    assert values(after) == [str(lines), "1", "2", "0 dari 0", "1"]
    assert after.data_at == AuditEntry.objects.latest("pk").at


def test_accounts_that_must_use_two_steps_are_counted(own_data: Path) -> None:
    people = cast()
    settings_store.forget()
    settings_store.set_value(
        SYSTEM, "signin.second_factor_roles", "admin,pengelola_presensi,auditor", valid_from=today(), basis="Uji"
    )
    found = evidence.security(today())
    settings_store.forget()
    assert found is not None and values(found)[3] == "0 dari 3"
    assert people.admin.name not in str(found)


def test_only_the_first_level_where_criteria_are_not_known() -> None:
    assert evidence.first_level(today()) is None
    cast()
    audit.seal()
    found = evidence.first_level(today())
    assert found is not None and found.levels == {1}


def test_statements_stay_few(django_assert_max_num_queries: Any) -> None:
    cast()
    settings_store.forget()
    with django_assert_max_num_queries(6):
        evidence.security(today())
