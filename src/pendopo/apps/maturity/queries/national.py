"""The self-assessment in the order and with the columns in which the national application asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment, EvidenceUse, Score, Stage, UseState
from pendopo.apps.maturity.queries import work
from pendopo.apps.maturity.rules.letters import official_name
from pendopo.kernel.actor import Actor


def header() -> list[str]:
    return [
        _("No."), _("Indikator"), _("Kantor"), _("Tingkat"), _("Fakta"), _("Analisis"), _("Bukti dukung (nama berkas)"),
    ]  # fmt: skip


def rows(actor: Actor, assessment: Assessment) -> Iterator[list[Any]]:
    """One row an entry that the actor may see. Three statements. Evidence accepted or waiting, by letter."""
    entries = list(work.entries(actor, assessment))
    ids = [entry.pk for entry in entries]
    said = {score.entry_id: score for score in Score.objects.filter(entry__in=ids, stage=Stage.SELF)}
    names: dict[int, dict[str, None]] = {}
    uses = EvidenceUse.objects.filter(entry__in=ids, state__in=(UseState.ACCEPTED, UseState.PROPOSED))
    for pk, code, letter, title in uses.order_by("entry", "letter", "pk").values_list(
        "entry_id", "entry__code", "letter", "version__item__title"
    ):
        names.setdefault(pk, {})[official_name(code, letter, title)] = None
    for entry in entries:
        score = said.get(entry.pk)
        yield [
            entry.code,
            work.name_of(entry),
            entry.unit.name if entry.unit else "",
            score.level if score else None,
            score.fact if score else "",
            score.analysis if score else "",
            "\n".join(names.get(entry.pk, {})),
        ]
