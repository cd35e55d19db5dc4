"""What stands on the page of an entry: the ladder of levels, last year's words, what was done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Entry, Score, ScoreVersion, Stage, Submission
from pendopo.apps.maturity.queries import assessments
from pendopo.apps.maturity.rules.instrument import LevelText, Texts
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry

SHOWN_MOVES = ("maturity.send", "maturity.recall", "maturity.accept", "maturity.give_back")
MOST = 60


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: its text, whether the accepted evidence reaches it, who else says it."""

    level: int
    text: LevelText
    chosen: bool
    reached: bool
    lowest: bool
    marks: tuple[str, ...] = ()

    @property
    def has_more(self) -> bool:
        return bool(self.text.fulfilment or self.text.evidence)


@dataclass(frozen=True, slots=True)
class Former:
    """The answer of the year before on the same indicator; `final` is the level it ended with."""

    year: int
    level: int | None
    final: int | None
    fact: str
    analysis: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline."""

    at: datetime
    title: str
    who: str
    detail: str = ""
    tone: str = ""
    now: bool = False


def ladder(
    texts: Texts, *, chosen: int | None, reachable: int, lowest: int, marks: dict[int, list[str]] | None = None
) -> list[Rung]:
    """The levels from the lowest up; the chosen one may stand above what the evidence reaches (proposed)."""
    found = marks or {}
    return [
        Rung(
            text.level,
            text,
            text.level == chosen,
            text.level <= max(reachable, lowest),
            text.level == lowest,
            tuple(found.get(text.level, ())),
        )
        for text in texts.levels
    ]


def former(entry: Entry) -> Former | None:
    """Last year's answer by the same instrument. Three statements at most."""
    before = assessments.previous(entry.assessment)
    if before is None:
        return None
    said = {score.stage: score for score in Score.objects.filter(entry__assessment=before, entry__code=entry.code)}
    own = said.get(Stage.SELF)
    if own is None:
        return None
    stage = next((one for one in (Stage.FINAL, Stage.SELF) if one in said), Stage.SELF)
    return Former(before.year, own.level, said[stage].level, own.fact, own.analysis)


def timeline(actor: Actor, entry: Entry) -> list[Step]:
    """Every word of the stages that the actor may see and every move, newest first. Two statements."""
    stages = assessments.stages_seen(actor, entry.assessment)
    said = ScoreVersion.objects.filter(entry=entry, stage__in=stages)
    if not actor.can("maturity.view"):  # drafts are the regency's own: external assessors read what was submitted
        said = said.filter(~Q(stage=Stage.SELF) | Q(pk__in=_submitted_words(entry)))
    steps = [*_words(said.order_by("-at", "-pk")[:MOST])]
    if actor.can("maturity.view"):
        lines = AuditEntry.objects.filter(
            subject_type=entry._meta.label_lower, subject_id=str(entry.pk), action__in=SHOWN_MOVES
        )
        steps += [
            Step(
                line.at, _moved(line.action), line.actor_name, str(line.change.get("reason", "")),
                "bad" if line.action == "maturity.give_back" else "",
            )
            for line in lines.order_by("-id")[:MOST]
        ]  # fmt: skip
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _submitted_words(entry: Entry) -> list[int]:
    """The versions of the self-assessment that submissions were made of: the last one before each."""
    found: list[int] = []
    for submission in Submission.objects.filter(assessment=entry.assessment_id).only("at"):
        before = ScoreVersion.objects.filter(entry=entry, stage=Stage.SELF, at__lte=submission.at)
        found += before.order_by("-at", "-pk").values_list("pk", flat=True)[:1]
    return found


def external_scores(actor: Actor, entry: Entry) -> list[Score]:
    """What the stages that the actor may see say of an entry, in order."""
    stages = [one for one in assessments.stages_seen(actor, entry.assessment) if one != Stage.SELF]
    found = {score.stage: score for score in Score.objects.filter(entry=entry, stage__in=stages)}
    return [found[stage] for stage in stages if stage in found]


def _words(versions: Iterable[ScoreVersion]) -> Iterable[Step]:
    for version in versions:
        level = _("belum ada tingkat") if version.level is None else _("tingkat %(n)s") % {"n": version.level}
        title = f"{version.get_stage_display()}: {level}"
        detail = version.justification if version.stage != Stage.SELF else _excerpt(version.fact)
        yield Step(version.at, title, version.by_name, detail)


def _moved(action: str) -> str:
    return {
        "maturity.send": _("Dikirim untuk diperiksa"),
        "maturity.recall": _("Ditarik kembali"),
        "maturity.accept": _("Disetujui"),
        "maturity.give_back": _("Dikembalikan"),
    }[action]


def _excerpt(text: str, most: int = 160) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
