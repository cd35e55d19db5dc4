"""Every view declares who may open it; the declaration is enforced here and read by the isolation matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, Literal, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.views.decorators.csrf import csrf_exempt

from pendopo.kernel.actor import ANONYMOUS, Actor

View = Callable[..., HttpResponseBase]
LARGEST: Final = 2**63 - 1
LONGEST: Final = 1000


class Request(HttpRequest):
    """A request after the middleware: it knows who acts."""

    actor: Actor
    htmx: Any


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return cast(Request, request).actor


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
            actor = actor_of(request)
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

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: dict[str, Any]) -> None:
        """What no row can be called is not there, before a database is asked that would break on it."""
        if not all(_can_be(value) for value in kwargs.values()):
            raise Http404


def _can_be(value: Any) -> bool:
    if isinstance(value, int):
        return value <= LARGEST
    return not isinstance(value, str) or (len(value) <= LONGEST and "\0" not in value)


def whole_number(said: str, default: int = 0) -> int:
    """A number that came with a request ("12") where it is one that the database can hold, else `default`."""
    return next(iter(whole_numbers([said])), default)


def whole_numbers(said: Iterable[str]) -> list[int]:
    """Those of the texts that are whole numbers of at most 18 digits: "²" and endless ones are left out."""
    return [int(one) for one in said if one.isascii() and one.isdigit() and len(one) <= 18]
