"""The bank of questions and the times of the tests, for the organiser."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.learning.forms import ExamForm, QuestionForm, SheetForm, set_zone
from pendopo.apps.learning.models import ExamKind, Question, QuestionImport, Training
from pendopo.apps.learning.queries import exams as queries
from pendopo.apps.learning.queries.certificates import bank_is_locked
from pendopo.apps.learning.queries.trainings import managed
from pendopo.apps.learning.rules.questions import LETTERS
from pendopo.apps.learning.services import exams as exam_services
from pendopo.apps.learning.services import questions as services
from pendopo.apps.learning.views.common import in_training, managed_training
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.sheets import MOST_BYTES
from pendopo.ui.downloads import xlsx
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page
from pendopo.ui.registers import Crumbs


def bank_of(training: Training) -> str:
    return reverse("learning:questions", args=[training.pk])


def _in_bank(training: Training, *more: tuple[str, str]) -> Crumbs:
    return in_training(training, (_("Soal dan tes"), bank_of(training)), *more)


def _words(training: Training, title: str, submit: str, done: str, sentence: str = "", draft: str = "") -> FormPage:
    return FormPage(title, submit, done, bank_of(training), _in_bank(training), sentence=sentence, draft=draft)


@page("learning.manage")
@require_GET
def questions(request: HttpRequest, training_id: int) -> HttpResponseBase:
    """All questions with the right answer marked; the organiser's page only."""
    training = managed_training(request, training_id)
    known = queries.exams(training)
    context = {
        "title": _("Soal dan tes"),
        "crumbs": in_training(training, (_("Soal dan tes"), "")),
        "training": training,
        "questions": [
            (row, [(LETTERS[i], text, i == row.right) for i, text in enumerate(row.options)])
            for row in training.questions.all()
        ],
        "locked": bank_is_locked(training),
        "exams": [(kind, label, known.get(kind)) for kind, label in ExamKind.choices],
    }
    return render(request, "learning/questions.html", context)


@page("learning.manage")
@form_methods
def question_add(request: HttpRequest, training_id: int) -> HttpResponseBase:
    actor, training = actor_of(request), managed_training(request, training_id)

    def act(checked: QuestionForm) -> str | None:
        services.add(
            actor, training, text=checked.cleaned_data["text"], options=checked.options_given(),
            right=int(checked.cleaned_data["right"]),
        )  # fmt: skip
        return request.path if "lagi" in request.POST else None

    words = _words(
        training, _("Soal baru"), _("Simpan soal"), _("Soal ditambahkan."),
        _("Dua sampai lima pilihan, tepat satu benar. Tes awal dan akhir memakai soal yang sama."), "soal-baru",
    )  # fmt: skip
    return form_page(request, QuestionForm(request.POST or None), act, words)


@page("learning.manage")
@form_methods
def question_edit(request: HttpRequest, question_id: int) -> HttpResponseBase:
    actor, question = actor_of(request), _question(request, question_id)

    def act(checked: QuestionForm) -> None:
        services.edit(
            actor, question, text=checked.cleaned_data["text"], options=checked.options_given(),
            right=int(checked.cleaned_data["right"]),
        )  # fmt: skip

    words = _words(question.training, _("Ubah soal"), _("Simpan soal"), _("Soal diubah."))
    return form_page(request, QuestionForm(request.POST or None, question=question), act, words)


@page("learning.manage")
@require_POST
def question_remove(request: HttpRequest, question_id: int) -> HttpResponseBase:
    actor, question = actor_of(request), _question(request, question_id)
    return act_and_return(
        request, lambda: services.remove(actor, question), done=_("Soal dihapus."), back=bank_of(question.training)
    )


@page("learning.manage")
@form_methods
def question_import(request: HttpRequest, training_id: int) -> HttpResponseBase:
    """Choose a sheet; nothing is stored in the bank until its dry run was seen."""
    actor, training = actor_of(request), managed_training(request, training_id)
    form = SheetForm(request.POST or None, request.FILES or None)

    def act(checked: SheetForm) -> str:
        file = checked.cleaned_data["file"]
        found = services.check_sheet(actor, training, file.read(MOST_BYTES + 1), name=file.name)
        return reverse("learning:question_import_show", args=[found.pk])

    words = _words(
        training, _("Impor soal"), _("Periksa berkas"), "",
        _("Berkas diperiksa dahulu; bank soal belum berubah sampai Anda mengimpornya."),
    )  # fmt: skip
    return form_page(request, form, act, words, template="learning/question_import.html")


@page("learning.manage")
@require_GET
def question_import_show(request: HttpRequest, import_id: int) -> HttpResponseBase:
    found = _import(request, import_id)
    context = {
        "title": found.file_name,
        "crumbs": _in_bank(found.training, (found.file_name, "")),
        "found": found, "training": found.training,
        "rows": [
            (row["text"], [(LETTERS[i], text, i == row["right"]) for i, text in enumerate(row["options"])])
            for row in found.rows[:50]
        ],
        "back": bank_of(found.training),
    }  # fmt: skip
    return render(request, "learning/question_import_show.html", context)


@page("learning.manage")
@require_POST
def question_import_take(request: HttpRequest, import_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _import(request, import_id)
    return act_and_return(
        request, lambda: services.take_sheet(actor, found), done=_("Soal diimpor ke bank soal."),
        back=bank_of(found.training),
    )  # fmt: skip


@page("learning.manage")
@require_GET
def question_template(request: HttpRequest) -> HttpResponseBase:
    return xlsx(lambda stream: services.write_template(actor_of(request), stream), "templat-soal.xlsx")


@page("learning.manage")
@form_methods
def exam_set(request: HttpRequest, training_id: int, kind: str) -> HttpResponseBase:
    """Plan the test before or after."""
    actor, training = actor_of(request), managed_training(request, training_id)
    if kind not in ExamKind.values:
        raise Http404
    known = queries.exams(training).get(kind)
    initial: dict[str, Any] = {}
    if known is not None:
        initial = {"opens_at": known.opens_at, "closes_at": known.closes_at, "attempts": known.attempts}
    form = ExamForm(request.POST or None, initial=initial)
    set_zone(form, training.zone)

    def act(checked: ExamForm) -> None:
        exam_services.set_exam(actor, training, kind=kind, **checked.cleaned_data)

    label = str(ExamKind(kind).label)
    words = _words(training, label, _("Simpan waktu tes"), _("Waktu tes tersimpan."))
    return form_page(request, form, act, words)


def _question(request: HttpRequest, question_id: int) -> Question:
    rows = Question.objects.select_related("training__organiser")
    return get_object_or_404(rows, pk=question_id, training__in=managed(actor_of(request)))


def _import(request: HttpRequest, import_id: int) -> QuestionImport:
    rows = QuestionImport.objects.select_related("training__organiser")
    return get_object_or_404(rows, pk=import_id, training__in=managed(actor_of(request)))
