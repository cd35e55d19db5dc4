"""No address breaks on what stands in it or behind it: endless numbers, other digits, words where numbers belong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from pendopo.kernel import policy
from pendopo.kernel.testing import cast

from .routes import Address, addresses, consume

pytestmark = pytest.mark.django_db
ODD = {
    "int": (0, 2**63, 10**30),
    "str": ("²", "9" * 4400, "a\x00b"),
    "slug": ("x", "9" * 4400),
    "uuid": ("00000000-0000-0000-0000-000000000000",),
}
QUERIES = ("²", "9" * 4400, "1e999999999", "\x00")
WORDS = (
    "tahun", "tahap", "target", "angka", "pilih", "temuan", "indikator", "tingkat", "level", "id", "people", "tps",
    "orang", "sebelum", "sesudah", "tugas", "gelombang", "pelacak", "key",
)  # fmt: skip
STREAM = "/langsung/"  # answered by the ASGI server only
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def _filled(address: Address) -> list[str]:
    wanted = PARAMETER.findall(address.pattern)
    most = max((len(ODD.get(kind or "str", ("x",))) for kind, _name in wanted), default=0)
    found = []
    for place in range(most):
        given: dict[str, Any] = {}
        for kind, name in wanted:
            choices = ODD.get(kind or "str", ("x",))
            given[name] = choices[min(place, len(choices) - 1)]
        try:
            found.append(reverse(address.name, kwargs=given))
        except NoReverseMatch:
            continue
    return found


@pytest.fixture
def everything(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Signed in with every permission there is, so that each address is gone through to its end."""
    monkeypatch.setitem(policy._granted, "admin", set(policy.PERMISSIONS))
    client = Client(raise_request_exception=False)
    account = cast().admin.account
    assert account is not None
    client.force_login(account)
    return client


def _breaks(client: Client, method: str, path: str, data: dict[str, Any]) -> bool:
    answer: Any = getattr(client, method)(path, data)
    consume(answer)
    return bool(answer.status_code >= 500)


def test_it_works_for_odd_objects(everything: Client) -> None:
    paths = [path for address in addresses() for path in _filled(address)]
    assert len(paths) > 300
    data = dict.fromkeys(WORDS, "²")
    broken = [
        f"{method} {path[:90]}"
        for path in paths
        for method in ("get", "post")
        if _breaks(everything, method, path, data)
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("said", QUERIES, ids=("digit", "endless", "exponent", "nul"))
def test_odd_queries(everything: Client, said: str) -> None:
    paths = [reverse(address.name) for address in addresses() if not PARAMETER.search(address.pattern)]
    data = dict.fromkeys(WORDS, said)
    broken = [
        f"{method} {path}"
        for path in paths
        if path != STREAM
        for method in ("get", "post")
        if _breaks(everything, method, path, data)
    ]
    assert not broken, "\n".join(broken)
