"""The stages of the roll: announced as DPS, set as DPT, opened again; removals noted after it was set."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections import policy
from pendopo.apps.elections.models import Box, ElectionState, Kind, Pilkades, Roll, Voter, VoterState
from pendopo.apps.elections.parcel import WORDS
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.rules.moves import Check, effect, guard
from pendopo.apps.elections.rules.roll import digest_of
from pendopo.apps.elections.services.elections import move, require_reason, require_runner
from pendopo.kernel import audit, settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused

VOTERS = "elections.voters"
CODE_LENGTH = 8
BATCH = 250
AFTER_SET = (ElectionState.ROLL_FINAL, ElectionState.READY)


@transaction.atomic
def announce(actor: Actor, election: Pilkades, *, starts_on: date) -> Roll:
    """The provisional roll goes to the public for the days of the setting. Raises Refused when it is empty or set."""
    require_runner(actor, election)
    roll = held(election)
    require_in_work(election)
    if roll.announced_on is not None:
        raise Refused(_("DPS sudah diumumkan. Tarik pengumumannya dahulu bila harus diulang."))
    if starts_on >= election.day:
        raise Refused(_("DPS diumumkan sebelum hari pemungutan suara. Pilih tanggal lain."), field="starts_on")
    count = queries.listed(election).count()
    if not count:
        raise Refused(_("Daftar pemilih masih kosong. Impor DPS dahulu."))
    days = int(settings_store.value(policy.DPS_DAYS, on=starts_on))
    roll.announced_on, roll.announced_until = starts_on, starts_on + timedelta(days=days - 1)
    roll.announced_by, roll.announced_voters = actor.name, count
    roll.save()
    audit.record("elections.roll_announce", election, actor, on=str(starts_on), days=days, voters=count)
    return roll


@transaction.atomic
def withdraw(actor: Actor, election: Pilkades, *, reason: str) -> None:
    """Take the announcement back: the list may be imported again. Corrections that were asked for stay."""
    require_runner(actor, election)
    roll = held(election)
    require_in_work(election)
    if roll.announced_on is None:
        raise Refused(_("DPS belum diumumkan."))
    reason = require_reason(reason)
    roll.announced_on = roll.announced_until = None
    roll.save()
    audit.record("elections.roll_withdraw", election, actor, reason=reason)


@transaction.atomic
def set_roll(actor: Actor, election: Pilkades, *, decree_number: str) -> Roll:
    """Set the DPT: the step of the election is made too. Raises Refused with everything that is missing."""
    require_runner(actor, election)
    if not decree_number.strip():
        raise Refused(_("Isi nomor berita acara penetapan DPT."), field="decree_number")
    roll = held(election)
    roll.decree_number = decree_number.strip()[:120]
    roll.save()
    if election.state == ElectionState.PREPARING:
        raise Refused(_("Buka masa pendaftaran di halaman pemilihan dahulu. Daftar pemilih tidak berubah."))
    move(actor, election, "dpt")
    return queries.roll_of(election)


@transaction.atomic
def reopen(actor: Actor, election: Pilkades, *, reason: str) -> None:
    """Open the final roll again, with a reason; numbers and digest are made anew when it is set again."""
    held(election)
    move(actor, election, "buka_dpt", reason=reason)
    Roll.objects.filter(election=election).update(reopened_because=reason.strip()[:250])


@guard("dpt")
def _roll_may_be_set(election: Pilkades) -> Iterator[Check]:
    missing = queries.roll_missing(election)
    for sentence in missing:
        yield Check(_("Daftar pemilih"), False, sentence, "elections:roll")
    if not missing:
        yield Check(_("Daftar pemilih diumumkan, diputuskan, dan terbagi ke TPS"), True, "", "elections:roll")


@effect("dpt")
def freeze(actor: Actor, election: Pilkades) -> None:
    """Numbers by hamlet and name in each station, codes of invitations, counts and the digest."""
    roll = held(election)
    Voter.objects.filter(election=election, number__isnull=False).update(number=None)

    def place(row: Voter) -> tuple[int, str, str, int]:
        number = row.station.number if row.station else 0
        return (number, row.hamlet.name if row.hamlet else "~", row.search_name, row.pk)

    order = sorted(queries.listed(election).select_related("hamlet", "station"), key=place)
    taken = {row.invitation for row in order if row.invitation}
    last: dict[int, int] = {}
    for row in order:
        at = row.station_id or 0
        last[at] = last.get(at, 0) + 1
        row.number = last[at]
        row.invitation = row.invitation or new_code(taken)
    Voter.objects.bulk_update(order, ["number", "invitation"], batch_size=BATCH)
    counts = [(one.number, one.men, one.women) for one in queries.station_counts(election) if one.number]
    roll.set_on, roll.set_by, roll.counts = election.roll_set_on or today(), actor.name, counts
    roll.digest, roll.times_set = digest_of(queries.canonical_lines(election)), roll.times_set + 1
    roll.save()
    audit.record(
        "elections.roll_set", election, actor,
        voters=len(order), digest=roll.digest, number=roll.decree_number, times=roll.times_set,
    )  # fmt: skip


@effect("buka_dpt")
def thaw(actor: Actor, election: Pilkades) -> None:
    roll = held(election)
    before = roll.digest
    roll.set_on, roll.digest, roll.counts, roll.reopened_at = None, "", [], timezone.now()
    roll.save()
    audit.record("elections.roll_reopen", election, actor, digest=before)


@transaction.atomic
def note_removal(actor: Actor, voter: Voter, *, reason: str) -> None:
    """Strike somebody from the final roll (death, double): the number stays empty, nobody is renumbered."""
    require_runner(actor, voter.election, VOTERS)
    if voter.election.state not in AFTER_SET:
        raise Refused(_("DPT belum ditetapkan atau pemungutan sudah mulai. Pakai usulan perbaikan sebelum DPT."))
    if not reason.strip():
        raise Refused(_("Tulis sebabnya, misalnya meninggal dunia."), field="reason")
    changed = Voter.objects.filter(pk=voter.pk, state=VoterState.LISTED).update(
        state=VoterState.REMOVED, removed_because=reason.strip()[:120], removed_on=today()
    )
    if not changed:
        raise Refused(_("Pemilih ini sudah dicoret."))
    # the parcel of the station still has the name: it must be made anew before voting begins
    Box.objects.filter(station=voter.station_id, kind=Kind.OFFICIAL, dropped_at=None).update(parcel_sha256="")
    audit.record("elections.voter_strike", voter.election, actor, voter=voter.pk, number=voter.number)


@transaction.atomic
def record_export(actor: Actor, election: Pilkades, *, kind: str) -> None:
    """Somebody takes names and NIK away: said in the audit as a read of personal data."""
    require_runner(actor, election, VOTERS)
    audit.record("elections.roll_export", election, actor, kind=kind)


def held(election: Pilkades) -> Roll:
    """The roll's row, locked until the end of the transaction."""
    Roll.objects.get_or_create(election=election)
    return Roll.objects.select_for_update().get(election=election)


def require_in_work(election: Pilkades) -> None:
    """Raise Refused once the DPT is set."""
    state = Pilkades.objects.values_list("state", flat=True).get(pk=election.pk)
    if state not in queries.IN_WORK:
        raise Refused(_("DPT sudah ditetapkan, jadi daftar pemilih terkunci. Buka kembali DPT dengan alasan."))


def new_code(taken: set[str]) -> str:
    """Eight characters that nobody misreads, not in `taken`, to which it is added."""
    while True:
        code = "".join(secrets.choice(WORDS) for _place in range(CODE_LENGTH))
        if code not in taken:
            taken.add(code)
            return code
