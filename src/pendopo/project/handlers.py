"""Django's handlers as the front server uses them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from pendopo.ui.errors import error_page

log = logging.getLogger("pendopo.front")


class DeviceHandler(WSGIHandler):
    """Machines need no session, language, CSRF or page: the view alone, and a plain 503 they retry when the database
    is away. Each thread keeps its connection from one request to the next: no signals are sent that would close it;
    after an error it is thrown away.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        # What BaseHandler looks through on each request; there is nothing in it here.
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._middleware_chain = convert_exception_to_response(self._guarded)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:  # type: ignore[override]
        request = self.request_class(environ)
        response = cast(HttpResponse, self.get_response(request))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        request.close()  # not response.close(): that tells everybody that the request is over
        return [response.content]

    def _guarded(self, request: HttpRequest) -> HttpResponseBase:
        try:
            response: HttpResponseBase = self._get_response(request)  # type: ignore[attr-defined]
        except (OperationalError, InterfaceError) as error:
            log.error("database not available", extra={"reason": type(error).__name__})
            connection.close()
            return HttpResponse("BUSY", status=503, content_type="text/plain", headers={"Retry-After": "30"})
        return response


class BusyMiddleware:
    """When the database is locked, full or away: a page that says so, and when to come back, instead of an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return busy_response(error) if isinstance(error, OperationalError | InterfaceError) else None


def busy_response(error: BaseException) -> HttpResponseBase:
    """503 with Retry-After; the broken connection is thrown away so that the next request tries a new one."""
    log.error("database not available", extra={"reason": type(error).__name__})
    connection.close()
    return error_page(503, retry_after=10)
