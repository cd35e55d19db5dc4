"""R11: every address x role x own and other office x method, from the resolver; and nothing of another office leaks."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from pendopo.apps.executive.testing import remove_indicators
from pendopo.kernel import policy, settings_store
from pendopo.kernel.http import Access
from pendopo.kernel.people.models import Account

from .isolation import OF_ONE_OFFICE, ROLES, ROUTES, Route
from .objects import MARK, World, make_world
from .routes import Address, addresses, by_name, consume, has_object

pytestmark = pytest.mark.own_database
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TAKEN = ("GET", "POST")
"""The only ones that an address may know; whose object it would have been matters for these two."""
OTHER_DATABASE = ("anonymous", "pegawai", "kepala_opd", "admin")
"""Who may do what is decided in Python: on PostgreSQL it is the queries that are new, and these roles ask them all."""
REFUSED_METHOD, TO_SIGN_IN, FORBIDDEN, MISSING = 405, 302, 403, 404
DONE = frozenset({200, 302, 303, 400, 422})


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
    remove_indicators()
    settings_store.forget()


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    made = {"anonymous": Client(raise_request_exception=False)}
    for role, username in ROLES.items():
        if username:
            made[role] = Client(raise_request_exception=False)
            made[role].force_login(Account.objects.get(username=username))
    return made


@pytest.mark.django_db  # one marked test makes pytest-django build the database that the module's own world needs
def test_it_works_every_address_is_declared_and_named() -> None:
    names = [address.name for address in addresses()]
    assert all(name and not name.endswith(":") for name in names), "an address without a name"
    assert sorted(set(names) - set(ROUTES)) == [], "addresses without a line in isolation.py"
    assert sorted(set(ROUTES) - set(names)) == [], "lines of isolation.py without an address"


def test_every_view_declares_its_access() -> None:
    assert [a.name for a in addresses() if a.access is None] == []


def test_every_address_with_an_object_says_which() -> None:
    assert [a.name for a in addresses() if a.name in ROUTES and has_object(a) != bool(ROUTES[a.name].of)] == []


def test_every_page_needs_a_permission_that_exists() -> None:
    used = {name for a in addresses() if a.access for name in a.access.permissions}
    assert used <= set(policy.PERMISSIONS)


@dataclass(frozen=True)
class Cell:
    role: str
    side: int
    method: str


def may(access: Access, role: str) -> bool:
    """Whether the view's own declaration lets the role in."""
    if access.kind in ("public", "device"):
        return True
    if role == "anonymous":
        return False
    held = policy.permissions_of("admin" if role == "admin_kantor" else role, whole_regency=role not in OF_ONE_OFFICE)
    return access.kind == "signed_in" or bool(held & set(access.permissions))


def expected(access: Access, route: Route, cell: Cell) -> set[int]:
    """The answers that are right for one cell."""
    if cell.method in ("PUT", "PATCH", "DELETE"):
        return {REFUSED_METHOD}
    if route.does == "stream":
        # it asks who is there in a thread of its own, which does not see the uncommitted world of this test
        return {401} if cell.role == "anonymous" else {200, 400, 401, 503}
    if route.does == "device":
        return {200, 400, 401, 403, 404, 405, 411, 413}
    fits = route.does == "form" or cell.method == ("GET" if route.does == "read" else "POST")
    if not may(access, cell.role):
        first = TO_SIGN_IN if cell.role == "anonymous" else FORBIDDEN
        return {first} if fits else {first, REFUSED_METHOD}
    other = cell.side == 1 and not route.shared and bool(route.of) and cell.role in OF_ONE_OFFICE
    hidden = route.sees is not None and (cell.role not in route.sees or (route.of.startswith("job") and cell.side == 1))
    if other or hidden:
        return {MISSING} if fits else {MISSING, REFUSED_METHOD}
    if not fits:
        return {REFUSED_METHOD} if cell.method == "GET" else {REFUSED_METHOD, *route.ok}
    return set(route.ok) if cell.method == "GET" else set(DONE | route.ok)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_matrix(name: str, world: World, clients: dict[str, Client], django_db_blocker: Any) -> None:
    address = by_name()[name]
    assert address.access is not None
    route = ROUTES[name]
    differing = []
    with django_db_blocker.unblock():
        for role in clients if connection.vendor == "sqlite" else OTHER_DATABASE:
            for side in (0, 1) if route.of else (0,):
                path = reverse(name, kwargs=world.objects[route.of][side] if route.of else None)
                for method in TAKEN if side else METHODS:
                    cell = Cell(role, side, method)
                    got = _answer(clients[role], path, method, world.bodies.get(name, {}))
                    if got not in expected(address.access, route, cell):
                        where = "other" if side else "own"
                        differing.append((role, where, method, got, sorted(expected(address.access, route, cell))))
    assert not differing, "\n".join(str(cell) for cell in differing)


def _answer(client: Client, path: str, method: str, body: dict[str, Any]) -> int:
    """The status of one request; whatever it did is undone."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = client.post(path, body) if method == "POST" else client.generic(method, path)
        transaction.set_rollback(True)
    consume(response)
    client.cookies = cookies
    if method == "POST":
        settings_store.forget()
    return response.status_code


def _lists() -> list[Address]:
    """Pages without an object in their address that are not for everybody; what is not declared yet is read as well."""
    return [a for a in addresses() if not has_object(a) and (a.name not in ROUTES or _lists_own(ROUTES[a.name]))]


def _lists_own(route: Route) -> bool:
    return route.does in ("read", "form") and not route.shared


@pytest.mark.parametrize(
    "role", ["pegawai", "kepala_bidang", "operator_opd", "kepala_opd", "admin_kantor", "panitia_pilkades"]
)
def test_no_list_search_or_export_shows_another_office(
    role: str, world: World, clients: dict[str, Client], django_db_blocker: Any
) -> None:
    leaks = []
    with django_db_blocker.unblock():
        for address in _lists():
            path = reverse(address.name)
            for query in ("", "?unduh=xlsx", f"?cari={MARK[:5]}", f"?q={MARK[:5]}"):
                with transaction.atomic():
                    response = clients[role].get(path + query)
                    if response.status_code == 200 and MARK in _text(response).replace(f'value="{MARK}', ""):
                        leaks.append(address.name + query)
                    transaction.set_rollback(True)
    assert leaks == []


def _text(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        from io import BytesIO

        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    return str(content, "utf-8", "replace")


def test_the_live_stream_keeps_to_unit_and_topic(world: World, django_db_blocker: Any) -> None:
    from pendopo.kernel.live.hub import Event, Stream, allowed_topics

    with django_db_blocker.unblock():
        ratna, sari = world.cast.actor("ratna"), world.cast.actor("sari")
    topics = allowed_topics(ratna, ["indicator", "alert", "tidak-ada"])
    assert topics == {"indicator", "alert"}
    assert allowed_topics(sari, ["indicator", "alert", "punch"]) == set()
    stream = Stream(topics, ratna.unit_path)
    assert stream.hears(Event(1, "indicator", world.cast.aplikasi.path, b""))
    assert not stream.hears(Event(2, "indicator", world.cast.dishub.path, b""))
    assert not stream.hears(Event(3, "indicator", "", b""))
    assert not stream.hears(Event(4, "punch", world.cast.aplikasi.path, b""))
