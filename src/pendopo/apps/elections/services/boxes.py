"""Cards and parcels: a station becomes an election of its own. The secret of a card leaves in the PDF only."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections import policy
from pendopo.apps.elections.closing import public_key
from pendopo.apps.elections.crypto.credentials import new_credential, public_credential, public_list, shuffled
from pendopo.apps.elections.crypto.election import new_uuid
from pendopo.apps.elections.crypto.groups import group_named
from pendopo.apps.elections.models import (
    AT_STATION,
    Archive,
    Blank,
    Box,
    Candidate,
    CandidateState,
    ElectionState,
    Kind,
    Member,
    MemberRole,
    Pilkades,
    Station,
    Voter,
    VoterState,
)
from pendopo.apps.elections.parcel import Parcel, ParcelCandidate, ParcelError, ParcelOfficer, ParcelVoter, seal
from pendopo.apps.elections.queries import boxes as queries
from pendopo.apps.elections.queries.elections import local_now
from pendopo.apps.elections.queries.roll import parcel_voters
from pendopo.apps.elections.rules.boxes import TRIAL_CARDS, cards_needed, station_election
from pendopo.apps.elections.rules.moves import Check, guard
from pendopo.apps.elections.services.elections import locked, require_reason, require_runner
from pendopo.apps.elections.services.keys import PERMISSION
from pendopo.kernel import audit, settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.files.services import path_of

ROLES = {
    MemberRole.KPPS_HEAD: "ketua", MemberRole.KPPS: "anggota", MemberRole.TECHNICIAN: "teknisi",
    MemberRole.WITNESS: "saksi",
}  # fmt: skip
BEGUN = (ElectionState.VOTING, ElectionState.COUNTED, ElectionState.DETERMINED, ElectionState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Deck:
    """The cards of a box in an order that nobody knows: for the printer, once."""

    box: Box
    cards: list[str]


@transaction.atomic
def make(actor: Actor, station: Station, *, kind: str) -> Deck:
    """Draws the cards of a station and fixes what its ballots are bound to. Raises Refused with what is missing."""
    election = station.election
    require_runner(actor, election, PERMISSION)
    keyset = queries.keyset(election, kind)
    if keyset is None:
        raise Refused(_("Belum ada kunci. Unggah hasil upacara kunci dulu."))
    candidates = _numbered(election)
    if Box.objects.select_for_update().filter(station=station, kind=kind, dropped_at=None).exists():
        raise Refused(_("Kartu TPS ini sudah dibuat. Batalkan dulu dengan alasan bila harus diulang."))
    cards = TRIAL_CARDS if kind == Kind.TRIAL else _cards(station)
    group, uuid = group_named(keyset.group), new_uuid()
    made = station_election(
        group, group.parse(keyset.joint_key), uuid=uuid, title=election.title, station=station.number,
        candidates=[(one.number or 0, one.ballot_name) for one in candidates],
        blank=election.blank == Blank.ALLOWED, trial=kind == Kind.TRIAL,
    )  # fmt: skip
    deck = [new_credential() for _number in range(cards)]
    box = Box.objects.create(
        station=station, kind=kind, keyset=keyset, uuid=uuid, election_text=made.raw.decode(),
        credentials=public_list(public_credential(group, card, uuid) for card in deck).decode(),
        cards=cards, signing_public="", made_by=actor.name,
    )  # fmt: skip
    audit.record("elections.cards_make", election, actor, station=station.number, kind=kind, cards=cards)
    return Deck(box, shuffled(deck))


@transaction.atomic
def drop(actor: Actor, box: Box, *, reason: str) -> None:
    """Makes the cards and parcels of a box worthless. Refused once an archive of it came in."""
    election = locked(box.station.election)
    require_runner(actor, election, PERMISSION)
    reason = require_reason(reason)
    if Archive.objects.filter(box=box).exists():
        raise Refused(_("Arsip TPS ini sudah diterima, kartunya tidak dapat dibatalkan lagi."))
    if _may_hold_votes(Box.objects.select_for_update().get(pk=box.pk), election):
        raise Refused(
            _("Pemungutan suara sudah dimulai: kartu ini mungkin sudah dipakai memilih. Tidak ada yang berubah.")
        )
    changed = Box.objects.filter(pk=box.pk, dropped_at=None).update(dropped_at=timezone.now(), dropped_because=reason)
    if not changed:
        raise Refused(_("Kartu ini sudah dibatalkan."))
    audit.record(
        "elections.cards_drop", election, actor, station=box.station.number, kind=box.kind, reason=reason
    )  # fmt: skip


@transaction.atomic
def make_parcel(actor: Actor, box: Box, *, passphrase: str) -> bytes:
    """The sealed parcel of a box; a new one makes the signing key of former ones worthless."""
    election = locked(box.station.election)
    require_runner(actor, election, PERMISSION)
    row = Box.objects.select_for_update().get(pk=box.pk)
    if row.dropped_at is not None:
        raise Refused(_("Kartu ini sudah dibatalkan; paketnya tidak dapat dibuat."))
    if Archive.objects.filter(box=box).exists():
        raise Refused(_("Arsip TPS ini sudah diterima; paket baru tidak dapat dibuat."))
    if _may_hold_votes(row, election, today=True):
        raise Refused(
            _("Paket ini dipakai TPS pada hari pemungutan suara. Paket baru membuat suara di sana tidak dikenali.")
        )
    officers = _officers(box.station)
    if not any(one.role == "ketua" and one.pin for one in officers):
        raise Refused(_("TPS ini belum punya ketua KPPS dengan PIN. Lengkapi petugasnya dulu."))
    seed = secrets.token_hex(32)
    try:
        raw = seal(_parcel(box, seed, officers), passphrase)
    except ParcelError as problem:
        raise Refused(str(problem)) from problem
    row.signing_public, row.parcel_sha256 = public_key(seed), hashlib.sha256(raw).hexdigest()
    row.parcels += 1
    row.save(update_fields=["signing_public", "parcel_sha256", "parcels"])
    audit.record(
        "elections.parcel_make", election, actor,
        station=box.station.number, kind=box.kind, digest=row.parcel_sha256,
    )  # fmt: skip
    return raw


def _may_hold_votes(box: Box, election: Pilkades, *, today: bool = False) -> bool:
    """Whether a station may have taken ballots under this parcel; `today`: also because it is the day of voting."""
    if box.kind != Kind.OFFICIAL or not box.parcel_sha256:
        return False
    return election.state in BEGUN or (today and local_now(election).date() == election.day)


def _parcel(box: Box, seed: str, officers: list[ParcelOfficer]) -> Parcel:
    station, election = box.station, box.station.election
    trial = box.kind == Kind.TRIAL
    day = election.day
    return Parcel(
        kind=box.kind, title=election.title, regency=str(settings.REGENCY["name"]), village_code=election.unit.code,
        village=election.unit.name, district=election.unit.parent.name if election.unit.parent else "",
        station=station.number, place=station.place, day=day.isoformat(), zone=election.zone,
        opens=f"{election.opens_at:%H:%M}", closes=f"{election.closes_at:%H:%M}", election=box.election_text,
        trustees=box.keyset.trustees, credentials=box.credentials, signing_seed=seed,
        blank=election.blank == Blank.ALLOWED, cards=box.cards, candidates=_candidates(election),
        voters=_practice(TRIAL_CARDS) if trial else parcel_voters(station), officers=officers,
        settings={
            "idle_seconds": settings_store.value(policy.IDLE_SECONDS, on=day),
            "vote_seconds": settings_store.value(policy.VOTE_SECONDS, on=day),
            "extra_voters": settings_store.value(policy.EXTRA_VOTERS, on=day),
            "printer": settings_store.value(policy.PRINTER, on=day),
            "paper_mm": int(settings_store.value(policy.PAPER_MM, on=day)),
            "stick_required": settings_store.value(policy.STICK_REQUIRED, on=day),
        },
    )  # fmt: skip


def _numbered(election: Pilkades) -> list[Candidate]:
    found = list(election.candidates.filter(state=CandidateState.ACCEPTED).order_by("number"))
    least = settings_store.value(policy.FEWEST_CANDIDATES, on=election.day)
    if len(found) < least or any(one.number is None for one in found):
        raise Refused(_("Nomor urut calon belum lengkap. Undi nomor urut semua calon dulu."))
    return found


def _cards(station: Station) -> int:
    election = station.election
    if election.roll_set_on is None:
        raise Refused(_("DPT belum ditetapkan. Jumlah kartu mengikuti DPT."))
    voters = Voter.objects.filter(station=station, state=VoterState.LISTED).count()
    if not voters:
        raise Refused(_("TPS ini tidak punya pemilih."))
    return cards_needed(voters, Decimal(settings_store.value(policy.RESERVE_CARDS, on=election.day)))


def _candidates(election: Pilkades) -> list[ParcelCandidate]:
    return [
        ParcelCandidate(
            one.number or 0, one.ballot_name,
            base64.b64encode(path_of(one.photo).read_bytes()).decode() if one.photo else "",
        )
        for one in _numbered(election)
    ]  # fmt: skip


def _practice(count: int) -> list[ParcelVoter]:
    """Invented people for a trial: no real voter is needed to try a station out."""
    return [
        ParcelVoter(one, f"{one:016}", f"Pemilih Uji {one}", "LP"[one % 2], "1990-01-01", "", f"UJI{one:03}")
        for one in range(1, count + 1)
    ]


def _officers(station: Station) -> list[ParcelOfficer]:
    rows = Member.objects.filter(station=station, role__in=AT_STATION, left_on=None).order_by("role", "name")
    return [ParcelOfficer(row.name, ROLES[MemberRole(row.role)], row.pin_hash) for row in rows]


@guard("siap")
def is_ready(election: Pilkades) -> Iterable[Check | str]:
    """Keys, cards and parcels of every station, and a trial whose result anybody could check."""
    yield Check(
        _("Kunci resmi diterima"), queries.keyset(election, Kind.OFFICIAL) is not None,
        _("Adakan upacara kunci, lalu unggah hasilnya."), "elections:keys",
    )  # fmt: skip
    lacking = [words for words in queries.missing(election) if queries.keyset(election, Kind.OFFICIAL) is not None]
    yield Check(_("Kartu, paket, dan uji coba lengkap"), not lacking, " ".join(lacking), "elections:boxes")


@guard("buka_dpt")
def holds_no_cards(election: Pilkades) -> Iterable[Check | str]:
    """Parcels carry the roll: one that was made before would let a voter into two stations, or have too few cards."""
    made = Box.objects.filter(station__election=election, kind=Kind.OFFICIAL, dropped_at=None).order_by("station")
    numbers = ", ".join(str(number) for number in made.values_list("station__number", flat=True))
    yield Check(
        _("Belum ada kartu dan paket resmi"), not numbers,
        _("Kartu dan paket TPS %(numbers)s memuat DPT ini. Batalkan dahulu dengan alasan.") % {"numbers": numbers},
        "elections:boxes",
    )  # fmt: skip


@guard("mulai")
def is_packed(election: Pilkades) -> Iterable[Check | str]:
    """Also after somebody was struck from the roll of a station that had its parcel."""
    rows = queries.rows(election, Kind.OFFICIAL)
    bare = ", ".join(str(row.station.number) for row in rows if not (row.box and row.box.parcel_sha256))
    words = _("Buat paket baru untuk TPS %(numbers)s: DPT-nya berubah sesudah paket dibuat.")
    yield Check(_("Paket setiap TPS memuat DPT terakhir"), not bare, words % {"numbers": bare}, "elections:boxes")


@guard("hitung")
def is_counted(election: Pilkades) -> Iterable[Check | str]:
    lacking = queries.uncounted(election)
    yield Check(_("Hasil semua TPS diumumkan"), not lacking, " ".join(lacking), "elections:archives")
