"""What running services show now, read from the kernel's registry of evidence."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from pendopo.apps.maturity.rules.canonical import digest
from pendopo.kernel.clock import today
from pendopo.kernel.evidence import Collected, Evidence, all_evidence, supporting

log = logging.getLogger(__name__)
FROZEN_IN = "id"
"""A snapshot is written in the language of the assessment, whoever freezes it."""


@dataclass(frozen=True, slots=True)
class ClaimNow:
    level: int
    statement: str
    holds: bool


@dataclass(frozen=True, slots=True)
class FigureNow:
    label: str
    value: str
    definition: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """One running service as it is now. `data_at` is None where there is no data: then nothing holds."""

    key: str
    title: str
    definition: str
    owner: str
    supports: tuple[tuple[str, str], ...]
    claims: tuple[ClaimNow, ...]
    figures: tuple[FigureNow, ...]
    data_at: datetime | None
    url: str

    @property
    def levels(self) -> list[int]:
        return [claim.level for claim in self.claims if claim.holds]

    @property
    def has_data(self) -> bool:
        return self.data_at is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure as it was frozen beside what it is now; an empty one is not there."""

    label: str
    frozen: str
    now: str

    @property
    def changed(self) -> bool:
        return self.frozen != self.now


def services(on: date | None = None) -> list[Live]:
    """Every registered service as of a day."""
    return [_live(one, on or today()) for one in all_evidence().values()]


def service(key: str, on: date | None = None) -> Live | None:
    """One service; None when nobody registers that key."""
    found = all_evidence().get(key)
    return _live(found, on or today()) if found else None


def supports(instrument: str, code: str) -> list[Live]:
    """The services that say something of an entry ("35-1" is indicator 35)."""
    return [_live(one, today()) for one in supporting(instrument, code.partition("-")[0])]


def snapshot(live: Live, on: date) -> dict[str, Any]:
    """What is frozen: statement by level, figures with definitions, day and age. Refuses nothing; see services.live."""
    return {
        "key": live.key,
        "title": live.title,
        "definition": live.definition,
        "owner": live.owner,
        "on": on.isoformat(),
        "data_at": live.data_at.isoformat() if live.data_at else "",
        "url": live.url,
        "claims": [{"level": c.level, "statement": c.statement, "holds": c.holds} for c in live.claims],
        "figures": [
            {"label": f.label, "value": f.value, "definition": f.definition, "url": f.url} for f in live.figures
        ],
    }


def is_intact(content: Mapping[str, Any], sha256: str) -> bool:
    return digest(content) == sha256


def differences(frozen: Mapping[str, Any], now: Live | None) -> list[Difference]:
    """Figures by label: frozen beside now, in the order of the frozen ones, new ones last."""
    current = {figure.label: figure.value for figure in now.figures} if now else {}
    rows = [Difference(f["label"], f["value"], current.pop(f["label"], "")) for f in frozen.get("figures", [])]
    return rows + [Difference(label, "", value) for label, value in current.items()]


def _live(one: Evidence, on: date) -> Live:
    with translation.override(FROZEN_IN):
        collected = _collect(one, on)
        held = collected.levels if collected else frozenset()
        return Live(
            key=one.key,
            title=str(one.title),
            definition=str(one.definition),
            owner=str(one.owner),
            supports=tuple((s.instrument, s.indicator) for s in one.supports),
            claims=tuple(ClaimNow(c.level, str(c.statement), c.level in held) for c in one.claims),
            figures=tuple(
                FigureNow(str(f.label), str(f.value), str(f.definition), f.url)
                for f in (collected.figures if collected else ())
            ),
            data_at=collected.data_at if collected else None,
            url=collected.url if collected else "",
        )


def _collect(one: Evidence, on: date) -> Collected | None:
    """A service that cannot be read shows no data; the page stands."""
    try:
        with transaction.atomic():
            return one.collect(on)
    except Exception:
        log.exception("evidence %s cannot be read", one.key)
        return None
