"""The regency's own list of kinds."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.regulations.models import RegulationKind
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

CODE = re.compile(r"^[a-z][a-z0-9-]{0,19}$")


@transaction.atomic
def set_kind(
    actor: Actor,
    *,
    code: str,
    name: str,
    short: str,
    rank: int,
    is_own: bool,
    is_promulgated: bool,
    used_from: date | None = None,
    used_until: date | None = None,
) -> RegulationKind:
    """Add a kind or word one anew; documents that stand already keep the name of their day."""
    actor.require("regulations.manage")
    if not CODE.match(code):
        raise Refused(_("Kode memakai huruf kecil, angka, dan tanda hubung, misalnya perdes."), field="code")
    if used_from and used_until and used_until < used_from:
        raise Refused(_("Tanggal akhir mendahului tanggal mulai."), field="used_until")
    words = {
        "name": " ".join(name.split())[:80], "short": " ".join(short.split())[:30], "rank": rank, "is_own": is_own,
        "is_promulgated": is_promulgated, "used_from": used_from, "used_until": used_until,
    }  # fmt: skip
    if not words["name"] or not words["short"]:
        raise Refused(_("Isi nama jenis dan singkatannya."), field="name")
    kind, _new = RegulationKind.objects.update_or_create(code=code, defaults=words)
    audit.record("regulations.set_kind", kind, actor, name=kind.name, short=kind.short)
    return kind
