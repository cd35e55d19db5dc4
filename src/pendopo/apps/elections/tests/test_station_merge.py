"""Two laptops of one station: nothing lost, nothing twice, what contradicts is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.elections import closing
from pendopo.apps.elections.crypto.archive import DATA, Reader
from pendopo.apps.elections.station import casting, checkin, chronicle, core, phases, place, rules
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.merge import WORDS, MergeReport, disputed, merge
from pendopo.apps.elections.station.testing import CHAIR, SEED, TWO, make_parcel
from pendopo.apps.elections.tests.stations import Bench, ballot, card_of, public, refused, vote


class Two:
    """The first laptop after one vote and one mark, and a spare one that began from a copy of its stick."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(folder)
        self.one = self.bench.station
        vote(self.one, 0)
        checkin.mark(self.one, 1, officer=CHAIR, means="ktp")
        shutil.copytree(self.bench.stick, folder / "stik-2")
        self.two = self.bench.restore("cadangan", folder / "stik-2")

    def conflicts(self, report: MergeReport) -> list[str]:
        return [one.kind for one in report.conflicts]


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[Two]:
    found = Two(tmp_path)
    yield found
    place.close(found.one)
    place.close(found.two)


def archive(station: Station) -> list[bytes]:
    phases.close_voting(station, officers=TWO, unused_cards=0)
    phases.seal_box(station)
    with Reader(phases.archive_path(station)) as reader:
        return sorted(m.body for m in reader if m.kind == DATA and m.body.startswith(b'{"election_uuid"'))


def test_it_works_that_all_of_both_is_there_once(laptops: Two) -> None:
    one, two = laptops.one, laptops.two
    vote(one, 1)
    vote(two, 2)
    vote(two, 3, confirm=False)
    casting.void(two, public(4), TWO)
    checkin.mark(one, 2, officer=CHAIR, means="nik")
    checkin.mark(two, 3, officer=CHAIR, means="nik")
    for station, nik in ((one, "3399999999999991"), (two, "3399999999999992")):
        checkin.add_extra(station, nik=nik, name="Orang Luar", sex="L", officers=TWO)
    chronicle.note(two, "printer", "Kertas habis di laptop cadangan.")
    report = merge(one, two)
    assert (report.ballots_taken, report.marks_taken, report.extras_taken, report.conflicts) == (2, 1, 1, [])
    assert casting.counts(one) == (8, 3, 1, 1, 0, 3)
    assert checkin.counts(one)[:3] == (6, 3, 2)
    assert any("Kertas habis di laptop cadangan" in entry["text"] for entry in chronicle.entries(one))
    told = chronicle.entries(one)
    again = merge(one, two)
    assert (again.ballots_taken, again.marks_taken, again.extras_taken) == (0, 0, 0)
    assert chronicle.entries(one) == told
    casting.resolve(one, casting.pending(one)[0].id, "spent", TWO)
    assert archive(one) == sorted(ballot(card) for card in range(4))


def test_the_other_laptop_may_be_there_as_its_stick_only(laptops: Two) -> None:
    vote(laptops.two, 2)
    journal = laptops.two.journal
    assert journal
    place.close(laptops.two)
    assert merge(laptops.one, journal.path).ballots_taken == 1
    assert card_of(laptops.one, 2) == ballot(2)
    with refused("journal"):
        merge(laptops.one, journal.path.with_name("tidak-ada"))


def test_one_card_used_on_both_counts_once_and_is_named(laptops: Two) -> None:
    vote(laptops.one, 1)
    vote(laptops.two, 1, 1)
    report = merge(laptops.one, laptops.two)
    assert laptops.conflicts(report) == ["two_ballots"]
    assert archive(laptops.one) == sorted([ballot(0), ballot(1)])


def test_a_confirmed_ballot_beats_another_decision(laptops: Two) -> None:
    vote(laptops.one, 1)
    casting.void(laptops.two, public(1), TWO)
    casting.void(laptops.one, public(2), TWO)
    vote(laptops.two, 2)
    report = merge(laptops.one, laptops.two)
    assert laptops.conflicts(report) == ["spent_elsewhere", "spent_elsewhere"]
    assert archive(laptops.one) == sorted([ballot(0), ballot(1), ballot(2)])


def test_a_mark_that_one_laptop_took_back_stays_and_is_named(laptops: Two) -> None:
    checkin.unmark(laptops.two, 1, officers=TWO, reason="nama")
    report = merge(laptops.one, laptops.two)
    assert laptops.conflicts(report) == ["attendance"]
    assert checkin.counts(laptops.one).attended == 1


def test_what_contradicts_stays_listed_for_officers_and_for_the_closing_report(laptops: Two) -> None:
    one, two = laptops.one, laptops.two
    for card in (1, 2):
        vote(one, card)
        vote(two, card, 1)
    checkin.unmark(two, 1, officers=TWO, reason="nama")
    assert disputed(one) == []
    merge(one, two)
    merge(one, two)
    cards = sorted(one.geometry.card(one.ranks[public(card)]) for card in (1, 2))
    assert [(found.kind, found.places) for found in disputed(one)] == [
        ("two_ballots", tuple(f"kotak nomor {place}" for place in cards)),
        ("attendance", ("daftar hadir nomor 1",)),
    ]
    assert [found.places for found in disputed(laptops.bench.load())] == [found.places for found in disputed(one)]
    one = laptops.one = laptops.bench.station
    told = phases.close_voting(one, officers=TWO, unused_cards=5)
    assert [text for text in told.disagreements() if "laptop" in text] == told.conflicts
    assert told.conflicts == [
        f"2 kartu (kotak nomor {cards[0]}, kotak nomor {cards[1]}): {WORDS['two_ballots']}",
        f"1 baris daftar hadir: {WORDS['attendance']}",  # nobody is named outside the station
    ]
    phases.seal_box(one)
    report = closing.unpack(phases.bundle_path(one).read_bytes())[0]
    assert closing.read(report, closing.public_key(SEED)).conflicts == told.conflicts


def test_conflicts_that_the_other_laptop_knew_are_taken_over(laptops: Two) -> None:
    vote(laptops.one, 1)
    vote(laptops.two, 1, 1)
    merge(laptops.two, laptops.one)
    merge(laptops.one, laptops.two)
    assert [found.places for found in disputed(laptops.one)] == [found.places for found in disputed(laptops.two)] != []


def test_decisions_of_both_laptops_are_counted(laptops: Two) -> None:
    for station, card in ((laptops.one, 1), (laptops.two, 2)):
        vote(station, card, confirm=False)
        casting.resolve(station, casting.pending(station)[0].id, "removed", TWO)
    merge(laptops.one, laptops.two)
    merge(laptops.one, laptops.two)
    assert core.counted(laptops.one, "removed") == 2
    assert casting.counts(laptops.one).void == 2


def test_a_closed_station_is_opened_again_when_something_came_in(laptops: Two) -> None:
    vote(laptops.two, 1)
    phases.close_voting(laptops.one, officers=TWO, unused_cards=7)
    merge(laptops.one, laptops.two)
    assert laptops.one.phase == "open"
    assert phases.close_voting(laptops.one, officers=TWO, unused_cards=6).cards_spent == 2
    merge(laptops.one, laptops.two)
    assert laptops.one.phase == "closed"  # nothing new


def test_what_is_sealed_or_foreign_is_not_merged(laptops: Two, tmp_path: Path) -> None:
    parcel, _deck, _secrets = make_parcel(voters=6, candidates=2)
    (tmp_path / "lain").mkdir()
    other = Bench(tmp_path / "lain", parcel)
    with refused("journal"):
        merge(laptops.one, other.station)
    with refused("journal"):
        merge(laptops.one, other.journal)
    place.close(other.station)
    archive(laptops.two)
    with refused("sealed"):
        merge(laptops.one, laptops.two)


# --- the rule alone

LEASES = st.binary(min_size=16, max_size=16)
BALLOTS = st.binary(min_size=1, max_size=3)
CARDS = st.one_of(
    st.sampled_from([rules.Card(), rules.Card(rules.REVOTE), rules.Card(rules.VOID)]),
    st.builds(rules.Card, st.just(rules.STORED), st.integers(1, 20), LEASES, BALLOTS),
    st.builds(rules.Card, st.just(rules.SPENT), st.just(0), LEASES, BALLOTS),
)
VERSIONS = st.integers(0, 5)


@given(CARDS, VERSIONS, CARDS, VERSIONS)
def test_a_confirmed_ballot_is_never_given_up_for_less(one: rules.Card, v1: int, two: rules.Card, v2: int) -> None:
    choice = rules.choose(one, v1, two, v2)
    kept, other = (one, two) if choice.first else (two, one)
    if rules.SPENT in (one.state, two.state):
        assert kept.state == rules.SPENT
    if other.state == rules.SPENT and other.ballot != kept.ballot:
        assert choice.conflict == "two_ballots"


@given(CARDS, VERSIONS, CARDS, VERSIONS)
def test_both_laptops_come_to_the_same_unless_it_is_named(one: rules.Card, v1: int, two: rules.Card, v2: int) -> None:
    here, there = rules.choose(one, v1, two, v2), rules.choose(two, v2, one, v1)
    kept_here = one if here.first else two
    kept_there = two if there.first else one
    assert here.conflict == there.conflict
    assert here.conflict or (kept_here.state, kept_here.ballot) == (kept_there.state, kept_there.ballot)


@given(CARDS)
def test_a_card_is_packed_and_read_again(card: rules.Card) -> None:
    assert rules.unpack(card.pack()) == card
    assert rules.choose(card, 1, card, 1) == rules.Choice(True)


@given(st.binary(max_size=40))
def test_other_bytes_are_no_card(raw: bytes) -> None:
    try:
        card = rules.unpack(raw)
    except ValueError:
        return
    assert card.pack() == raw


@given(CARDS, LEASES, BALLOTS)
def test_a_card_never_loses_a_ballot_by_casting(card: rules.Card, lease: bytes, new: bytes) -> None:
    """Only two officers take a ballot out, and only one that was not confirmed."""
    for step in (
        lambda: rules.stored(card, booth=1, lease=lease, ballot=new),
        lambda: rules.confirmed(card, card.lease),
        lambda: rules.voided(card),
        lambda: rules.resolved(card, "spent"),
    ):
        try:
            after = step()
        except rules.StationRefused:
            continue
        if card.ballot:
            assert after.ballot == card.ballot
        if card.state == rules.SPENT:
            assert after == card
