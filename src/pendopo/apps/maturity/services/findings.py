"""Strengths, weaknesses and recommendations of the result report (LHE)."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment, AssessmentState, Finding, FindingKind
from pendopo.apps.maturity.queries.assessments import instrument_of
from pendopo.apps.maturity.rules import flow
from pendopo.apps.maturity.services.scores import lock
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused

LONGEST: Final = 4000


@transaction.atomic
def add(
    actor: Actor, assessment: Assessment, *, kind: str, text: str, code: str = "", aspect: int | None = None
) -> Finding:
    """A line about an indicator, an aspect or the whole. By external assessors in their stages, reviewers in theirs."""
    fresh = _writable(actor, assessment)
    said = _checked(fresh, kind, text, code, aspect)
    last = fresh.findings.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
    finding = Finding.objects.create(
        assessment=fresh, kind=kind, code=code, aspect=aspect, text=said, position=last + 1,
        by_name=actor.name[:150], account_id=actor.account_id,
    )  # fmt: skip
    audit.record("maturity.finding", fresh, actor, finding=finding.pk, kind=kind, code=code, aspect=aspect)
    return finding


@transaction.atomic
def reword(actor: Actor, finding: Finding, text: str) -> None:
    fresh = _writable(actor, finding.assessment)
    said = _checked(fresh, finding.kind, text, finding.code, finding.aspect)
    if not Finding.objects.filter(pk=finding.pk, withdrawn_at__isnull=True).update(text=said):
        raise _gone()
    audit.record("maturity.finding_reword", fresh, actor, finding=finding.pk, before=finding.text[:500])
    finding.text = said


@transaction.atomic
def withdraw(actor: Actor, finding: Finding) -> None:
    """Take a line out; it stays in the trail."""
    fresh = _writable(actor, finding.assessment)
    if not Finding.objects.filter(pk=finding.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
        raise _gone()
    audit.record("maturity.finding_withdraw", fresh, actor, finding=finding.pk, text=finding.text[:500])


def may_write(actor: Actor, assessment: Assessment) -> bool:
    """External assessors while a stage is under way, the review team in the review."""
    if assessment.state in flow.EXTERNAL:
        return actor.can("maturity.assess")
    return assessment.state == AssessmentState.REVIEW and actor.can("maturity.review")


def _writable(actor: Actor, assessment: Assessment) -> Assessment:
    if not actor.can("maturity.assess") and not actor.can("maturity.review"):
        raise NotAllowed("maturity.assess")
    fresh = lock(assessment)
    if not may_write(actor, fresh):
        raise Refused(_("Catatan hasil hanya dapat ditulis selama tahap penilaian atau reviu Anda berjalan."))
    return fresh


def _checked(assessment: Assessment, kind: str, text: str, code: str, aspect: int | None) -> str:
    instrument = instrument_of(assessment)
    if kind not in FindingKind.values:
        raise Refused(_("Pilih kekuatan, kelemahan, atau rekomendasi."), field="kind")
    if code and code not in instrument.entries:
        raise Refused(_("Indikator ini tidak ada dalam instrumen."), field="about")
    if aspect is not None and aspect not in {one.no for one in instrument.aspects}:
        raise Refused(_("Aspek ini tidak ada dalam instrumen."), field="about")
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Refused(_("Tulis uraiannya."), field="text")
    if len(said) > LONGEST:
        raise Refused(_("Uraian lebih panjang dari %(n)s huruf. Bagi menjadi beberapa.") % {"n": LONGEST}, field="text")
    return said


def _gone() -> Refused:
    return Refused(_("Catatan ini sudah dihapus orang lain. Muat ulang halaman."))
