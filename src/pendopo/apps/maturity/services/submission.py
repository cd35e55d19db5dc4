"""Handing the self-assessment over: what is missing, the frozen content with its digest, reopening."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pendopo.apps.maturity.events import AssessmentReopened, AssessmentSubmitted
from pendopo.apps.maturity.models import Assessment, AssessmentState, Entry, Score, Stage, Submission
from pendopo.apps.maturity.queries.problems import Problem, problems
from pendopo.apps.maturity.queries.submitted import content_of, frozen_entries, standing
from pendopo.apps.maturity.rules.canonical import digest
from pendopo.apps.maturity.services import reminders
from pendopo.apps.maturity.services.scores import Words, lock, recompute, write
from pendopo.kernel import audit, files, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish
from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.workflow import Move

__all__ = ["Problem", "attach_signed", "problems", "reopen", "submit"]

SUBMIT: Final = Move("submit", gettext_lazy("Sampaikan penilaian mandiri"), ("self",), "document", "maturity.submit")
REOPEN: Final = Move("reopen", gettext_lazy("Buka kembali"), ("document",), "self", "maturity.reopen")
SIGNED: Final = {ending: kind for ending, kind in files.DOCUMENTS.items() if ending in (".pdf", *files.IMAGES)}
FROZEN: Final = ("unit", "level", "fact", "analysis")


@transaction.atomic
def submit(
    actor: Actor,
    assessment: Assessment,
    *,
    ba_number: str,
    ba_date: date,
    consent: bool,
    ba_file: Any = None,
    consent_file: Any = None,
) -> Submission:
    """Freeze the self-assessment. Refused while anything is missing. Signed files may follow (`attach_signed`)."""
    actor.require(SUBMIT.permission)
    fresh = lock(assessment)
    # evidence is decided under the lock of its entry: whoever is doing so finishes first, whoever comes later is told
    list(Entry.objects.select_for_update().filter(assessment=fresh).values_list("pk", flat=True))
    if fresh.state == AssessmentState.SELF:
        _check(fresh, ba_number, ba_date, consent)
    content = content_of(fresh)
    workflow.apply(actor, fresh, SUBMIT)
    before = fresh.submissions.order_by("-number").first()
    submission = Submission.objects.create(
        assessment=fresh, number=(before.number if before else 0) + 1, content=content, sha256=digest(content),
        ba_number=" ".join(ba_number.split())[:120], ba_date=ba_date, consent=consent,
        ba_file=_kept(actor, ba_file, "ba_file"), consent_file=_kept(actor, consent_file, "consent_file"),
        by_name=actor.name[:150], by_post=actor.post[:200], account_id=actor.account_id,
    )  # fmt: skip
    again = _unsettle(fresh, before, submission) if before else 0
    audit.record(
        "maturity.submit", fresh, actor,
        number=submission.number, sha256=submission.sha256, ba=submission.ba_number, again=again,
    )  # fmt: skip
    reminders.forget(fresh.pk)
    publish(AssessmentSubmitted(fresh.pk, fresh.year, submission.number))
    assessment.state = fresh.state
    return submission


@transaction.atomic
def attach_signed(actor: Actor, submission: Submission, *, ba_file: Any = None, consent_file: Any = None) -> None:
    """Add the signed Berita Acara or consent that followed later; what is there is never replaced."""
    actor.require(SUBMIT.permission)
    lock(submission.assessment)
    fresh = Submission.objects.get(pk=submission.pk)
    if fresh.reopened_at is not None:
        raise Refused(_("Penyampaian ini sudah dibuka kembali. Lampirkan pada penyampaian berikutnya."))
    given = {"ba_file": ba_file, "consent_file": consent_file}
    change = {name: _kept(actor, upload, name) for name, upload in given.items() if upload is not None}
    if not change:
        raise Refused(_("Pilih berkas yang sudah ditandatangani."), field="ba_file")
    for name in change:
        if getattr(fresh, f"{name}_id") is not None:
            raise Refused(_("Berkas ini sudah dilampirkan dan tidak dapat diganti."), field=name)
    Submission.objects.filter(pk=fresh.pk).update(**change)
    kept = {name: stored.sha256 for name, stored in change.items() if stored}
    audit.record("maturity.attach_signed", fresh.assessment, actor, number=fresh.number, **kept)


@transaction.atomic
def reopen(actor: Actor, assessment: Assessment, reason: str) -> None:
    """Let the offices change their answers again, while the document assessment is under way. Recorded for good."""
    actor.require(REOPEN.permission)
    text = reason.strip()[:2000]
    if not text:
        raise Refused(_("Tulis alasan membuka kembali."), field="reason")
    fresh = lock(assessment)
    if fresh.state in (AssessmentState.INTERVIEW, AssessmentState.VISIT, AssessmentState.REVIEW):
        raise Refused(_("Penilaian dokumen sudah ditutup, sehingga penilaian mandiri tidak dapat dibuka kembali."))
    workflow.apply(actor, fresh, REOPEN)
    ended = standing(fresh)
    assert ended is not None
    Submission.objects.filter(pk=ended.pk).update(
        reopened_at=timezone.now(), reopened_by=actor.name[:150], reopen_reason=text
    )
    audit.record("maturity.reopen", fresh, actor, number=ended.number, reason=text)
    publish(AssessmentReopened(fresh.pk, fresh.year, ended.number))
    assessment.state = fresh.state


def _check(assessment: Assessment, ba_number: str, ba_date: date, consent: bool) -> None:
    found = problems(assessment)
    if found:
        codes = list(dict.fromkeys(problem.code for problem in found))
        raise Refused(
            ngettext(
                "%(n)s indikator belum lengkap: %(codes)s. Buka daftar kekurangan, lalu lengkapi.",
                "%(n)s indikator belum lengkap: %(codes)s. Buka daftar kekurangan, lalu lengkapi.",
                len(codes),
            )
            % {"n": len(codes), "codes": ", ".join(codes[:8]) + (" ..." if len(codes) > 8 else "")}
        )
    if not ba_number.strip():
        raise Refused(_("Isi nomor Berita Acara Penilaian Mandiri."), field="ba_number")
    if ba_date > today():
        raise Refused(_("Tanggal Berita Acara belum tiba. Isi tanggal penandatanganan."), field="ba_date")
    if not consent:
        raise Refused(
            _("Penyampaian memerlukan persetujuan publikasi hasil. Centang bila Koordinator SPBE menyetujuinya."),
            field="consent",
        )


def _kept(actor: Actor, upload: Any, field: str) -> StoredFile | None:
    if upload is None or isinstance(upload, StoredFile):
        return upload
    try:
        return files.keep(actor, upload, kinds=SIGNED)
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from None


def _unsettle(assessment: Assessment, before: Submission, now: Submission) -> int:
    """After a reopening: document scores of entries that were submitted differently lose their level, not the words."""
    old, system = frozen_entries(before), Actor.system("Pendopo")
    changed = [code for code, entry in frozen_entries(now).items() if _told_apart(old.get(code, {}), entry)]
    rows = Score.objects.filter(entry__assessment=assessment, entry__code__in=changed, stage=Stage.DOCUMENT)
    count = 0
    for score in rows.exclude(level=None).select_related("entry"):
        words = Words(None, score.fact, score.analysis, score.justification)
        write(system, assessment, score.entry, Stage.DOCUMENT, words, version=score.version)
        count += 1
    if count:
        recompute(assessment, Stage.DOCUMENT)
    return count


def _told_apart(old: dict[str, Any], new: dict[str, Any]) -> bool:
    uses = [sorted((use["version"], use["level"]) for use in one.get("uses", [])) for one in (old, new)]
    return uses[0] != uses[1] or any(old.get(name) != new[name] for name in FROZEN)
