"""Saved views: a person's own names for what is chosen and typed in a register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.tables import Table
from pendopo.kernel.tables.state import LONGEST_SEARCH, VIEW
from pendopo.ui.models import SavedView

MOST = 20
MOST_PAIRS = 20
LONGEST_NAME = 60


def views_of(actor: Actor, table: Table) -> list[SavedView]:
    """The actor's views of a register, by name."""
    return list(_own(actor).filter(register=table.register_key).order_by("name"))


def opened(actor: Actor, table: Table, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The id and the typed words of the view that an address opens; what the address itself says goes first."""
    wanted = query.get(VIEW, "")
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 18:
        return "", {}
    found = _own(actor).filter(register=table.register_key, pk=int(wanted)).first()
    if found is None or set(found.texts) & set(query):
        return "", {}
    return wanted, dict(found.texts)


def keep(actor: Actor, *, register: str, name: str, state: str) -> SavedView:
    """Keeps a view; one of the same name is replaced. `state` is what `packed` made."""
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Beri tampilan ini nama, paling panjang %(n)s huruf.") % {"n": LONGEST_NAME}, field="nama")
    if actor.account_id is None:
        raise NotAllowed("signed_in")
    choices, texts = _unpacked(state)
    with transaction.atomic():
        mine = _own(actor).filter(register=register)
        if not mine.filter(name=name).exists() and mine.count() >= MOST:
            raise Refused(_("Sudah ada %(n)s tampilan di daftar ini. Hapus satu dahulu.") % {"n": MOST})
        kept, _new = SavedView.objects.update_or_create(
            account_id=actor.account_id,
            register=register,
            name=name,
            defaults={"choices": choices, "texts": texts},
        )
    return kept


def remove(actor: Actor, view_id: int) -> bool:
    """Deletes one of the actor's own views; False when there is none such."""
    gone, _each = _own(actor).filter(pk=view_id).delete()
    return gone > 0


def _own(actor: Actor) -> QuerySet[SavedView]:
    return SavedView.objects.filter(account=actor.account_id) if actor.account_id else SavedView.objects.none()


def address(path: str, view: SavedView) -> str:
    """Where a view opens: what was chosen stands in the address, what was typed does not."""
    return f"{path}{'&' if '?' in path else '?'}{urlencode({VIEW: str(view.pk), **dict(sorted(view.choices.items()))})}"


def packed(choices: Mapping[str, str], texts: Mapping[str, str]) -> str:
    return json.dumps([dict(choices), dict(texts)])


def _unpacked(state: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the form carries; it is read as carefully as an address when the view is opened."""
    try:
        choices, texts = json.loads(state)
        return _sound(choices), _sound(texts)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Refused(_("Tampilan ini tidak terbaca. Buka lagi daftarnya, lalu simpan sekali lagi.")) from None


def _sound(pairs: Any) -> dict[str, str]:
    if len(pairs) > MOST_PAIRS:
        raise ValueError("too many")
    return {str(name)[:60]: str(value).replace("\0", "")[:LONGEST_SEARCH] for name, value in pairs.items()}
