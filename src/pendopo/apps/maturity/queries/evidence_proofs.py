"""What the accepted evidence of entries proves, and which levels lack what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Entry, EvidenceUse, Submission, UseState
from pendopo.apps.maturity.rules import gate, loading
from pendopo.kernel.clock import today


@dataclass(frozen=True, slots=True)
class Proof:
    """What the accepted evidence of an entry proves on its day: today, or the day of the submission that stands."""

    entry_id: int
    code: str
    level_min: int
    level_max: int
    proven: Mapping[int, bool]

    @property
    def reachable(self) -> int:
        return gate.reachable(self.level_min, self.level_max, self.proven)

    @property
    def count(self) -> int:
        """How many of the levels 1 to the highest are proven."""
        return sum(gate.holds(level, self.proven) for level in range(1, self.level_max + 1))

    def gaps(self, wanted: int) -> tuple[gate.Gap, ...]:
        return gate.gaps(self.level_min, wanted, self.proven)


def reachable_levels(entry_ids: Collection[int]) -> dict[int, int]:
    """The highest level that each entry may be given. Two statements."""
    return {pk: proof.reachable for pk, proof in proofs(entry_ids).items()}


def proofs(entry_ids: Collection[int]) -> dict[int, Proof]:
    """What is proven for each entry: by what was submitted while a submission stands, else by what is accepted today.

    Two statements for entries of one assessment.
    """
    if not entry_ids:
        return {}
    standing = Submission.objects.filter(assessment=OuterRef("assessment"), reopened_at__isnull=True)
    entries = list(
        Entry.objects.filter(pk__in=entry_ids)
        .annotate(submission=Subquery(standing.values("pk")[:1]))
        .values_list("pk", "code", "assessment__instrument", "submission")
    )
    working = [pk for pk, _code, _key, submission in entries if submission is None]
    submitted = {submission for *_rest, submission in entries if submission is not None}
    accepted = _accepted(working) if working else {}
    frozen = _frozen(submitted) if submitted else {}
    result, day = {}, today()
    for pk, code, key, submission in entries:
        evidence = accepted.get(pk, []) if submission is None else frozen.get((submission, code), [])
        low, high = _bounds(key)
        result[pk] = Proof(pk, code, low, high, gate.proven(evidence, day))
    return result


def _accepted(entry_ids: Collection[int]) -> dict[int, list[gate.Accepted]]:
    found: dict[int, list[gate.Accepted]] = {}
    uses = EvidenceUse.objects.filter(entry__in=entry_ids, state=UseState.ACCEPTED)
    for pk, level, is_draft, until in uses.values_list(
        "entry_id", "level", "version__is_draft", "version__item__valid_until"
    ):
        found.setdefault(pk, []).append(gate.Accepted(level, is_draft, until))
    return found


def _frozen(submission_ids: Collection[int]) -> dict[tuple[int, str], list[gate.Accepted]]:
    """Evidence in the content of submissions; what had expired then is not in it, and nothing expires in it."""
    found: dict[tuple[int, str], list[gate.Accepted]] = {}
    for pk, content in Submission.objects.filter(pk__in=submission_ids).values_list("pk", "content"):
        for entry in content.get("entries", []):
            uses = [gate.Accepted(int(use["level"]), bool(use["draft"])) for use in entry.get("uses", [])]
            found[pk, entry["code"]] = uses
    return found


def gap_words(found: Collection[gate.Gap]) -> list[str]:
    """Sentences for the entry's page: which level lacks what."""
    words = {
        "none": _("Tingkat %(level)s belum memiliki bukti yang diterima."),
        "draft": _("Tingkat %(level)s baru didukung rancangan; rancangan hanya mendukung tingkat 1."),
    }
    return [words[gap.lack] % {"level": gap.level} for gap in found]


def _bounds(key: str) -> tuple[int, int]:
    instrument = loading.get(key)
    return instrument.level_min, instrument.level_max
