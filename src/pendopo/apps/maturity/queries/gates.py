"""What keeps an entry from being sent, accepted or submitted; and who had a part in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Entry, EvidenceUse, Score, ScoreVersion, Stage, UseState
from pendopo.apps.maturity.rules import flow, gate, loading
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today

HANDED_IN = (UseState.PROPOSED, UseState.ACCEPTED)


def handed_in(entry_ids: Iterable[int]) -> dict[int, dict[int, bool]]:
    """What the evidence of entries would prove if all that waits were accepted. One statement."""
    wanted = list(entry_ids)
    found: dict[int, list[gate.Accepted]] = {pk: [] for pk in wanted}
    uses = EvidenceUse.objects.filter(entry__in=wanted, state__in=HANDED_IN)
    for pk, level, is_draft, until in uses.values_list(
        "entry_id", "level", "version__is_draft", "version__item__valid_until"
    ):
        found[pk].append(gate.Accepted(level, is_draft, until))
    day = today()
    return {pk: gate.proven(given, day) for pk, given in found.items()}


def gaps_if_accepted(entry: Entry, level: int) -> tuple[gate.Gap, ...]:
    """Levels up to `level` for which nothing was handed in, or only drafts where drafts do not count."""
    proven: Mapping[int, bool] = handed_in([entry.pk])[entry.pk]
    return gate.gaps(loading.get(entry.assessment.instrument).level_min, level, proven)


def waiting_evidence(entry_ids: Iterable[int]) -> dict[int, int]:
    """How many pieces of evidence of each entry wait for a decision. One statement."""
    found: dict[int, int] = {}
    rows = EvidenceUse.objects.filter(entry__in=list(entry_ids), state=UseState.PROPOSED)
    for pk in rows.values_list("entry_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def wrote_answer(actor: Actor, entry: Entry) -> bool:
    """Whether the actor wrote in the self-assessment of an entry or handed in evidence for it (person or account)."""
    mine = _mine(actor)
    if mine is None:
        return False
    versions: QuerySet[Any] = ScoreVersion.objects.filter(mine, entry=entry, stage=Stage.SELF)
    return versions.exists() or _handed_in_by(actor, entry)


def had_a_part(actor: Actor, entry: Entry) -> bool:
    """Whether the actor answered, handed in evidence, decided on evidence or accepted the entry."""
    return entry.pk in own_parts(actor, [entry])


def own_parts(actor: Actor, entries: Iterable[Entry]) -> set[int]:
    """Those of the entries in which the actor had a part on the side of the regency. Two statements."""
    rows, mine = list(entries), _mine(actor)
    if mine is None:
        return set()
    ids = [entry.pk for entry in rows]
    found = set(ScoreVersion.objects.filter(mine, entry__in=ids, stage=Stage.SELF).values_list("entry_id", flat=True))
    decided = Q(decided_account_id=actor.account_id) if actor.account_id is not None else Q(pk__in=[])
    handed = mine | _of_versions(actor)
    found |= set(EvidenceUse.objects.filter(handed | decided, entry__in=ids).values_list("entry_id", flat=True))
    return found | {entry.pk for entry in rows if _accepted(actor, entry)}


def scored_externally(actor: Actor, entries: Iterable[Entry]) -> set[int]:
    """Those of the entries that the actor scored as an external assessor. One statement."""
    mine = _mine(actor)
    if mine is None:
        return set()
    rows = ScoreVersion.objects.filter(mine, entry__in=[entry.pk for entry in entries], stage__in=flow.EXTERNAL)
    return set(rows.values_list("entry_id", flat=True))


def score_of(entry: Entry, stage: str) -> Score | None:
    return Score.objects.filter(entry=entry, stage=stage).first()


def missing_words(score: Score | None) -> list[str]:
    """What an answer lacks before it can be sent."""
    parts = (
        (_("tingkat"), score is not None and score.level is not None),
        (_("fakta"), bool(score and score.fact)),
        (_("analisis"), bool(score and score.analysis)),
    )
    return [label for label, given in parts if not given]


def _accepted(actor: Actor, entry: Entry) -> bool:
    pairs = ((entry.decided_account_id, actor.account_id), (entry.decided_person_id, actor.person_id))
    return any(one is not None and one == other for one, other in pairs)


def _handed_in_by(actor: Actor, entry: Entry) -> bool:
    mine = _mine(actor)
    rows = EvidenceUse.objects.filter(entry=entry).exclude(state=UseState.WITHDRAWN)
    return mine is not None and rows.filter(mine | _of_versions(actor)).exists()


def _of_versions(actor: Actor) -> Q:
    found = Q(pk__in=[])
    if actor.account_id is not None:
        found |= Q(version__account_id=actor.account_id)
    if actor.person_id is not None:
        found |= Q(version__person_id=actor.person_id)
    return found


def _mine(actor: Actor) -> Q | None:
    """By account or by person; None for the program itself."""
    found = Q(pk__in=[])
    if actor.account_id is not None:
        found |= Q(account_id=actor.account_id)
    if actor.person_id is not None:
        found |= Q(person_id=actor.person_id)
    return found if actor.account_id is not None or actor.person_id is not None else None
