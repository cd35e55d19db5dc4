"""What tests of screens share."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from pendopo.kernel.people.models import Person


def client_of(person: Person) -> Client:
    """Signed in."""
    client = Client()
    assert person.account is not None
    client.force_login(person.account)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"elections:{name}", args=args)


def text(response: Any) -> str:
    return str(response.content.decode())
