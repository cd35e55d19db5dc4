"""Last year's evidence proposed again; nothing is accepted by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment, Entry, EvidenceUse, UseState
from pendopo.apps.maturity.queries.evidence_panel import is_spent
from pendopo.apps.maturity.queries.evidence_scope import WORKING, covers_entry
from pendopo.apps.maturity.services.evidence_uses import propose
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Copied:
    """How many uses were proposed again, and how many were left out because they are spent or there already."""

    proposed: int
    spent: int
    present: int


@transaction.atomic
def copy_from(actor: Actor, assessment: Assessment, previous: Assessment) -> Copied:
    """Propose the accepted evidence of an earlier assessment by the same instrument, for entries of the own office."""
    actor.require("maturity.answer")
    if previous.instrument != assessment.instrument:
        raise Refused(
            _("Kedua penilaian memakai instrumen yang berbeda, sehingga nomor indikatornya tidak sepadan. "
              "Ajukan bukti satu per satu dari pustaka bukti.")
        )  # fmt: skip
    if previous.pk == assessment.pk or previous.year >= assessment.year:
        raise Refused(_("Pilih penilaian tahun sebelumnya."))
    if assessment.state not in WORKING:
        raise Refused(_("Penilaian ini sudah disampaikan, sehingga buktinya tidak dapat diubah."))
    entries = {
        entry.code: entry
        for entry in assessment.entries.select_related("assessment", "unit")
        if covers_entry(actor, entry.unit.path if entry.unit else None)
    }
    copied = _propose_again(actor, entries, _accepted(previous))
    audit.record(
        "maturity.evidence.copy", assessment, actor,
        previous=previous.year, proposed=copied.proposed, spent=copied.spent, present=copied.present,
    )  # fmt: skip
    return copied


@transaction.atomic
def copy_use(actor: Actor, entry: Entry, version_id: int) -> list[EvidenceUse]:
    """Propose one version of last year again, at the levels that it proved then."""
    actor.require("maturity.answer")
    former = [
        use
        for use in _former(entry)
        if use.version_id == version_id and actor.covers(use.version.item.unit.path) and not is_spent(use, today())
    ]
    if not former:
        raise Refused(_("Bukti tahun lalu ini tidak dapat dipakai lagi: sudah ditarik, kedaluwarsa, atau diganti."))
    return propose(
        actor,
        former[0].version,
        entry,
        levels=[use.level for use in former],
        pages=former[0].pages,
        copied_from=former[0],
    )


def _propose_again(actor: Actor, entries: dict[str, Entry], former: Iterable[Any]) -> Copied:
    """One proposal for each entry, version and pages: levels that belong together stay together."""
    day, spent, present, proposed = today(), 0, 0, 0
    groups: dict[tuple[str, int, str], list[Any]] = {}
    for use in former:
        if use.entry.code not in entries or not actor.covers(use.version.item.unit.path):
            continue
        if is_spent(use, day):
            spent += 1
            continue
        groups.setdefault((use.entry.code, use.version_id, use.pages), []).append(use)
    for (code, version_id, pages), uses in groups.items():
        entry = entries[code]
        there = set(
            entry.uses.exclude(state=UseState.WITHDRAWN).filter(version=version_id).values_list("level", flat=True)
        )
        levels = [use.level for use in uses if use.level not in there]
        present += len(uses) - len(levels)
        if levels:
            made = propose(actor, uses[0].version, entry, levels=levels, pages=pages, copied_from=uses[0])
            proposed += len(made)
    return Copied(proposed, spent, present)


def _accepted(assessment: Assessment) -> list[Any]:
    return list(
        EvidenceUse.objects.filter(entry__assessment=assessment, state=UseState.ACCEPTED)
        .select_related("entry", "version__item__unit")
        .annotate(newest=Max("version__item__versions__number"))
        .order_by("entry__position", "level", "letter", "pk")
    )


def _former(entry: Entry) -> list[Any]:
    previous = (
        Assessment.objects.filter(instrument=entry.assessment.instrument, year__lt=entry.assessment.year)
        .exclude(state="cancelled")
        .order_by("-year")
        .first()
    )
    return [use for use in _accepted(previous) if use.entry.code == entry.code] if previous else []
