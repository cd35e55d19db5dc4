"""Hamlets and polling stations."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Hamlet, Pilkades, Station
from pendopo.apps.elections.services.elections import locked, refuse_fixed, require_runner
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

MOST_HAMLETS = 200
MOST_STATIONS = 200
MOST_BOOTHS = 20


@transaction.atomic
def add_hamlets(actor: Actor, election: Pilkades, names: Sequence[str]) -> list[Hamlet]:
    """Hamlets by name; those that are known already stay. Raises Refused for an empty list or too long a name."""
    require_runner(actor, election)
    refuse_fixed(locked(election))
    tidy = [" ".join(name.split()) for name in names if name.strip()]
    wanted = list({name.casefold(): name for name in reversed(tidy)}.values())[::-1]
    if not wanted:
        raise Refused(_("Tulis paling sedikit satu nama dusun."), field="names")
    if any(len(name) > 80 for name in wanted):
        raise Refused(_("Nama dusun paling panjang 80 huruf. Satu dusun satu baris."), field="names")
    known = {name.casefold() for name in election.hamlets.values_list("name", flat=True)}
    fresh = [name for name in wanted if name.casefold() not in known]
    if len(known) + len(fresh) > MOST_HAMLETS:
        raise Refused(_("Paling banyak %(n)s dusun.") % {"n": MOST_HAMLETS}, field="names")
    made = Hamlet.objects.bulk_create(Hamlet(election=election, name=name) for name in fresh)
    if made:
        audit.record("elections.hamlets_add", election, actor, names=fresh)
    return made


@transaction.atomic
def rename_hamlet(actor: Actor, hamlet: Hamlet, *, name: str) -> None:
    require_runner(actor, hamlet.election)
    refuse_fixed(locked(hamlet.election))
    new = " ".join(name.split())
    if not new:
        raise Refused(_("Isi nama dusun."), field="name")
    if hamlet.election.hamlets.exclude(pk=hamlet.pk).filter(name__iexact=new).exists():
        raise Refused(_("Dusun dengan nama itu sudah ada."), field="name")
    before, hamlet.name = hamlet.name, new[:80]
    hamlet.save(update_fields=["name"])
    audit.record("elections.hamlet_rename", hamlet.election, actor, before=before, after=hamlet.name)


@transaction.atomic
def remove_hamlet(actor: Actor, hamlet: Hamlet) -> None:
    """Raises Refused while voters or candidates live there."""
    require_runner(actor, hamlet.election)
    refuse_fixed(locked(hamlet.election))
    try:
        with transaction.atomic():
            Hamlet.objects.get(pk=hamlet.pk).delete()
    except ProtectedError:
        raise Refused(
            _("Masih ada pemilih atau calon di dusun %(name)s. Pindahkan dahulu.") % {"name": hamlet.name}
        ) from None
    audit.record("elections.hamlet_remove", hamlet.election, actor, subject=hamlet.name)


@transaction.atomic
def add_station(
    actor: Actor, election: Pilkades, *, place: str, number: int | None = None, booths: int = 2,
    hamlets: Sequence[Hamlet] = (),
) -> Station:  # fmt: skip
    """A station; without a number it takes the next one."""
    found = locked(election)
    require_runner(actor, found)
    refuse_fixed(found)
    taken = set(election.stations.values_list("number", flat=True))
    wanted = number if number is not None else max(taken, default=0) + 1
    _check(election, wanted, place, booths, hamlets)
    if wanted in taken:
        raise Refused(_("TPS %(n)s sudah ada. Pakai nomor lain.") % {"n": wanted}, field="number")
    made = Station.objects.create(election=election, number=wanted, place=place.strip(), booths=booths)
    made.hamlets.set(hamlets)
    audit.record("elections.station_add", election, actor, number=wanted, place=made.place)
    return made


@transaction.atomic
def edit_station(
    actor: Actor, station: Station, *, number: int, place: str, booths: int, hamlets: Sequence[Hamlet] = ()
) -> Station:
    election = locked(station.election)
    require_runner(actor, election)
    refuse_fixed(election)
    _check(election, number, place, booths, hamlets)
    if election.stations.exclude(pk=station.pk).filter(number=number).exists():
        raise Refused(_("TPS %(n)s sudah ada. Pakai nomor lain.") % {"n": number}, field="number")
    if number != station.number and station.boxes.filter(dropped_at__isnull=True).exists():
        raise Refused(_("Kotak suara TPS ini sudah dibuat dengan nomornya, jadi nomornya tetap."), field="number")
    station.number, station.place, station.booths = number, place.strip(), booths
    station.save(update_fields=["number", "place", "booths"])
    station.hamlets.set(hamlets)
    audit.record("elections.station_edit", election, actor, number=number, place=station.place)
    return station


@transaction.atomic
def remove_station(actor: Actor, station: Station) -> None:
    """Raises Refused while voters, officers or boxes belong to it."""
    election = locked(station.election)
    require_runner(actor, election)
    refuse_fixed(election)
    held = []
    if station.voters.exists():
        held.append(_("pemilih"))
    if station.members.exists():
        held.append(_("petugas"))
    if station.boxes.exists():
        held.append(_("kotak suara"))
    if held:
        words = _("TPS %(n)s masih mempunyai %(what)s. Pindahkan dahulu, lalu hapus.")
        raise Refused(words % {"n": station.number, "what": ", ".join(held)})
    audit.record("elections.station_remove", election, actor, number=station.number)
    station.delete()


def _check(election: Pilkades, number: int, place: str, booths: int, hamlets: Sequence[Hamlet]) -> None:
    if not place.strip():
        raise Refused(_("Isi tempat TPS."), field="place")
    if not 1 <= number <= MOST_STATIONS:
        raise Refused(_("Nomor TPS antara 1 dan %(n)s.") % {"n": MOST_STATIONS}, field="number")
    if not 1 <= booths <= MOST_BOOTHS:
        raise Refused(_("Jumlah bilik antara 1 dan %(n)s.") % {"n": MOST_BOOTHS}, field="booths")
    if any(hamlet.election_id != election.pk for hamlet in hamlets):
        raise Refused(_("Ada dusun yang bukan dari pemilihan ini. Pilih dari daftar."), field="hamlets")
