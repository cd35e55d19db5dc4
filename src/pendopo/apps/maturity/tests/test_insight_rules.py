from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.comparable import PEGI, Reason, Scheme, compare, runs
from pendopo.apps.maturity.rules.past import fits, weighted
from pendopo.apps.maturity.rules.radar import Radar, direction, pixel
from pendopo.apps.maturity.rules.scoring import half_up, score

SPBE = loading.builtin()["spbe-59-2020"]
OLD = loading.builtin()["spbe-5-2018"]
PEMDI = loading.builtin()["pemdi-8-2026"]

schemes = st.sampled_from(
    [
        Scheme.of(OLD, 2018),
        Scheme.of(OLD, 2020),
        Scheme.of(SPBE, 2021),
        Scheme.of(SPBE, 2024),
        Scheme.of(PEMDI, 2026),
        Scheme.pegi(),
    ]
)


def test_it_works_the_same_instrument_is_comparable_and_others_are_not() -> None:
    assert compare(Scheme.of(OLD, 2019), Scheme.of(OLD, 2020)).comparable
    for one, other in ((OLD, SPBE), (SPBE, PEMDI), (OLD, PEMDI)):
        found = compare(Scheme.of(one, one.first_year), Scheme.of(other, other.first_year))
        assert not found.comparable
        assert Reason.INSTRUMENT in found.reasons
        assert Reason.DOMAINS in found.reasons
        assert Reason.INDICATORS in found.reasons


def test_pegi_is_never_comparable_not_even_with_itself() -> None:
    for scheme in (Scheme.pegi(), Scheme.of(SPBE, 2023), Scheme.of(OLD, 2018)):
        assert compare(scheme, Scheme.pegi()).reasons == (Reason.PEGI,)
        assert not compare(Scheme.pegi(), scheme).comparable


def test_stricter_criteria_are_a_caution_only() -> None:
    found = compare(Scheme.of(SPBE, 2022), Scheme.of(SPBE, 2024))
    assert found.comparable
    assert found.reasons == (Reason.CRITERIA,)


def test_levels_of_another_scale_are_named() -> None:
    assert Reason.SCALE in compare(Scheme.of(OLD, 2018), Scheme.of(SPBE, 2021)).reasons


@given(schemes, schemes)
def test_comparing_is_symmetric(one: Scheme, other: Scheme) -> None:
    assert compare(one, other) == compare(other, one)


@given(schemes)
def test_all_but_pegi_are_comparable_with_themselves(one: Scheme) -> None:
    assert compare(one, one).comparable == (one.key != PEGI)


@given(st.lists(schemes, max_size=12))
def test_runs_cover_all_once_and_break_exactly_where_neighbours_differ(row: list[Scheme]) -> None:
    found = runs(row)
    assert [n for first, end in found for n in range(first, end)] == list(range(len(row)))
    assert all(compare(row[n - 1], row[n]).comparable for first, end in found for n in range(first + 1, end))
    assert all(not compare(row[end - 1], row[end]).comparable for (_first, end), _next in pairwise(found))


@given(st.lists(st.integers(1, 5), min_size=47, max_size=47))
def test_published_domains_of_any_true_result_fit_their_index(levels: list[int]) -> None:
    result = score(SPBE, 2024, dict(zip(SPBE.entry_codes, levels, strict=True)))
    domains = {no: Fraction(half_up(value)) for no, value in result.domains.items()}
    assert fits(SPBE, domains, Fraction(half_up(result.index)))


def test_domains_that_cannot_give_the_index_do_not_fit() -> None:
    domains = {1: Fraction(3), 2: Fraction(3), 3: Fraction(3), 4: Fraction(3)}
    assert weighted(SPBE, domains) == 3
    assert fits(SPBE, domains, Fraction(301, 100))
    assert not fits(SPBE, domains, Fraction(302, 100))


@given(st.integers(3, 12), st.data())
def test_a_radar_keeps_to_its_rim_and_grows_with_the_value(spokes: int, data: st.DataObject) -> None:
    plane = Radar(spokes, 0, 5)
    spoke = data.draw(st.integers(0, spokes - 1))
    low, high = sorted(data.draw(st.tuples(*[st.fractions(-2, 7, max_denominator=50)] * 2)))
    near, far = (plane.place(spoke, value) for value in (low, high))

    def away(place: tuple[int, int]) -> int:
        return (place[0] - plane.cx * 10) ** 2 + (place[1] - plane.cy * 10) ** 2

    assert away(near) <= away(far) + 40
    assert away(far) <= (plane.radius * 10 + 2) ** 2


def test_the_first_axis_points_up_and_axes_have_length_one() -> None:
    assert Radar(8, 0, 5).place(0, 5) == (1800, 380)
    for spokes in (3, 5, 7, 8):
        for spoke in range(spokes):
            cosine, sine = direction(spoke, spokes)
            assert abs(cosine**2 + sine**2 - 1) < Fraction(1, 10**5)


def test_axes_without_a_value_are_left_out() -> None:
    assert len(Radar(4, 0, 5).polygon([1, None, 3, 4])) == 3


def test_tenths_are_written_with_a_point() -> None:
    assert [pixel(n) for n in (0, 5, 10, -5, -25)] == ["0.0", "0.5", "1.0", "-0.5", "-2.5"]
