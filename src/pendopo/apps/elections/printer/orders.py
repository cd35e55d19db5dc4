"""What the booth asks to print, checked field by field; nothing else gets to the printer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

LENGTHS: Final = {"title": 160, "village": 80, "station": 60, "name": 120}
JOB: Final = re.compile(r"[0-9a-f]{32}")
CODE: Final = re.compile(r"[0-9A-Z]{6}")
TRACKER: Final = re.compile(r"[A-Za-z0-9+/]{43}")
NUMBERS: Final = range(100)


class BadOrder(ValueError):
    """An order that is not as agreed; the message is for the screen and never repeats the choice or the tracker."""


@dataclass(frozen=True)
class Slip:
    """The paper with the choice for the audit box. `number` 0 is the blank vote."""

    title: str
    village: str
    station: str
    number: int
    name: str
    code: str
    trial: bool = False


@dataclass(frozen=True)
class Stub:
    """The voter's paper: the tracker, never the choice."""

    title: str
    village: str
    station: str
    tracker: str
    trial: bool = False


@dataclass(frozen=True)
class Order:
    """One press of the printer; without slip and stub it means those of this job that are still in memory."""

    job: str
    slip: Slip | None
    stub: Stub | None
    again: bool


def read_order(body: Any) -> Order:
    """The order in a request; raises BadOrder."""
    fields = _fields(body, "permintaan", {"job", "slip", "stub", "again"})
    again = fields.get("again", False)
    if not isinstance(again, bool):
        raise BadOrder("Isian again harus true atau false.")
    if again and "slip" not in fields and "stub" not in fields:
        return Order(read_job(fields), None, None, True)
    return Order(read_job(fields), _slip(fields.get("slip")), _stub(fields.get("stub")), again)


def read_job(body: Any) -> str:
    """The job of a request: 32 hexadecimal digits in lower case."""
    job = body.get("job") if isinstance(body, dict) else None
    if not isinstance(job, str) or not JOB.fullmatch(job):
        raise BadOrder("Isian job harus 32 digit heksadesimal.")
    return job


def _slip(body: Any) -> Slip:
    fields = _fields(body, "slip", {"title", "village", "station", "number", "name", "code", "trial"})
    number, code = fields.get("number"), fields.get("code")
    if not isinstance(number, int) or isinstance(number, bool) or number not in NUMBERS:
        raise BadOrder("Isian slip.number harus bilangan 0 sampai 99.")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise BadOrder("Isian slip.code harus enam huruf besar atau angka.")
    words = {key: _text(fields, "slip", key) for key in ("title", "village", "station", "name")}
    return Slip(**words, number=number, code=code, trial=_trial(fields, "slip"))


def _stub(body: Any) -> Stub:
    fields = _fields(body, "stub", {"title", "village", "station", "tracker", "trial"})
    tracker = fields.get("tracker")
    if not isinstance(tracker, str) or not TRACKER.fullmatch(tracker):
        raise BadOrder("Isian stub.tracker harus 43 karakter Base64.")
    words = {key: _text(fields, "stub", key) for key in ("title", "village", "station")}
    return Stub(**words, tracker=tracker, trial=_trial(fields, "stub"))


def _fields(body: Any, where: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise BadOrder(f"Isian {where} harus berupa objek JSON.")
    if not body.keys() <= known:
        raise BadOrder(f"Ada isian yang tidak dikenal di {where}.")
    return body


def _text(fields: dict[str, Any], where: str, key: str) -> str:
    text = fields.get(key)
    if not isinstance(text, str) or not text.strip():
        raise BadOrder(f"Isian {where}.{key} harus berupa teks.")
    if len(text) > LENGTHS[key]:
        raise BadOrder(f"Isian {where}.{key} terlalu panjang, paling banyak {LENGTHS[key]} karakter.")
    return text


def _trial(fields: dict[str, Any], where: str) -> bool:
    trial = fields.get("trial", False)
    if not isinstance(trial, bool):
        raise BadOrder(f"Isian {where}.trial harus true atau false.")
    return trial
