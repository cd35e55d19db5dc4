"""Two rules of each signed-in request: a one-time password is changed first, and the chosen post is still held."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.kernel.auth import queries
from pendopo.kernel.http import Request
from pendopo.kernel.people.models import Account

CHOSEN = "assignment_id"
SECURED = "second_factor_seen"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class SignInRules:
    """Stands after ActorMiddleware. Pages speak GET and POST; machines, without a session cookie, pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            refused = self._first_duty(request, cast(Account, request.user))
            if refused is not None:
                return refused
            self._check_post(cast(Request, request))
        return self.get_response(request)

    def _first_duty(self, request: HttpRequest, account: Account) -> HttpResponseBase | None:
        """Where an account must go first: to its new password, or to the set-up of the second step."""
        if account.must_change_password:
            return self._send(request, "account_change_password", open_names=("account_change_password",))
        if request.session.get(SECURED):
            return None
        if not queries.needs_second_factor(account) or queries.has_second_factor(account):
            request.session[SECURED] = True
            return None
        return self._send(request, "mfa_activate_totp", open_names=("mfa_activate_totp", "account_reauthenticate"))

    def _send(self, request: HttpRequest, to: str, *, open_names: tuple[str, ...]) -> HttpResponseBase | None:
        always = (*open_names, "account_logout", "set_language")
        if request.path in {reverse(name) for name in always} or request.path.startswith(settings.STATIC_URL):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": reverse(to)})
        return redirect(to)

    def _check_post(self, request: Request) -> None:
        """An assignment that ended falls back to the next one, with a word about it."""
        chosen = request.session.get(CHOSEN)
        if chosen is None or request.actor.assignment_id == chosen:
            return
        request.session.pop(CHOSEN)
        if request.actor.post:
            text = _("Penugasan yang Anda pilih sudah berakhir. Anda kini bertindak sebagai %(post)s.")
            messages.warning(request, text % {"post": request.actor.post})
        else:
            messages.warning(request, _("Penugasan yang Anda pilih sudah berakhir. Anda tidak memegang yang lain."))
