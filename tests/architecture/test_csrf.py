"""R12: no address changes anything without our own token, from a foreign page, or by a mere visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pendopo.apps.executive.testing import remove_indicators
from pendopo.kernel import policy, settings_store
from pendopo.kernel.people.models import Account

from .isolation import ROLES, ROUTES
from .objects import ONLY_HERE, World, make_world
from .routes import addresses, by_name, consume

WRITING = sorted(name for name, route in ROUTES.items() if route.does in ("form", "act"))
READING = sorted(name for name, route in ROUTES.items() if route.does in ("read", "form"))
MAY_BE_WRITTEN_BY_READING = {
    "django_session",
    "kernel_auditentry",  # reading sensitive data is recorded
    "django_tasks_db_dbtaskresult",
}
"""Tables that a visit may touch: who is here, and that sensitive data were read."""


WIDEST_FIRST = {"admin": "admin"} | {role: name for role, name in ROLES.items() if name} | ONLY_HERE


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
    remove_indicators()
    settings_store.forget()


def allowed_client(name: str, **how: Any) -> Client:
    """A client of a role that may use the address, the widest first."""
    access = by_name()[name].access
    assert access is not None
    for role, username in WIDEST_FIRST.items():
        if access.kind != "page" or policy.permissions_of(role) & set(access.permissions):
            client = Client(raise_request_exception=False, **how)
            if access.kind != "public":
                client.force_login(Account.objects.get(username=username))
            return client
    raise AssertionError(f"no role may use {name}")


def address_of(name: str, world: World) -> str:
    of = ROUTES[name].of
    return reverse(name, kwargs=world.objects[of][0] if of else None)


@pytest.mark.django_db  # one marked test makes pytest-django build the database
def test_it_works_only_machines_are_exempt() -> None:
    exempt = {a.name for a in addresses() if getattr(a.view, "csrf_exempt", False)}
    assert exempt == {a.name for a in addresses() if a.access and a.access.kind == "device"}
    assert len(WRITING) > 30


@pytest.mark.parametrize("name", WRITING)
def test_a_post_needs_our_token_and_our_page(name: str, world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        path, body = address_of(name, world), world.bodies.get(name, {})
        client = allowed_client(name, enforce_csrf_checks=True)
        without = client.post(path, body)
        token = client.get("/masuk/").cookies.get("csrftoken") or client.cookies.get("csrftoken")
        value = token.value if token else _token(client)
        client.cookies["csrftoken"] = value
        foreign = client.post(path, {**body, "csrfmiddlewaretoken": value}, headers={"origin": "https://jahat.example"})
        ours = client.post(path, {**body, "csrfmiddlewaretoken": value}, headers={"origin": "http://testserver"})
        transaction.set_rollback(True)
    settings_store.forget()
    assert (without.status_code, foreign.status_code) == (403, 403)
    assert ours.status_code != 403


def _token(client: Client) -> str:
    from django.middleware.csrf import _get_new_csrf_string  # type: ignore[attr-defined]

    fresh: str = _get_new_csrf_string()
    return fresh


@pytest.mark.parametrize("name", [n for n in WRITING if ROUTES[n].does == "act"])
def test_what_acts_is_not_opened_by_a_visit(name: str, world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        status = allowed_client(name).get(address_of(name, world)).status_code
        transaction.set_rollback(True)
    assert status == 405


@pytest.mark.parametrize("name", READING)
def test_a_visit_changes_nothing(name: str, world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        client = allowed_client(name)
        path = address_of(name, world)
        with CaptureQueriesContext(connection) as seen:
            consume(client.get(path))
        transaction.set_rollback(True)
    verbs = ("INSERT", "UPDATE", "DELETE", "REPLACE", "DROP", "ALTER")
    written = [q["sql"][:120] for q in seen.captured_queries if q["sql"].lstrip().upper().startswith(verbs)]
    assert [sql for sql in written if not any(table in sql for table in MAY_BE_WRITTEN_BY_READING)] == []
