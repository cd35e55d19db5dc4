"""Instruments with what the regency says of them: confirmed or not, in use or not, editions of local files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import (
    Assessment,
    AssessmentState,
    InstrumentConfirmation,
    InstrumentFile,
    PastResult,
    PublishedResult,
)
from pendopo.apps.maturity.policy_settings import BY_INSTRUMENT, PREDICATE_INPUT
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument, PredicateInput
from pendopo.kernel import settings_store


def is_verified(instrument: Instrument) -> bool:
    """Compared with the official text by the project; what a local file says of itself does not count."""
    return instrument.verified and instrument.builtin


def is_confirmed(instrument: Instrument) -> bool:
    """Whether it needs no warning: verified by the project, or compared with the official text here (this file)."""
    return is_verified(instrument) or confirmation(instrument) is not None


def confirmation(instrument: Instrument) -> InstrumentConfirmation | None:
    """The confirmation that holds for exactly this file."""
    rows = InstrumentConfirmation.objects.filter(
        instrument=instrument.key, digest=instrument.digest, withdrawn_at__isnull=True
    )
    return rows.first()


def banner(instrument: Instrument) -> str:
    """The warning for prints; empty when there is none to give."""
    if is_confirmed(instrument):
        return ""
    return _(
        "Instrumen %(short)s belum dicocokkan dengan naskah resmi. Angka ini belum dapat dipakai sebagai hasil."
    ) % {"short": instrument.short}


def predicate_input(year: int, instrument: Instrument | None = None) -> PredicateInput:
    """Whether the predicate of a year is taken from the index itself or from its two decimals."""
    chosen = settings_store.value(PREDICATE_INPUT, on=date(year, 12, 31))
    if chosen != BY_INSTRUMENT:
        return "rounded" if chosen == "rounded" else "unrounded"
    instrument = instrument or loading.for_year(year)
    return instrument.predicate_input(year) if instrument else "unrounded"


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """One instrument of the list. `confirmed_by` is empty for those that the project verified."""

    instrument: Instrument
    confirmed: bool
    confirmed_by: str
    used_in: tuple[int, ...]

    @property
    def tone(self) -> str:
        return "ok" if self.confirmed else "watch"


def rows() -> list[InstrumentRow]:
    """All instruments, newest first; three statements however many there are."""
    confirmed = {(one.instrument, one.digest): one for one in InstrumentConfirmation.objects.filter(withdrawn_at=None)}
    years: dict[str, set[int]] = {}
    assessed = Assessment.objects.exclude(state=AssessmentState.CANCELLED).values_list("instrument", "year")
    for key, year in assessed.order_by():
        years.setdefault(key, set()).add(year)
    found = []
    for one in reversed(list(loading.instruments().values())):
        by = confirmed.get((one.key, one.digest))
        found.append(
            InstrumentRow(
                one, is_verified(one) or by is not None, by.by_name if by else "", tuple(sorted(years.get(one.key, ())))
            )
        )
    return found


def is_in_use(key: str) -> bool:
    """Whether an assessment, an own past result or a published result rests on the instrument."""
    return (
        Assessment.objects.filter(instrument=key).exclude(state=AssessmentState.CANCELLED).exists()
        or PastResult.objects.filter(instrument=key).exists()
        or PublishedResult.objects.filter(instrument=key).exists()
    )


def confirmations(key: str) -> list[InstrumentConfirmation]:
    return list(InstrumentConfirmation.objects.filter(instrument=key))


def editions(key: str) -> list[InstrumentFile]:
    return list(InstrumentFile.objects.filter(instrument=key).defer("content"))


def unconfirmed(keys: Iterable[str]) -> list[Instrument]:
    """Those of the instruments that need the warning; one statement."""
    known = loading.instruments()
    wanted = [known[key] for key in dict.fromkeys(keys) if key in known and not is_verified(known[key])]
    if not wanted:
        return []
    held = set(
        InstrumentConfirmation.objects.filter(
            instrument__in=[one.key for one in wanted], withdrawn_at__isnull=True
        ).values_list("instrument", "digest")
    )
    return [one for one in wanted if (one.key, one.digest) not in held]


def source_of(instrument: Instrument) -> bytes:
    """The file itself, for a download."""
    return loading.read((loading.HERE if instrument.builtin else loading.local_folder()) / instrument.file)
