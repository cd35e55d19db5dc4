import pytest

from pendopo.apps.maturity.models import Entry
from pendopo.apps.maturity.queries import seen
from pendopo.apps.maturity.queries.assessments import visible
from pendopo.apps.maturity.testing import answer_all, make_assessment, submit
from pendopo.apps.maturity.tests.people import team
from pendopo.kernel.actor import ANONYMOUS
from pendopo.kernel.policy import permissions_of

COORDINATION = {"view", "assign", "submit", "reopen", "plan"}


@pytest.mark.parametrize(
    ("role", "held"),
    [
        ("admin", COORDINATION | {"results", "confirm"}),
        ("koordinator_spbe", COORDINATION | {"results", "confirm"}),
        ("sekda", COORDINATION),
        ("pj_spbe", {"view", "validate", "plan", "confirm"}),
        ("entri_spbe", {"view", "answer", "assign", "results"}),
        ("responden_spbe", {"view", "answer", "act"}),
        ("asesor_internal", {"view", "validate"}),
        ("asesor_eksternal", {"assess"}),
        ("reviu_spbe", {"review"}),
        ("bupati", {"view"}),
        ("kepala_opd", {"view", "answer", "act"}),
        ("operator_opd", {"view", "answer", "act"}),
        ("auditor", {"view"}),
        ("kepala_bidang", set()),
        ("pegawai", set()),
    ],
)
def test_it_works(role: str, held: set[str]) -> None:
    found = {name for name in permissions_of(role) if name.startswith("maturity.")}
    assert found == {f"maturity.{name}" for name in held}


def test_an_office_role_carries_nothing_of_the_whole_government() -> None:
    held = permissions_of("koordinator_spbe", whole_regency=False)
    assert {name for name in held if name.startswith("maturity.")} == {"maturity.view"}


@pytest.mark.django_db
def test_nobody_without_account_sees_anything() -> None:
    people = team()
    year = make_assessment(people.cast.kominfo, year=2026, instrument="pemdi-8-2026")
    answer_all(year, 1)
    submit(year)
    assert not visible(ANONYMOUS).exists()
    assert not seen.entries(ANONYMOUS).exists()
    assert not Entry.objects.visible_to(ANONYMOUS).exists()
    assert seen.entries(people.actor("asesor")).count() == 20
    assert not seen.entries(people.actor("wayan")).exists()
