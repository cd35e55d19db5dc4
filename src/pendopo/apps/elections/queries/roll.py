"""Reading the roll: registers, counts, what is missing, what the station's parcel and the public get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from pendopo.apps.elections import policy
from pendopo.apps.elections.models import (
    ChangeState,
    ElectionState,
    ImportState,
    Pilkades,
    Roll,
    RollChange,
    RollImport,
    Station,
    Voter,
    VoterState,
)
from pendopo.apps.elections.parcel import ParcelVoter
from pendopo.apps.elections.queries.voter_photos import of_station
from pendopo.apps.elections.rules import nik as nik_rules
from pendopo.apps.elections.rules.nik import Regions
from pendopo.apps.elections.rules.roll import canonical_line, folded
from pendopo.apps.elections.rules.split import Head
from pendopo.kernel import settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.codes.models import Region

CHUNK = 500
MOST_FOUND = 50
IN_WORK = (ElectionState.PREPARING, ElectionState.REGISTRATION)


@dataclass(frozen=True, slots=True)
class StationCount:
    """`number` 0: voters without a station."""

    number: int
    place: str
    men: int
    women: int

    @property
    def total(self) -> int:
        return self.men + self.women


@dataclass(frozen=True, slots=True)
class Sums:
    """The roll in figures."""

    listed: int
    men: int
    women: int
    removed: int
    no_station: int
    no_hamlet: int
    with_findings: int
    delivered: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """Invitations of one hamlet."""

    hamlet: str
    total: int
    delivered: int
    returned: int

    @property
    def share(self) -> float:
        """Per cent delivered."""
        return 100 * self.delivered / self.total if self.total else 0.0


def voters(actor: Actor, election: Pilkades) -> QuerySet[Voter]:
    rows = Voter.objects.visible_to(actor).filter(election=election)
    return rows.select_related("station", "hamlet")


def listed(election: Pilkades) -> QuerySet[Voter]:
    return Voter.objects.filter(election=election, state=VoterState.LISTED)


def roll_of(election: Pilkades) -> Roll:
    """The stage of the roll; an unsaved one while nothing has happened."""
    return Roll.objects.filter(election=election).first() or Roll(election=election)


def find(actor: Actor, election: Pilkades, text: str) -> list[Voter]:
    """By exact NIK, exact code of the invitation, or words of the name; at most MOST_FOUND."""
    told = text.strip()[:150]
    digits = nik_rules.tidy(told)
    rows = voters(actor, election).order_by("search_name", "id")
    if digits.isdigit():
        return list(rows.filter(nik=digits)[:MOST_FOUND]) if len(digits) == nik_rules.LENGTH else []
    words = folded(told).split()
    if not words:
        return []
    fits = Q()
    for word in words:
        fits &= Q(search_name__contains=word)
    return list(rows.filter(fits | Q(invitation=told.upper()))[:MOST_FOUND])


def sums(election: Pilkades) -> Sums:
    on = Q(state=VoterState.LISTED)
    found = Voter.objects.filter(election=election).aggregate(
        listed=Count("pk", filter=on),
        men=Count("pk", filter=on & Q(sex="L")),
        women=Count("pk", filter=on & Q(sex="P")),
        removed=Count("pk", filter=Q(state=VoterState.REMOVED)),
        no_station=Count("pk", filter=on & Q(station__isnull=True)),
        no_hamlet=Count("pk", filter=on & Q(hamlet__isnull=True)),
        with_findings=Count("pk", filter=on & ~Q(findings="")),
        delivered=Count("pk", filter=on & Q(delivered_at__isnull=False)),
    )
    return Sums(**found)


def station_counts(election: Pilkades) -> list[StationCount]:
    """Listed voters by station and sex as they are now; stations without voters too."""
    on = Q(voters__state=VoterState.LISTED)
    rows = Station.objects.filter(election=election).annotate(
        men=Count("voters", filter=on & Q(voters__sex="L")), women=Count("voters", filter=on & Q(voters__sex="P"))
    )
    found = [StationCount(row.number, row.place, row.men, row.women) for row in rows.order_by("number")]
    lost = dict(
        listed(election).filter(station__isnull=True).order_by().values_list("sex").annotate(n=Count("pk"))
    )  # fmt: skip
    return [*found, StationCount(0, "", lost.get("L", 0), lost.get("P", 0))] if lost else found


def public_counts(election: Pilkades) -> list[StationCount]:
    """What anybody may see: voters of the final roll by station and sex, as set. Empty before that."""
    if election.roll_set_on is None:
        return []
    places = dict(Station.objects.filter(election=election).values_list("number", "place"))
    return [StationCount(number, places.get(number, ""), men, women) for number, men, women in roll_of(election).counts]


def parcel_voters(station: Station) -> list[ParcelVoter]:
    """The final roll of a station as its parcel holds it, photos included; who was removed after it was set is left
    out.
    """
    photos = of_station(station)
    rows = Voter.objects.filter(station=station, state=VoterState.LISTED, number__isnull=False)
    return [
        ParcelVoter(
            number=row.number or 0, nik=row.nik, name=row.name, sex=row.sex, born=row.born_on.isoformat(),
            address=address_of(row), invitation=row.invitation, card_uid=row.card_uid, photo=photos.get(row.pk, ""),
            needs=row.needs,
        )
        for row in rows.select_related("hamlet").order_by("number")
    ]  # fmt: skip


def address_of(row: Voter) -> str:
    parts = [row.address, f"RT {row.rt}" if row.rt else "", f"RW {row.rw}" if row.rw else "", str(row.hamlet or "")]
    return ", ".join(part for part in parts if part)


def heads(election: Pilkades) -> list[Head]:
    rows = listed(election).order_by().values_list("pk", "family_card", "hamlet__name")
    return [Head(pk, family, hamlet or "") for pk, family, hamlet in rows]


def wishes(election: Pilkades) -> dict[str, list[int]]:
    """Stations that the committee has tied to a hamlet."""
    found: dict[str, list[int]] = {}
    rows = Station.objects.filter(election=election, hamlets__isnull=False).order_by("number")
    for name, number in rows.values_list("hamlets__name", "number"):
        found.setdefault(name, []).append(number)
    return found


def most_voters(election: Pilkades) -> int:
    return int(settings_store.value(policy.MOST_VOTERS, on=election.day))


def voting_age(election: Pilkades) -> int:
    return int(settings_store.value(policy.VOTING_AGE, on=election.day))


def regions(niks: Iterable[str]) -> Regions:
    """The codes among these that exist; nothing is checked by them where the list of regions was not loaded."""
    home = str(settings.REGENCY["code"]).replace(".", "")
    if not Region.objects.exists():
        return Regions(home=home)
    wanted = {f"{one[:2]}.{one[2:4]}.{one[4:6]}" for one in niks if one[:6].isdigit()}
    found: set[str] = set()
    for part in _parts(sorted(wanted)):
        found |= set(Region.objects.filter(code__in=part).values_list("code", flat=True))
    provinces = set(Region.objects.filter(code__in=_PROVINCES).values_list("code", flat=True))
    return Regions({code.replace(".", "") for code in found}, provinces, home)


def elsewhere(actor: Actor, election: Pilkades, niks: Iterable[str]) -> dict[str, str]:
    """NIK that another village of the same day or wave has in its roll, with the name of that village as far as the
    actor may know it. One query for 500.
    """
    same = Q(election__day=election.day)
    if election.wave:
        same |= Q(election__wave=election.wave)
    others = Voter.objects.filter(same, state=VoterState.LISTED).exclude(election=election)
    others = others.exclude(election__state=ElectionState.CANCELLED).order_by()
    found: dict[str, str] = {}
    for part in _parts(list(niks)):
        rows = others.filter(nik__in=part).values_list("nik", "election__unit__path", "election__unit__name")
        for nik, path, name in rows:
            found[nik] = name if actor.covers(path) else _("desa lain di kabupaten ini")
    return found


def canonical_lines(election: Pilkades) -> Iterator[str]:
    """The final roll as the text that `Roll.digest` is made of: in the order of stations and numbers."""
    rows = Voter.objects.filter(election=election, number__isnull=False, station__isnull=False)
    fields = ("station__number", "number", "nik", "name", "sex", "born_on", "hamlet__name", "rt", "rw", "address")
    for row in rows.order_by("station__number", "number").values_list(*fields).iterator(chunk_size=2000):
        station, number, nik, name, sex, born_on, hamlet, rt, rw, address = row
        yield canonical_line(
            station=station, number=number, nik=nik, name=name, sex=sex, born_on=born_on, hamlet=hamlet or "", rt=rt,
            rw=rw, address=address,
        )  # fmt: skip


def roll_missing(election: Pilkades) -> list[str]:
    """Sentences of what keeps the final roll from being set; empty when it may be, or is set."""
    if election.roll_set_on is not None:
        return []
    now, roll, limit = sums(election), roll_of(election), most_voters(election)
    if not now.listed:
        return [_("Daftar pemilih masih kosong. Impor DPS.")]
    found = []
    if roll.announced_on is None or roll.announced_until is None:
        found.append(_("DPS belum diumumkan."))
    elif roll.announced_until >= today():
        found.append(_("Masa pengumuman DPS belum berakhir."))
    waiting = RollChange.objects.filter(election=election, state=ChangeState.ASKED).count()
    if waiting:
        found.append(_("%(n)s usulan perbaikan belum diputuskan.") % {"n": waiting})
    if RollImport.objects.filter(election=election, state=ImportState.RUNNING).exists():
        found.append(_("Impor pemilih masih berjalan."))
    if now.no_station:
        found.append(_("%(n)s pemilih belum mempunyai TPS.") % {"n": now.no_station})
    for one in station_counts(election):
        if one.number and one.total > limit:
            words = _("TPS %(number)s berisi %(n)s pemilih; paling banyak %(limit)s.")
            found.append(words % {"number": one.number, "n": one.total, "limit": limit})
    return found


def hamlet_delivery(election: Pilkades) -> list[Delivery]:
    """Invitations by hamlet: how many, how many delivered."""
    found = (
        listed(election)
        .order_by()
        .values("hamlet__name")
        .annotate(
            total=Count("pk"),
            delivered=Count("pk", filter=Q(delivered_at__isnull=False)),
            returned=Count("pk", filter=Q(delivered_at__isnull=True) & ~Q(undelivered_because="")),
        )
    )
    made = [Delivery(row["hamlet__name"] or "", row["total"], row["delivered"], row["returned"]) for row in found]
    return sorted(made, key=lambda one: one.hamlet or "~")


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(values), CHUNK):
        yield values[at : at + CHUNK]


_PROVINCES = [f"{code:02d}" for code in range(11, 98)]
