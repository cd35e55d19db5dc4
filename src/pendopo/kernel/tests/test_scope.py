from hypothesis import given
from hypothesis import strategies as st

from pendopo.kernel.scope import ancestors, child_path, path_range

paths = st.lists(st.integers(1, 9998), min_size=0, max_size=5).map(lambda ns: "".join(f"{n:04d}" for n in ns))


@given(paths, paths)
def test_it_works_the_range_holds_exactly_the_subtree(top: str, other: str) -> None:
    low, high = path_range(top)
    inside = other >= low and (high is None or other < high)
    assert inside == other.startswith(top)


@given(paths.filter(bool), st.integers(1, 9998))
def test_a_child_is_below_its_parent(parent: str, number: int) -> None:
    child = child_path(parent, number)
    assert parent in ancestors(child)
    assert ancestors(child)[0] == ""
    assert ancestors(child)[-1] == child
