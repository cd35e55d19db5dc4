"""*Meja saya*: what waits for a person, contributed by each app's `desk.py`.

    from pendopo.kernel.desk import DeskCard, DeskItem, desk_card, desk_provider

    @desk_provider
    def waiting(actor: Actor) -> list[DeskItem]:
        return [DeskItem(_("Koreksi presensi"), _("diajukan kemarin"), url, _("Periksa"), due=day, severity="watch")]

    @desk_card
    def today(actor: Actor) -> DeskCard | None:      # the template draws one <section class="card">
        return DeskCard("attendance/_today.html", {"day": ...}, order=10)

A part that fails is named on the page and logged; the rest of the desk stays usable.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from pendopo.kernel.actor import Actor

log = logging.getLogger(__name__)
SEVERITIES = ("bad", "watch", "info", "ok")


@dataclass(frozen=True)
class DeskItem:
    """One thing that waits: `action` is the verb on its one button, `due` the day or moment by which it is owed."""

    title: str | Promise
    detail: str | Promise = ""
    url: str = ""
    action: str | Promise = ""
    due: date | datetime | None = None
    severity: str = "info"

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"unknown severity {self.severity!r}")


@dataclass(frozen=True)
class DeskCard:
    """A card of the desk: an app's own template with its context; `main` stands under the duties, `wide` across."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 50
    main: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Desk:
    """`failed` counts contributions that could not be read."""

    items: tuple[DeskItem, ...]
    cards: tuple[DeskCard, ...]
    failed: int


ItemProvider = Callable[["Actor"], list[DeskItem]]
CardProvider = Callable[["Actor"], DeskCard | None]
_providers: dict[str, ItemProvider] = {}
_cards: dict[str, CardProvider] = {}


def desk_provider(function: ItemProvider) -> ItemProvider:
    _providers[_name(function)] = function
    return function


def desk_card(function: CardProvider) -> CardProvider:
    _cards[_name(function)] = function
    return function


def desk_of(actor: Actor) -> Desk:
    """Everything that waits for `actor`, oldest duty first, and the cards of the apps."""
    items: list[DeskItem] = []
    cards: list[DeskCard] = []
    failed = 0
    for name, provider in _providers.items():
        try:
            items.extend(provider(actor))
        except Exception:
            failed += 1
            log.exception("desk provider failed", extra={"provider": name})
    for name, maker in _cards.items():
        try:
            card = maker(actor)
        except Exception:
            failed += 1
            log.exception("desk card failed", extra={"provider": name})
            continue
        if card is not None:
            cards.append(card)
    return Desk(tuple(sorted(items, key=_urgency)), tuple(sorted(cards, key=lambda c: c.order)), failed)


def _urgency(item: DeskItem) -> tuple[bool, str, int]:
    due = item.due
    if due is not None and not isinstance(due, datetime):
        due = datetime.combine(due, time.max)
    return (due is None, due.replace(tzinfo=None).isoformat() if due else "", SEVERITIES.index(item.severity))


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
