"""Who listens to the live stream without a session: a paired wall screen."""

from __future__ import annotations

from django.http import HttpRequest

from pendopo.apps.executive.services import walls
from pendopo.kernel.actor import Actor
from pendopo.kernel.live.stream import identify_with


@identify_with
def listening_screen(request: HttpRequest) -> Actor:
    return walls.reader(request.COOKIES.get(walls.STREAM_COOKIE, ""))
