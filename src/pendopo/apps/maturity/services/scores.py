"""Writing what a stage says of an entry: compare and swap, every word kept, the result computed in the same breath."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.maturity.events import ScoreChanged
from pendopo.apps.maturity.models import Assessment, Entry, Score, ScoreVersion
from pendopo.apps.maturity.queries.assessments import instrument_of, kept_result
from pendopo.apps.maturity.queries.instruments import predicate_input
from pendopo.apps.maturity.rules import scoring
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish

LONGEST = 20_000
WORDS = ("level", "fact", "analysis", "justification")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one entry. External stages also give `justification`."""

    level: int | None
    fact: str = ""
    analysis: str = ""
    justification: str = ""

    def tidy(self) -> Words:
        texts = (text.replace("\r\n", "\n").replace("\0", "").strip() for text in self.texts)
        return Words(self.level, *texts)

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.fact, self.analysis, self.justification


class Conflict(Refused):
    """Somebody else wrote meanwhile: `theirs` is what stands now; what the actor typed is not stored."""

    def __init__(self, theirs: Score) -> None:
        super().__init__(
            _("%(name)s menyimpan isian lain pada indikator ini sesudah Anda membukanya. Isian Anda belum disimpan "
              "dan masih ada di bawah, isian yang tersimpan ada di sampingnya. Gabungkan, lalu simpan lagi.")
            % {"name": theirs.by_name}
        )  # fmt: skip
        self.theirs = theirs


def lock(assessment: Assessment) -> Assessment:
    """The assessment as it is now; every change of its scores waits for the others. Inside a transaction."""
    return Assessment.objects.select_for_update().get(pk=assessment.pk)


def write(actor: Actor, assessment: Assessment, entry: Entry, stage: str, words: Words, *, version: int) -> Score:
    """Keep the words of a stage as its next version; the caller holds `lock`. Raises Conflict and Refused.

    `version` is the one the actor saw, 0 for none. The same words again change nothing.
    """
    said = _checked(assessment, words.tidy())
    present = Score.objects.filter(entry=entry, stage=stage).first()
    if present is not None and _same(present, said):
        return present
    if (present.version if present else 0) != version:
        if present is None:
            raise Refused(_("Isian ini sudah berubah sejak Anda membukanya. Muat ulang halaman, lalu simpan lagi."))
        raise Conflict(present)
    fields = _fields(actor, said)
    if present is None:
        try:
            with transaction.atomic():
                present = Score.objects.create(entry=entry, stage=stage, **fields)
        except IntegrityError:
            raise Conflict(Score.objects.get(entry=entry, stage=stage)) from None
    else:
        rows = Score.objects.filter(pk=present.pk, version=version)
        if not rows.update(version=version + 1, **fields):
            raise Conflict(Score.objects.get(pk=present.pk))
        for name, value in (*fields.items(), ("version", version + 1)):
            setattr(present, name, value)
    ScoreVersion.objects.create(entry=entry, stage=stage, version=_next_version(entry, stage), **fields)
    publish(ScoreChanged(assessment.pk, entry.pk, entry.code, stage, said.level))
    return present


def write_many(actor: Actor, stage: str, said: Iterable[tuple[Entry, Words]]) -> int:
    """First words of a stage for many entries at once; the caller holds `lock` and has checked that there are none."""
    rows = [(entry, _fields(actor, words)) for entry, words in said]
    last: dict[int, int] = {}
    entry_ids = [entry.pk for entry, _words in rows]
    for pk, version in ScoreVersion.objects.filter(entry__in=entry_ids, stage=stage).values_list("entry_id", "version"):
        last[pk] = max(last.get(pk, 0), version)
    Score.objects.bulk_create(Score(entry=entry, stage=stage, **fields) for entry, fields in rows)
    ScoreVersion.objects.bulk_create(
        ScoreVersion(entry=entry, stage=stage, version=last.get(entry.pk, 0) + 1, **fields) for entry, fields in rows
    )
    for entry, fields in rows:
        publish(ScoreChanged(entry.assessment_id, entry.pk, entry.code, stage, fields["level"]))
    return len(rows)


def recompute(assessment: Assessment, *stages: str) -> None:
    """Score stages again into `results`; a stage without any level has none. The caller holds `lock`."""
    instrument = instrument_of(assessment)
    results = dict(assessment.results)
    rows = Score.objects.filter(entry__assessment=assessment, stage__in=stages, level__isnull=False)
    found: dict[str, dict[str, int]] = {stage: {} for stage in stages}
    for stage, code, level in rows.values_list("stage", "entry__code", "level"):
        found[stage][code] = level or 0
    for stage, levels in found.items():
        results.pop(stage, None)
        if levels:
            result = scoring.score(
                instrument, assessment.year, levels,
                predicate_input=predicate_input(assessment.year, instrument), missing="zero",
            )  # fmt: skip
            results[stage] = kept_result(result, len(levels))
    Assessment.objects.filter(pk=assessment.pk).update(results=results)
    assessment.results = results


def _checked(assessment: Assessment, said: Words) -> Words:
    instrument = instrument_of(assessment)
    if said.level is not None and said.level not in instrument.levels:
        raise Refused(
            _("Tingkat harus %(low)s sampai %(high)s.") % {"low": instrument.level_min, "high": instrument.level_max},
            field="level",
        )
    for name, text in zip(WORDS[1:], said.texts, strict=True):
        if len(text) > LONGEST:
            raise Refused(
                _("Isian ini lebih panjang dari %(n)s huruf. Ringkas, dan lampirkan rinciannya sebagai bukti.")
                % {"n": LONGEST},
                field=name,
            )
    return said


def _same(present: Score, said: Words) -> bool:
    return all(getattr(present, name) == getattr(said, name) for name in WORDS)


def _next_version(entry: Entry, stage: str) -> int:
    """Versions are kept even where the present word was taken away."""
    rows = ScoreVersion.objects.filter(entry=entry, stage=stage).order_by("-version")
    return (rows.values_list("version", flat=True).first() or 0) + 1


def _fields(actor: Actor, said: Words) -> dict[str, Any]:
    return {
        **{name: getattr(said, name) for name in WORDS},
        "account_id": actor.account_id,
        "person_id": actor.person_id,
        "by_name": actor.name[:150],
        "at": timezone.now(),
    }
