"""Every view declares who may open it; the declaration is enforced here and read by the isolation matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.views.decorators.csrf import csrf_exempt

from pendopo.kernel.actor import ANONYMOUS, Actor

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """A request after the middleware: it knows who acts."""

    actor: Actor
    htmx: Any


@dataclass(frozen=True, slots=True)
class Access:
    """`kind`: public (anybody), signed_in (any account), page (needs `permissions`, one of them), device (machines)."""

    kind: Literal["public", "signed_in", "page", "device"]
    permissions: tuple[str, ...] = ()


def _declare(view: View, access: Access) -> View:
    cast(Any, view).access = access
    return view


def public(view: View) -> View:
    return _declare(view, Access("public"))


def device(view: View) -> View:
    """Machines speak here: no session, no CSRF; the view checks the machine itself."""
    return _declare(csrf_exempt(view), Access("device"))


def signed_in(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_login(request)
        return view(request, *args, **kwargs)

    return _declare(guarded, Access("signed_in"))


def page(*permissions: str) -> Callable[[View], View]:
    """Opened by an actor who has at least one of the permissions."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_login(request)
            actor = cast(Request, request).actor
            if not any(actor.can(permission) for permission in permissions):
                actor.require(permissions[0])
            return view(request, *args, **kwargs)

        return _declare(guarded, Access("page", permissions))

    return decorate


def _to_login(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())


class ActorMiddleware:
    """Puts `request.actor` there, read from the database only when somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        from pendopo.kernel.people.queries import actor_of

        cast(Any, request).actor = SimpleLazyObject(
            lambda: (
                actor_of(request.user.pk, request.session.get("assignment_id"))
                if request.user.is_authenticated
                else ANONYMOUS
            )
        )
        return self.get_response(request)
