"""The feed of the national network (JDIHN) at its fixed address."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import condition, require_safe

from pendopo.apps.regulations.policy import ADDRESS
from pendopo.apps.regulations.queries import public as queries
from pendopo.kernel import settings_store
from pendopo.kernel.http import public

MINUTES = 10


def base_of(request: HttpRequest) -> str:
    """The configured public address, else the one that was asked, without a slash at the end."""
    chosen = str(settings_store.value(ADDRESS) or "").strip().rstrip("/")
    return chosen or request.build_absolute_uri("/").rstrip("/")


def etag(request: HttpRequest) -> str:
    now = queries.edition()
    told = f"{now.rows}|{now.changed_at}|{base_of(request)}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def last_modified(request: HttpRequest) -> datetime | None:
    return queries.edition().changed_at


@public
@require_safe
@condition(etag_func=etag, last_modified_func=last_modified)
def feed(request: HttpRequest) -> HttpResponseBase:
    """All public documents of the regency as one JSON array, written row by row."""
    kind = "application/json; charset=utf-8"
    answer: HttpResponseBase
    if request.method == "HEAD":
        answer = HttpResponse(content_type=kind)
    else:
        answer = StreamingHttpResponse(_written(base_of(request)), content_type=kind)
    answer["Cache-Control"] = f"public, max-age={MINUTES * 60}"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _written(base: str) -> Iterator[str]:
    yield "["
    lead = "\n"
    part: list[str] = []
    for item in queries.feed_items(base):
        part.append(lead + json.dumps(item, ensure_ascii=False))
        lead = ",\n"
        if len(part) == queries.AT_ONCE:
            yield "".join(part)
            part = []
    yield "".join(part)
    yield "\n]\n"
