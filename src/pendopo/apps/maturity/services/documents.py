"""Printing the official documents: who may have which, at once or as a task, with a line in the audit."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment
from pendopo.apps.maturity.queries.documents import TITLES, WORKSHEET, Paper, is_final, paper
from pendopo.apps.maturity.queries.submitted import standing
from pendopo.kernel import audit, jobs, pdf
from pendopo.kernel.actor import WHOLE_REGENCY, Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs.models import Job

JOB: Final = "maturity.document"
PERMISSIONS: Final = ("maturity.view", "maturity.assess", "maturity.review")
DIGEST_PLACE: Final = "{digest}"


def may_have(actor: Actor, assessment: Assessment, kind: str) -> bool:
    """Offices have final documents and the worksheet of their own indicators; drafts are for the whole regency.

    The caller has checked that the actor sees the assessment (external assessors: submitted ones only).
    """
    if sees_all(actor) or kind == WORKSHEET:
        return any(actor.can(permission) for permission in PERMISSIONS)
    return actor.can("maturity.view") and is_final(assessment, kind, submitted=standing(assessment) is not None)


def sees_all(actor: Actor) -> bool:
    """Whether entries of every office may be shown."""
    external = actor.can("maturity.assess") or actor.can("maturity.review")
    return external or (actor.can("maturity.view") and actor.unit_path == WHOLE_REGENCY)


def prepared(actor: Actor, assessment: Assessment, kind: str, *, address: str) -> Paper:
    """The document's data. `address` is the page that checks a digest, with DIGEST_PLACE in it.

    Raises Refused when the actor may not have it.
    """
    if not may_have(actor, assessment, kind):
        raise Refused(_("Dokumen ini belum disampaikan. Kantor Anda menerimanya setelah penilaian disampaikan."))
    whole = sees_all(actor) or kind != WORKSHEET
    return paper(actor, assessment, kind, whole=whole, address=lambda digest: address.replace(DIGEST_PLACE, digest))


def printed(actor: Actor, assessment: Assessment, made: Paper) -> bytes:
    """The PDF/A, with a line in the audit."""
    content = pdf.render(made.template, made.data, made_at=made.made_at)
    audit.record("maturity.print_document", assessment, actor, document=made.kind, draft=made.is_draft)
    return content


@transaction.atomic
def queue(actor: Actor, assessment: Assessment, kind: str, *, address: str) -> Job:
    """The task that prints a large document; the one under way for the same document, if there is one."""
    if not may_have(actor, assessment, kind):
        raise Refused(_("Dokumen ini belum disampaikan. Kantor Anda menerimanya setelah penilaian disampaikan."))
    args = {"assessment": assessment.pk, "document": kind, "address": address}
    waiting = Job.objects.filter(account=actor.account_id, kind=JOB, finished_at=None).order_by("-created_at")[:20]
    under_way = next((job for job in waiting if job.args == args), None)
    title = _("%(title)s %(year)s") % {"title": TITLES[kind], "year": assessment.year}
    return under_way or jobs.start(actor, JOB, title[:200], **args)
