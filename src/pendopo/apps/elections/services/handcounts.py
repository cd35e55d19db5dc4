"""Counting slips by hand, blind: two people, neither sees the other's count nor is told more than that they differ."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import (
    Archive,
    Box,
    Discrepancy,
    DiscrepancyState,
    ElectionState,
    HandCount,
    Kind,
    Pilkades,
)
from pendopo.apps.elections.queries import handcounts as queries
from pendopo.apps.elections.rules.handcount import Difference, Slips, agree, differences
from pendopo.apps.elections.services.elections import require_reason, require_runner
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused

COUNT, RESULTS = "elections.count", "elections.results"
OPEN = (ElectionState.VOTING, ElectionState.COUNTED)
MOST = 100_000


@transaction.atomic
def enter(actor: Actor, box: Box, *, slips: Slips, note: str = "") -> queries.Count:
    """One person's count. Raises Refused for a second one by the same person, or where two agreed already."""
    election = box.station.election
    require_runner(actor, election, COUNT)
    if actor.account_id is None:
        raise NotAllowed(COUNT)
    _check(box, election, slips)
    Box.objects.select_for_update(of=("self",)).get(pk=box.pk)
    now = queries.count_of(box)
    if now.is_agreed:
        raise Refused(_("Slip TPS ini sudah dihitung dua orang dengan hasil sama. Tidak ada yang diubah."))
    if now.is_by(actor):
        raise Refused(_("Anda sudah memasukkan hitungan putaran ini. Hitungan kedua harus dari orang lain."))
    try:
        with transaction.atomic():
            HandCount.objects.create(
                box=box, round=now.round, place=len(now.entered) + 1, account_id=actor.account_id,
                person_id=actor.person_id, account_name=actor.name, counts=list(slips.counts), copies=slips.copies,
                unclear=slips.unclear, note=note.strip()[:250],
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("Orang lain baru saja memasukkan hitungan. Muat ulang halaman, lalu coba lagi.")) from None
    audit.record("elections.handcount_enter", election, actor, station=box.station.number, round=now.round)
    if len(now.entered) == 1:
        _close_round(actor, box, now.round)
    return queries.count_of(box)


def _check(box: Box, election: Pilkades, slips: Slips) -> None:
    if box.kind != Kind.OFFICIAL or box.dropped_at is not None:
        raise Refused(_("Hanya slip kotak resmi yang dihitung."))
    if election.state not in OPEN:
        raise Refused(
            _("Slip dihitung sesudah pemungutan suara dimulai dan sebelum penetapan. Keadaan sekarang: %(state)s.")
            % {"state": election.get_state_display().lower()}
        )
    if len(slips.counts) != len(queries.labels(box)):
        raise Refused(_("Banyaknya pilihan tidak sama dengan surat suara TPS ini. Muat ulang halaman."))
    if not all(0 <= figure <= MOST for figure in (*slips.counts, slips.copies, slips.unclear)):
        raise Refused(_("Angka harus antara 0 dan %(most)s.") % {"most": MOST})


def _close_round(actor: Actor, box: Box, number: int) -> None:
    """Both are in: told apart or found equal. The trail carries no figure of counts that differ."""
    one, other = (queries.slips_of(row) for row in box.handcounts.filter(round=number).order_by("place"))
    election = box.station.election
    if not agree(one, other):
        audit.record("elections.handcount_differ", election, actor, station=box.station.number, round=number)
        return
    audit.record(
        "elections.handcount_agree", election, actor,
        station=box.station.number, round=number, counts=list(one.counts), copies=one.copies, unclear=one.unclear,
    )  # fmt: skip
    compare(actor, box)


@transaction.atomic
def set_aside(actor: Actor, box: Box, *, reason: str) -> None:
    """Two agreed and still must count again (a bundle was overlooked): opens a new round; the old one stays."""
    election = box.station.election
    require_runner(actor, election, RESULTS)
    reason = require_reason(reason)
    if election.state not in OPEN:
        raise Refused(_("Pemilihan ini sudah ditetapkan atau belum memungut suara; hitungan tidak dapat dibuka."))
    now = queries.count_of(box)
    if not now.is_agreed:
        raise Refused(_("Slip TPS ini belum selesai dihitung, jadi tidak ada yang dikesampingkan."))
    box.handcounts.filter(round=now.round).update(set_aside_because=reason.strip()[:250])
    box.discrepancies.filter(state=DiscrepancyState.OPEN).delete()
    audit.record(
        "elections.handcount_set_aside", election, actor,
        station=box.station.number, round=now.round, reason=reason.strip()[:250],
    )  # fmt: skip


def found(box: Box) -> list[Difference] | None:
    """Slips beside archive and closing report; None while one of them is missing."""
    now = queries.count_of(box)
    archive = Archive.objects.filter(box=box, published_at__isnull=False).first()
    if now.slips is None or archive is None:
        return None
    return differences(now.slips, archive.counts, queries.labels(box), archive.closing)


@transaction.atomic
def compare(actor: Actor, box: Box) -> list[Discrepancy]:
    """Opens a discrepancy for what differs. What was decided about the same difference stays; open ones that are gone
    are taken away (another archive was announced, or slips were counted again).
    """
    now = found(box)
    if now is None:
        return []
    wanted = {one.kind: one for one in now}
    for old in box.discrepancies.all():
        same = wanted.get(old.kind)
        if same is not None and old.figures == _figures(same):
            wanted.pop(old.kind)
        elif old.state == DiscrepancyState.OPEN or same is None:
            _gone(actor, old)
    return [_open(actor, box, one) for one in wanted.values()]


def _open(actor: Actor, box: Box, one: Difference) -> Discrepancy:
    made = Discrepancy.objects.create(box=box, kind=one.kind, what=one.what[:250], figures=_figures(one), size=one.size)
    audit.record(
        "elections.discrepancy_open", box.station.election, actor,
        station=box.station.number, subject=made.what, difference=one.size,
    )  # fmt: skip
    return made


def _gone(actor: Actor, old: Discrepancy) -> None:
    audit.record(
        "elections.discrepancy_gone", old.box.station.election, actor,
        station=old.box.station.number, subject=old.what, difference=old.size,
    )  # fmt: skip
    old.delete()


def _figures(one: Difference) -> dict[str, object]:
    return {"columns": list(one.columns), "rows": [list(row) for row in one.rows]}


def compare_all(actor: Actor, boxes: Iterable[Box]) -> None:
    for box in boxes:
        compare(actor, box)
