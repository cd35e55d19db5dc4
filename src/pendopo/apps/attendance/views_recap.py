"""Screens of the registers."""

from __future__ import annotations

from django.http import HttpResponse

from pendopo.kernel.http import Request, signed_in


@signed_in
def person(request: Request, person_id: int) -> HttpResponse:
    return HttpResponse()
