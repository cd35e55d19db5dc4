"""One indicator: reading it, answering it, deciding on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.forms import AnswerForm
from pendopo.apps.maturity.models import AssessmentState, Entry, EntryState, Score, Stage
from pendopo.apps.maturity.queries import entry_page, gates, seen, work
from pendopo.apps.maturity.queries.assessments import instrument_of
from pendopo.apps.maturity.queries.evidence import gap_words, panel
from pendopo.apps.maturity.queries.evidence_scope import covers_entry
from pendopo.apps.maturity.services import answers
from pendopo.apps.maturity.services.scores import Conflict
from pendopo.apps.maturity.tables import status_of
from pendopo.apps.maturity.views import external_entry
from pendopo.apps.maturity.views.around import around, crumbs
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page, whole_number
from pendopo.ui.form_pages import act_and_return, refuse

LOOKS = ("maturity.view", "maturity.assess", "maturity.review")


@page(*LOOKS)
@require_GET
def entry(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    """The page of an entry: the office's, or the external assessor's on what was submitted."""
    actor = actor_of(request)
    found = seen.entry_for(actor, assessment_id, code)
    if work.is_external(actor):
        return external_entry.show(request, found)
    return _show(request, found)


@page("maturity.answer")
@require_POST
def save(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    """Keep the draft; with `lanjut=kirim` send it, with `lanjut=berikut` go on. Two at once lose nothing."""
    actor = actor_of(request)
    found = seen.entry_for(actor, assessment_id, code)
    form = AnswerForm(request.POST, instrument=instrument_of(found.assessment))
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    given = form.cleaned_data
    try:
        answers.save(
            actor, found, level=given["level"], fact=given["fact"], analysis=given["analysis"],
            version=given["version"],
        )  # fmt: skip
    except Conflict as conflict:
        return _show(request, found, form=form, theirs=conflict.theirs, status=409)
    except Refused as refusal:
        refuse(form, refusal)
        return _show(request, found, form=form, status=422)
    if request.POST.get("lanjut") == "kirim":
        return _send(request, found)
    messages.success(request, _("Draf disimpan."))
    after = work.neighbours(actor, found)[1] if request.POST.get("lanjut") == "berikut" else ""
    return redirect("maturity:entry", assessment_id=assessment_id, code=after or code)


@page("maturity.answer")
@require_POST
def send(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    return _send(request, seen.entry_for(actor_of(request), assessment_id, code))


@page("maturity.answer")
@require_POST
def recall(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.entry_for(actor, assessment_id, code)
    return act_and_return(
        request, lambda: answers.recall(actor, found), done=_("Isian ditarik kembali menjadi draf."), back=_url(found),
    )  # fmt: skip


@page("maturity.validate")
@require_POST
def accept(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    """Accept, and with `lanjut=1` open the next one that waits."""
    actor = actor_of(request)
    found = seen.entry_for(actor, assessment_id, code)
    try:
        answers.accept(actor, found)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(_url(found))
    messages.success(request, _("Indikator %(code)s disetujui.") % {"code": found.code})
    following = work.to_check(actor).filter(assessment=found.assessment_id).first()
    return redirect(_url(following or found) if request.POST.get("lanjut") else _url(found))


@page("maturity.validate")
@require_POST
def give_back(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.entry_for(actor, assessment_id, code)
    reason = request.POST.get("reason", "")
    done = _("Isian dikembalikan. Kantor melihat alasannya di halaman indikator ini.")
    return act_and_return(request, lambda: answers.give_back(actor, found, reason), done=done, back=_url(found))


def _send(request: HttpRequest, found: Entry) -> HttpResponseBase:
    done = _("Indikator %(code)s dikirim untuk diperiksa.") % {"code": found.code}
    return act_and_return(request, lambda: answers.send(actor_of(request), found), done=done, back=_url(found))


def _url(found: Entry) -> str:
    return reverse("maturity:entry", args=[found.assessment_id, found.code])


def _show(
    request: HttpRequest,
    found: Entry,
    *,
    form: AnswerForm | None = None,
    theirs: Score | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, instrument = actor_of(request), instrument_of(found.assessment)
    score = theirs or gates.score_of(found, Stage.SELF)
    former = entry_page.former(found)
    chosen = _chosen(form, score)
    evidence = panel(actor, found, wanted=chosen)
    rights = _rights(actor, found)
    if form is None:
        form = AnswerForm(instrument=instrument, initial=_initial(request, score, former))
        chosen = form.initial["level"]
    texts = instrument.texts(found.code, found.assessment.year)
    gaps = evidence.proof.gaps(chosen) if chosen is not None else ()
    before, after, place, count = work.neighbours(actor, found)
    context = around(
        found.assessment,
        title=f"{found.code}. {work.name_of(found)}",
        crumbs=crumbs(found.assessment, (_("Isian"), reverse("maturity:entries", args=[found.assessment_id]))),
        entry=found, place=instrument.entries[found.code], texts=texts, state=status_of(found),
        late=work.is_late(found), score=score, form=form, theirs=theirs,
        version=score.version if score else 0,
        fact=(form["fact"], form.basis["fact"]), analysis=(form["analysis"], form.basis["analysis"]),
        ladder=entry_page.ladder(
            texts, chosen=chosen, reachable=evidence.reachable, lowest=instrument.level_min,
            marks=_marks(former, () if rights["submitted"] else evidence.live),
        ),
        chosen=chosen, gaps=gap_words(gaps), missing=gates.missing_words(score), former=former, panel=evidence,
        rights=rights, before=before, after=after, at=place, count=count,
        external=entry_page.external_scores(actor, found), trail=entry_page.timeline(actor, found),
    )  # fmt: skip
    return render(request, "maturity/entry.html", context, status=status)


def _chosen(form: AnswerForm | None, score: Score | None) -> int | None:
    if form is not None:
        return whole_number(str(form.data.get("level")), -1)
    return score.level if score else None


def _initial(request: HttpRequest, score: Score | None, former: entry_page.Former | None) -> dict[str, Any]:
    """What stands in the form: the stored words, or last year's when asked for (nothing is stored by that)."""
    if former is not None and request.GET.get("pakai") == str(former.year):
        return {"level": former.level, "fact": former.fact, "analysis": former.analysis}
    return {
        "level": score.level if score else None,
        "fact": score.fact if score else "",
        "analysis": score.analysis if score else "",
    }


def _marks(former: entry_page.Former | None, live: Any) -> dict[int, list[str]]:
    """What else speaks for a level: last year's answer and result, running services."""
    found: dict[int, list[str]] = {}
    if former is not None and former.level is not None:
        found.setdefault(former.level, []).append(_("Isian %(year)s") % {"year": former.year})
    if former is not None and former.final is not None and former.final != former.level:
        found.setdefault(former.final, []).append(_("Hasil %(year)s") % {"year": former.year})
    for service in live:
        for level in service.levels:
            found.setdefault(level, []).append(_("%(service)s berjalan") % {"service": service.title})
    return found


def _rights(actor: Actor, found: Entry) -> dict[str, bool]:
    """Which buttons the actor has; the services decide again."""
    running = found.assessment.state == AssessmentState.SELF
    covered = covers_entry(actor, found.unit.path if found.unit else None)
    answers_ = running and covered and actor.can("maturity.answer")
    checks = running and covered and actor.can("maturity.validate")
    own = checks and gates.wrote_answer(actor, found)
    return {
        "write": answers_ and found.state in answers.WRITABLE,
        "recall": answers_ and found.state == EntryState.SENT,
        "accept": checks and not own and found.state == EntryState.SENT,
        "give_back": checks and not own and found.state in (EntryState.SENT, EntryState.ACCEPTED),
        "own": own,
        "submitted": found.assessment.state not in (AssessmentState.SETUP, AssessmentState.SELF),
        "setup": found.assessment.state == AssessmentState.SETUP,
    }
