"""A whole election without a browser: keys, cards from a shuffled deck, ballots, one archive a station, reports.

What a rehearsal leaves behind holds private keys and cards. It is for practice: real cards are printed and real keys
stay with their holders.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from pendopo.apps.elections.crypto import ceremony
from pendopo.apps.elections.crypto.ballots import make_ballot, tracker
from pendopo.apps.elections.crypto.credentials import new_credential, public_credential, public_list
from pendopo.apps.elections.crypto.election import Election, Question, make_election, new_uuid, read_election
from pendopo.apps.elections.crypto.formats import BASE58, dump
from pendopo.apps.elections.crypto.groups import Group, group_named
from pendopo.apps.elections.crypto.proofs import Draw, draw_secret
from pendopo.apps.elections.crypto.recording import Recording, count, open_tally
from pendopo.apps.elections.crypto.tally import make_partial, read_result
from pendopo.apps.elections.crypto.trustees import Trustees, new_single, read_trustees, write_trustees
from pendopo.apps.elections.crypto.workers import cores

TRUSTEES: Final = ("1", "2", "3", "2of3", "3of5")
CHUNK: Final = 50


@dataclass(frozen=True)
class Plan:
    voters: int
    candidates: int
    stations: int
    group: str = "Ed25519"
    trustees: str = "3"
    blank: bool = False
    turnout: int = 90
    seed: int | None = None  # tests only: everything can be computed again from it, nothing is secret
    jobs: int = 0
    time: int = 0

    def draw(self, what: str) -> Draw:
        """Secret numbers; with a seed, repeatable ones that are no secret."""
        if self.seed is None:
            return draw_secret
        return random.Random(f"{self.seed}|{what}").randrange  # noqa: S311

    def shuffle(self, what: str) -> Callable[[list[Any]], None]:
        """Nobody can tell the order before from the order after."""
        if self.seed is None:
            return random.SystemRandom().shuffle
        return random.Random(f"{self.seed}|{what}").shuffle  # noqa: S311


@dataclass
class Station:
    number: int
    election: Election
    cards: int = 0
    votes: list[int] = field(default_factory=list)  # counted in the clear, to compare with the result
    result: list[int] = field(default_factory=list)
    file: Path = Path()
    last_event: str = ""

    @property
    def ballots(self) -> int:
        return sum(self.votes)


class Keys(NamedTuple):
    """`holders` can decrypt: owner number and a function that opens the key."""

    raw: bytes
    trustees: Trustees
    holders: Sequence[tuple[int, Callable[[], int]]]
    files: dict[str, bytes]


def make_keys(group: Group, kind: str, draw: Draw) -> Keys:
    """`3`: three trustees, all needed. `2of3`: any two of three suffice; the third is absent in the rehearsal."""
    if "of" not in kind:
        made = [new_single(group, draw) for _ in range(int(kind))]
        raw = write_trustees([public for _, public in made])
        holders: list[tuple[int, Callable[[], int]]] = [
            (number, partial(int, secret)) for number, (secret, _) in enumerate(made, 1)
        ]
        files = {f"pemegang-{number}.privkey": dump(str(secret)) for number, (secret, _) in enumerate(made, 1)}
        return Keys(raw, read_trustees(raw, group), holders, files)
    needed, size = (int(part) for part in kind.split("of"))
    seeds = [ceremony.new_seed(group, draw) for _ in range(size)]
    certificates = [ceremony.certificate(seed, number, size, needed, draw) for number, seed in enumerate(seeds, 1)]
    polynomials = [ceremony.polynomial(seed, certificates, draw) for seed in seeds]
    given = ceremony.inputs(polynomials)
    outputs = [
        ceremony.verification(seed, number, certificates, given[number - 1], draw)[1]
        for number, seed in enumerate(seeds, 1)
    ]
    raw = write_trustees([], [ceremony.assemble(certificates, polynomials, outputs)])
    files = {f"pemegang-{number}.key": seed.text.encode() for number, seed in enumerate(seeds, 1)}
    files |= {f"pemegang-{number}.dkey": out["private_key"].encode() for number, out in enumerate(outputs, 1)}
    pairs = list(zip(seeds, outputs, strict=True))
    opened = [
        (number, partial(ceremony.open_share, seed, out["private_key"])) for number, (seed, out) in enumerate(pairs, 1)
    ]
    return Keys(raw, read_trustees(raw, group), opened[-needed:], files)


def rehearse(plan: Plan, folder: Path, say: Callable[[str], None] = lambda _: None) -> list[Station]:
    """Leaves `kunci/`, and for each station `tps-NN/` with the archive, the cards and the trackers."""
    group = group_named(plan.group)
    keys = make_keys(group, plan.trustees, plan.draw("keys"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, raw in {**keys.files, "trustees.json": keys.raw}.items():
        write_private(folder / "kunci" / name, raw)
    say(f"Kunci: {plan.trustees} ({plan.group})")
    share, rest = divmod(plan.voters, plan.stations)
    stations = []
    for number in range(1, plan.stations + 1):
        station = hold(plan, keys, number, share + (number <= rest), folder / f"tps-{number:02}")
        stations.append(station)
        say(f"TPS {number}: {station.ballots} surat suara, {station.file.name}")
    return stations


def hold(plan: Plan, keys: Keys, number: int, voters: int, folder: Path) -> Station:
    """One station from its deck of cards to its result."""
    group = keys.trustees.group
    draw = plan.draw(f"tps {number}")
    names = tuple(f"{place}. Calon {place}" for place in range(1, plan.candidates + 1))
    uuid = new_uuid() if plan.seed is None else "".join(BASE58[draw(58)] for _ in range(14))
    election = make_election(
        group,
        keys.trustees.joint_key,
        name=f"Gladi Pilkades, TPS {number}",
        description="Gladi: bukan pemilihan sungguhan",
        questions=[Question("Pilih satu calon kepala desa", names, plan.blank)],
        uuid=uuid,
    )
    deck = [new_credential(draw) for _ in range(voters)]
    public = [public_credential(group, card, uuid) for card in deck]
    plan.shuffle(f"deck {number}")(deck)
    attended = sum(draw(100) < plan.turnout for _ in range(voters))
    votes = [draw(plan.candidates + plan.blank) for _ in range(attended)]
    ballots = cast(plan, election, list(zip(deck[:attended], votes, strict=True)), number)
    plan.shuffle(f"box {number}")(ballots)
    station = Station(number, election, voters, [votes.count(choice) for choice in range(plan.candidates + plan.blank)])
    write_private(folder / "kartu.txt", "".join(f"{card}\n" for card in sorted(deck)).encode())
    (folder / "pelacak.txt").write_text("".join(f"{tracker(raw)}\n" for raw in sorted(ballots)))
    station.file = folder / f"{uuid}.bel"
    record(plan, keys, station, public_list(public), ballots, draw)
    return station


def record(plan: Plan, keys: Keys, station: Station, credentials: bytes, ballots: Sequence[bytes], draw: Draw) -> None:
    election = station.election
    with station.file.open("wb") as file:
        # One time for all: none of a ballot.
        recording = Recording(file, plan.time or int(time.time()), election, keys.raw, credentials)
        for raw in ballots:
            recording.ballot(raw)
        recording.end()
        total, counted, weight = count(election, ballots)
        recording.tally(total, counted, weight)
        partials = {}
        for owner, secret in keys.holders:
            partials[owner] = make_partial(election, total.pairs, secret(), draw)
            recording.partial(owner, partials[owner])
        result = open_tally(election, keys.trustees, total, partials, weight)
        station.last_event = recording.result(result)
    station.result = read_result(result, election)[0]


def cast(plan: Plan, election: Election, voters: Sequence[tuple[str, int]], number: int) -> list[bytes]:
    """The encrypted ballots, made on all cores."""
    jobs = plan.jobs or cores()
    chunks = [
        (election.raw, plan, voters[start : start + CHUNK], f"tps {number} from {start}")
        for start in range(0, len(voters), CHUNK)
    ]
    if jobs == 1 or len(chunks) < 3:
        return [raw for chunk in chunks for raw in encrypt(chunk)]
    with ProcessPoolExecutor(jobs) as pool:
        return [raw for made in pool.map(encrypt, chunks) for raw in made]


def encrypt(chunk: tuple[bytes, Plan, Sequence[tuple[str, int]], str]) -> list[bytes]:
    raw, plan, voters, what = chunk
    election = read_election(raw)
    width = election.questions[0].width
    uses = 10 * max(plan.voters // plan.stations, len(voters))
    election.group.expect(uses)
    key = election.group.table(election.key, uses)
    draw = plan.draw(what)
    return [
        make_ballot(election, key, card, [[int(place == vote) for place in range(width)]], draw)
        for card, vote in voters
    ]


def write_private(path: Path, raw: bytes) -> None:
    """Readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(raw)


def station_report(station: Station) -> str:
    """What is read aloud at the station."""
    question = station.election.questions[0]
    names = [*(["Suara kosong"] if question.blank else []), *question.answers]
    lines = [f"GLADI: HASIL TPS {station.number}", "", f"  Arsip           : {station.file.name}"]
    lines += [f"  Sidik jari akhir: {station.last_event}", f"  Kartu disiapkan : {station.cards}"]
    lines += [f"  Kartu dipakai   : {station.ballots}", f"  Kartu sisa      : {station.cards - station.ballots}", ""]
    lines += figures(names, station.result)
    agree = station.result == station.votes
    lines += ["", "Hitungan terbuka gladi sama dengan hasil." if agree else "HITUNGAN TERBUKA TIDAK SAMA DENGAN HASIL."]
    return "\n".join(lines) + "\n"


def figures(names: Sequence[str], values: Sequence[int]) -> list[str]:
    rows = [f"  {name:<32}{value:>8}" for name, value in zip(names, values, strict=True)]
    return [*rows, f"  {'Jumlah suara':<32}{sum(values):>8}"]


def total_report(stations: Sequence[Station], plan: Plan) -> str:
    question = stations[0].election.questions[0]
    names = [*(["Suara kosong"] if question.blank else []), *question.answers]
    total = [sum(values) for values in zip(*(station.result for station in stations), strict=True)]
    lines = ["GLADI: REKAPITULASI", ""]
    if plan.seed is not None:
        lines += [f"Dibuat dengan --seed {plan.seed}: dapat diulang siapa pun, TIDAK RAHASIA, hanya untuk uji.", ""]
    lines += [f"  TPS {station.number:>2}: {station.ballots:>6} suara  {station.file.name}" for station in stations]
    return "\n".join([*lines, "", *figures(names, total)]) + "\n"
