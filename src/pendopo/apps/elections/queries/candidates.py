"""Candidates as the actor may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from pendopo.apps.elections.models import Candidate, CandidateState, Pilkades
from pendopo.apps.elections.queries.elections import elections
from pendopo.kernel.actor import Actor


def candidates(actor: Actor) -> QuerySet[Candidate]:
    rows = Candidate.objects.filter(election__in=elections(actor))
    return rows.select_related("election__unit__parent", "hamlet", "photo", "file")


def fit(election: Pilkades) -> QuerySet[Candidate]:
    """Those who were found fit and have not stepped back."""
    states = (CandidateState.VERIFIED, CandidateState.ACCEPTED, CandidateState.NOT_SELECTED)
    return election.candidates.filter(state__in=states)


def standing(election: Pilkades) -> QuerySet[Candidate]:
    """Those on the ballot, in the order of their numbers."""
    rows = election.candidates.filter(state=CandidateState.ACCEPTED).select_related("photo", "hamlet")
    return rows.order_by("number", "name")
