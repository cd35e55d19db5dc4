"""Error pages in the house's look. They draw without session or database: a broken part cannot break them too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from pendopo.ui.context import Frame

PAGES = (400, 403, 404, 413, 429, 500, 503)


def error_page(status: int, request: HttpRequest | None = None, *, retry_after: int | None = None) -> HttpResponse:
    """The page for one of PAGES; `retry_after` (seconds) tells browsers and machines when to come back."""
    if status not in PAGES:
        raise ValueError(f"no error page for {status}")
    context = {"ui": Frame(request)} if request is not None else {}
    response = HttpResponse(render_to_string(f"{status}.html", context), status=status)
    response["Cache-Control"] = "no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: the same page whether it never was or is not yours to see."""
    return error_page(404, request)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(403, request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(413 if "TooBig" in type(exception).__name__ else 400, request)
