"""Letters to voters (form C6 of village elections): four on a page, and who has received his."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

import segno
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Pilkades, Station, Voter, VoterState
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.rules import nik as nik_rules
from pendopo.apps.elections.services.elections import refuse_over, require_runner
from pendopo.apps.elections.services.roll import VOTERS
from pendopo.kernel import audit, jobs, pdf
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs.models import Job
from pendopo.ui import formats

JOB: Final = "elections.invitations"
TEMPLATE: Final = "apps/elections/typst/invitations.typ"
PART: Final = 200
ZONES: Final = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def letters(actor: Actor, station: Station, voters: Sequence[Voter]) -> bytes:
    """The letters of these voters of one station as PDF."""
    election = station.election
    require_runner(actor, election, VOTERS)
    hours = _("%(opens)s–%(closes)s %(zone)s") % {
        "opens": f"{election.opens_at:%H.%M}", "closes": f"{election.closes_at:%H.%M}",
        "zone": ZONES.get(election.zone, ""),
    }  # fmt: skip
    return pdf.render(TEMPLATE, {
        "title": _("Undangan memilih TPS %(n)s") % {"n": station.number},
        "regency": str(settings.REGENCY["name"]), "election": election.title, "village": election.unit.name,
        "station": station.number, "place": station.place, "day": formats.long_date(election.day, weekday=True),
        "hours": hours,
        "letters": [
            {"name": row.name, "nik": nik_rules.masked(row.nik), "number": row.number, "code": row.invitation,
             "address": queries.address_of(row), "qr": qr_svg(row.invitation)}
            for row in voters
        ],
        "words": {
            "head": _("SURAT PEMBERITAHUAN MEMILIH"), "name": _("Nama"), "number": _("Nomor di DPT"), "at": _("Tempat"),
            "address": _("Alamat"), "day": _("Hari"), "hours": _("Pukul"), "code": _("Kode"), "station": _("TPS"),
            "bring": _("Bawa surat ini dan KTP-el. Surat ini bukan kartu suara dan tidak dapat dipindahtangankan."),
            "receipt": _("Diterima oleh"), "sign": _("tanda tangan"),
        },
    })  # fmt: skip


def letter(actor: Actor, voter: Voter) -> bytes:
    """The letter of one voter, for whoever lost his. Raises Refused before the DPT is set."""
    _require_set(voter.election)
    if voter.station is None or not voter.invitation or voter.state != VoterState.LISTED:
        raise Refused(_("Pemilih ini tidak ada dalam DPT, jadi tidak mempunyai undangan."))
    paper = letters(actor, voter.station, [voter])
    audit.record("elections.invitation_print", voter.election, actor, voter=voter.pk)
    return paper


def first_of(actor: Actor, ids: Sequence[int]) -> Voter | None:
    """The first of these voters that the actor may see: it says which election is meant."""
    return Voter.objects.visible_to(actor).select_related("election__unit").filter(pk__in=ids).first()


def start(actor: Actor, election: Pilkades, *, station: Station | None = None) -> Job:
    """Letters as a task: one PDF for each station and part, in a ZIP."""
    require_runner(actor, election, VOTERS)
    _require_set(election)
    title = _("Undangan memilih %(village)s") % {"village": election.unit.name}
    audit.record("elections.invitations_print", election, actor, station=station.number if station else 0)
    return jobs.start(actor, JOB, title, election=election.pk, station=station.pk if station else None)


def parts(actor: Actor, election: Pilkades, station_id: int | None) -> Iterator[tuple[str, int, bytes]]:
    """File name, letters in it, and the PDF; PART letters at most in one."""
    require_runner(actor, election, VOTERS)
    _require_set(election)
    stations = Station.objects.filter(election=election).select_related("election__unit").order_by("number")
    for station in stations.filter(pk=station_id) if station_id else stations:
        rows = list(invited(election).filter(station=station).select_related("hamlet").order_by("number"))
        for at in range(0, len(rows), PART):
            some = rows[at : at + PART]
            yield f"undangan-tps-{station.number:02d}-{at // PART + 1}.pdf", len(some), letters(actor, station, some)


@transaction.atomic
def mark_delivered(actor: Actor, election: Pilkades, ids: Sequence[int]) -> int:
    """The letters of these voters have come; who had his already stays as recorded. Returns how many are new."""
    _require_marking(actor, election)
    rows = invited(election).filter(pk__in=list(ids)[:1000], delivered_at__isnull=True)
    count = rows.update(delivered_at=timezone.now(), delivered_by=actor.name, undelivered_because="")
    if count:
        audit.record("elections.invitation_delivered", election, actor, count=count)
    return count


@transaction.atomic
def mark_by_code(actor: Actor, election: Pilkades, code: str) -> Voter:
    """The receipt of one letter, by the code on it. Raises Refused for a code of nobody or a second time."""
    _require_marking(actor, election)
    told = "".join(code.split()).replace("-", "").upper()
    voter = invited(election).filter(invitation=told).first() if told else None
    if voter is None:
        raise Refused(_("Kode ini bukan kode undangan desa ini. Ketik ulang delapan hurufnya."), field="code")
    if not mark_delivered(actor, election, [voter.pk]):
        raise Refused(_("Undangan ini sudah tercatat diterima."), field="code")
    return voter


@transaction.atomic
def mark_undelivered(actor: Actor, voter: Voter, *, reason: str) -> None:
    """The letter came back, or was marked by mistake: why."""
    _require_marking(actor, voter.election)
    if not reason.strip():
        raise Refused(_("Tulis sebabnya, misalnya pindah atau tidak di rumah."), field="reason")
    Voter.objects.filter(pk=voter.pk).update(
        delivered_at=None, delivered_by="", undelivered_because=reason.strip()[:120]
    )
    audit.record("elections.invitation_returned", voter.election, actor, voter=voter.pk)


def invited(election: Pilkades) -> QuerySet[Voter]:
    return Voter.objects.filter(election=election, state=VoterState.LISTED, number__isnull=False).exclude(invitation="")


def qr_svg(code: str) -> str:
    """The code alone, so that the desk's scanner types just that."""
    stream = io.BytesIO()
    segno.make(code, error="m", micro=False).save(stream, kind="svg", border=0, xmldecl=False, nl=False)
    return stream.getvalue().decode()


def _require_set(election: Pilkades) -> None:
    if election.roll_set_on is None:
        raise Refused(_("Undangan dibuat sesudah DPT ditetapkan, karena memuat nomor dan TPS."))


def _require_marking(actor: Actor, election: Pilkades) -> None:
    require_runner(actor, election, VOTERS)
    refuse_over(election)
    _require_set(election)
