"""`{% load ui %}`: icons, small charts, fields, status words and the Indonesian formats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pendopo.ui import charts, formats

register = template.Library()
TONE_WORDS = {
    "ok": lambda: _("baik"),
    "watch": lambda: _("waspada"),
    "bad": lambda: _("perlu tindakan"),
    "info": lambda: _("info"),
    "stale": lambda: _("data lama"),
    "none": lambda: _("belum ada data"),
}
TONE_ICONS = {"ok": "ok", "watch": "watch", "bad": "bad", "info": "info", "stale": "stale"}


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """A stroke icon of the sprite; decorative unless `label` is given."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="i {}" {}><use href="{}#{}"/></svg>', css, meaning, static("ui/icons.svg"), name)


@register.simple_tag
def status(tone: str, word: str = "") -> SafeString:
    """A status as word, shape and colour: `{% status "watch" "terlambat 14 mnt" %}`."""
    shape = TONE_ICONS.get(tone)
    words = word or (TONE_WORDS[tone]() if tone in TONE_WORDS else tone)
    if not shape:
        return format_html('<span class="tag {} bare">{}</span>', tone, words)
    return format_html('<span class="tag {}">{}{}</span>', tone, icon(shape), words)


@register.simple_tag
def spark(
    values: Sequence[Any] | None, tone: str = "", target: float | None = None, width: int = 88, height: int = 26
) -> SafeString:
    return charts.spark(values or (), tone=tone, target=target, width=width, height=height)


@register.simple_tag
def bar(
    value: Any, target: Any = None, maximum: float = 100, tone: str = "", width: int = 120, minimum: float = 0
) -> SafeString:
    return charts.bar(value, target=target, maximum=maximum, tone=tone, width=width, minimum=minimum)


@register.simple_tag
def columns(
    points: Sequence[charts.Point], target: float | None = None, unit: str = "", decimals: int = 1
) -> SafeString:
    return charts.columns(points, target=target, unit=unit, decimals=decimals)


@register.simple_tag
def delta(value: Any, good: str = "up", decimals: int = 1) -> SafeString:
    """A change with its arrow; coloured by whether the direction is good (`good`: up or down)."""
    if value is None:
        return SafeString("")
    change = float(value)
    if round(change, decimals) == 0:
        return format_html('<span class="delta faint">{}</span>', _("tetap"))
    tone = "t-ok" if (change > 0) == (good == "up") else "t-bad"
    word = _("naik") if change > 0 else _("turun")
    return format_html(
        '<span class="delta {}"><span aria-hidden="true">{}</span><span class="sr">{}</span> {}</span>',
        tone,
        "▲" if change > 0 else "▼",
        word,
        formats.number(abs(change), decimals),
    )


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, css: str = "", basis: str = "", unit: str = "") -> dict[str, Any]:
    """A form field with label, help, legal basis and errors; `css` is short or wide, `unit` stands behind the input."""
    widget = bound.field.widget
    kind = "input"
    if isinstance(widget, CheckboxInput):
        kind = "check"
    elif isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        kind = "options"
    described = [f"{bound.id_for_label}_help"] if bound.help_text or basis else []
    if bound.errors:
        described.append(f"{bound.id_for_label}_error")
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    control = bound.as_widget(attrs=attributes) if kind != "options" else ""
    return {"field": bound, "kind": kind, "css": css, "basis": basis, "unit": unit, "control": control}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The current query string with changes; an empty value removes the parameter: `{% query hari=day %}`."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = str(value)
    return f"?{params.urlencode()}"


@register.filter
def angka(value: Any, decimals: int = 0) -> str:
    return formats.number(value, int(decimals))


@register.filter
def persen(value: Any, decimals: int = 1) -> str:
    """92,4%, from a value already in percent."""
    return formats.DASH if value is None else formats.number(value, int(decimals)) + "%"


register.filter("tanggal", lambda value: formats.long_date(value))
register.filter("tanggal_hari", lambda value: formats.long_date(value, weekday=True))
register.filter("tanggal_pendek", formats.short_date)
register.filter("hari_pendek", formats.day_date)
register.filter("bulan", formats.month_name)
register.filter("nip", formats.nip)
register.filter("empat", formats.fours)
register.filter("umur", lambda value: formats.age(value))
register.filter("inisial", lambda value: formats.initials(str(value or "")))


@register.filter
def jam(value: Any, zone: str | None = None) -> str:
    """07.31 on the clock of `zone`, or of the regency."""
    return formats.clock(value, zone=zone)


@register.filter
def jam_detik(value: Any, zone: str | None = None) -> str:
    return formats.clock(value, zone=zone, seconds=True)


@register.filter
def waktu(value: Any, zone: str | None = None) -> str:
    """12 Nov 2026 07.31 WITA."""
    return formats.date_and_time(value, zone)


@register.simple_tag
def rentang(starts: Any, ends: Any, zone: str | None = None) -> str:
    """12 Nov 2026 08.00–11.00 WITA."""
    return formats.span(starts, ends, zone)


@register.filter
def jam_zona(value: Any, zone: str | None = None) -> str:
    """07.31 WITA."""
    return formats.clock(value, zone=zone, word=True)


@register.filter
def nama_pendek(value: Any) -> str:
    """The first name without degrees in front: Sari for Sari Wulandari, S.Kom."""
    words = [w for w in str(value or "").split(",")[0].split() if not w.endswith(".")]
    return words[0] if words else str(value or "")
