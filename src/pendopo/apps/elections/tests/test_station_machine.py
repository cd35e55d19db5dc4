"""Two booths, five cards, requests in any order and again, restarts between any two steps: compared with a model."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from pendopo.apps.elections.crypto.archive import DATA, Reader
from pendopo.apps.elections.crypto.ballots import tracker
from pendopo.apps.elections.parcel import Parcel
from pendopo.apps.elections.station import casting, phases, place, rules
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.testing import PASSPHRASE, TWO, ballot_of, make_parcel, public_of

CARDS = 5
check = cache(lambda ballot: _real_check(_STATION[0], ballot))
_real_check = casting.check
_STATION: list[Station] = []


@cache
def made() -> tuple[Parcel, list[str], list[list[bytes]]]:
    """The parcel, W of each card, and two ballots for each of them."""
    parcel, deck, _secrets = make_parcel(voters=3, candidates=2, cards=CARDS)
    return parcel, [public_of(parcel, c) for c in deck], [[ballot_of(parcel, c, n) for n in (0, 1)] for c in deck]


def checked(station: Station, ballot: bytes) -> str:
    """The real check, once a ballot."""
    _STATION[:] = [station]
    return str(check(ballot))


@dataclass(frozen=True)
class Claim:
    booth: int
    card: int
    token: str


class Voting(RuleBasedStateMachine):
    claims = Bundle("claims")
    booths = st.integers(1, 2)
    cards = st.integers(0, CARDS - 1)

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "stik").mkdir()
        parcel, self.publics, self.ballots = made()
        self.patches = [
            mock.patch.object(place, "open_parcel", lambda _raw, _passphrase: parcel),
            mock.patch.object(casting, "check", checked),
        ]
        for patch in self.patches:
            patch.start()
        self.station = place.prepare(self.folder / "tps", b"", PASSPHRASE)
        place.attach_journal(self.station, self.folder / "stik")
        phases.open_voting(self.station, TWO)
        self.state = ["free"] * CARDS
        self.inside: list[bytes | None] = [None] * CARDS
        self.under: list[str] = [""] * CARDS  # the claim under which the ballot came
        self.live: dict[int, Claim] = {}
        self.acknowledged: dict[int, bytes] = {}
        self.removed = self.doubtful = 0

    def teardown(self) -> None:
        self.close()
        place.close(self.station)
        for patch in self.patches:
            patch.stop()
        shutil.rmtree(self.folder)

    def refused(self, code: str | set[str], action: object) -> None:
        try:
            action()  # type: ignore[operator]
        except StationRefused as problem:
            assert problem.code in ({code} if isinstance(code, str) else code)
            return
        raise AssertionError(f"{code} was expected")

    @rule(target=claims, booth=booths, card=cards)
    def claim(self, booth: int, card: int) -> Claim:
        state, holder = self.state[card], self.live.get(card)
        if state in ("stored", "spent", "void"):
            code = {"stored": "pending"}.get(state, state)
            self.refused(code, lambda: casting.claim(self.station, booth, self.publics[card]))
            return Claim(booth, card, "none")
        if holder and holder.booth != booth:
            self.refused("held", lambda: casting.claim(self.station, booth, self.publics[card]))
            return Claim(booth, card, "none")
        made = Claim(booth, card, casting.claim(self.station, booth, self.publics[card]))
        if holder:
            assert made == holder
        self.live = {number: one for number, one in self.live.items() if one.booth != booth}
        self.live[card] = made
        return made

    @rule(claim=claims, choice=st.integers(0, 1), foreign=st.booleans())
    def store(self, claim: Claim, choice: int, foreign: bool) -> None:
        card = (claim.card + 1) % CARDS if foreign and choice else claim.card
        ballot = self.ballots[card][choice]

        def action() -> str:
            return casting.store(self.station, claim.booth, claim.token, ballot)

        if self.under[claim.card] == claim.token:
            if ballot == self.inside[claim.card]:
                assert action() == tracker(ballot)
            else:
                self.refused({"pending", "spent"}, action)
            return
        if self.live.get(claim.card) != claim:
            self.refused("lease", action)
            return
        if card != claim.card:
            self.refused("ballot", action)
            return
        assert action() == tracker(ballot)
        del self.live[card]
        self.state[card], self.inside[card], self.under[card] = "stored", ballot, claim.token

    @rule(claim=claims)
    def confirm(self, claim: Claim) -> None:
        if self.under[claim.card] != claim.token:
            self.refused("lease", lambda: casting.confirm(self.station, claim.booth, claim.token))
            return
        ballot = self.inside[claim.card]
        assert ballot
        assert casting.confirm(self.station, claim.booth, claim.token) == tracker(ballot)
        self.state[claim.card] = "spent"
        self.acknowledged[claim.card] = ballot

    @rule(claim=claims)
    def release(self, claim: Claim) -> None:
        if self.under[claim.card] == claim.token:
            self.refused("pending", lambda: casting.release(self.station, claim.booth, claim.token))
            return
        casting.release(self.station, claim.booth, claim.token)
        if self.live.get(claim.card) == claim:
            del self.live[claim.card]

    @precondition(lambda self: "stored" in self.state)
    @rule(outcome=st.sampled_from(rules.OUTCOMES), turn=cards)
    def resolve(self, outcome: str, turn: int) -> None:
        waiting = casting.pending(self.station)
        stored = [card for card, state in enumerate(self.state) if state == "stored"]
        assert len(waiting) == len(stored)
        card = stored[turn % len(stored)]
        number = self.station.ranks[self.publics[card]]
        mark = next(mark for mark, known in self.station.marks.items() if known == number)
        casting.resolve(self.station, mark, outcome, TWO)
        casting.resolve(self.station, mark, outcome, TWO)  # the request came twice
        other = "spent" if outcome != "spent" else "revote"
        self.refused("resolved", lambda: casting.resolve(self.station, mark, other, TWO))
        self.state[card] = {"spent": "spent", "revote": "revote", "removed": "void"}[outcome]
        if outcome == "spent":
            self.doubtful += 1
        else:
            self.removed += 1
            self.inside[card], self.under[card] = None, ""

    @rule(card=cards)
    def void(self, card: int) -> None:
        def action() -> None:
            casting.void(self.station, self.publics[card], TWO)

        if card in self.live:
            self.refused("held", action)
        elif self.state[card] in ("stored", "spent"):
            self.refused({"pending", "spent"}, action)
        else:
            action()
            self.state[card] = "void"

    @rule()
    def restart(self) -> None:
        place.close(self.station)
        self.station = place.load(self.folder / "tps", PASSPHRASE)
        self.live = {}

    @rule()
    def booths_fall_silent(self) -> None:
        casting.sweep(self.station, self.station.monotonic() + casting.SILENT + 1)
        self.live = {}

    @invariant()
    def agrees(self) -> None:
        found = casting.counts(self.station)
        names = ("spent", "stored", "void")
        assert (found.spent, found.pending, found.void) == tuple(self.state.count(name) for name in names)
        assert found.held == len(self.live)
        assert found.free == CARDS - sum(found[1:5])
        for card, public in enumerate(self.publics):
            inside = self.station.cards[self.station.ranks[public]]
            assert inside.ballot == (self.inside[card] or b"")
        for card, ballot in self.acknowledged.items():
            assert self.inside[card] == ballot

    def close(self) -> None:
        """At the end everything is decided, and the archive is exactly what was spent."""
        for waiting in casting.pending(self.station):
            casting.resolve(self.station, waiting.id, "spent", TWO)
            self.doubtful += 1
        casting.sweep(self.station, self.station.monotonic() + 1e6)
        figures = phases.close_voting(self.station, officers=TWO, unused_cards=0)
        assert (figures.ballots_removed, figures.slips_doubtful) == (self.removed, self.doubtful)
        phases.seal_box(self.station)
        with Reader(phases.archive_path(self.station)) as reader:
            found = [m.body for m in reader if m.kind == DATA and m.body.startswith(b'{"election_uuid"')]
        assert sorted(found) == sorted(ballot for ballot in self.inside if ballot)
        assert figures.cards_spent == len(found)


TestVoting = Voting.TestCase
TestVoting.settings = settings(
    max_examples=20, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
