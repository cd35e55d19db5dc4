"""Cards, claims, ballots: what is refused, with which code, and that nothing was changed by it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pendopo.apps.elections.crypto.ballots import tracker
from pendopo.apps.elections.crypto.election import read_election
from pendopo.apps.elections.crypto.formats import dump
from pendopo.apps.elections.station import casting, chronicle, core, phases, place, rules
from pendopo.apps.elections.station.cells import largest_ballot
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StorageFailed
from pendopo.apps.elections.station.testing import CHAIR, SECOND, TWO, ballot_of, make_parcel, public_of
from pendopo.apps.elections.tests.stations import Bench, ballot, card_of, public, refused, vote


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench(tmp_path)
    yield found
    place.close(found.station)


@pytest.fixture
def station(bench: Bench) -> Station:
    return bench.station


def test_it_works_and_the_same_request_again_gets_the_same_answer(station: Station) -> None:
    lease = casting.claim(station, 1, public(0))
    assert casting.claim(station, 1, public(0)) == lease
    assert casting.state_of(station, public(0)) == "held"
    assert casting.lease_state(station, lease) == "held"
    told = tracker(ballot(0))
    assert [casting.store(station, 1, lease, ballot(0)) for _again in range(3)] == [told] * 3
    assert casting.lease_state(station, lease) == "stored"
    assert [casting.confirm(station, 1, lease) for _again in range(3)] == [told] * 3
    assert casting.beat(station, 1, lease) == "spent"
    assert casting.store(station, 1, lease, ballot(0)) == told
    assert casting.counts(station) == (8, 1, 0, 0, 0, 7)


def test_one_card_in_two_booths_is_refused_while_the_first_lives(station: Station) -> None:
    lease = casting.claim(station, 1, public(0))
    with refused("held"):
        casting.claim(station, 2, public(0))
    with refused("lease"):
        casting.store(station, 2, lease, ballot(0))  # the claim belongs to booth 1
    casting.release(station, 1, lease)
    assert casting.claim(station, 2, public(0)) != lease
    with refused("lease"):
        casting.store(station, 1, lease, ballot(0))


def test_a_booth_that_takes_another_card_lets_go_of_the_first(station: Station) -> None:
    casting.claim(station, 1, public(0))
    casting.claim(station, 1, public(1))
    assert casting.state_of(station, public(0)) == "free"
    casting.claim(station, 2, public(0))


def test_spent_pending_void_and_unknown_cards_are_refused(station: Station) -> None:
    vote(station, 0)
    vote(station, 1, confirm=False)
    casting.void(station, public(2), TWO)
    for card, code in ((0, "spent"), (1, "pending"), (2, "void")):
        with refused(code):
            casting.claim(station, 2, public(card))
        assert casting.state_of(station, public(card)) == code
    with refused("unknown_card"):
        casting.claim(station, 2, "ff" * 32)
    with refused("spent"):
        casting.void(station, public(0), TWO)
    assert casting.state_of(station, "x") == "unknown"


def test_another_ballot_under_the_same_claim_is_refused(station: Station) -> None:
    lease = vote(station, 0, confirm=False)
    with refused("pending"):
        casting.store(station, 1, lease, ballot(0, 1))
    casting.confirm(station, 1, lease)
    with refused("spent"):
        casting.store(station, 1, lease, ballot(0, 1))
    assert card_of(station, 0) == ballot(0)


def _forged() -> list[tuple[str, bytes]]:
    value: dict[str, Any] = json.loads(ballot(0))
    other = json.loads(ballot(1))
    foreign, deck, _secrets = make_parcel(voters=6, candidates=2)
    proof = value["answers"][0]["individual_proofs"][0][0]
    spoilt = {**proof, "response": str(int(proof["response"]) ^ 1)}
    broken = json.loads(ballot(0))
    broken["answers"][0]["individual_proofs"][0][0] = spoilt
    return [
        ("empty", b""),
        ("no JSON", b"\xff\x00"),
        ("list", b"[]"),
        ("blank inside", ballot(0).replace(b":", b": ", 1)),
        ("large", ballot(0) + b" " * 100_000),
        ("deep", b"[" * 5000),
        ("another card", ballot(1)),
        ("another election", ballot_of(foreign, deck[0])),
        ("signature of another", dump({**value, "signature": other["signature"]})),
        ("proof", dump(broken)),
        ("another credential", dump({**value, "credential": other["credential"]})),
    ]


@pytest.mark.parametrize("number", range(11))
def test_a_ballot_in_which_anything_does_not_hold_is_refused(station: Station, number: int) -> None:
    name, raw = _forged()[number]
    lease = casting.claim(station, 1, public(0))
    with refused("ballot"):
        casting.store(station, 1, lease, raw)
    assert casting.counts(station).pending == 0, name
    casting.store(station, 1, lease, ballot(0))  # the claim lives on


def test_claims_of_silent_booths_and_slow_voters_are_let_go(station: Station) -> None:
    now = station.monotonic()
    casting.claim(station, 1, public(0))
    casting.claim(station, 2, public(1))
    station.seen[2] = now + 100
    assert casting.sweep(station, now + casting.SILENT + 1) == [1]
    station.seen[2] = now + 1000
    assert casting.sweep(station, now + 1000) == [2]
    assert casting.counts(station).held == 0


def test_a_stored_ballot_is_never_let_go(station: Station) -> None:
    lease = vote(station, 0, confirm=False)
    with refused("pending"):
        casting.release(station, 1, lease)
    assert casting.sweep(station, station.monotonic() + 1e6) == []
    assert [one.booth for one in casting.pending(station)] == [1]


def test_after_a_restart_the_booth_goes_on_or_officers_decide(bench: Bench) -> None:
    lease = vote(bench.station, 0, confirm=False)
    other = casting.claim(bench.station, 2, public(1))
    station = bench.load()
    assert casting.counts(station) == (8, 0, 1, 0, 0, 7)
    assert [(one.booth, one.live) for one in casting.pending(station)] == [(1, False)]
    assert casting.store(station, 1, lease, ballot(0)) == tracker(ballot(0))
    assert casting.confirm(station, 1, lease) == tracker(ballot(0))
    with refused("lease"):
        casting.store(station, 2, other, ballot(1))
    vote(station, 1, booth=2)


@pytest.mark.parametrize(("outcome", "state"), [("spent", "spent"), ("revote", "revote"), ("removed", "void")])
def test_two_officers_decide_on_a_ballot_without_slip(station: Station, outcome: str, state: str) -> None:
    lease = vote(station, 0, confirm=False)
    mark = casting.pending(station)[0].id
    for pair in ((CHAIR, CHAIR), (CHAIR, "Bukan Petugas"), (CHAIR, "Yohanes Bria")):  # the last one is a witness
        with refused("officers"):
            casting.resolve(station, mark, outcome, pair)
    casting.resolve(station, mark, outcome, TWO)
    assert casting.state_of(station, public(0)) == state
    assert casting.beat(station, 1, lease) == outcome
    assert casting.pending(station) == []
    told = chronicle.entries(station)[-1]
    assert (told["kind"], told["officer"]) == ("slip", f"{CHAIR}, {SECOND}")
    if outcome != "spent":
        assert card_of(station, 0) == b""
        with refused("lease"):
            casting.confirm(station, 1, lease)


def test_an_old_decision_does_not_touch_the_new_ballot_of_the_same_card(station: Station) -> None:
    vote(station, 0, confirm=False)
    mark = casting.pending(station)[0].id
    casting.resolve(station, mark, "revote", TWO)
    vote(station, 0, 1, confirm=False)
    casting.resolve(station, mark, "revote", TWO)  # the old request once more
    assert card_of(station, 0) == ballot(0, 1)
    with refused("resolved"):
        casting.resolve(station, mark, "removed", TWO)
    assert casting.pending(station)[0].id != mark


def test_nothing_is_cast_before_opening_and_after_closing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, opened=False)
    station = bench.station
    with refused("not_open"):
        casting.claim(station, 1, public(0))
    phases.open_voting(station, TWO)
    lease = casting.claim(station, 1, public(0))
    with refused("held"):
        phases.close_voting(station, officers=TWO, unused_cards=0)
    casting.store(station, 1, lease, ballot(0))
    with refused("pending"):
        phases.close_voting(station, officers=TWO, unused_cards=0)
    casting.confirm(station, 1, lease)
    phases.close_voting(station, officers=TWO, unused_cards=7)
    with refused("not_open"):
        casting.claim(station, 1, public(1))
    assert casting.confirm(station, 1, lease) == tracker(ballot(0))  # a late repetition
    place.close(station)


def test_without_the_stick_nothing_is_taken_until_two_officers_say_so(bench: Bench) -> None:
    station = bench.station
    lease = casting.claim(station, 1, public(0))
    bench.stick.rename(bench.folder / "dicabut")
    with pytest.raises(StorageFailed):
        casting.store(station, 1, lease, ballot(0))
    assert station.journal_state == "missing"
    assert casting.counts(station).pending == 0
    with pytest.raises(StorageFailed):
        casting.claim(station, 2, public(1))
    with refused("officers"):
        place.go_without_stick(station, (SECOND, "Siti Aminah"))  # the chair is missing
    place.go_without_stick(station, TWO)
    casting.store(station, 1, lease, ballot(0))
    casting.confirm(station, 1, lease)
    (bench.folder / "dicabut").rename(bench.stick)
    casting.sweep(station)
    assert station.journal_state == "ok"
    assert not station.status["no_stick"]
    spare = bench.restore("cadangan")
    assert card_of(spare, 0) == ballot(0)
    place.close(spare)
    kinds = [one["text"] for one in chronicle.entries(station) if one["kind"] == "jurnal"]
    assert any("Dilanjutkan tanpa stik" in text for text in kinds)


def test_twenty_booths_at_once_lose_nothing(tmp_path: Path) -> None:
    parcel, deck, _secrets = make_parcel(voters=40, candidates=2)
    bench = Bench(tmp_path, parcel)
    station, wrong = bench.station, []
    by_card = {public_of(parcel, card): ballot_of(parcel, card) for card in deck[:40]}

    def booth(number: int) -> None:
        try:
            for public in list(by_card)[2 * number : 2 * number + 2]:
                lease = casting.claim(station, number + 1, public)
                casting.store(station, number + 1, lease, by_card[public])
                casting.confirm(station, number + 1, lease)
        except Exception as problem:
            wrong.append(problem)

    threads = [threading.Thread(target=booth, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert casting.counts(station).spent == 40
    assert sorted(card.ballot for card in station.cards if card.ballot) == sorted(by_card.values())
    place.close(station)


def test_the_largest_ballot_has_room_in_its_cell() -> None:
    for group, blank in (("Ed25519", True), ("Ed25519", False), ("BELENIOS-2048", True)):
        parcel, deck, _secrets = make_parcel(voters=1, candidates=3, blank=blank, group=group)
        room = largest_ballot(read_election(parcel.election.encode()))
        made = len(ballot_of(parcel, deck[0], 1))
        assert made <= room <= made * 1.1


def test_a_refused_write_of_the_laptop_leaves_the_stick_behind_nothing(bench: Bench) -> None:
    """The commit fails after the stick was written: the stick follows the laptop again."""
    station = bench.station
    lease = casting.claim(station, 1, public(0))

    def fails(name: str) -> None:
        if name == "store.commit":
            raise StorageFailed()

    station.checkpoint = fails
    with pytest.raises(StorageFailed):
        casting.store(station, 1, lease, ballot(0))
    station.checkpoint = lambda _name: None
    assert station.journal
    cells, _bad = station.journal.read()
    assert cells == dict(enumerate(station.cells))
    assert station.cards[station.ranks[public(0)]].state == rules.FREE
    assert core.probe(station) == "ok"
    casting.store(station, 1, lease, ballot(0))
