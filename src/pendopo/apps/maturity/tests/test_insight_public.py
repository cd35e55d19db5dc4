from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from pendopo.apps.maturity.models import Submission
from pendopo.apps.maturity.queries.public import public_index
from pendopo.apps.maturity.services import history
from pendopo.apps.maturity.tests.insight_world import World, fill, past, world
from pendopo.apps.maturity.views import insight_public
from pendopo.kernel.clock import today
from pendopo.kernel.testing import SYSTEM

pytestmark = pytest.mark.django_db


def page() -> str:
    try:
        where = reverse("maturity_public:index")
    except NoReverseMatch:  # until the project includes urls_public
        return str(insight_public.index(RequestFactory().get("/publik/indeks-spbe/")).content.decode())
    return str(Client().get(where).content.decode())


def close(place: World, *, consent: bool = True) -> None:
    Submission.objects.create(
        assessment=place.assessment, number=1, content={}, sha256="0" * 64, ba_number="1", ba_date=today(),
        consent=consent, by_name="Sekda",
    )  # fmt: skip
    place.assessment.state = "closed"
    place.assessment.save()
    fill(place.assessment, 3, stage="final")


def test_it_works_a_closed_result_with_consent_is_public() -> None:
    place = world(2)
    close(place)

    found = public_index()

    assert found.latest is not None
    assert (found.latest.year, found.latest.text, len(found.domains)) == (2025, "3,00", 4)
    text = page()
    assert "3,00" in text
    assert "Layanan SPBE" in text
    assert "Apa artinya" in text


def test_without_consent_or_before_the_end_nothing_is_public() -> None:
    place = world(2)
    assert public_index().latest is None
    assert "Belum ada hasil yang diterbitkan" in page()

    close(place, consent=False)
    assert public_index().latest is None


def test_recorded_results_are_public_for_they_were_published() -> None:
    history.record(SYSTEM, facts=past())
    history.record(SYSTEM, facts=past(year=2014, instrument="pegi", index=Decimal("2.10")))

    text = page()

    assert "2,62" in text
    assert "LHE SPBE 2023" in text
    assert "PeGI" in text


def test_an_unconfirmed_instrument_warns_everybody() -> None:
    history.record(SYSTEM, facts=past(year=2026, instrument="pemdi-8-2026", index=Decimal("3.10")))

    assert "Belum dicocokkan dengan naskah resmi" in page()


def test_it_costs_a_constant_number_of_statements(django_assert_max_num_queries: Any) -> None:
    for year in (2021, 2022, 2023, 2024):
        history.record(SYSTEM, facts=past(year=year))

    with django_assert_max_num_queries(6):
        public_index()
