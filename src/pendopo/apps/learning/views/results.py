"""After the training: results, evaluation, follow-up."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.learning.forms import STATEMENTS, EvaluationForm, FollowUpForm, NoteForm, ResultForm
from pendopo.apps.learning.models import FollowUp, FollowUpState, Participant, Training
from pendopo.apps.learning.queries import exams as queries
from pendopo.apps.learning.queries.trainings import own
from pendopo.apps.learning.rules.score import shown
from pendopo.apps.learning.services import follow_ups as services
from pendopo.apps.learning.tables import FOLLOW_UPS, follow_up_state
from pendopo.apps.learning.views.common import (
    in_training,
    managed_training,
    tabs,
    training_form,
    visible_training,
)
from pendopo.kernel.actor import Actor
from pendopo.kernel.http import actor_of, page, signed_in
from pendopo.ui.form_pages import act_and_return, form_methods, form_page
from pendopo.ui.registers import respond


@page("learning.manage")
@require_GET
def results(request: HttpRequest, training_id: int) -> HttpResponseBase:
    """Scores and gain by person, how each question went, and what participants thought."""
    training = managed_training(request, training_id)
    found, opinion = queries.results(training), queries.opinion(training)
    plans = FollowUp.objects.filter(participant__training=training)
    done = plans.filter(state=FollowUpState.CONFIRMED).count()
    context = {
        "title": _("Hasil bimtek"),
        "crumbs": in_training(training, (_("Hasil"), "")),
        "training": training,
        "figures": [
            (_("Nilai awal rata-rata"), shown(found.before)),
            (_("Nilai akhir rata-rata"), shown(found.after)),
            (_("Kenaikan rata-rata"), shown(found.gain)),
            (_("Tindak lanjut dikonfirmasi"), f"{done}/{plans.count()}"),
        ],
        "rows": [
            (row.participant, shown(row.before), shown(row.after), shown(row.gain), shown(row.share_won, 0))
            for row in found.rows
        ],
        "questions": [
            (row.question.text, shown(row.before, 0), shown(row.after, 0), row.change, shown(row.change, 0))
            for row in queries.question_rows(training)
        ],
        "opinion": opinion,
        "marks": list(zip(STATEMENTS, [shown(mean) for mean in opinion.means or []], strict=False)),
        "fewest": queries.FEWEST_SHEETS,
    }
    return render(request, "learning/results.html", context)


@signed_in
@form_methods
def evaluate(request: HttpRequest, training_id: int) -> HttpResponseBase:
    """Five statements, a comment; anonymous."""
    actor, training, seat = _seat(request, training_id)
    form = EvaluationForm(request.POST or None)

    def act(checked: EvaluationForm) -> None:
        services.evaluate(actor, seat, marks=checked.marks(), comment=checked.cleaned_data["comment"])

    words = training_form(
        training, _("Evaluasi bimtek"), _("Kirim evaluasi"), _("Terima kasih. Evaluasi Anda tersimpan tanpa nama."),
        _("1 sangat tidak setuju, 5 sangat setuju. Isian disimpan tanpa nama dan waktu."),
    )  # fmt: skip
    return form_page(request, form, act, words, template="learning/evaluate.html")


@signed_in
@form_methods
def follow_up_add(request: HttpRequest, training_id: int) -> HttpResponseBase:
    actor, training, seat = _seat(request, training_id)
    form = FollowUpForm(request.POST or None)

    def act(checked: FollowUpForm) -> None:
        services.promise(actor, seat, plan=checked.cleaned_data["plan"], due=checked.cleaned_data["due"])

    words = training_form(
        training, _("Rencana tindak lanjut"), _("Simpan rencana"), _("Rencana tersimpan dan tampil pada Meja saya."),
        _("Atasan Anda atau penyelenggara mengonfirmasi bila sudah dikerjakan."), f"rtl-{training.pk}",
    )  # fmt: skip
    return form_page(request, form, act, words)


@signed_in
@require_GET
def follow_ups(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    rows = queries.follow_ups(actor)
    total, done = rows.count(), rows.filter(state=FollowUpState.CONFIRMED).count()
    subtitle = _("%(done)s dari %(total)s rencana sudah dikonfirmasi") % {"done": done, "total": total} if total else ""
    return respond(
        request, FOLLOW_UPS, rows, subtitle=subtitle,
        template="learning/register.html", context={"tabs": tabs("follow_ups")},
    )  # fmt: skip


@signed_in
@require_GET
def follow_up(request: HttpRequest, follow_up_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _follow_up(request, follow_up_id)
    training = found.participant.training
    context = {
        "title": _("Rencana tindak lanjut"),
        "crumbs": in_training(training, (_("Rencana tindak lanjut"), "")),
        "found": found, "training": training, "state": follow_up_state(found),
        "is_own": found.participant.person_id == actor.person_id and found.state == FollowUpState.PLANNED,
        "may_judge": found.state == FollowUpState.REPORTED and services.may_judge(actor, found),
        "note_form": NoteForm(), "result_form": ResultForm(),
    }  # fmt: skip
    return render(request, "learning/follow_up.html", context)


@signed_in
@require_POST
def follow_up_act(request: HttpRequest, follow_up_id: int, name: str) -> HttpResponseBase:
    """Reported, confirmed, or given back."""
    actor, found = actor_of(request), _follow_up(request, follow_up_id)
    back = reverse("learning:follow_up", args=[found.pk])
    if name == "lapor" and found.participant.person_id == actor.person_id:
        result = request.POST.get("result", "")
        return act_and_return(
            request, lambda: services.report(actor, found, result=result),
            done=_("Hasil dilaporkan; menunggu konfirmasi."), back=back,
        )  # fmt: skip
    if name not in ("konfirmasi", "kembalikan") or not services.may_judge(actor, found):
        raise Http404
    if name == "kembalikan":
        note = request.POST.get("note", "")
        return act_and_return(
            request, lambda: services.give_back(actor, found, note=note),
            done=_("Dikembalikan kepada peserta."), back=back,
        )  # fmt: skip
    return act_and_return(
        request, lambda: services.confirm(actor, found), done=_("Tindak lanjut dikonfirmasi."), back=back
    )


def _follow_up(request: HttpRequest, follow_up_id: int) -> FollowUp:
    return get_object_or_404(queries.follow_ups(actor_of(request)), pk=follow_up_id)


def _seat(request: HttpRequest, training_id: int) -> tuple[Actor, Training, Participant]:
    actor, training = actor_of(request), visible_training(request, training_id)
    seat = own(actor, training)
    if seat is None:
        raise Http404
    return actor, training, seat
