"""The pages of one's own account: allauth's, each with a declared access, and ours around them."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as account_views
from allauth.account.adapter import get_adapter
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as codes_views
from allauth.mfa.totp import views as totp_views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from pendopo.kernel import policy
from pendopo.kernel.auth import queries, services
from pendopo.kernel.auth.middleware import CHOSEN
from pendopo.kernel.http import Request, public, signed_in
from pendopo.kernel.menu import menu_for
from pendopo.kernel.people.models import Account, RoleAssignment
from pendopo.kernel.people.queries import assignments_of


def _account(request: HttpRequest) -> Account:
    return cast(Account, request.user)


class Activate(totp_views.ActivateTOTPView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        obliged = queries.needs_second_factor(_account(self.request))
        return {**super().get_context_data(**kwargs), "obliged": obliged}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        services.note_second_factor(_account(self.request), action="on")
        return response


class Deactivate(totp_views.DeactivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        services.note_second_factor(_account(self.request), action="off")
        return response


class NewCodes(codes_views.GenerateRecoveryCodesView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        services.note_second_factor(_account(self.request), action="new_codes")
        return response


login = public(account_views.login)
logout = public(account_views.logout)
inactive = public(account_views.account_inactive)
code = public(never_cache(mfa_views.authenticate))
confirm = signed_in(never_cache(account_views.reauthenticate))
confirm_by_code = signed_in(never_cache(mfa_views.reauthenticate))
password = signed_in(never_cache(account_views.password_change))
second_factor = signed_in(never_cache(mfa_views.index))
activate = signed_in(never_cache(Activate.as_view()))
deactivate = signed_in(never_cache(Deactivate.as_view()))
codes = signed_in(never_cache(codes_views.view_recovery_codes))
new_codes = signed_in(never_cache(NewCodes.as_view()))
download_codes = signed_in(codes_views.download_recovery_codes)
language = public(require_POST(set_language))


@signed_in
@require_GET
@never_cache
def me(request: HttpRequest) -> HttpResponseBase:
    """My account: who I am here, in which post, how it looks, how it is protected."""
    account = _account(request)
    actor = cast(Request, request).actor
    return render(
        request,
        "auth/me.html",
        {
            "account": account,
            "held": held_posts(account.pk, actor.assignment_id),
            "security": queries.security_of(account),
            "obliged": queries.needs_second_factor(account),
            "groups": menu_for(actor, request.path),
        },
    )


@signed_in
@require_http_methods(["GET", "POST"])
@never_cache
def choose_post(request: HttpRequest) -> HttpResponseBase:
    """Choose in which of the posts held today one acts; the choice lasts for the session."""
    account = _account(request)
    if request.method == "POST":
        wanted = request.POST.get("assignment", "")
        found = next((a for a in assignments_of(account.pk) if str(a.pk) == wanted), None)
        if found is None:
            messages.error(request, _("Penugasan itu tidak lagi berlaku. Pilih salah satu yang tercantum."))
            return redirect("saya_jabatan")
        request.session[CHOSEN] = found.pk
        messages.success(request, _("Anda kini bertindak sebagai %(post)s.") % {"post": post_words(found)})
        return redirect(_next(request))
    actor = cast(Request, request).actor
    held = held_posts(account.pk, actor.assignment_id)
    return render(request, "auth/posts.html", {"held": held, "next": request.GET.get("next", "")})


def held_posts(account_id: int, acting: int | None) -> list[dict[str, Any]]:
    """The assignments in force today as the switcher shows them."""
    return [
        {
            "id": a.pk,
            "words": post_words(a),
            "unit": a.unit.name,
            "role": policy.ROLES.get(a.role, a.role),
            "until": a.ends_on,
            "decree": a.decree_number,
            "acting": a.pk == acting,
        }
        for a in assignments_of(account_id)
    ]


def post_words(assignment: RoleAssignment) -> str:
    title = assignment.post.title if assignment.post else str(policy.ROLES.get(assignment.role, assignment.role))
    return title if assignment.kind == "definitive" else f"{assignment.get_kind_display()} {title}"


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if wanted and get_adapter(request).is_safe_url(wanted) else reverse("saya")
