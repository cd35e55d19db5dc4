"""Nothing on laptop or stick tells who voted when, in which order, or what."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path
from unittest import mock

import pytest

from pendopo.apps.elections.crypto.ballots import tracker
from pendopo.apps.elections.parcel import Parcel, seal
from pendopo.apps.elections.station import casting, checkin, chronicle, phases, place
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.testing import CHAIR, PASSPHRASE, TWO, ballot_of, make_parcel, public_of

VOTES = 200
STRANGER = {"nik": "3399999999999999", "name": "Ketut Orang Luar", "sex": "P"}


class Town:
    """One station, prepared and opened; its state on the disk can be put back to try another order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parcel: Parcel
        self.parcel, deck, _secrets = make_parcel(voters=VOTES, candidates=2)
        self.votes = [(public_of(self.parcel, card), ballot_of(self.parcel, card)) for card in deck[:VOTES]]
        (folder / "stik").mkdir()
        station = place.prepare(folder / "tps", seal(self.parcel, PASSPHRASE), PASSPHRASE)
        place.attach_journal(station, folder / "stik")
        phases.open_voting(station, TWO)
        place.close(station)
        for name in ("tps", "stik"):
            shutil.copytree(folder / name, folder / f"awal-{name}")

    def day(self, seed: int, votes: int = VOTES) -> tuple[Station, list[int], list[int]]:
        """The same voters and the same cards, in an order of its own: who came, which card was cast."""
        for name in ("tps", "stik"):
            shutil.rmtree(self.folder / name)
            shutil.copytree(self.folder / f"awal-{name}", self.folder / name)
        station = place.load(self.folder / "tps", PASSPHRASE)
        chance = random.Random(seed)
        came, cast = list(range(1, votes + 1)), list(range(votes))
        chance.shuffle(came)
        chance.shuffle(cast)
        for number, card in zip(came, cast, strict=True):
            checkin.mark(station, number, officer=CHAIR, means="undangan")
            public, ballot = self.votes[card]
            with mock.patch.object(casting.secrets, "token_hex", lambda _n, card=card: f"{card:032x}"):
                lease = casting.claim(station, 1 + card % 3, public)
            casting.store(station, 1 + card % 3, lease, ballot)
            casting.confirm(station, 1 + card % 3, lease)
        return station, came, cast


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(tmp_path_factory.mktemp("rahasia"))


def test_it_works_that_two_orders_leave_the_same_bytes(town: Town) -> None:
    """Laptop and stick are byte for byte the same, whoever came first and whatever was cast first."""
    found = []
    for seed in (1, 2):
        station, came, cast = town.day(seed, 60)
        place.close(station)
        files = [path for name in ("tps", "stik") for path in sorted((town.folder / name).iterdir())]
        found.append((came, cast, {path.name: path.read_bytes() for path in files}))
    assert found[0][:2] != found[1][:2]
    assert found[0][2].keys() == found[1][2].keys()
    assert [name for name, raw in found[0][2].items() if raw != found[1][2][name]] == []


def test_places_follow_the_public_list_and_nothing_else(town: Town) -> None:
    box = town.folder / "tps" / place.BOX
    before = (town.folder / "awal-tps" / place.BOX).stat().st_size
    told = (town.folder / "awal-tps" / chronicle.FILE).read_bytes()
    station, _came, cast = town.day(3)
    trackers = [tracker(ballot) for _public, ballot in town.votes]
    journal = station.journal
    assert journal
    place.close(station)
    order = [town.votes[card][0] for card in cast]
    for raw in (box.read_bytes(), journal.path.read_bytes()):
        offsets = [raw.index(f'"credential":"{public}"'.encode()) for public in order]
        assert sorted(order) == [public for _offset, public in sorted(zip(offsets, order, strict=True))]
        assert abs(correlation(offsets)) < 0.36  # five standard deviations of 200
        assert not any(one.encode() in raw for one in trackers)
    assert box.stat().st_size == before
    assert not Path(f"{box}-journal").exists() or not Path(f"{box}-journal").stat().st_size
    with sqlite3.connect(box) as line:
        assert line.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert line.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = [sql for (sql,) in line.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
        assert len(tables) == 2
        assert not any(word in sql.lower() for sql in tables for word in ("time", "autoincrement", "date"))
        rows = line.execute("SELECT place FROM cell ORDER BY rowid").fetchall()
        assert rows == [(number,) for number in range(station.geometry.total)]
    line.close()
    assert (town.folder / "tps" / chronicle.FILE).read_bytes() == told  # 200 votes, not a line


def test_no_file_links_a_voter_to_a_card(town: Town) -> None:
    station, _came, _cast = town.day(4, 20)
    checkin.add_extra(station, **STRANGER, officers=TWO)
    checkin.unmark(station, 1, officers=TWO, reason="orang")
    phases.close_voting(station, officers=TWO, unused_cards=0)
    phases.seal_box(station)
    place.close(station)
    names = [word for voter in town.parcel.voters for word in (voter.nik, voter.name, voter.card_uid)]
    names += [STRANGER["nik"], STRANGER["name"]]
    publics = [public for public, _ballot in town.votes[:20]]
    trackers = [tracker(ballot) for _public, ballot in town.votes[:20]]
    for path in [one for name in ("tps", "stik") for one in (town.folder / name).iterdir()]:
        raw = path.read_bytes()
        assert not any(word.encode() in raw for word in names), path.name
        assert not any(word.encode() in raw for word in trackers), path.name
        if path.suffix not in (".bel", ".zip"):
            assert not any(public.encode() in raw for public in publics), path.name


def test_the_archive_is_shuffled_and_has_one_time(town: Town) -> None:
    station, _came, cast = town.day(5, 60)
    phases.close_voting(station, officers=TWO, unused_cards=0)
    phases.seal_box(station)
    raw = phases.archive_path(station).read_bytes()
    place.close(station)
    body = raw[raw.index(b'{"election_uuid"') :]
    order = [town.votes[card][0] for card in cast]
    offsets = [body.index(f'"credential":"{public}"'.encode()) for public in order]
    assert abs(correlation(offsets)) < 0.65  # five standard deviations of 60
    assert sorted(zip(offsets, order, strict=True)) != sorted(zip(offsets, sorted(order), strict=True))
    times = {raw[at + 136 : at + 147] for at in _headers(raw)}
    assert times == {b"%011o" % phases.archive_time(station)}
    assert phases.archive_time(station) == 1795932000  # 2026-11-29 13:00 in Jakarta


def correlation(places: list[int]) -> float:
    """Spearman's rank correlation of these places with the order in which they are given."""
    size = len(places)
    ranks = {value: rank for rank, value in enumerate(sorted(places))}
    apart = sum((ranks[value] - turn) ** 2 for turn, value in enumerate(places))
    return 1 - 6 * apart / (size * (size * size - 1))


def _headers(raw: bytes) -> list[int]:
    found, at = [], 0
    while at < len(raw):
        found.append(at)
        size = int(raw[at + 124 : at + 135], 8)
        at += 512 + size + -size % 512
    return found
