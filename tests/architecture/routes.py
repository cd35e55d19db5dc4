"""Every address of the program, read from the URL resolver: nothing can be forgotten here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLResolver, get_resolver

from pendopo.kernel.http import Access


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, its pattern and its view."""

    name: str
    pattern: str
    view: Any

    @property
    def access(self) -> Access | None:
        return getattr(self.view, "access", None)


def _walk(resolver: URLResolver, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            inside = (*spaces, part.namespace) if part.namespace else spaces
            yield from _walk(part, prefix + str(part.pattern), inside)
        else:
            name = ":".join((*spaces, part.name or ""))
            yield Address(name, prefix + str(part.pattern), part.callback)


@cache
def addresses() -> tuple[Address, ...]:
    return tuple(_walk(get_resolver()))


def by_name() -> dict[str, Address]:
    return {address.name: address for address in addresses()}


def has_object(address: Address) -> bool:
    return bool(re.search(r"<|\(\?P", address.pattern))


def consume(response: Any) -> None:
    """Read a file to its end, which closes it; closing by hand would take the test's database connection along."""
    if response.streaming and not response.is_async:
        list(response.streaming_content)
