"""Registers: state from the query string, narrowing, keyset paging over querysets and lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.db.models import Q, QuerySet
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from pendopo.kernel.tables import (
    Chip,
    Chips,
    Column,
    Filter,
    Page,
    State,
    Table,
    chip_counts,
    counted,
    fetch,
    narrowed,
    read_state,
)
from pendopo.kernel.tables.paging import is_nullable, keyset_page
from pendopo.kernel.units.models import Unit, UnitKind

UNITS = Table(
    name="unit",
    title="Unit",
    columns=(
        Column("name", "Nama", sort="name"),
        Column("closed", "Tutup", "closed_on", kind="date", sort="closed_on"),
        Column("parent", "Induk", "parent.name", sort="parent__name"),
        Column("kind", "Jenis", "kind"),
    ),
    order="name",
    chips=Chips(
        "jenis",
        "Jenis",
        (Chip("dinas", "Dinas", Q(kind=UnitKind.AGENCY)), Chip("bidang", "Bidang", Q(kind=UnitKind.DIVISION))),
        counts=counted,
    ),
    filters=(
        Filter("sejak", "Sejak", kind="date", apply="opened_on__gte"),
        Filter(
            "induk",
            "Induk",
            choices=(("a", "A"), ("b", "B")),
            apply=lambda rows, value: rows.filter(code__startswith=value),
        ),
    ),
    search=("name__icontains", "code__istartswith"),
    page_size=4,
)


def make_units(closed: list[date | None]) -> list[Unit]:
    rows = [
        Unit(
            code=f"{'ab'[i % 2]}{i:03}",
            name=f"Kantor {i % 5}",
            short_name=f"K{i}",
            kind=UnitKind.AGENCY if i % 3 else UnitKind.DIVISION,
            path=f"{i:04}",
            opened_on=date(2017, 1, 1 + i),
            closed_on=day,
        )
        for i, day in enumerate(closed, 1)
    ]
    return Unit.objects.bulk_create(rows)


@pytest.fixture
def dozen(db: None) -> list[Unit]:
    days = [
        None,
        date(2020, 1, 1),
        date(2020, 1, 1),
        None,
        date(2019, 5, 5),
        None,
        date(2024, 2, 2),
        date(2020, 1, 1),
        None,
        None,
        date(2018, 1, 1),
    ]
    return make_units([*days, date(2024, 2, 2)])


def state(query: str = "", table: Table = UNITS) -> State:
    return read_state(table, QueryDict(query))


def walk(rows: Any, query: str) -> list[Any]:
    """All rows, page by page forwards; and the same pages again backwards."""
    seen: list[list[Any]] = []
    page = fetch(rows, state(query))
    while True:
        seen.append(page.rows)
        if not page.after:
            break
        page = fetch(rows, state(f"{query}&sesudah={page.after}"))
    back = [page.rows]
    while page.before:
        page = fetch(rows, state(f"{query}&sebelum={page.before}"))
        back.insert(0, page.rows)
    assert [row for part in back for row in part] == [row for part in seen for row in part]
    return [row for part in seen for row in part]


def test_it_works(dozen: list[Unit]) -> None:
    page = fetch(Unit.objects.all(), state())
    assert [u.name for u in page.rows] == ["Kantor 0", "Kantor 0", "Kantor 1", "Kantor 1"]
    assert (page.before, page.after) == ("", str(page.rows[-1].pk))
    assert len(walk(Unit.objects.all(), "")) == 12


@pytest.mark.parametrize("order", ["name", "-name", "closed", "-closed", "parent", "-parent"])
def test_every_row_comes_once_in_both_directions_and_empty_values_last(dozen: list[Unit], order: str) -> None:
    rows = walk(Unit.objects.select_related("parent"), f"urut={order}")
    assert sorted(u.pk for u in rows) == sorted(u.pk for u in dozen)
    if "closed" in order:
        days = [u.closed_on for u in rows]
        assert days[-5:] == [None] * 5
        full = [d for d in days if d is not None]
        assert full == sorted(full, reverse=order.startswith("-"))


def test_rows_that_arrive_meanwhile_neither_shift_nor_repeat_a_page(dozen: list[Unit]) -> None:
    first = fetch(Unit.objects.all(), state())
    make_first = Unit(
        code="z1", name="Kantor 0", short_name="Z", kind=UnitKind.AGENCY, path="9001", opened_on=date(2020, 1, 1)
    )
    make_first.save()
    second = fetch(Unit.objects.all(), state(f"sesudah={first.after}"))
    assert not {u.pk for u in first.rows} & {u.pk for u in second.rows}


def test_a_page_costs_a_fixed_number_of_statements(dozen: list[Unit], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page = fetch(Unit.objects.all(), state())
    with django_assert_num_queries(2):
        fetch(Unit.objects.all(), state(f"sesudah={page.after}"))
    with django_assert_num_queries(1):
        chip_counts(Unit.objects.all(), state("cari=kantor"))


def test_chips_filters_and_search_narrow_together(dozen: list[Unit]) -> None:
    rows = Unit.objects.all()
    assert chip_counts(rows, state("jenis=dinas")) == {"": 12, "dinas": 8, "bidang": 4}
    assert chip_counts(rows, state("cari=kantor 1")) == {"": 3, "dinas": 2, "bidang": 1}
    both = narrowed(rows, state("jenis=bidang&induk=a&cari=a00"))
    assert isinstance(both, QuerySet)
    assert {u.code for u in both} == {"a006"}
    later = narrowed(rows, state("sejak=2017-01-10"))
    assert isinstance(later, QuerySet)
    assert later.count() == 4


@pytest.mark.parametrize(
    "query",
    [
        "urut=kind",
        "urut=;drop",
        "jenis=x",
        "sejak=kemarin",
        "induk=c",
        "sesudah=abc",
        "sesudah=99999999999999999999",
        "sebelum=%00",
        "cari=%00",
    ],
)
def test_broken_parameters_are_ignored(dozen: list[Unit], query: str) -> None:
    assert len(fetch(Unit.objects.all(), state(query)).rows) == 4


def test_a_cursor_whose_row_is_gone_starts_again(dozen: list[Unit]) -> None:
    page = fetch(Unit.objects.all(), state())
    Unit.objects.filter(pk=int(page.after)).delete()
    assert len(fetch(Unit.objects.all(), state(f"sesudah={page.after}")).rows) == 4


def test_the_state_survives_in_the_query_string_and_holds_no_value_of_a_row(dozen: list[Unit]) -> None:
    now = state("urut=-closed&jenis=dinas&cari=kantor&induk=a&sesudah=7&asing=1")
    again = read_state(UNITS, QueryDict(now.query(after=now.after)[1:]))
    assert again == now
    assert state("urut=name").sorted_by("name") == "?urut=-name"
    assert now.query(chip="") == "?cari=kantor&induk=a&urut=-closed"
    assert now.is_narrowed
    assert not state().is_narrowed


def test_what_may_be_empty_is_known_from_the_models() -> None:
    rows = Unit.objects.all()
    assert not is_nullable(rows, "name")
    assert is_nullable(rows, "closed_on")
    assert is_nullable(rows, "parent__name")
    assert is_nullable(rows, "nothing")


@dataclass(frozen=True)
class Score:
    pk: int
    name: str
    score: float | None


def test_lists_page_and_sort_like_querysets() -> None:
    table = Table(
        name="skor",
        title="Skor",
        columns=(Column("name", "Nama", sort="name"), Column("score", "Skor", kind="number", sort="score")),
        order="-score",
        chips=Chips("nilai", "Nilai", (Chip("ada", "Ada", lambda row: row.score is not None),), counts=counted),
        search=("name",),
        page_size=2,
    )
    rows = [Score(1, "Ana", 3.0), Score(2, "Budi", None), Score(3, "Citra", 9.0), Score(4, "Dewi", 1.0)]
    first = fetch(rows, state(table=table))
    assert [r.name for r in first.rows] == ["Citra", "Ana"]
    last = fetch(rows, state(f"sesudah={first.after}", table))
    assert [r.name for r in last.rows] == ["Dewi", "Budi"]
    assert [r.name for r in fetch(rows, state(f"sebelum={last.before}", table)).rows] == ["Citra", "Ana"]
    assert chip_counts(rows, state(table=table)) == {"": 4, "ada": 3}
    assert [r.name for r in fetch(rows, state("cari=bud&nilai=", table)).rows] == ["Budi"]
    assert [r.name for r in fetch(rows, state("nilai=ada&urut=score", table)).rows] == ["Dewi", "Ana"]


def test_a_register_that_cannot_be_ordered_is_refused_when_declared() -> None:
    with pytest.raises(ValueError, match="cannot be ordered"):
        Table(name="x", title="X", columns=(Column("a", "A"),), order="a")
    with pytest.raises(ValueError, match="unknown column kind"):
        Column("a", "A", kind="gambar")


class KeysetProperty(TestCase):
    """Whatever the values, size and direction: pages put together are the whole, in order, both ways."""

    @settings(max_examples=25, deadline=None)
    @given(
        days=st.lists(st.none() | st.dates(date(2019, 1, 1), date(2019, 1, 6)), min_size=1, max_size=14),
        size=st.integers(1, 5),
        descending=st.booleans(),
    )
    def test_pages_are_a_partition(self, days: list[date | None], size: int, descending: bool) -> None:
        make_units(days)
        rows = Unit.objects.all()
        found: list[int] = []
        page: Page = keyset_page(rows, sort="closed_on", descending=descending, size=size)
        found += [u.pk for u in page.rows]
        while page.after:
            page = keyset_page(rows, sort="closed_on", descending=descending, size=size, after=page.after)
            found += [u.pk for u in page.rows]
        whole = keyset_page(rows, sort="closed_on", descending=descending, size=100)
        assert found == [u.pk for u in whole.rows]
        assert len(found) == len(days)
        tail = [u.pk for u in page.rows]
        while page.before:
            page = keyset_page(rows, sort="closed_on", descending=descending, size=size, before=page.before)
            tail = [u.pk for u in page.rows] + tail
        assert tail == found


def test_an_open_view_keeps_what_was_typed_out_of_the_address() -> None:
    state = replace(read_state(UNITS, QueryDict("cari=Sari&induk=a&urut=-name")), view="7")
    assert (state.choices, state.texts) == ({"induk": "a", "urut": "-name"}, {"cari": "Sari"})
    assert state.query() == "?tampilan=7&induk=a&urut=-name"
    assert state.query(after="9", before="") == "?tampilan=7&induk=a&urut=-name&sesudah=9"
    assert state.query(chip="dinas") == "?tampilan=7&jenis=dinas&induk=a&urut=-name"
    assert state.query(search="Budi") == "?cari=Budi&induk=a&urut=-name"
    assert not state.is_default and read_state(UNITS, QueryDict("sesudah=9")).is_default
