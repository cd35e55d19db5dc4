"""Numbers, status and effects: examples, then what must hold always."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.regulations.kinds import BUILT_IN
from pendopo.apps.regulations.rules.effects import Edge, effective_day, effects
from pendopo.apps.regulations.rules.numbers import Reference, number_key, read_reference
from pendopo.apps.regulations.rules.sheet import columns_of, read_day, read_title
from pendopo.apps.regulations.rules.status import IN_FORCE, STATUSES, Facts, ends_soon, last_day, status_on

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
SOME = st.none() | DAYS


@pytest.mark.parametrize(
    ("text", "kind", "key", "year"),
    [
        ("Perda 3/2016", "perda", "3", 2016),
        ("Perda No. 03 Tahun 2016", "perda", "3", 2016),
        ("PERATURAN DAERAH KABUPATEN PASER NOMOR 3 TAHUN 2016 tentang Perangkat Daerah 2017", "perda", "3", 2016),
        ("Perda 3/2016 pasal 4 ayat (2)", "perda", "3", 2016),
        ("SK Bupati 188.45/012/2024", "sk", "188.45/12", 2024),
        ("Keputusan Bupati Paser Nomor 188.45 / 12 / 2024", "sk", "188.45/12", 2024),
        ("188.45/12 Tahun 2024", "", "188.45/12", 2024),
        ("PermenPANRB 59/2020", "permen", "59", 2020),
        ("Undang-Undang Nomor 23 Tahun 2014", "uu", "23", 2014),
        ("Surat Edaran Nomor: 800/1/2025", "se", "800/1", 2025),
        ("Perda 2", "perda", "2", None),
    ],
)
def test_it_works_many_ways_one_reference(text: str, kind: str, key: str, year: int | None) -> None:
    assert read_reference(text) == Reference(kind, key, year)


@pytest.mark.parametrize("text", ["", "arsitektur", "Perda tentang apa", "tahun"])
def test_a_text_without_a_number_names_nothing(text: str) -> None:
    assert read_reference(text) is None


NUMBERS = st.from_regex(r"[1-9][0-9]{0,3}(\.[1-9][0-9]?)?(/[1-9A-Z][0-9A-Z]{0,4}){0,2}", fullmatch=True).filter(
    lambda text: not (len(text) > 4 and text[-5:-4] == "/" and text[-4:].isdigit())
)
YEARS = st.integers(1950, 2090)


@given(NUMBERS, YEARS, st.sampled_from(BUILT_IN))
def test_every_way_to_write_a_number_is_the_same(number: str, year: int, kind: object) -> None:
    key = number_key(number, year)
    ways = [
        f"Nomor {number}", f"No. {number}/{year}", f" {number.replace('/', ' / ')} tahun {year}", number.lower(),
        f"NO {number} TH. {year}",
    ]  # fmt: skip
    assert {number_key(way, year) for way in ways} == {key}
    assert number_key(key, year) == key
    name, code = kind.name, kind.code  # type: ignore[attr-defined]
    for text in (f"{name} Nomor {number} Tahun {year}", f"{name.upper()} NO. {number} TH {year} TENTANG APA 12/2001"):
        assert read_reference(text) == Reference(code, key, year)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = read_reference(text)
    assert found is None or (len(found.number_key) <= 80 and any(c.isdigit() for c in found.number_key))
    read_day(text)
    read_title(text)
    columns_of([text, text])


def test_days_and_titles_as_people_write_them() -> None:
    day = date(2025, 12, 31)
    assert {
        read_day(text) for text in ("2025-12-31", "31-12-2025", "31/12/2025", "31 Desember 2025", "31 des 2025")
    } == {day}
    assert read_day("2025-02-30") is read_day("0000-00-00") is read_day("besok") is None
    assert read_title("Peraturan Bupati Nomor 1 Tahun 2024 tentang Hari Kerja.") == "Hari Kerja"
    assert read_title("Perubahan atas ketentuan tentang pajak") == "Perubahan atas ketentuan tentang pajak"
    assert columns_of(["noPeraturan", "JENIS", "judul", "x"]) == {"number": 0, "kind": 1, "title": 2}


FACTS = st.builds(
    Facts, state=st.sampled_from(["draft", "enacted", "promulgated", "withdrawn"]), in_force_from=SOME,
    in_force_until=SOME, revoked_from=SOME, amended_from=SOME,
)  # fmt: skip


@given(FACTS, DAYS)
def test_each_document_has_one_status_each_day(facts: Facts, day: date) -> None:
    assert status_on(facts, day) in STATUSES


@given(FACTS, DAYS, st.integers(1, 4000))
def test_what_has_ended_does_not_come_back(facts: Facts, day: date, later: int) -> None:
    if status_on(facts, day) in ("dicabut", "berakhir"):
        assert status_on(facts, day + timedelta(days=later)) in ("dicabut", "berakhir")


@given(FACTS, DAYS)
def test_in_force_lies_between_its_days(facts: Facts, day: date) -> None:
    if status_on(facts, day) in IN_FORCE:
        assert facts.in_force_from is not None and facts.in_force_from <= day
        last = last_day(facts)
        assert last is None or day <= last
        if ends_soon(facts, day):
            assert last is not None and status_on(facts, last + timedelta(days=1)) in ("dicabut", "berakhir")


EDGES = st.lists(
    st.builds(
        Edge, source=st.integers(0, 6), target=st.integers(0, 6), kind=st.sampled_from(["revokes", "amends", "partly"]),
        day=st.dates(date(2020, 1, 1), date(2020, 1, 9)),
    ).filter(lambda e: e.source != e.target),
    max_size=14,
)  # fmt: skip


@given(EDGES, st.randoms())
def test_the_order_of_relations_does_not_matter(edges: list[Edge], chance: object) -> None:
    mixed = list(edges)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert effects(mixed) == effects(edges)


@given(EDGES)
def test_every_effect_has_a_cause_that_was_in_force(edges: list[Edge]) -> None:
    found = effects(edges)
    for target, day in found.revoked.items():
        causes = [e for e in edges if e.target == target and e.kind == "revokes" and e.day == day]
        assert any(found.revoked.get(e.source, date.max) >= day for e in causes)
    for edge in edges:
        if edge.kind == "revokes" and found.revoked.get(edge.source, date.max) >= edge.day:
            assert found.revoked[edge.target] <= edge.day


def test_revoking_the_revoker_revives_nothing() -> None:
    first, second = Edge(2, 1, "revokes", date(2022, 1, 1)), Edge(3, 2, "revokes", date(2023, 1, 1))
    assert effects([first, second]).revoked == {1: date(2022, 1, 1), 2: date(2023, 1, 1)}


def test_a_revoker_that_was_gone_before_its_day_revokes_nothing() -> None:
    late, early = Edge(2, 1, "revokes", date(2024, 1, 1)), Edge(3, 2, "revokes", date(2023, 1, 1))
    assert effects([late, early]).revoked == {2: date(2023, 1, 1)}
    assert effects([late], {2: date(2023, 6, 1)}).revoked == {}


def test_nothing_acts_before_it_is_in_force() -> None:
    assert effective_day(date(2020, 1, 1), date(2021, 1, 1)) == date(2021, 1, 1)
    assert effective_day(date(2022, 1, 1), date(2021, 1, 1)) == date(2022, 1, 1)
    assert effective_day(date(2022, 1, 1), None) is None
