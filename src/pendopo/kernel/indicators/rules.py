"""Figures from whole numbers: value, rounding, status. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Status:
    """A state as code, word and shape; the colour follows the code."""

    code: str
    label: Any
    shape: str


STATUSES: dict[str, Status] = {
    "ok": Status("ok", pgettext_lazy("status", "baik"), "circle"),
    "watch": Status("watch", pgettext_lazy("status", "waspada"), "triangle"),
    "bad": Status("bad", pgettext_lazy("status", "perlu tindakan"), "square"),
    "stale": Status("stale", _("data usang"), "dash"),
    "none": Status("none", _("belum ada data"), "ring"),
}


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, as people round."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def value_of(kind: str, num: int, den: int, *, scale: int = 1, decimals: int = 1) -> Decimal | None:
    """The figure of one day, rounded as shown. Nothing counted, no figure."""
    if not den and kind != "stock":
        return None
    return rounded(Decimal(num) * scale / den, decimals) if kind == "ratio" else rounded(Decimal(num) * scale, decimals)


def aim_of(
    kind: str, share: Decimal | None, margin: Decimal, of: int | Decimal, decimals: int
) -> tuple[Decimal | None, Decimal]:
    """Target and margin of a figure: as they are for a ratio, as percents of the denominator for people and devices."""
    if share is None or kind == "ratio":
        return share, margin
    return rounded(share * of / 100, decimals), rounded(margin * of / 100, decimals)


def status_of(
    value: Decimal | None,
    *,
    good: str,
    target: Decimal | None,
    margin: Decimal,
    data_at: datetime | None = None,
    max_age: timedelta | None = None,
    now: datetime | None = None,
) -> str:
    """ok, watch, bad, stale or none. A figure older than `max_age` is stale whatever its value."""
    if value is None:
        return "none"
    if data_at and max_age and now and now - data_at > max_age:
        return "stale"
    if target is None:
        return "ok"
    missing = target - value if good == "up" else value - target
    if missing <= 0:
        return "ok"
    return "watch" if missing <= margin else "bad"


def show(value: Decimal | None, decimals: int) -> str:
    """As written in the language of the reader; a dash where there is no figure."""
    if value is None:
        return "–"
    return number_format(rounded(value, decimals), decimal_pos=decimals, force_grouping=True)


def points(value: Decimal, *, zero: Decimal, full: Decimal) -> Decimal:
    """0 at `zero`, 100 at `full`, a straight line between; `zero` may lie above `full` (less is better)."""
    if zero == full:
        return Decimal(100) if value >= full else Decimal(0)
    share = (value - zero) / (full - zero) * 100
    return max(Decimal(0), min(Decimal(100), share))


def score(parts: list[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """Weighted mean of (weight, points) on a scale of 100; a part without data leaves the formula with its weight."""
    known = [(weight, got) for weight, got in parts if got is not None and weight > 0]
    total = sum((weight for weight, _got in known), Decimal(0))
    if not total:
        return None
    return sum((weight * got for weight, got in known), Decimal(0)) / total
