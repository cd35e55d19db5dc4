"""What personnel proves of itself, on the cast's world."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from pendopo.apps.personnel import evidence
from pendopo.apps.personnel.models import Impor, ImportState, RiwayatGolongan, RiwayatJabatan, RiwayatUnit
from pendopo.apps.personnel.testing import employ
from pendopo.kernel import audit
from pendopo.kernel.clock import today
from pendopo.kernel.testing import SYSTEM, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def an_import(**more: Any) -> None:
    given = {"state": ImportState.DONE, "finished_at": timezone.now()} | more
    Impor.objects.create(
        unit_path="", account_name="Uji", file_name="siasn.xlsx", size=1, sha256="0" * 64, rows=10,
        counts={"new": 8, "changed": 0, "same": 0, "bad": 2}, **given,
    )  # fmt: skip


def values(found: Any) -> list[str]:
    return [figure.value for figure in found.figures]


def test_it_works_level_by_level(people: Cast) -> None:
    assert evidence.service(today()) is None and evidence.data(today()) is None
    employ(people)
    first = evidence.service(today())
    assert first is not None and first.levels == {1}
    assert values(first) == ["4", "3", "0", "0", "0"]
    an_import()
    audit.record("personnel.export", "personnel", SYSTEM, kind="xlsx")
    second = evidence.service(today())
    assert second is not None and second.levels == {1, 2}
    for model in (RiwayatGolongan, RiwayatUnit):
        row = model.objects.order_by("pk")[0]
        model.objects.filter(pk=row.pk).update(tmt=today(), sk_number="800/1")
    third = evidence.service(today())
    assert third is not None and third.levels == {1, 2, 3}
    assert values(third) == ["4", "3", "1", "1", "2"]
    assert "10 baris diperiksa, 2 ditolak" in third.figures[2].definition


def test_imports_that_did_not_end_and_steps_without_decree_prove_nothing(people: Cast) -> None:
    employ(people)
    an_import(state=ImportState.FAILED)
    an_import(state=ImportState.CHECKED, finished_at=None)
    audit.record("personnel.export", "personnel", SYSTEM, kind="xlsx")
    row = RiwayatGolongan.objects.order_by("pk")[0]
    RiwayatGolongan.objects.filter(pk=row.pk).update(tmt=today(), sk_number="")
    found = evidence.service(today())
    assert found is not None and found.levels == {1} and values(found)[-1] == "0"


def test_data_are_measured_and_claim_the_first_level_only(people: Cast) -> None:
    employed = employ(people)
    found = evidence.data(today())
    assert found is not None and found.levels == {1} and values(found)[:2] == ["0,0%", "0"]
    one = employed["sari"]
    type(one).objects.filter(pk=one.pk).update(golongan="III/a", post="Pranata Komputer", birth_place="Paser")
    found = evidence.data(today())
    assert found is not None and values(found)[:2] == ["25,0%", "1"]
    assert values(found)[2] == str(
        RiwayatGolongan.objects.count() + RiwayatJabatan.objects.count() + RiwayatUnit.objects.count()
    )


def test_no_person_is_named(people: Cast) -> None:
    employ(people)
    text = str(evidence.service(today())) + str(evidence.data(today()))
    assert not any(name in text for name in ("Sari", "Budi", "Ratna", "Wayan", "19920320"))


def test_statements_stay_few(people: Cast, django_assert_max_num_queries: Any) -> None:
    employ(people)
    with django_assert_max_num_queries(7):
        evidence.service(today())
    with django_assert_max_num_queries(5):
        evidence.data(today())
