"""Evidence at its place: proposed for a level of an entry, then accepted or rejected by somebody else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.maturity.models import Entry, EvidenceItem, EvidenceUse, EvidenceVersion, UseState
from pendopo.apps.maturity.queries.evidence_scope import WORKING, covers_entry
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.letters import next_letter
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.workflow import Move

ACCEPT: Final = Move("accept", gettext_lazy("Terima"), ("proposed", "rejected"), "accepted", "maturity.validate")
REJECT: Final = Move("reject", gettext_lazy("Tolak"), ("proposed", "accepted"), "rejected", "maturity.validate")
TAKE_BACK: Final = Move(
    "take_back", gettext_lazy("Tarik"), ("proposed", "accepted", "rejected"), "withdrawn", "maturity.answer"
)
MOVES: Final = (ACCEPT, REJECT, TAKE_BACK)


@transaction.atomic
def propose(
    actor: Actor,
    version: EvidenceVersion,
    entry: Entry,
    *,
    levels: Collection[int],
    pages: str = "",
    copied_from: EvidenceUse | None = None,
) -> list[EvidenceUse]:
    """Hand in a version as evidence for levels of an entry; levels that it already stands for are left as they are.

    Refused for evidence of another office, expired or withdrawn, for a superseded version and after submission.
    """
    actor.require("maturity.answer")
    entry = locked(entry)
    check_working(actor, entry)
    EvidenceItem.objects.select_for_update().filter(pk=version.item_id).first()
    item = EvidenceItem.objects.select_related("unit").get(pk=version.item_id)
    if not actor.covers(item.unit.path):
        raise NotAllowed("maturity.answer")
    if item.withdrawn_at is not None:
        raise Refused(_("Bukti ini sudah ditarik. Pilih bukti lain."))
    if item.valid_until is not None and item.valid_until < today():
        raise Refused(
            _("Bukti ini sudah kedaluwarsa. Daftarkan versi yang masih berlaku, atau perpanjang masa berlakunya.")
        )
    newest = item.versions.order_by("-number").first()
    if newest is not None and newest.pk != version.pk:
        raise Refused(_("Ada versi yang lebih baru dari bukti ini. Pakai versi terbaru."))
    wanted = _checked_levels(entry, levels)
    _letter = letter_for(entry, item.pk)
    present = set(entry.uses.exclude(state=UseState.WITHDRAWN).filter(version=version).values_list("level", flat=True))
    fresh = [level for level in wanted if level not in present]
    if not fresh:
        raise Refused(_("Bukti ini sudah diajukan untuk tingkat yang dipilih."), field="levels")
    made = [
        EvidenceUse.objects.create(
            entry=entry, version=version, level=level, letter=_letter, pages=pages.strip()[:200],
            by_name=actor.name, account_id=actor.account_id, person_id=actor.person_id, copied_from=copied_from,
        )
        for level in fresh
    ]  # fmt: skip
    audit.record("maturity.evidence.propose", item, actor, entry=entry.code, levels=fresh, version=version.number)
    return made


@transaction.atomic
def accept(actor: Actor, use: EvidenceUse) -> None:
    """Accept a piece of evidence; never one's own. Refused after submission."""
    _decide(actor, use, ACCEPT, "")


@transaction.atomic
def reject(actor: Actor, use: EvidenceUse, reason: str) -> None:
    """Reject it with a reason that says what to do; never one's own. Refused after submission."""
    actor.require(REJECT.permission)
    text = reason.strip()
    if not text:
        raise Refused(_("Tulis alasan penolakan dan yang perlu diperbaiki."), field="reason")
    _decide(actor, use, REJECT, text)


@transaction.atomic
def accept_many(actor: Actor, uses: Iterable[EvidenceUse]) -> tuple[int, list[str]]:
    """Accept what may be accepted. Returns how many, and for the others the reason (each once)."""
    actor.require(ACCEPT.permission)
    done, reasons = 0, dict[str, None]()
    for use in uses:
        try:
            with transaction.atomic():
                accept(actor, use)
            done += 1
        except Refused as refusal:
            reasons[refusal.message] = None
    return done, list(reasons)


@transaction.atomic
def take_back(actor: Actor, use: EvidenceUse) -> None:
    """Take evidence off a level. Refused after submission."""
    actor.require(TAKE_BACK.permission)
    check_working(actor, locked(use.entry))
    workflow.apply(actor, use, TAKE_BACK)
    audit.record("maturity.evidence.take_back", use.version.item, actor, entry=use.entry.code, level=use.level)


@transaction.atomic
def move_to_newest(actor: Actor, use: EvidenceUse) -> EvidenceUse:
    """Replace an old version by the newest one at the same level and page; the decision is made anew."""
    newest = use.version.item.versions.order_by("-number").first()
    if newest is None or newest.pk == use.version_id:
        raise Refused(_("Bukti ini sudah memakai versi terbaru."))
    take_back(actor, use)
    standing = use.entry.uses.exclude(state=UseState.WITHDRAWN).filter(version=newest, level=use.level).first()
    if standing is not None:
        return standing
    return propose(actor, newest, use.entry, levels=[use.level], pages=use.pages, copied_from=use)[0]


def is_own(actor: Actor, use: EvidenceUse) -> bool:
    """Whether the actor proposed the use or handed in its version, by person or by account."""
    persons = {use.person_id, use.version.person_id} - {None}
    accounts = {use.account_id, use.version.account_id} - {None}
    return actor.person_id in persons or actor.account_id in accounts


def check_working(actor: Actor, entry: Entry) -> None:
    """Raises NotAllowed for an entry of another office, Refused once the assessment was submitted."""
    if not covers_entry(actor, entry.unit.path if entry.unit else None):
        raise NotAllowed("maturity.answer")
    if entry.assessment.state not in WORKING:
        raise Refused(
            _("Penilaian %(year)s sudah disampaikan, sehingga buktinya tidak dapat diubah. "
              "Minta Koordinator SPBE membukanya kembali bila memang perlu.")
            % {"year": entry.assessment.year}
        )  # fmt: skip


def letter_for(entry: Entry, item_id: int) -> str:
    """The letter that an item has in an entry, or the next free one; the entry is locked by the caller."""
    given: Sequence[tuple[int, str]] = list(entry.uses.values_list("version__item_id", "letter"))
    return next((letter for item, letter in given if item == item_id and letter), "") or next_letter(
        letter for _item, letter in given
    )


def _decide(actor: Actor, use: EvidenceUse, move: Move, reason: str) -> None:
    actor.require(move.permission)
    check_working(actor, locked(use.entry))
    if is_own(actor, use):
        raise Refused(
            _("Bukti ini Anda ajukan sendiri. Yang memutuskan harus orang lain; serahkan kepada anggota tim lain.")
        )
    if move is ACCEPT and EvidenceItem.objects.filter(pk=use.version.item_id, withdrawn_at__isnull=False).exists():
        raise Refused(_("Bukti ini sudah ditarik oleh pemiliknya."))
    workflow.apply(
        actor, use, move,
        decided_by=actor.name, decided_account_id=actor.account_id, decided_at=timezone.now(), reason=reason,
    )  # fmt: skip
    audit.record(
        f"maturity.evidence.{move.name}", use.version.item, actor,
        entry=use.entry.code, level=use.level, reason=reason,
    )  # fmt: skip


def locked(entry: Entry) -> Entry:
    """The entry and its assessment as they are now; letters and decisions on it wait for each other."""
    Entry.objects.select_for_update().filter(pk=entry.pk).first()
    return Entry.objects.select_related("assessment", "unit").get(pk=entry.pk)


def _checked_levels(entry: Entry, levels: Collection[int]) -> list[int]:
    highest = loading.get(entry.assessment.instrument).level_max
    wanted = sorted(set(levels))
    if not wanted:
        raise Refused(_("Pilih sedikitnya satu tingkat."), field="levels")
    if wanted[0] < 1 or wanted[-1] > highest:
        raise Refused(_("Tingkat %(low)s sampai %(high)s.") % {"low": 1, "high": highest}, field="levels")
    return wanted
