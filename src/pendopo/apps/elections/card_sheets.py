"""The sheets of cards for the printer. They hold secrets: made once, streamed, kept nowhere."""

from __future__ import annotations

import io
from collections.abc import Sequence

import segno
from django.conf import settings
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Kind
from pendopo.apps.elections.services.boxes import Deck
from pendopo.kernel import pdf


def sheets(deck: Deck) -> bytes:
    """A PDF with eight cards a page."""
    station = deck.box.station
    election = station.election
    data = {
        "title": _("Kartu TPS %(number)s") % {"number": station.number},
        "regency": settings.REGENCY["name"],
        "village": f"{election.unit.name} · {election.title}",
        "station": f"TPS {station.number}",
        "trial": _("UJI COBA") if deck.box.kind == Kind.TRIAL else "",
        "words": {
            "use": _("Kartu untuk satu kali memilih di bilik TPS ini."),
            "keep": _("Jangan difoto. Kartu tidak memuat nama siapa pun."),
        },
        "cards": _drawn(deck.cards),
    }
    return pdf.render("apps/elections/typst/cards.typ", data)


def _drawn(cards: Sequence[str]) -> list[dict[str, str]]:
    return [{"code": card, "qr": _svg(card)} for card in cards]


def _svg(text: str) -> str:
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=2, xmldecl=False, svgns=True, scale=4)
    return out.getvalue().decode()
