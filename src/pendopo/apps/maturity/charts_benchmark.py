"""Distribution of an index as SVG: a bar a predicate, the own one marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pendopo.ui.formats import number

WIDTH, ROW, LABEL, ROOM = 340, 28, 80, 66


@dataclass(frozen=True, slots=True)
class Count:
    label: str
    value: int
    now: bool = False


def distribution(counts: Sequence[Count]) -> SafeString:
    """Horizontal bars with their number and share; the text alternative says them all."""
    total = sum(one.value for one in counts)
    if not total:
        return SafeString("")
    most = max(one.value for one in counts)
    reach = WIDTH - LABEL - ROOM
    lines = format_html_join(
        "",
        '<text x="0" y="{}">{}</text><rect class="{}" x="{}" y="{}" width="{}" height="18" rx="3"/>'
        '<text class="v" x="{}" y="{}">{}</text>',
        (
            (
                ROW * n + 19,
                one.label,
                "now" if one.now else "",
                LABEL,
                ROW * n + 6,
                f"{max(1.0, one.value / most * reach):.1f}" if one.value else "0",
                f"{LABEL + one.value / most * reach + 8:.1f}",
                ROW * n + 19,
                _("%(n)s (%(share)s%%)") % {"n": number(one.value), "share": number(one.value * 100 / total)},
            )
            for n, one in enumerate(counts)
        ),
    )
    label = ", ".join(f"{one.label} {number(one.value)}" for one in counts)
    return format_html(
        '<svg class="chart spread" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        ROW * len(counts),
        label,
        lines,
    )
