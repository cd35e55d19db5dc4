"""The schedule of one election."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms import FinishForm, ReasonForm, ShiftForm, StageForm
from pendopo.apps.elections.models import ElectionState, Pilkades, Stage
from pendopo.apps.elections.queries import elections as queries
from pendopo.apps.elections.rules import stages as rules
from pendopo.apps.elections.services import elections as election_services
from pendopo.apps.elections.services import stages as services
from pendopo.apps.elections.tables import election_state
from pendopo.apps.elections.views.common import (
    form_words,
    in_election,
    page_of,
    rooms,
    run_election,
    visible_election,
)
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.tables import Status
from pendopo.ui import formats
from pendopo.ui.form_pages import act_and_return, form_methods, form_page

NEAR = 5


@dataclass(frozen=True, slots=True)
class StageLine:
    stage: Stage
    when: str
    state: Status
    dot: str
    is_now: bool


def stage_lines(election: Pilkades, *, only_near: bool = False) -> list[StageLine]:
    """The schedule in words; `only_near` gives what is late, under way, and the next ones."""
    rows = list(election.stages.all())
    if only_near:
        rows = [row for row in rows if row.done_on is None][:NEAR]
    return [_line(row) for row in rows]


def _line(row: Stage) -> StageLine:
    now = today()
    is_now = row.done_on is None and row.starts_on <= now <= row.ends_on
    if row.done_on is not None:
        late = row.done_on > row.ends_on
        state = Status("watch", _("Selesai terlambat")) if late else Status("ok", _("Selesai"))
    elif rules.is_late(row.ends_on, row.done_on, now):
        state = Status("bad", _("Lewat %(n)s hari") % {"n": (now - row.ends_on).days})
    elif is_now:
        state = Status("info", _("Berlangsung"))
    else:
        state = Status("mute", _("%(n)s hari lagi") % {"n": (row.starts_on - now).days})
    dot = "" if state.tone == "mute" else state.tone
    return StageLine(row, days(row), state, dot, is_now)


def days(stage: Stage) -> str:
    """ "3 Maret 2027" or "3 Maret 2027 s.d. 5 April 2027"."""
    if stage.starts_on == stage.ends_on:
        return formats.long_date(stage.starts_on)
    return _("%(first)s s.d. %(last)s") % {
        "first": formats.long_date(stage.starts_on), "last": formats.long_date(stage.ends_on),
    }  # fmt: skip


def warning_words(election: Pilkades) -> list[str]:
    spans = [rules.Span(one.key, one.name, one.starts_on, one.ends_on) for one in election.stages.all()]
    said = {
        "missing": _("%(name)s belum ada di jadwal."),
        "day": _("%(name)s tidak memuat hari pemungutan suara."),
        "order": _("%(name)s mulai sebelum %(other)s."),
        "overlap": _("%(name)s dan %(other)s berbagi hari."),
    }
    found = rules.warnings(spans, election.day)
    return [said[one.kind] % {"name": one.name, "other": one.other} for one in found]


@page("elections.view")
@require_GET
def stages(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), visible_election(request, election_id)
    runs = queries.runs(actor, found) and found.state not in election_services.OVER
    context = {
        "title": _("Tahapan"),
        "crumbs": in_election(found),
        "election": found,
        "state": election_state(found),
        "rooms": rooms(actor, found, "stages"),
        "lines": stage_lines(found),
        "warnings": warning_words(found),
        "runs": runs,
        "may_extend": runs and found.state == ElectionState.REGISTRATION,
        "finish_form": FinishForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "elections/stages.html", context)


@page("elections.run")
@form_methods
def stage_add(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)

    def act(checked: StageForm) -> None:
        services.add(actor, found, **checked.cleaned_data)

    words = form_words(found, "stages", _("Tambah tahapan"), _("Tambahkan"), _("Tahapan ditambahkan."))
    return form_page(request, StageForm(request.POST or None), act, words)


@page("elections.run")
@form_methods
def stages_shift(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)

    def act(checked: ShiftForm) -> None:
        services.shift(actor, found, **checked.cleaned_data)

    words = form_words(
        found, "stages", _("Geser tahapan persiapan"), _("Geser"), _("Tahapan yang belum selesai digeser."),
        _("Hanya tahapan sebelum hari pemungutan suara yang belum selesai. Bila hari itu diubah, semua ikut."),
    )  # fmt: skip
    return form_page(request, ShiftForm(request.POST or None), act, words)


@page("elections.run")
@require_POST
def registration_extend(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)
    return act_and_return(
        request, lambda: services.extend_registration(actor, found, reason=request.POST.get("reason", "")),
        done=_("Masa pendaftaran calon diperpanjang."), back=page_of(found, "stages"),
    )  # fmt: skip


@page("elections.run")
@form_methods
def stage_edit(request: HttpRequest, stage_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    stage = _stage(actor, stage_id)

    def act(checked: StageForm) -> None:
        services.edit(actor, stage, **checked.cleaned_data)

    words = form_words(stage.election, "stages", _("Ubah tahapan"), _("Simpan perubahan"), _("Perubahan tersimpan."))
    return form_page(request, StageForm(request.POST or None, stage=stage), act, words)


@page("elections.run")
@form_methods
def stage_finish(request: HttpRequest, stage_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    stage = _stage(actor, stage_id)

    def act(checked: FinishForm) -> None:
        services.finish(actor, stage, on=checked.cleaned_data["on"])

    title = _("Catat selesai: %(name)s") % {"name": stage.name}
    return form_page(
        request, FinishForm(request.POST or None), act,
        form_words(stage.election, "stages", title, _("Catat selesai"), _("Tahapan dicatat selesai.")),
    )  # fmt: skip


@page("elections.run")
@require_POST
def stage_reopen(request: HttpRequest, stage_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    stage = _stage(actor, stage_id)
    return act_and_return(
        request, lambda: services.reopen(actor, stage), done=_("Tahapan dibuka kembali."),
        back=page_of(stage.election, "stages"),
    )  # fmt: skip


@page("elections.run")
@require_POST
def stage_remove(request: HttpRequest, stage_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    stage = _stage(actor, stage_id)
    return act_and_return(
        request, lambda: services.remove(actor, stage), done=_("Tahapan dihapus."),
        back=page_of(stage.election, "stages"),
    )  # fmt: skip


def _stage(actor: Actor, stage_id: int) -> Stage:
    rows = Stage.objects.select_related("election__unit")
    return get_object_or_404(rows, pk=stage_id, election__in=queries.run_by(actor))
