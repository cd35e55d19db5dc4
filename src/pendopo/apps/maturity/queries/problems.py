"""What keeps a self-assessment from being submitted."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.apps.maturity.models import Assessment, EntryState, Score, Stage
from pendopo.apps.maturity.queries import gates
from pendopo.apps.maturity.queries.evidence_proofs import gap_words, proofs


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps an entry from being submitted; `url_name` opens the page where it is mended."""

    code: str
    what: str
    url_name: str = "maturity:entry"


def problems(assessment: Assessment) -> list[Problem]:
    """Everything that is missing, in the official order; empty when it can be submitted. At most 6 statements."""
    rows = list(assessment.entries.select_related("unit").order_by("position"))
    ids = [entry.pk for entry in rows]
    scores = {score.entry_id: score for score in Score.objects.filter(entry__in=ids, stage=Stage.SELF)}
    proven, waiting = proofs(ids), gates.waiting_evidence(ids)
    found = []
    for entry in rows:
        score = scores.get(entry.pk)
        for what in gates.missing_words(score):
            found.append(Problem(entry.code, _("%(what)s belum diisi") % {"what": what.capitalize()}))
        if waiting.get(entry.pk):
            words = ngettext("%(n)s bukti belum diputuskan", "%(n)s bukti belum diputuskan", waiting[entry.pk])
            found.append(Problem(entry.code, words % {"n": waiting[entry.pk]}))
        if score is not None and score.level is not None:
            found += [Problem(entry.code, words) for words in gap_words(proven[entry.pk].gaps(score.level))]
        if entry.state != EntryState.ACCEPTED and not gates.missing_words(score):
            found.append(Problem(entry.code, _("Belum disetujui pemeriksa (%(s)s)") % {"s": entry.get_state_display()}))
    return found
