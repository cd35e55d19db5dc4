"""Input that nobody types by accident: refused at its field, at once, with everything typed kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pendopo.apps.maturity.models import PastResult
from pendopo.apps.maturity.services import history
from pendopo.apps.maturity.services.history import PastFacts
from pendopo.apps.maturity.tests.insight_world import world
from pendopo.kernel import settings_store
from pendopo.kernel.testing import SYSTEM

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    return str(response.content.decode())


def test_it_works_an_endless_target_is_refused_at_once() -> None:
    place = world(2)
    client = place.client("koordinator")

    for said in ("1e999999999", "²", "1/0", "9" * 4400):
        answer = client.get(f"/evaluasi/{place.assessment.pk}/simulasi/", {"target": "angka", "angka": said})
        assert answer.status_code in (200, 422)
        assert "Tulis target sebagai angka" in words(answer)


@pytest.mark.parametrize("said", ["1e50", "1e99999999", "²", "NaN"])
def test_an_endless_index_is_refused_at_its_field(said: str) -> None:
    client = world(2).client("koordinator")
    typed = {"year": "2023", "index": said, "source": "LHE 2023", "predicate": "", "levels": "", "note": ""}

    answer = client.post("/evaluasi/riwayat/catat/?instrumen=spbe-59-2020", typed)

    assert answer.status_code == 422
    assert "Tulis angka seperti 2,62" in words(answer)
    assert "LHE 2023" in words(answer)


@pytest.mark.parametrize(
    "line",
    [
        "²;SPBE 2020;2,62;LHE",
        "2023;SPBE 2020;1e50;LHE",
        "2023;SPBE 2020;1e99999999;LHE",
        "9" * 5000 + ";SPBE 2020;2,62;LHE",
    ],
    ids=("digit", "exponent", "endless exponent", "endless year"),
)
def test_a_sheet_with_odd_numbers_is_told_row_by_row(line: str) -> None:
    client = world(2).client("koordinator")
    sheet = f"tahun;instrumen;indeks;sumber\n{line}\n2022;SPBE 2020;2,62;LHE\n".encode()

    answer = client.post("/evaluasi/riwayat/impor/", {"file": SimpleUploadedFile("hasil.csv", sheet)})

    assert answer.status_code == 200
    assert "bukan angka" in words(answer)
    assert not PastResult.objects.exists()


@pytest.mark.parametrize(("rule", "said"), [("instrument", "Cukup"), ("rounded", "Baik")])
def test_a_recorded_year_follows_the_rule_set_for_it(rule: str, said: str) -> None:
    """2,5975 is shown as 2,60; whether that is Baik is the rule of the year (domain notes, section 4)."""
    settings_store.set_value(SYSTEM, "maturity.predicate_input", rule, valid_from=date(2022, 1, 1), basis="Uji")
    levels = dict.fromkeys(map(str, range(1, 48)), 3) | dict.fromkeys(map(str, range(32, 42)), 2)
    levels |= {"32": 1, "33": 1, "34": 1, "21": 2, "22": 2, "23": 2}
    facts = PastFacts(year=2022, instrument="spbe-59-2020", index=Decimal("2.60"), source="LHE", levels=levels)
    try:
        assert history.record(SYSTEM, facts=facts).predicate == said
    finally:
        settings_store.forget()
