"""Every template keeps to the rules of the look: strict CSP, known icons, a token in every form that posts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pendopo
from pendopo.ui.gallery import ICON_NAMES

HOUSE = Path(pendopo.__path__[0])
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
NAMES = [str(path.relative_to(HOUSE)) for path in TEMPLATES]


def test_it_works() -> None:
    assert len(TEMPLATES) > 20
    assert "clock" in ICON_NAMES


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<[a-z][^>{]*\son[a-z]+\s*=", text)
    assert "|safe" not in text
    assert "hx-on" not in text
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_uses_icons_that_exist(path: Path) -> None:
    text = path.read_text()
    used = {*re.findall(r'{% icon "([^"]+)"', text), *re.findall(r'icon_name="([^"]+)"', text)}
    assert used <= set(ICON_NAMES)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_that_posts_carries_the_token(path: Path) -> None:
    text = path.read_text()
    for form in re.findall(r'<form\b[^>]*method="post".*?</form>', text, re.DOTALL):
        assert "{% csrf_token %}" in form


def test_icons_are_drawn_with_strokes_only() -> None:
    sprite = (HOUSE / "ui/static/ui/icons.svg").read_text()
    assert "fill=" not in sprite
    assert "<script" not in sprite
    assert len(ICON_NAMES) == len(set(ICON_NAMES))
