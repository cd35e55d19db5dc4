"""What a version keeps of a regulation, as the register says it on the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import EvidenceItem
from pendopo.apps.regulations import public
from pendopo.kernel.actor import Actor

DRAFT, WITHDRAWN = "draft", "withdrawn"
KEPT_DATES = ("enacted_on", "promulgated_on", "in_force_from", "in_force_until", "revoked_from")


def tied(instrument: str, code: str) -> list[public.Tie]:
    """Documents that the register ties to an indicator, those in force first."""
    return public.tied_to(f"{instrument}:{code.partition('-')[0]}")


def regulations(actor: Actor, first: Sequence[int] = ()) -> QuerySet[Any]:
    """Regulations that the actor may see and that were not withdrawn: those of `first`, then the newest."""
    model: Any = EvidenceItem._meta.get_field("regulation").related_model
    found = model.objects.visible_to(actor).exclude(state=WITHDRAWN)
    ranks = [When(pk=pk, then=Value(rank)) for rank, pk in enumerate(first)]
    rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField()) if ranks else Value(0)
    return cast("QuerySet[Any]", found.annotate(tied_rank=rank).order_by("tied_rank", "-year", "-pk"))


def regulation_snapshot(regulation: Any) -> tuple[dict[str, Any], bool]:
    """Name, title, number, state, dates and digest of the file; and whether it is a draft still."""
    found = public.find(regulation.pk)
    content: dict[str, Any] = {
        "regulation": regulation.pk,
        "name": found.number if found else str(regulation),
        "full_name": found.full_name if found else str(regulation),
        "kind": regulation.kind,
        "number": regulation.number,
        "year": regulation.year,
        "title": regulation.title,
        "state": regulation.state,
        "status": found.status if found else "",
        "file_sha256": found.sha256 if found else "",
    }
    for name in KEPT_DATES:
        value: date | None = getattr(regulation, name)
        content[name] = value.isoformat() if value else ""
    return content, regulation.state == DRAFT


def counts_until(regulation: Any) -> date | None:
    """The last day on which a regulation proves anything: the end of its force, or the day before its revocation."""
    ends: list[date] = [regulation.in_force_until] if regulation.in_force_until else []
    if regulation.revoked_from:
        ends.append(regulation.revoked_from - timedelta(days=1))
    return min(ends, default=None)


def facts(snapshot: Mapping[str, Any]) -> list[tuple[str, str | date]]:
    """A kept regulation for its page, empty values as empty text."""
    return [
        (_("Produk hukum"), snapshot.get("full_name", "") or snapshot.get("name", "")),
        (_("Tentang"), snapshot.get("title", "")),
        (_("Tahap"), _state_word(snapshot.get("state", ""))),
        (_("Ditetapkan"), _day(snapshot.get("enacted_on", ""))),
        (_("Diundangkan"), _day(snapshot.get("promulgated_on", ""))),
        (_("Berlaku sejak"), _day(snapshot.get("in_force_from", ""))),
        (_("Berlaku sampai"), _day(snapshot.get("in_force_until", ""))),
        (_("Dicabut sejak"), _day(snapshot.get("revoked_from", ""))),
        (_("SHA-256 berkas"), snapshot.get("file_sha256", "")),
    ]


def _day(text: str) -> date | str:
    return date.fromisoformat(text) if text else ""


def _state_word(state: str) -> str:
    model: Any = EvidenceItem._meta.get_field("regulation").related_model
    return str(dict(model._meta.get_field("state").choices).get(state, state))
