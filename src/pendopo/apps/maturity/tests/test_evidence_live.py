"""Running services as evidence: what holds now, frozen exactly, and the difference later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from pendopo.apps.maturity.models import Assessment, EvidenceItem
from pendopo.apps.maturity.queries import evidence as queries
from pendopo.apps.maturity.queries import live as live_queries
from pendopo.apps.maturity.rules.canonical import canonical, digest
from pendopo.apps.maturity.services import evidence, live
from pendopo.apps.maturity.testing import entry_of, make_assessment
from pendopo.apps.maturity.tests.people import Team, team
from pendopo.kernel import evidence as registry
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.evidence import Claim, Collected, Evidence, Figure, Support

pytestmark = pytest.mark.django_db
AT = datetime(2025, 8, 1, 3, 0, tzinfo=UTC)
KEY = "uji.layanan"


class Service:
    """A running service whose figures the test turns."""

    def __init__(self) -> None:
        self.levels: frozenset[int] | None = frozenset({1, 2})
        self.count = "1.234"

    def collect(self, on: date) -> Collected | None:
        if self.levels is None:
            return None
        figures = (Figure("Permohonan", self.count, "Permohonan selesai"), Figure("Kantor", "12"))
        return Collected(self.levels, figures, AT, "/layanan/")


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    before = dict(registry._registry)
    registry.register(
        Evidence(
            KEY, "Layanan uji", "Jumlah permohonan", "Diskominfo",
            supports=(Support("spbe-59-2020", "42"), Support("spbe-5-2018", "35")),
            claims=(Claim(1, "Informasi"), Claim(2, "Interaksi"), Claim(3, "Transaksi")), collect=made.collect,
        )
    )  # fmt: skip
    yield made
    registry._registry.clear()
    registry._registry.update(before)


@pytest.fixture
def people() -> Team:
    return team()


@pytest.fixture
def year(people: Team) -> Assessment:
    return make_assessment(people.cast.kominfo)


def test_it_works_frozen_as_canonical_json(people: Team, year: Assessment, service: Service) -> None:
    entry = entry_of(year, "42")
    with translation.override("en"):
        uses = live.freeze(people.actor("ratna"), entry, KEY)
    assert [use.level for use in uses] == [1, 2]
    version = uses[0].version
    expected = {
        "key": KEY, "title": "Layanan uji", "definition": "Jumlah permohonan", "owner": "Diskominfo",
        "on": today().isoformat(), "data_at": "2025-08-01T03:00:00+00:00", "url": "/layanan/",
        "claims": [
            {"level": 1, "statement": "Informasi", "holds": True},
            {"level": 2, "statement": "Interaksi", "holds": True},
            {"level": 3, "statement": "Transaksi", "holds": False},
        ],
        "figures": [
            {"label": "Permohonan", "value": "1.234", "definition": "Permohonan selesai", "url": ""},
            {"label": "Kantor", "value": "12", "definition": "", "url": ""},
        ],
    }  # fmt: skip
    version.refresh_from_db()
    assert version.snapshot == expected and version.sha256 == digest(expected)
    assert evidence.is_intact(version)
    type(version).objects.filter(pk=version.pk).update(snapshot=expected | {"owner": "Lain"})
    version.refresh_from_db()
    assert not evidence.is_intact(version)


def test_freezing_again_makes_a_version_of_the_same_item(people: Team, year: Assessment, service: Service) -> None:
    ratna, pj, entry = people.actor("ratna"), people.actor("pj"), entry_of(year, "42")
    for use in live.freeze(ratna, entry, KEY):
        evidence.accept(pj, use)
    service.count, service.levels = "1.300", frozenset({1, 2, 3})
    uses = live.freeze(ratna, entry, KEY, levels=[3])
    assert EvidenceItem.objects.count() == 1 and uses[0].version.number == 2 and uses[0].letter == "a"
    assert queries.reachable_levels([entry.pk]) == {entry.pk: 2}
    first = uses[0].version.item.versions.get(number=1)
    now = live_queries.service(KEY)
    assert first.snapshot is not None
    assert [(d.label, d.frozen, d.now, d.changed) for d in live_queries.differences(first.snapshot, now)] == [
        ("Permohonan", "1.234", "1.300", True),
        ("Kantor", "12", "12", False),
    ]


def test_a_part_of_an_indicator_has_the_services_of_the_whole(people: Team, service: Service) -> None:
    old = make_assessment(people.cast.kominfo, year=2019, instrument="spbe-5-2018")
    assert [one.key for one in queries.panel(people.actor("ratna"), entry_of(old, "35-2")).live] == [KEY]
    assert live.freeze(people.actor("ratna"), entry_of(old, "35-2"), KEY)


def test_refused_for_what_does_not_hold(people: Team, year: Assessment, service: Service) -> None:
    ratna = people.actor("ratna")
    with pytest.raises(Refused, match="bukan bukti"):
        live.freeze(ratna, entry_of(year, "1"), KEY)
    with pytest.raises(Refused, match="tidak menunjukkan"):
        live.freeze(ratna, entry_of(year, "42"), KEY, levels=[2, 3])
    service.levels = frozenset()
    with pytest.raises(Refused, match="Belum ada tingkat"):
        live.freeze(ratna, entry_of(year, "42"), KEY)
    service.levels = None
    with pytest.raises(Refused, match="data"):
        live.freeze(ratna, entry_of(year, "42"), KEY)
    assert not EvidenceItem.objects.exists()


def test_refused_for_another_office_and_after_submission(people: Team, year: Assessment, service: Service) -> None:
    with pytest.raises(NotAllowed):
        live.freeze(people.actor("wayan"), entry_of(year, "42"), KEY)
    with pytest.raises(NotAllowed):
        live.freeze(people.actor("pj"), entry_of(year, "42"), KEY)
    Assessment.objects.update(state="document")
    with pytest.raises(Refused, match="disampaikan"):
        live.freeze(people.actor("ratna"), entry_of(year, "42"), KEY)


def test_a_broken_service_shows_no_data_and_breaks_no_page(people: Team, year: Assessment, service: Service) -> None:
    def broken(_on: date) -> Any:
        raise RuntimeError

    registry._registry[KEY] = Evidence(KEY, "x", "x", "x", (Support("spbe-59-2020", "42"),), (Claim(1, "x"),), broken)
    found = live_queries.service(KEY)
    assert found is not None and not found.has_data and found.levels == []


def test_canonical_json_is_one_spelling() -> None:
    assert canonical({"b": 1, "a": ["é"]}) == '{"a":["é"],"b":1}'.encode()
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_every_registered_service_names_indicators_that_exist() -> None:
    from pendopo.apps.maturity.rules import loading

    for one in registry.all_evidence().values():
        assert one.definition and one.owner and one.claims
        for support in one.supports:
            indicator = loading.get(support.instrument).indicator_of(support.indicator)
            assert indicator.name
            assert {claim.level for claim in one.claims} <= set(loading.get(support.instrument).levels)


def test_services_whose_claims_stand_on_known_criteria_only() -> None:
    """Nothing above the first level is claimed where the criteria of an instrument are not known."""
    mine = ("attendance.", "personnel.", "administration.")
    for one in registry.all_evidence().values():
        if one.key.startswith(mine) and any(support.instrument == "pemdi-8-2026" for support in one.supports):
            assert [claim.level for claim in one.claims] == [1], one.key
