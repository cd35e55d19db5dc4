"""Evidence and its versions: registered by the office that owns it, never changed, withdrawn with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import EvidenceItem, EvidenceKind, EvidenceUse, EvidenceVersion, UseState
from pendopo.apps.maturity.queries.evidence_record import is_intact
from pendopo.apps.maturity.queries.evidence_scope import UNDER_ASSESSMENT, WORKING
from pendopo.apps.maturity.queries.regulation_link import counts_until, regulation_snapshot
from pendopo.apps.maturity.rules.canonical import digest, text_digest
from pendopo.apps.maturity.services.evidence_uses import (
    accept,
    accept_many,
    is_own,
    move_to_newest,
    propose,
    reject,
    take_back,
)
from pendopo.kernel import audit, files
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.units.models import Unit

__all__ = [
    "Content",
    "accept",
    "accept_many",
    "add_version",
    "amend",
    "is_intact",
    "is_own",
    "keep_snapshot",
    "move_to_newest",
    "propose",
    "register",
    "reject",
    "take_back",
    "withdraw",
]

LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class Content:
    """What is handed in: one of an upload, an address, or a regulation. `is_draft`: a policy not enacted yet."""

    upload: Any = None
    url: str = ""
    regulation: Any = None
    is_draft: bool = False


@transaction.atomic
def register(
    actor: Actor,
    *,
    title: str,
    kind: str,
    unit: Unit,
    content: Content,
    note: str = "",
    valid_until: date | None = None,
) -> EvidenceItem:
    """A new piece of evidence of an office with its first version. Live evidence comes by services.live.freeze."""
    actor.require("maturity.answer")
    _check_office(actor, unit)
    name = " ".join(title.split())[:250] or _default_title(kind, content)
    if not name:
        raise Refused(_("Isi judul bukti."), field="title")
    if kind == EvidenceKind.REGULATION and content.regulation is not None:
        valid_until = min((day for day in (valid_until, counts_until(content.regulation)) if day), default=None)
    item = EvidenceItem.objects.create(
        title=name, kind=kind, unit=unit, note=note.strip(), valid_until=valid_until,
        regulation=content.regulation if kind == EvidenceKind.REGULATION else None,
        created_by=actor.name, account_id=actor.account_id,
    )  # fmt: skip
    version = _make_version(actor, item, content)
    audit.record("maturity.evidence.register", item, actor, title=item.title, kind=kind, sha256=version.sha256)
    return item


@transaction.atomic
def add_version(actor: Actor, item: EvidenceItem, content: Content) -> EvidenceVersion:
    """A newer version; the old one stays where it is used until its uses are moved."""
    actor.require("maturity.answer")
    item = _locked(actor, item)
    if item.withdrawn_at is not None:
        raise Refused(_("Bukti ini sudah ditarik. Daftarkan bukti baru."))
    if item.kind == EvidenceKind.LIVE:
        raise Refused(_("Bukti sistem berjalan dibekukan dari halaman layanannya."))
    version = _make_version(actor, item, content)
    audit.record("maturity.evidence.version", item, actor, number=version.number, sha256=version.sha256)
    return version


@transaction.atomic
def keep_snapshot(actor: Actor, item: EvidenceItem, snapshot: dict[str, Any]) -> EvidenceVersion:
    """A version that holds a snapshot of a running service; its digest is of the canonical JSON."""
    version = _next(actor, item, snapshot=snapshot, sha256=digest(snapshot))
    audit.record("maturity.evidence.version", item, actor, number=version.number, sha256=version.sha256)
    return version


@transaction.atomic
def amend(actor: Actor, item: EvidenceItem, *, title: str, note: str, valid_until: date | None) -> int:
    """Put title, note or validity right; a longer validity has to be accepted anew. Returns how many wait again."""
    actor.require("maturity.answer")
    item = _locked(actor, item)
    name = " ".join(title.split())[:250]
    if not name:
        raise Refused(_("Isi judul bukti."), field="title")
    before = item.valid_until
    longer = before is not None and (valid_until is None or valid_until > before)
    again = 0
    if longer:
        again = _working_uses(item).filter(state=UseState.ACCEPTED).update(
            state=UseState.PROPOSED, decided_by="", decided_account_id=None, decided_at=None
        )  # fmt: skip
        # whoever lengthens it answers for it, so nobody accepts their own
        _working_uses(item).update(
            by_name=actor.name, account_id=actor.account_id, person_id=actor.person_id, at=timezone.now()
        )
    EvidenceItem.objects.filter(pk=item.pk).update(title=name, note=note.strip(), valid_until=valid_until)
    audit.record(
        "maturity.evidence.amend", item, actor,
        title=name, valid_until=[before and before.isoformat(), valid_until and valid_until.isoformat()],
    )  # fmt: skip
    return again


@transaction.atomic
def withdraw(actor: Actor, item: EvidenceItem, reason: str) -> None:
    """End the use of evidence. Refused while an assessment that was submitted with it is still under way.

    In submissions it stays readable; entries that are being filled lose it.
    """
    actor.require("maturity.answer")
    item = _locked(actor, item)
    text = reason.strip()[:250]
    if not text:
        raise Refused(_("Tulis alasan penarikan."), field="reason")
    if item.withdrawn_at is not None:
        raise Refused(_("Bukti ini sudah ditarik."))
    frozen = EvidenceUse.objects.filter(version__item=item, state=UseState.ACCEPTED)
    if frozen.filter(entry__assessment__state__in=UNDER_ASSESSMENT).exists():
        raise Refused(
            _("Bukti ini bagian dari penilaian yang sudah disampaikan dan sedang dinilai. "
              "Bukti dapat ditarik setelah penilaian itu selesai, atau setelah dibuka kembali.")
        )  # fmt: skip
    taken = _working_uses(item).update(state=UseState.WITHDRAWN)
    EvidenceItem.objects.filter(pk=item.pk).update(withdrawn_at=timezone.now(), withdraw_reason=text)
    audit.record("maturity.evidence.withdraw", item, actor, reason=text, uses=taken)


def _make_version(actor: Actor, item: EvidenceItem, content: Content) -> EvidenceVersion:
    if item.kind == EvidenceKind.FILE:
        if content.upload is None:
            raise Refused(_("Pilih berkas."), field="file")
        stored = files.keep(actor, content.upload)
        if item.versions.filter(sha256=stored.sha256).exists():
            raise Refused(_("Berkas ini sama dengan versi yang sudah ada."), field="file")
        return _next(actor, item, file=stored, sha256=stored.sha256, is_draft=content.is_draft)
    if item.kind == EvidenceKind.LINK:
        url = _checked_url(content.url)
        if item.versions.filter(url=url).exists():
            raise Refused(_("Alamat ini sama dengan versi yang sudah ada."), field="url")
        return _next(actor, item, url=url, sha256=text_digest(url), is_draft=content.is_draft)
    if item.kind == EvidenceKind.REGULATION:
        regulation = content.regulation or item.regulation
        if regulation is None or regulation.state == "withdrawn":
            raise Refused(_("Pilih produk hukum yang tidak ditarik."), field="regulation")
        snapshot, is_draft = regulation_snapshot(regulation)
        sha256 = digest(snapshot)
        if item.versions.filter(sha256=sha256).exists():
            raise Refused(_("Produk hukum ini belum berubah sejak versi terakhir."), field="regulation")
        return _next(actor, item, snapshot=snapshot, sha256=sha256, is_draft=is_draft)
    raise Refused(_("Jenis bukti ini tidak dapat didaftarkan di sini."), field="kind")


def _next(actor: Actor, item: EvidenceItem, **content: Any) -> EvidenceVersion:
    last = item.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return EvidenceVersion.objects.create(
        item=item,
        number=last + 1,
        by_name=actor.name,
        account_id=actor.account_id,
        person_id=actor.person_id,
        **content,
    )


def _checked_url(url: str) -> str:
    url = url.strip()
    try:
        URLValidator(schemes=["https"])(url)
        parts = urlsplit(url)
    except (ValidationError, ValueError):
        parts = None
    if parts is None or parts.username or parts.password or len(url) > LONGEST_URL:
        raise Refused(_("Tulis alamat lengkap yang diawali https://, tanpa nama pengguna dan kata sandi."), field="url")
    return url


def _default_title(kind: str, content: Content) -> str:
    if kind == EvidenceKind.REGULATION and content.regulation is not None:
        return str(content.regulation)[:250]
    if kind == EvidenceKind.FILE and content.upload is not None:
        return files.clean_name(str(content.upload.name)).rpartition(".")[0][:250]
    return ""


def _check_office(actor: Actor, unit: Unit) -> None:
    if not actor.covers(unit.path):
        raise NotAllowed("maturity.answer")


def _locked(actor: Actor, item: EvidenceItem) -> EvidenceItem:
    EvidenceItem.objects.select_for_update().filter(pk=item.pk).first()
    found = EvidenceItem.objects.select_related("unit", "regulation").get(pk=item.pk)
    _check_office(actor, found.unit)
    return found


def _working_uses(item: EvidenceItem) -> Any:
    """Uses that may still change. A condition on a joined table, as a subquery, so that both databases update."""
    ids = EvidenceUse.objects.filter(version__item=item, entry__assessment__state__in=WORKING)
    return EvidenceUse.objects.filter(pk__in=ids.values("pk")).exclude(state=UseState.WITHDRAWN)
