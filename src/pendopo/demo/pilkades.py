"""The demo regency's village elections: one determined, one being counted, one ready for its cards, one that begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from pendopo.apps.elections.dry_run import Ceremony, Day, ceremony, hold
from pendopo.apps.elections.models import Archive, ElectionState, Hamlet, Kind, MemberRole, Pilkades, Station, Voter
from pendopo.apps.elections.parcel import new_passphrase, open_parcel
from pendopo.apps.elections.queries.elections import unopened_villages
from pendopo.apps.elections.rules.handcount import Slips
from pendopo.apps.elections.services import (
    archives,
    boxes,
    candidates,
    determination,
    elections,
    handcounts,
    keys,
    members,
    roll,
    split,
    stages,
    stations,
)
from pendopo.demo.government import APPOINTMENT, OPENED_ON, REGENCY_CODE, REGENCY_NAME, Government
from pendopo.demo.names import full_name
from pendopo.demo.portraits import portrait
from pendopo.kernel import pdf
from pendopo.kernel.actor import Actor
from pendopo.kernel.bulk import load
from pendopo.kernel.clock import today
from pendopo.kernel.people.models import Account
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.people.services import add_person, assign_role, open_account
from pendopo.kernel.units.models import Unit

COMMITTEE = ("panitia", "Suriansyah", "panitia pilkades satu desa")
COUNTER = ("penghitung", "Nurhayati", "penghitung slip pilkades")
HAMLETS = ("Dusun I", "Dusun II", "Dusun III")
PLACES = ("Balai desa", "SDN 004", "Gedung serbaguna")
WORK = ("Petani", "Guru honorer", "Pedagang", "Pensiunan PNS", "Nelayan")
VISION = (
    "Desa yang terbuka, air bersih sampai ke setiap dusun, dan jalan usaha tani yang dapat dilalui sepanjang tahun."
)
COLUMNS = (
    "election_id", "nik", "family_card", "name", "sex", "born_place", "born_on", "is_married", "hamlet_id", "address",
    "rt", "rw", "needs", "card_uid", "invitation", "state", "origin", "removed_because", "search_name", "findings",
    "delivered_by", "undelivered_because",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """`state` where the demo leaves it; `counted` stations whose result is announced."""

    district: str
    place: int
    day: int
    voters: int
    stations: int
    candidates: int
    state: str
    counted: int = 0


PLANS = (
    Plan("KEC-KUARO", 0, -12, 150, 2, 3, ElectionState.DETERMINED, 2),
    Plan("KEC-KUARO", 1, -1, 165, 3, 4, ElectionState.VOTING, 2),
    Plan("KEC-LONGIKIS", 0, 14, 120, 2, 3, ElectionState.ROLL_FINAL),
    Plan("KEC-LONGIKIS", 1, 75, 90, 1, 2, ElectionState.REGISTRATION),
)


def make(actor: Actor, government: Government, password: str) -> None:
    """Villages, elections and what came of them; the committee's account sees the third village."""
    rng = Random("pendopo/pilkades")
    words = {"title": "Berkas persyaratan calon", "regency": REGENCY_NAME, "made": "Demo Pendopo", "articles": []}
    upload = pdf.render("kernel/typst/notice.typ", {**words, "lines": ["Contoh untuk demo."]})
    _give_account(actor, COUNTER, "penghitung_pilkades", government.units[REGENCY_CODE], password)
    for plan in PLANS:
        election = _open(actor, government, plan)
        _prepare(actor, election, plan, rng, upload)
        if plan.state != ElectionState.REGISTRATION:
            _settle(actor, election, plan, rng)
        if plan.state == ElectionState.ROLL_FINAL:
            _give_account(actor, COMMITTEE, "panitia_pilkades", election.unit, password)


def _give_account(actor: Actor, who: tuple[str, str, str], role: str, unit: Unit, password: str) -> None:
    person = add_person(actor, name=who[1])
    assign_role(actor, person, role=role, unit=unit, decree=APPOINTMENT, starts_on=OPENED_ON)
    open_account(actor, person, username=who[0], password=password, must_change=False)


def _open(actor: Actor, government: Government, plan: Plan) -> Pilkades:
    district = government.units[plan.district]
    region = unopened_villages(district)[0]
    unit = elections.open_village(actor, elections.NewVillage(district, region.code, region.name), on=OPENED_ON)
    day = today() + timedelta(plan.day)
    facts = elections.Facts(
        day=day, opens_at=time(7), closes_at=time(13), wave=f"Gelombang I {day.year}",
        decree_number=f"141/{20 + plan.place}/BPD/{day.year}", decree_date=day - timedelta(150),
    )  # fmt: skip
    election = elections.create(actor, villages=[unit], facts=facts)[0]
    for stage in election.stages.filter(ends_on__lt=today()):
        stages.finish(actor, stage, on=stage.ends_on)
    Pilkades.objects.filter(pk=election.pk).update(state=ElectionState.REGISTRATION)
    election.refresh_from_db()
    return election


def _prepare(actor: Actor, election: Pilkades, plan: Plan, rng: Random, upload: bytes) -> None:
    hamlets = stations.add_hamlets(actor, election, HAMLETS[: max(plan.stations, 2)])
    for number in range(plan.stations):
        stations.add_station(actor, election, place=PLACES[number], booths=2, hamlets=[hamlets[number]])
    for number in range(plan.candidates):
        covered = number == 1
        name = full_name(rng, "2" if covered else "1")
        file = SimpleUploadedFile("persyaratan.pdf", upload)
        photo = SimpleUploadedFile("foto.png", portrait(number + election.pk % 3, covered=covered))
        facts = candidates.CandidateFacts(
            name=name, ballot_name=name.upper(), born_on=date(1970 + 4 * number, 3, 5 + number),
            education="S1" if number % 2 else "SMA", occupation=WORK[number], hamlet=hamlets[number % len(hamlets)],
            vision=VISION, registered_on=election.day - timedelta(118),
        )  # fmt: skip
        made = candidates.register(actor, election, facts=facts, photo=photo, upload=file)
        if plan.state != ElectionState.REGISTRATION:
            candidates.verify(actor, made, is_fit=True)
    _fill_roll(election, plan, hamlets, rng)


def _fill_roll(election: Pilkades, plan: Plan, hamlets: Sequence[Hamlet], rng: Random) -> None:
    rows, place = [], election.unit.code.replace(".", "")[:6]
    for number in range(1, plan.voters + 1):
        sex = "LP"[rng.random() < 0.5]
        born = date(1945, 1, 1) + timedelta(rng.randrange(23_000))
        name = full_name(rng, "2" if sex == "P" else "1")
        day = born.day + (40 if sex == "P" else 0)
        nik = f"{place}{day:02}{born:%m%y}{number:04}"
        family = f"{place}{1 + number // 3:010}"
        hamlet = hamlets[(number // 3) % len(hamlets)]
        rows.append((
            election.pk, nik, family, name, sex, "Paser", born, born.year < 2004, hamlet.pk, f"Jalan Desa {number}",
            f"{1 + number % 4:03}", "001", "kursi roda" if number % 61 == 0 else "", "", "", "terdaftar", "impor", "",
            name.lower(), "", "", "",
        ))  # fmt: skip
    load(Voter, COLUMNS, rows)


def _settle(actor: Actor, election: Pilkades, plan: Plan, rng: Random) -> None:
    """The roll and numbers are fixed, keys are there; then as far as the plan goes."""
    day = election.day
    candidates.accept(actor, election)
    candidates.draw_numbers(actor, election, lot=rng)
    found = split.proposal(actor, election)
    if found.split is not None:
        split.accept(actor, election, digest=found.split.digest)
    kept = roll.held(election)
    kept.announced_on, kept.announced_until = day - timedelta(100), day - timedelta(97)
    kept.announced_by, kept.announced_voters, kept.decree_number = actor.name, plan.voters, f"270/{plan.place + 3}/PPD"
    kept.save()
    Pilkades.objects.filter(pk=election.pk).update(
        state=ElectionState.ROLL_FINAL, roll_set_on=day - timedelta(48)
    )  # fmt: skip
    election.refresh_from_db()
    roll.freeze(actor, election)
    _staff(actor, election, rng)
    held = {kind: ceremony() for kind in Kind.values}
    for kind, one in held.items():
        keys.receive(actor, election, kind=kind, raw=one.public(kind))
    first = election.stations.get(number=1)
    trial = _count(actor, first, held[Kind.TRIAL], kind=Kind.TRIAL, rng=rng)
    archives.publish(actor, trial)
    if plan.state == ElectionState.ROLL_FINAL:
        return
    Pilkades.objects.filter(pk=election.pk).update(state=ElectionState.VOTING)
    election.refresh_from_db()
    for station in election.stations.order_by("number")[: plan.counted]:
        archives.publish(actor, _count(actor, station, held[Kind.OFFICIAL], kind=Kind.OFFICIAL, rng=rng))
    if plan.state == ElectionState.DETERMINED:
        _finish(actor, election)


def _staff(actor: Actor, election: Pilkades, rng: Random) -> None:
    add = members.add
    add(actor, election, facts=members.MemberFacts(MemberRole.COMMITTEE_HEAD, COMMITTEE[1]))
    for station in election.stations.all():
        for role in (MemberRole.KPPS_HEAD, MemberRole.KPPS):
            made = add(actor, election, facts=members.MemberFacts(role, full_name(rng, "1"), station=station))
            members.issue_pins(actor, [made])
        for candidate in election.candidates.filter(number__isnull=False):
            who = members.MemberFacts(
                MemberRole.WITNESS, full_name(rng, "2"), station=station, candidate=candidate
            )  # fmt: skip
            add(actor, election, facts=who)


def _count(actor: Actor, station: Station, held: Ceremony, *, kind: str, rng: Random) -> Archive:
    """A day at the station, played; its archive is checked at once."""
    deck = boxes.make(actor, station, kind=kind)
    passphrase = new_passphrase()
    parcel = open_parcel(boxes.make_parcel(actor, deck.box, passphrase=passphrase), passphrase)
    choices = [place for place, _one in enumerate(["", *parcel.candidates])]
    weights = [2, *(30 + 11 * (place * 7 % 4) for place in choices[1:])]
    came = [rng.choices(choices, weights)[0] for _voter in parcel.voters if rng.random() < 0.86]
    bundle = hold(parcel, deck.cards, held.keys, Day(came, officers=["Ketua KPPS"], witnesses=["Saksi calon 1"]))
    archive, _job = archives.receive(actor, Pilkades.objects.get(pk=station.election_id), raw=bundle)
    return archives.check(Archive.objects.select_related("file", "box__keyset", "box__station__election__unit").get(
        pk=archive.pk
    ))  # fmt: skip


def _finish(actor: Actor, election: Pilkades) -> None:
    """Slips counted by two, the winner determined."""
    counters = [actor_of(one) for one in _accounts("dpmd", COUNTER[0])]
    for archive in Archive.objects.filter(box__station__election=election, box__kind=Kind.OFFICIAL):
        for counter in counters:
            handcounts.enter(counter, archive.box, slips=Slips(tuple(archive.counts)))
    elections.move(actor, election, "hitung")
    then = _at(election, 15)
    Archive.objects.filter(box__station__election=election, box__kind=Kind.OFFICIAL).update(
        received_at=then, published_at=then
    )
    decree = determination.Decree(number=f"141/31/PPD/{election.day.year}", on=election.day + timedelta(5))
    determination.determine(actor, election, decree=decree)


def _accounts(*names: str) -> list[int]:
    found = {one.username: one.pk for one in Account.objects.filter(username__in=names)}
    return [found[name] for name in names]


def _at(election: Pilkades, hour: int) -> datetime:
    return datetime.combine(election.day, time(hour)).replace(tzinfo=ZoneInfo(election.zone))
