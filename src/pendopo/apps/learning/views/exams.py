"""Taking a test on a phone: one question a screen, each tap saved, then handed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.learning.models import Attempt, Exam
from pendopo.apps.learning.queries import exams as queries
from pendopo.apps.learning.queries.trainings import own, trainings
from pendopo.apps.learning.rules.questions import LETTERS
from pendopo.apps.learning.rules.score import score, shown
from pendopo.apps.learning.services import exams as services
from pendopo.apps.learning.views.common import in_training, page_of
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, signed_in, whole_number
from pendopo.ui.form_pages import form_methods


@signed_in
@form_methods
def exam(request: HttpRequest, exam_id: int) -> HttpResponseBase:
    """What the test is; POST begins it or goes on with it."""
    actor = actor_of(request)
    rows = Exam.objects.select_related("training__organiser")
    found = get_object_or_404(rows, pk=exam_id, training__in=trainings(actor))
    if request.method == "POST":
        try:
            attempt = services.begin(actor, found)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("learning:exam", exam_id=exam_id)
        missing = queries.unanswered(attempt)
        return redirect("learning:exam_question", attempt_id=attempt.pk, place=missing[0] if missing else 1)
    seat = own(actor, found.training)
    mine = list(queries.own_attempts(actor).filter(exam=found))
    context = {
        "title": found.get_kind_display(),
        "crumbs": in_training(found.training, (str(found.get_kind_display()), "")),
        "exam": found, "training": found.training, "seat": seat, "is_open": queries.is_open(found),
        "not_yet": timezone.now() < found.opens_at, "questions": found.training.questions.count(),
        "running": next((row for row in mine if row.submitted_at is None), None),
        "done": [row for row in mine if row.submitted_at is not None],
        "left": max(0, found.attempts - len(mine)),
    }  # fmt: skip
    return render(request, "learning/exam.html", context)


@signed_in
@never_cache
@form_methods
def exam_question(request: HttpRequest, attempt_id: int, place: int) -> HttpResponseBase:
    """One question; a tap on an answer saves it and shows the next one. The right answer is not in the page."""
    actor, attempt = actor_of(request), _own(request, attempt_id)
    if attempt.submitted_at is not None:
        return redirect("learning:exam_result", attempt_id=attempt.pk)
    asked = queries.shown(attempt, place)
    if asked is None:
        raise Http404
    error, status = "", 200
    if request.method == "POST":
        choice = whole_number(request.POST.get("choice", ""), -1)
        try:
            services.answer(actor, attempt, question_id=asked.question_id, choice=choice)
        except Refused as refusal:
            error, status = refusal.message, 422
        else:
            if place < asked.total:
                return redirect("learning:exam_question", attempt_id=attempt.pk, place=place + 1)
            return redirect("learning:exam_finish", attempt_id=attempt.pk)
    context = {
        "title": attempt.exam.get_kind_display(),
        "attempt": attempt, "asked": asked, "training": attempt.exam.training, "error": error,
        "options": [(i, LETTERS[i], text, i == asked.choice) for i, text in enumerate(asked.options)],
        "closed": not queries.is_open(attempt.exam),
    }  # fmt: skip
    return render(request, "learning/exam_question.html", context, status=status)


@signed_in
@never_cache
@require_GET
def exam_finish(request: HttpRequest, attempt_id: int) -> HttpResponseBase:
    """What is still unanswered, and handing in."""
    attempt = _own(request, attempt_id)
    if attempt.submitted_at is not None:
        return redirect("learning:exam_result", attempt_id=attempt.pk)
    missing = queries.unanswered(attempt)
    context = {
        "title": _("Kumpulkan tes"),
        "attempt": attempt, "training": attempt.exam.training, "missing": missing,
        "answered": len(attempt.asked) - len(missing), "total": len(attempt.asked),
    }  # fmt: skip
    return render(request, "learning/exam_finish.html", context)


@signed_in
@require_POST
def exam_submit(request: HttpRequest, attempt_id: int) -> HttpResponseBase:
    actor, attempt = actor_of(request), _own(request, attempt_id)
    services.submit(actor, attempt)
    messages.success(request, _("Tes dikumpulkan."))
    return redirect("learning:exam_result", attempt_id=attempt.pk)


@signed_in
@require_GET
def exam_result(request: HttpRequest, attempt_id: int) -> HttpResponseBase:
    """The own score; question by question only when the last test is closed."""
    attempt = _own(request, attempt_id)
    if attempt.submitted_at is None:
        return redirect(reverse("learning:exam_finish", args=[attempt.pk]))
    context = {
        "title": _("Hasil tes"),
        "crumbs": in_training(attempt.exam.training, (_("Hasil tes"), "")),
        "attempt": attempt, "training": attempt.exam.training, "review": queries.review(attempt),
        "score": shown(score(attempt.right or 0, attempt.total or 0)), "back": page_of(attempt.exam.training),
    }  # fmt: skip
    return render(request, "learning/exam_result.html", context)


def _own(request: HttpRequest, attempt_id: int) -> Attempt:
    return get_object_or_404(queries.own_attempts(actor_of(request)), pk=attempt_id)
