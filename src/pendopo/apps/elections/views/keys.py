"""The keys of an election: who holds them, and the file of the ceremony."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms_boxes import KeysForm, ReasonForm
from pendopo.apps.elections.models import KeySet, Kind
from pendopo.apps.elections.queries import boxes as queries
from pendopo.apps.elections.services import keys as services
from pendopo.apps.elections.views.common import form_words, in_election, rooms, visible_election
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import act_and_return, form_methods, form_page


@page("elections.view")
@require_GET
def keys(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """Both sets, what they rest on, and those that were put aside."""
    election = visible_election(request, election_id)
    sets = [(Kind(kind), label, queries.keyset(election, kind)) for kind, label in Kind.choices]
    context: dict[str, Any] = {
        "title": _("Kunci pemilihan"), "crumbs": in_election(election, (_("Kunci"), "")), "election": election,
        "sets": sets, "dropped": queries.dropped_keysets(election), "keeps": actor_of(request).can("elections.keys"),
        "reason_form": ReasonForm(), "rooms": rooms(actor_of(request), election, "keys"),
    }  # fmt: skip
    return render(request, "elections/boxes/keys.html", context)


@page("elections.keys")
@form_methods
def keys_receive(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), visible_election(request, election_id)

    def act(checked: KeysForm) -> None:
        raw = checked.cleaned_data["file"].read(services.LARGEST + 1)
        services.receive(actor, election, kind=checked.cleaned_data["kind"], raw=raw)

    words = form_words(
        election, "keys", _("Unggah hasil upacara kunci"), _("Unggah kunci"),
        _("Kunci diterima; bukti semua pemegang benar."),
        sentence=_("Bacakan sidik jari kunci di depan pemegang kunci dan cocokkan dengan berita acara upacara."),
    )  # fmt: skip
    return form_page(request, KeysForm(request.POST or None, request.FILES or None), act, words)


@page("elections.keys")
@require_POST
def keys_drop(request: HttpRequest, keyset_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    keyset = get_object_or_404(KeySet.objects.visible_to(actor).select_related("election__unit"), pk=keyset_id)
    reason = request.POST.get("reason", "")

    def act() -> None:
        services.drop(actor, keyset, reason=reason)

    back = reverse("elections:keys", args=[keyset.election_id])
    return act_and_return(request, act, done=_("Kunci dikesampingkan."), back=back)
