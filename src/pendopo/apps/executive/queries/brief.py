"""What stands on the one-page brief of a day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.executive.queries.cards import Card, Change
from pendopo.apps.executive.queries.league import LeagueRow
from pendopo.apps.executive.queries.room import Room
from pendopo.kernel import clock
from pendopo.kernel.indicators import show
from pendopo.ui import formats

ENDS = 5


def brief(room: Room, *, signer: str, post: str) -> dict[str, Any]:
    """Plain data for the template: words and numbers, nothing to compute on paper."""
    frame, table = room.frame, room.league
    rows = [row for row in table.rows if row.score.value is not None] if table else []
    half = ENDS if len(rows) >= 2 * ENDS else max(1, len(rows) // 2)
    chart = room.columns
    return {
        "title": _("Ringkasan hari"),
        "regency": settings.REGENCY["name"],
        "unit": frame.tree.here.name,
        "day": formats.long_date(frame.span.until, weekday=True),
        "made": formats.date_and_time(timezone.now()),
        "data_at": formats.date_and_time(room.data_at) if room.data_at else "",
        "cards": [_card(card) for card in room.cards],
        "best": [_row(row) for row in rows[:half]],
        "worst": [_row(row) for row in rows[half:][-half:]] if len(rows) > 1 else [],
        "formula": " + ".join(
            f"{show(part.weight, 0)} {part.indicator.league and part.indicator.league.short}"
            for part in table.components
        )
        if table
        else "",
        "districts": [
            {"name": one.name, "value": one.figure.text, "status": one.figure.code}
            for one in (room.map.districts if room.map else ())
        ],
        "alerts": [
            {
                "tone": alert.severity,
                "title": alert.title,
                "detail": alert.detail,
                "state": alert.get_state_display(),
                "who": alert.assignee.name if alert.assignee else "",
            }
            for alert in room.alerts
        ],
        "alert_count": room.alert_count,
        "trend": [
            {"label": point.label, "value": point.value, "bad": point.tone == "bad", "now": point.now}
            for point in (chart.points if chart else ())
        ],
        "trend_title": str(chart.indicator.title) if chart else "",
        "trend_unit": chart.unit if chart else "",
        "target": chart.target if chart else None,
        "place": str(settings.REGENCY["name"]).removeprefix("Kabupaten ").removeprefix("Kota "),
        "signed_on": formats.long_date(clock.today()),
        "signer": signer,
        "post": post,
        "words": _words(),
    }


def _card(card: Card) -> dict[str, str]:
    figure = card.figure
    return {
        "title": str(card.indicator.title),
        "value": figure.text,
        "unit": str(card.indicator.unit),
        "of": _("dari %(n)s") % {"n": formats.number(figure.of)} if figure.of else "",
        "target": figure.target_text,
        "change": _change(card.change),
        "tone": card.change.tone if card.change else "mute",
        "status": figure.code,
        "status_word": str(figure.status.label),
    }


def _row(row: LeagueRow) -> dict[str, str]:
    return {
        "rank": str(row.rank or ""),
        "name": row.place.name,
        "value": f"{row.figure.text}{row.figure.indicator.unit}",
        "change": _change(row.change),
        "tone": row.change.tone if row.change else "mute",
        "score": show(row.score.value, 1),
        "status": row.figure.code,
    }


def _change(change: Change | None) -> str:
    if change is None:
        return ""
    return {"up": "▲ ", "down": "▼ ", "same": "= "}[change.arrow] + change.text


def _words() -> dict[str, str]:
    return {
        "page": _("halaman"),
        "of": _("dari"),
        "target": _("target"),
        "best": _("Teratas"),
        "worst": _("Terbawah"),
        "now": _("hari ini"),
        "districts": _("Per kecamatan"),
        "score": _("skor"),
        "week": _("7 hari"),
        "formula": _("Skor 0 sampai 100, rumus terbuka:"),
        "alerts": _("Perlu perhatian"),
        "none": _("Tidak ada yang menunggu tindakan."),
        "data_at": _("Data sampai"),
        "made": _("Dicetak"),
        "no_data": _("Belum ada data untuk hari ini."),
    }
