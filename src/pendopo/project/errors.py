"""The answer when something broke that no view expected."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase
from django.views.defaults import server_error as plain_server_error

from pendopo.project.handlers import busy_response


def server_error(request: HttpRequest) -> HttpResponseBase:
    """503 when the database is locked, full or away (also inside the middleware), 500 otherwise."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return busy_response(error)
    return plain_server_error(request)
