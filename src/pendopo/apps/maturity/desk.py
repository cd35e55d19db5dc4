from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.apps.maturity import desk_evidence, desk_insight
from pendopo.apps.maturity.models import AssessmentState
from pendopo.apps.maturity.queries import duties
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.desk import DeskItem, desk_provider

__all__ = ["desk_evidence", "desk_insight"]


@desk_provider
def answers_owed(actor: Actor) -> list[DeskItem]:
    """Indicators that the own office has to fill in, louder as the day comes near."""
    items = []
    for one in duties.owed(actor):
        words = ngettext("%(n)s indikator SPBE menunggu isian", "%(n)s indikator SPBE menunggu isian", one.count)
        parts = [_("penilaian %(year)s") % {"year": one.year}]
        if one.returned:
            parts.append(_("%(n)s dikembalikan") % {"n": one.returned})
        if one.started:
            parts.append(_("%(n)s masih draf") % {"n": one.started})
        if one.only:
            url = reverse("maturity:entry", args=[one.assessment_id, one.only])
        else:
            url = reverse("maturity:entries", args=[one.assessment_id]) + "?keadaan=diisi"
        late = one.due is not None and one.due <= today()
        near = one.due is not None and one.due <= today() + timedelta(days=3)
        severity = "bad" if late or one.returned else "watch" if near else "info"
        items.append(DeskItem(words % {"n": one.count}, ", ".join(parts), url, _("Isi"), one.due, severity))
    return items


@desk_provider
def answers_to_check(actor: Actor) -> list[DeskItem]:
    """Sent answers, for those who check them."""
    waiting = duties.checks_waiting(actor)
    if not waiting:
        return []
    words = ngettext("%(n)s isian SPBE menunggu pemeriksaan", "%(n)s isian SPBE menunggu pemeriksaan", waiting)
    return [DeskItem(words % {"n": waiting}, "", reverse("maturity:checking"), _("Periksa"), severity="watch")]


@desk_provider
def years_to_submit(actor: Actor) -> list[DeskItem]:
    """A self-assessment that is complete, or whose day is near."""
    ready = duties.ready_to_submit(actor)
    items = [
        DeskItem(
            _("Penilaian mandiri SPBE %(year)s siap disampaikan") % {"year": one.year},
            _("semua indikator disetujui"),
            reverse("maturity:submit", args=[one.pk]),
            _("Sampaikan"),
            one.submit_due,
            "watch",
        )
        for one in ready
    ]
    done = {one.pk for one in ready}
    return items + [
        DeskItem(
            _("Penilaian mandiri SPBE %(year)s belum lengkap") % {"year": one.year},
            _("batas penyampaian mendekat"),
            reverse("maturity:submit", args=[one.pk]),
            _("Lihat kekurangan"),
            one.submit_due,
            "bad" if one.submit_due and one.submit_due <= today() else "watch",
        )
        for one in duties.due_soon(actor)
        if one.pk not in done
    ]


@desk_provider
def years_to_judge(actor: Actor) -> list[DeskItem]:
    """Stages under way, for external assessors and the review team."""
    items = []
    for one in duties.to_judge(actor):
        url = reverse("maturity:external", args=[one.assessment.pk])
        if one.assessment.state == AssessmentState.REVIEW:
            title = _("Hasil SPBE %(year)s menunggu reviu") % {"year": one.assessment.year}
            items.append(DeskItem(title, "", url, _("Reviu"), severity="watch"))
            continue
        title = _("Penilaian SPBE %(year)s: %(stage)s") % {
            "year": one.assessment.year,
            "stage": one.assessment.get_state_display(),
        }
        words = ngettext("%(n)s indikator belum dinilai", "%(n)s indikator belum dinilai", one.lacking)
        detail = words % {"n": one.lacking} if one.lacking else _("semua dinilai, tahap dapat ditutup")
        items.append(DeskItem(title, detail, url, _("Nilai"), severity="watch"))
    return items
