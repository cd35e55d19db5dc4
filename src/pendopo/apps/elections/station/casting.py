"""From the card to the confirmed ballot: claim, store, confirm, and what officers decide when something went wrong.

Nothing here keeps a time or an order: claims live in memory, ballots in the fixed cell of their card.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final, NamedTuple

from pendopo.apps.elections.crypto import ballots
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.station import chronicle, core, rules
from pendopo.apps.elections.station.cells import STATUS
from pendopo.apps.elections.station.core import Lease, Station
from pendopo.apps.elections.station.errors import StationRefused

SILENT: Final = 30.0  # seconds without a beat (every 3 s) after which a booth is gone
GRACE: Final = 30.0  # seconds beyond `vote_seconds`, which the booth itself watches
MOST_BOOTHS: Final = 100


@dataclass(frozen=True, slots=True)
class Pending:
    """A stored ballot whose slip is not confirmed. `id` means nothing outside this run; booth 0: not known any more.

    `live`: the booth still speaks of this very vote, so its printer may be at work right now.
    """

    id: str
    booth: int
    live: bool = False


class BoxCounts(NamedTuple):
    cards: int
    spent: int
    pending: int
    void: int
    held: int
    free: int


def claim(station: Station, booth: int, public: str) -> str:
    """A lease for this card. The same booth asking again gets the same lease; its former claim is let go."""
    with station.lock:
        station.require("open")
        if not 1 <= booth <= MOST_BOOTHS:
            raise StationRefused("booth", "Bilik ini tidak dikenal.")
        number = _number(station, public)
        rules.may_vote(station.cards[number])
        lease = station.leases.get(number)
        if lease and lease.booth != booth:
            raise StationRefused("held")
        core.need_journal(station)
        station.seen[booth] = station.monotonic()
        if lease:
            station.told[booth] = digest(lease.token)
            return lease.token
        for other in [other for other, held in station.leases.items() if held.booth == booth]:
            del station.leases[other]
        token = secrets.token_hex(16)
        station.leases[number] = Lease(token, booth, station.monotonic())
        station.told[booth] = digest(token)
        return token


def store(station: Station, booth: int, lease: str, ballot: bytes) -> str:
    """The tracker, when the ballot is safe on laptop and stick. The same ballot again: the same answer, also after a
    restart. Refuses `lease`, `ballot`, `not_open`, `pending`, `spent`; StorageFailed when nothing was kept."""
    name = digest(lease)
    with station.lock:
        known = _again(station, name, ballot)
        if known:
            return known
        number = _held(station, booth, lease)
    public = check(station, ballot)

    def change() -> dict[int, bytes]:
        station.require("open")
        if _again(station, name, ballot):
            return {}
        if _held(station, booth, lease) != number or station.ranks.get(public) != number:
            raise StationRefused("ballot")
        station.checkpoint("cast.checked")
        card = rules.stored(station.cards[number], booth=booth, lease=name, ballot=ballot)
        return {station.geometry.card(number): card.pack()}

    core.commit_shared(station, change)
    station.checkpoint("cast.stored")
    return ballots.tracker(ballot)


def confirm(station: Station, booth: int, lease: str) -> str:
    """The slip is out: the card is spent. Again: the same tracker, also after a restart."""
    name = digest(lease)
    told: list[bytes] = []

    def change() -> dict[int, bytes]:
        number = station.claims.get(name)
        if number is None:
            raise StationRefused("lease")
        station.seen[booth] = station.monotonic()
        card = rules.confirmed(station.cards[number], name)
        told.append(card.ballot)
        return {station.geometry.card(number): card.pack()}

    core.commit_shared(station, change)
    station.checkpoint("cast.confirmed")
    return ballots.tracker(told[-1])


def release(station: Station, booth: int, lease: str) -> None:
    """The voter gives up before casting. A ballot that is stored stays; a claim that is gone changes nothing."""
    with station.lock:
        if digest(lease) in station.claims:
            raise StationRefused("pending")
        for number, held in list(station.leases.items()):
            if held.token == lease and held.booth == booth:
                del station.leases[number]


def beat(station: Station, booth: int, lease: str = "") -> str:
    """The booth is there. Says of its lease: held, stored, spent, revote, removed, or empty when it is gone."""
    with station.lock:
        station.seen[booth] = station.monotonic()
        station.told[booth] = digest(lease) if lease else b""
        return lease_state(station, lease) if lease else ""


def forgotten(station: Station, booth: int, lease: str = "") -> bool:
    """Whether a ballot of this booth waits for its slip and its screen knows nothing of it: it was started anew."""
    with station.lock:
        own = digest(lease) if lease else b""
        waiting = [one.lease for one in station.cards if one.state == rules.STORED and one.booth == booth]
        return any(name != own for name in waiting)


def lease_state(station: Station, lease: str) -> str:
    with station.lock:
        name = digest(lease)
        if name in station.settled:
            return station.settled[name]
        number = station.claims.get(name)
        if number is not None:
            return "stored" if station.cards[number].state == rules.STORED else "spent"
        return "held" if any(held.token == lease for held in station.leases.values()) else ""


def sweep(station: Station, now: float | None = None) -> list[int]:
    """Lets go of claims of silent booths and of those that took too long; the booths concerned. `now`: monotonic."""
    with station.lock:
        now = station.monotonic() if now is None else now
        longest = float(station.settings["vote_seconds"]) + GRACE
        gone = []
        for number, held in list(station.leases.items()):
            silent = now - max(station.seen.get(held.booth, held.since), held.since) > SILENT
            if silent or now - held.since > longest:
                del station.leases[number]
                gone.append(held.booth)
        if station.journal is not None and core.probe(station) == "ok" and station.status.get("no_stick"):
            core.commit(station, {STATUS: core.change_status(station, no_stick=False)})
        return gone


def pending(station: Station) -> list[Pending]:
    """Ballots that wait for their slip, by booth; the order tells nothing else."""
    with station.lock:
        now = station.monotonic()
        for number, card in enumerate(station.cards):
            if card.state == rules.STORED and number not in station.marks.values():
                station.marks[secrets.token_hex(8)] = number
        found = []
        for mark, number in station.marks.items():
            card = station.cards[number]
            if card.state == rules.STORED:
                speaks = now - station.seen.get(card.booth, now - 2 * SILENT) <= SILENT
                live = speaks and station.told.get(card.booth) == card.lease
                found.append(Pending(mark, card.booth, live))
        return sorted(found, key=lambda one: (one.booth, one.id))


def resolve(station: Station, pending_id: str, outcome: str, officers: tuple[str, str]) -> None:
    """What two officers saw. The same decision again changes nothing; another one is refused (`resolved`)."""
    with station.lock:
        names = station.two(officers)
        number = station.marks.get(pending_id)
        if number is None:
            if station.settled.get(pending_id.encode()) == outcome:
                return
            raise StationRefused("resolved", "Suara ini tidak lagi menunggu keputusan.")
        before = station.cards[number]
        card = rules.resolved(before, outcome)
        status = core.count_up(station, "doubtful" if outcome == "spent" else "removed")
        core.commit(station, {station.geometry.card(number): card.pack(), STATUS: status})
        del station.marks[pending_id]  # the card may come to wait once more, for another decision
        station.settled[pending_id.encode()] = station.settled[before.lease] = outcome
        station.checkpoint("resolve.committed")
        chronicle.note(station, "slip", _RESOLVED[outcome], ", ".join(names))


def void(station: Station, public: str, officers: tuple[str, str]) -> None:
    """A damaged card that holds no ballot."""
    with station.lock:
        names = station.two(officers)
        station.require("prepared", "open")
        number = _number(station, public)
        if number in station.leases:
            raise StationRefused("held")
        card = rules.voided(station.cards[number])
        if card == station.cards[number]:
            return
        core.commit(station, {station.geometry.card(number): card.pack()})
        chronicle.note(station, "kartu", "Satu kartu rusak dibatalkan.", ", ".join(names))


def state_of(station: Station, public: str) -> str:
    """free, held, pending, spent, revote, void, sealed or unknown."""
    with station.lock:
        number = station.ranks.get(public)
        if number is None:
            return "unknown"
        return "held" if number in station.leases else rules.STATES[station.cards[number].state]


def counts(station: Station) -> BoxCounts:
    """After the seal the figures of the closing report."""
    with station.lock:
        if station.phase == "sealed":
            told = station.status["closing"]
            free = told["cards"] - told["cards_spent"] - told["cards_void"]
            return BoxCounts(told["cards"], told["cards_spent"], 0, told["cards_void"], 0, free)
        states = [card.state for card in station.cards]
        held = len(station.leases)
        free = states.count(rules.FREE) + states.count(rules.REVOTE) - held
        spent, waiting, dead = (states.count(state) for state in (rules.SPENT, rules.STORED, rules.VOID))
        return BoxCounts(len(states), spent, waiting, dead, held, free)


def check(station: Station, ballot: bytes) -> str:
    """The public credential of a ballot in which everything holds: form, elements, proofs, signature, election."""
    if len(ballot) > station.geometry.card_size:
        raise StationRefused("ballot")
    try:
        found = ballots.read_ballot(ballot, station.election)
        ballots.check_ballot(found, station.election, station.key)
    except (Invalid, ValueError, RecursionError) as problem:
        raise StationRefused("ballot") from problem
    return found.credential


def digest(lease: str) -> bytes:
    return hashlib.sha256(b"pendopo-lease|" + lease.encode()).digest()[:16]


def _again(station: Station, name: bytes, ballot: bytes) -> str:
    """The tracker, when this very ballot is stored under this claim. Another ballot under it is refused."""
    number = station.claims.get(name)
    if number is None:
        return ""
    card = station.cards[number]
    if card.ballot == ballot:
        return ballots.tracker(ballot)
    raise StationRefused("pending" if card.state == rules.STORED else "spent")


def _held(station: Station, booth: int, lease: str) -> int:
    station.require("open")
    for number, held in station.leases.items():
        if secrets.compare_digest(held.token.encode(), lease.encode()) and held.booth == booth:
            station.seen[booth] = station.monotonic()
            return number
    raise StationRefused("lease")


def _number(station: Station, public: str) -> int:
    number = station.ranks.get(public)
    if number is None:
        raise StationRefused("unknown_card")
    return number


_RESOLVED: Final = {
    "spent": "Satu suara tanpa konfirmasi: slip keluar, suara dihitung.",
    "revote": "Satu suara tanpa konfirmasi: slip tidak keluar, suara dikeluarkan, pemilih memilih lagi.",
    "removed": "Satu suara tanpa konfirmasi: slip tidak keluar, suara dikeluarkan, kartu tidak berlaku.",
}
