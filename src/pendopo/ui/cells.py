"""Cells of a register: from a column's value to the HTML on the screen."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pendopo.kernel.tables import Bar, Column, Row, Status, Trend
from pendopo.ui import charts, formats
from pendopo.ui.templatetags.ui import status


def html(column: Column, row: Row) -> SafeString:
    """What stands in the cell; empty for no value."""
    value = column.read(row)
    if isinstance(value, SafeString):
        return value
    if isinstance(value, Status):
        return SafeString(status(value.tone, str(value.word)))
    if isinstance(value, Bar):
        return charts.bar(value.value, target=value.target, maximum=value.maximum, tone=value.tone)
    if isinstance(value, Trend) or column.kind == "spark":
        trend = value if isinstance(value, Trend) else Trend(value or ())
        return charts.spark(trend.values, tone=trend.tone)
    if value is None or value == "":
        return SafeString("")
    if column.kind == "code":
        return format_html('<span class="pill">{}</span>', plain(column, value))
    return conditional_escape(plain(column, value))


def plain(column: Column, value: Any) -> str:
    """The value in words, as screens and PDF show it."""
    if value is None or value == "":
        return ""
    if isinstance(value, Status):
        return str(value.word)
    if isinstance(value, Bar):
        return formats.number(value.value, 1)
    if column.kind == "bool" or isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if column.kind == "number":
        return formats.number(value, column.decimals)
    if column.kind == "time":
        return formats.clock(value, seconds=column.decimals > 0) if isinstance(value, (datetime, time)) else str(value)
    if column.kind == "datetime" and isinstance(value, datetime):
        return formats.date_and_time(value)
    if isinstance(value, date):
        return formats.short_date(value)
    return str(value)


def css(column: Column, *, first: bool, blank: bool, phone: bool = False) -> str:
    words = ["n"] if column.is_numeric else []
    if first:
        words.append("head")
    if phone:
        words.append("ph")
    if blank:
        words.append("blank")
    return " ".join(words)
