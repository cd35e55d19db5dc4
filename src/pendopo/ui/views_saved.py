"""Keeping and deleting a person's saved views of registers; everything goes in the body, nothing in the address."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBadRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, signed_in
from pendopo.ui import saved
from pendopo.ui.registers import return_to


@require_POST
@signed_in
def keep(request: HttpRequest) -> HttpResponseBase:
    """Keeps the register's present state under a name and opens it."""
    back = return_to(request, "")
    register = request.POST.get("daftar", "")
    if not back or not register or len(register) > 80:
        return HttpResponseBadRequest()
    try:
        kept = saved.keep(
            actor_of(request),
            register=register,
            name=request.POST.get("nama", ""),
            state=request.POST.get("keadaan", ""),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(back)
    messages.success(request, _("Tampilan %(name)s disimpan.") % {"name": kept.name})
    return HttpResponseRedirect(saved.address(back, kept))


@require_POST
@signed_in
def remove(request: HttpRequest) -> HttpResponseBase:
    """Deletes one of the person's own views."""
    wanted = request.POST.get("tampilan", "")
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 18:
        return HttpResponseBadRequest()
    if not saved.remove(actor_of(request), int(wanted)):
        raise Http404
    messages.success(request, _("Tampilan dihapus."))
    return HttpResponseRedirect(return_to(request, "/"))
