"""A polling station is killed at every step of casting, at random moments, and with a full disk; no vote is lost.

The child says what it was told in `acks`, one line an answer, before it goes on: what stands there must hold later.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import pytest

from pendopo.apps.elections.crypto.archive import DATA, Reader
from pendopo.apps.elections.crypto.ballots import tracker
from pendopo.apps.elections.crypto.formats import load as load_json
from pendopo.apps.elections.crypto.verify import verify
from pendopo.apps.elections.parcel import Parcel, seal
from pendopo.apps.elections.station import casting, checkin, chronicle, core, phases, place, rules
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed
from pendopo.apps.elections.station.testing import CHAIR, PASSPHRASE, TWO, ballot_of, make_parcel, public_of

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


class Vote(NamedTuple):
    public: str
    ballot: bytes


class Home(NamedTuple):
    """A prepared and opened station (folder and stick), to be copied; votes that may be cast there."""

    folder: Path
    parcel: Parcel
    votes: list[Vote]

    def copy(self, to: Path) -> Path:
        return shutil.copytree(self.folder, to)


@pytest.fixture(scope="module", autouse=True)
def _ready() -> Iterator[None]:
    """The server of children finds this module; they write no core dumps."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, before[1]))
    with mock.patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)):
        assert run(os.getpid) == 0
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    parcel, deck, _secrets = make_parcel(voters=40, candidates=2)
    folder = tmp_path_factory.mktemp("tps")
    (folder / "stik").mkdir()
    raw = seal(parcel, PASSPHRASE)
    station = place.prepare(folder / "tps", raw, PASSPHRASE)
    place.attach_journal(station, folder / "stik")
    phases.open_voting(station, TWO)
    votes = [Vote(public_of(parcel, card), ballot_of(parcel, card, number % 2)) for number, card in enumerate(deck)]
    lease = casting.claim(station, 9, votes[0].public)
    casting.store(station, 9, lease, votes[0].ballot)
    casting.confirm(station, 9, lease)  # somebody voted before: this one must never suffer
    place.close(station)
    return Home(folder, parcel, votes)


def opened(folder: Path, home: Home, checkpoint: Callable[[str], None] | None = None) -> Station:
    """Without the tenth of a second that the passphrase is stretched for, a hundred times here."""
    with mock.patch.object(place, "open_parcel", lambda _raw, _passphrase: home.parcel):
        return place.load(folder / "tps", PASSPHRASE, journal=folder / "stik", checkpoint=checkpoint)


def say(folder: Path, text: str) -> None:
    handle = os.open(folder / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, f"{text}\n".encode())
    os.close(handle)


def said(folder: Path) -> list[str]:
    path = folder / "acks"
    return path.read_text().splitlines() if path.exists() else []


def script(folder: Path, home: Home, dies_at: int) -> None:
    """Cast and confirm, cast and let officers decide, twice, check in: dies at that step; its steps go to `steps`."""
    steps: list[str] = []

    def checkpoint(name: str) -> None:
        steps.append(name)
        if len(steps) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    station = opened(folder, home, checkpoint)
    steps.clear()
    lease = casting.claim(station, 1, home.votes[1].public)
    say(folder, f"lease {lease}")
    say(folder, f"stored 1 {casting.store(station, 1, lease, home.votes[1].ballot)}")
    say(folder, f"confirmed 1 {casting.confirm(station, 1, lease)}")
    other = casting.claim(station, 2, home.votes[2].public)
    say(folder, f"stored 2 {casting.store(station, 2, other, home.votes[2].ballot)}")
    mark = casting.pending(station)[0].id
    casting.resolve(station, mark, "revote", TWO)
    say(folder, "revote 2")
    checkin.mark(station, 1, officer=CHAIR, means="ktp")
    say(folder, "marked")
    (folder / "steps").write_text("\n".join(steps))


def run(target: Callable[..., object], *args: Any) -> int | None:
    child = CONTEXT.Process(target=target, args=args)
    child.start()
    child.join(600)
    return child.exitcode


def on_stick(station: Station) -> dict[int, rules.Card]:
    """What a spare laptop would find."""
    assert station.journal is not None
    cells, bad = station.journal.read()
    assert bad == []
    first = station.geometry.card(0)
    return {number: rules.unpack(cells[first + number].payload) for number in range(station.geometry.cards)}


def stick_alone(folder: Path, home: Home) -> dict[int, rules.Card]:
    """The journal as the kill left it, read without the laptop."""
    spare = folder.with_name(folder.name + "-cadangan")
    spare.mkdir()
    shutil.copytree(folder / "stik", spare / "stik")
    with mock.patch.object(place, "open_parcel", lambda _raw, _passphrase: home.parcel):
        station = place.restore(spare / "tps", b"", PASSPHRASE, spare / "stik")
    try:
        return dict(enumerate(station.cards))
    finally:
        place.close(station)


def holds(cards: dict[int, rules.Card], ranks: dict[str, int], votes: list[Vote], acks: list[str]) -> None:
    """Confirmed: spent with this ballot. Stored: there, or already confirmed. Resolved: out."""
    assert cards[ranks[votes[0].public]].ballot == votes[0].ballot
    assert cards[ranks[votes[0].public]].state == rules.SPENT
    one, two = (cards[ranks[vote.public]] for vote in votes[1:3])
    told = [line.split()[0] + line.split()[1] if " " in line else line for line in acks]
    if "stored1" in told:
        assert (one.state, one.ballot) in [(rules.STORED, votes[1].ballot), (rules.SPENT, votes[1].ballot)]
    if "confirmed1" in told:
        assert one.state == rules.SPENT
    if "stored2" in told and "revote2" not in told:
        assert two.ballot == votes[2].ballot or two.state == rules.REVOTE
    if "revote2" in told:
        assert two == rules.Card(rules.REVOTE)


def finish(station: Station, votes: list[Vote], acks: list[str]) -> None:
    """The booth and the officers go on where they were; then the box is closed: every vote once."""
    lease = next((line.split()[1] for line in acks if line.startswith("lease")), "")
    try:
        assert casting.store(station, 1, lease, votes[1].ballot) == tracker(votes[1].ballot)
    except StationRefused as problem:
        assert problem.code == "lease"  # nothing was stored: the card is asked for again
        lease = casting.claim(station, 1, votes[1].public)
        casting.store(station, 1, lease, votes[1].ballot)
    assert casting.confirm(station, 1, lease) == tracker(votes[1].ballot)
    for waiting in casting.pending(station):
        casting.resolve(station, waiting.id, "revote", TWO)
    noted = sum(entry["kind"] == "slip" for entry in chronicle.entries(station))
    assert noted == core.counted(station, "removed")
    again = casting.claim(station, 3, votes[2].public)
    casting.store(station, 3, again, votes[2].ballot)
    casting.confirm(station, 3, again)
    with suppress(StationRefused):
        checkin.mark(station, 1, officer=CHAIR, means="ktp")
    assert checkin.counts(station).attended == 1
    figures = phases.close_voting(station, officers=TWO, unused_cards=station.parcel.cards - 3)
    assert (figures.cards_spent, figures.ballots_removed <= 1) == (3, True)
    phases.seal_box(station)
    assert in_archive(phases.archive_path(station)) == sorted(vote.ballot for vote in votes[:3])


def in_archive(path: Path) -> list[bytes]:
    assert verify(path, jobs=1, unfinished=True).failure is None
    with Reader(path) as reader:
        bodies = [member.body for member in reader if member.kind == DATA]
    found = [body for body in bodies if body.startswith(b'{"election_uuid"')]
    cards = [load_json(body)["credential"] for body in found]
    assert len(set(cards)) == len(cards)
    return sorted(found)


@pytest.mark.crash
def test_it_holds_when_killed_at_every_step(home: Home, tmp_path: Path) -> None:
    whole = home.copy(tmp_path / "whole")
    assert run(script, whole, home, -1) == 0
    steps = (whole / "steps").read_text().split()
    assert {"journal.torn", "journal.synced", "store.commit", "cast.stored", "cast.confirmed"} <= set(steps)
    for number, name in enumerate(steps, 1):
        folder = home.copy(tmp_path / f"{number:02}-{name}")
        assert run(script, folder, home, number) == -signal.SIGKILL
        acks = said(folder)
        if number % 4 == 0:  # a spare laptop with the stick alone
            ranks = _ranks(home)
            holds(stick_alone(folder, home), ranks, home.votes, acks)
        station = opened(folder, home)
        try:
            assert station.journal_state == "ok"
            cards = dict(enumerate(station.cards))
            holds(cards, station.ranks, home.votes, acks)
            assert on_stick(station) == cards
            waiting = sum(card.state == rules.STORED for card in station.cards)
            assert len(casting.pending(station)) == waiting
            finish(station, home.votes, acks)
        finally:
            place.close(station)
        shutil.rmtree(folder)


def _ranks(home: Home) -> dict[str, int]:
    publics = sorted(vote.public for vote in home.votes)
    return {public: number for number, public in enumerate(publics)}


def busy(folder: Path, home: Home) -> None:
    """One voter after the other, until the end."""
    station = opened(folder, home)
    for number, vote in enumerate(home.votes):
        try:
            lease = casting.claim(station, 1, vote.public)
            casting.store(station, 1, lease, vote.ballot)
            say(folder, f"stored {number}")
            casting.confirm(station, 1, lease)
            say(folder, f"confirmed {number}")
        except StationRefused as problem:
            say(folder, f"refused {number} {problem.code}")


def taken(folder: Path) -> int:
    """Answers other than refusals, of which every new turn begins with many."""
    return sum(not line.startswith("refused") for line in said(folder))


@pytest.mark.crash
def test_it_holds_when_killed_at_any_moment(home: Home, tmp_path: Path) -> None:
    folder = home.copy(tmp_path / "any")
    chance = random.Random(7)
    for _turn in range(8):
        child = CONTEXT.Process(target=busy, args=(folder, home))
        wanted = taken(folder) + chance.randint(2, 8)
        child.start()
        while taken(folder) < wanted and child.is_alive():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.012))  # anywhere in the next vote
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        child.join()
    acks = said(folder)
    confirmed = {int(line.split()[1]) for line in acks if line.startswith("confirmed")} | {0}
    assert len(confirmed) > 8
    station = opened(folder, home)
    try:
        for number in confirmed:
            card = station.cards[station.ranks[home.votes[number].public]]
            assert (card.state, card.ballot) == (rules.SPENT, home.votes[number].ballot)
        waiting = casting.pending(station)
        for one in waiting:
            casting.resolve(station, one.id, "spent", TWO)
        spent = casting.counts(station).spent
        assert len(confirmed) <= spent
        assert all(line.split()[2] in ("spent", "pending") for line in acks if line.startswith("refused"))
        phases.close_voting(station, officers=TWO, unused_cards=0)
        phases.seal_box(station)
        assert len(in_archive(phases.archive_path(station))) == spent
    finally:
        place.close(station)


def sealing(folder: Path, home: Home, dies_at: int) -> None:
    steps: list[str] = []

    def checkpoint(name: str) -> None:
        if name.startswith("journal.cell") or name == "store.cell":
            return  # the wipe has many of them; the edges are enough
        steps.append(name)
        if len(steps) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    station = opened(folder, home, checkpoint)
    steps.clear()
    phases.close_voting(station, officers=TWO, unused_cards=len(home.votes) - 1)
    phases.seal_box(station)
    (folder / "steps").write_text("\n".join(steps))


@pytest.mark.crash
def test_the_seal_is_taken_up_again_wherever_it_was_killed(home: Home, tmp_path: Path) -> None:
    whole = home.copy(tmp_path / "whole")
    assert run(sealing, whole, home, -1) == 0
    steps = (whole / "steps").read_text().split()
    torn = [number for number, name in enumerate(steps, 1) if name == "journal.torn"]
    for number, name in enumerate(steps, 1):
        if number in torn[3:-1]:
            continue  # the same wipe, cell after cell
        folder = home.copy(tmp_path / f"{number:02}-{name}")
        assert run(sealing, folder, home, number) == -signal.SIGKILL
        station = opened(folder, home)
        try:
            if station.phase == "open":
                phases.close_voting(station, officers=TWO, unused_cards=len(home.votes) - 1)
            bundle = phases.seal_box(station)
            assert station.phase == "sealed"
            assert in_archive(phases.archive_path(station)) == [home.votes[0].ballot]
            assert (folder / "stik" / bundle.name).read_bytes() == bundle.read_bytes()
            assert {card.state for card in on_stick(station).values()} == {rules.CLEARED}
        finally:
            place.close(station)
        shutil.rmtree(folder)


def crowded(folder: Path, home: Home) -> None:
    """No room on the disk: refused with storage. With room again the same request is taken."""
    station = opened(folder, home)
    lease = casting.claim(station, 1, home.votes[1].public)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    try:
        for room in (0, 4096, 9000):
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
            with pytest.raises(StorageFailed):
                casting.store(station, 1, lease, home.votes[1].ballot)
            with pytest.raises(StorageFailed):
                checkin.mark(station, 1, officer=CHAIR, means="ktp")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert casting.counts(station).spent == 1
    assert casting.counts(station).pending == 0
    assert casting.store(station, 1, lease, home.votes[1].ballot) == tracker(home.votes[1].ballot)
    assert casting.confirm(station, 1, lease) == tracker(home.votes[1].ballot)
    checkin.mark(station, 1, officer=CHAIR, means="ktp")
    assert core.probe(station) == "ok"
    say(folder, "whole")


@pytest.mark.crash
def test_a_full_disk_keeps_nothing_half(home: Home, tmp_path: Path) -> None:
    folder = home.copy(tmp_path / "full")
    assert run(crowded, folder, home) == 0
    assert said(folder) == ["whole"]
    station = opened(folder, home)
    try:
        assert casting.counts(station).spent == 2
        assert on_stick(station) == dict(enumerate(station.cards))
    finally:
        place.close(station)
