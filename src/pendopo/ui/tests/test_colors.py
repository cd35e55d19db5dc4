"""The colour ramp: WCAG AA in light and dark for every brand hue."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.ui import colors

STATIC = Path(colors.__file__).parent / "static" / "ui"


def test_it_works() -> None:
    assert colors.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colors.contrast("#777777", "#777777") == pytest.approx(1)
    assert colors.oklch(1, 0, 0) == "#ffffff"
    assert colors.oklch(0.627955, 0.257683, 29.2339) == "#ff0000"
    assert colors.palette(168)["surface"] == "#ffffff"


@settings(max_examples=60, deadline=None)
@given(hue=st.integers(0, 359), dark=st.booleans())
def test_every_pair_meets_wcag_aa_for_any_hue(hue: int, dark: bool) -> None:
    tokens = colors.palette(hue, dark=dark)
    for pairs, least in ((colors.TEXT_PAIRS, 4.5), (colors.PART_PAIRS, 3.0)):
        for name, grounds in pairs:
            for ground in grounds:
                found = colors.contrast(tokens[name], tokens[ground])
                assert found >= least, f"{name} on {ground}, hue {hue}, dark {dark}: {found:.2f}"


@given(l=st.floats(0, 1), c=st.floats(0, 0.4), h=st.floats(0, 360))
def test_any_oklch_colour_becomes_a_screen_colour(l: float, c: float, h: float) -> None:  # noqa: E741
    color = colors.oklch(l, c, h)
    assert len(color) == 7
    assert 0 <= int(color[1:], 16) <= 0xFFFFFF


def test_light_and_dark_name_the_same_tokens() -> None:
    assert colors.palette(20).keys() == colors.palette(20, dark=True).keys()


def test_the_kept_sheet_is_the_generated_one() -> None:
    assert (STATIC / "colors.css").read_text() == colors.stylesheet(colors.DEFAULT_HUE)


def test_every_token_used_in_a_sheet_is_defined() -> None:
    import re

    sheets = "".join(path.read_text() for path in STATIC.glob("*.css"))
    used = set(re.findall(r"var\(--([a-z0-9-]+)", sheets))
    defined = set(re.findall(r"--([a-z0-9-]+)\s*:", sheets))
    assert used <= defined


def test_no_colour_has_a_value_outside_the_generated_sheet() -> None:
    import re

    for name in ("frame", "parts", "forms", "tables"):
        text = (STATIC / f"{name}.css").read_text()
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-]*\{)", text), name
