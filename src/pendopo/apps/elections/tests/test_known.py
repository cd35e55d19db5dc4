"""Archives of others pass, ours pass with others."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from pendopo.apps.elections.crypto import ceremony, rehearse
from pendopo.apps.elections.crypto.credentials import public_credential
from pendopo.apps.elections.crypto.formats import dump, load
from pendopo.apps.elections.crypto.groups import group_named
from pendopo.apps.elections.crypto.recording import Recording
from pendopo.apps.elections.crypto.verify import verify
from pendopo.apps.elections.tests.small import TIME, town

SHARED = next(
    (p / "shared/data/elections" for p in Path(__file__).resolve().parents if (p / "shared/data/elections").is_dir()),
    None,
)
TOOL = shutil.which("belenios-tool")
needs_shared = pytest.mark.skipif(SHARED is None, reason="the known answers are not here")
needs_tool = pytest.mark.skipif(TOOL is None, reason="belenios-tool is not installed")


@needs_shared
@pytest.mark.parametrize(
    ("name", "cards", "ballots", "result"),
    [("single-ed25519", 10, 10, [[0, 3, 5, 2]]), ("threshold-ed25519", 20, 21, [[10, 9, 11, 11]])],
)
def test_it_works_on_the_known_archives(name: str, cards: int, ballots: int, result: list[list[int]]) -> None:
    outcome = verify(next((SHARED / name).glob("*.bel")), jobs=1)
    assert outcome.failure is None
    assert (outcome.cards, outcome.ballots, outcome.result) == (cards, ballots, result)
    assert set(outcome.states.values()) == {"lulus"}


@needs_shared
def test_known_constants_and_credentials() -> None:
    facts = json.loads((SHARED / "groups.json").read_text())
    modular = group_named("BELENIOS-2048")
    assert [str(x) for x in (modular.p, modular.g, modular.q)] == [facts["BELENIOS-2048"][k] for k in "pgq"]
    assert str(group_named("Ed25519").q) == facts["Ed25519"]["q"]
    folder = SHARED / "single-ed25519"
    uuid = json.loads((folder / "election.json").read_text())["uuid"]
    secret = json.loads((folder / "private_creds.txt").read_text())
    public = {entry.split(",")[0] for entry in json.loads((folder / "public_creds.json").read_text())}
    assert {public_credential(group_named("Ed25519"), card, uuid) for card in secret.values()} == public


@needs_shared
def test_known_threshold_shares_can_be_opened() -> None:
    """The ceremony of belenios-tool 3.x: every step of it can be continued by ours."""
    folder, group = SHARED / "threshold-ed25519", group_named("Ed25519")
    certificates = ceremony.read_list((folder / "certs.jsons").read_bytes())
    threshold = load((folder / "threshold.json").read_bytes().strip())
    for number in (1, 2, 3):
        name = (folder / f"{number}.trustee").read_text().strip()
        seed = ceremony.Seed((folder / f"{name}.key").read_text().strip(), group)
        given = json.loads((folder / f"{name}.vinput").read_text())
        share, out = ceremony.verification(seed, number, certificates, given)
        assert ceremony.open_share(seed, (folder / f"{name}.dkey").read_text().strip()) == share
        assert out["public_key"]["public_key"] == threshold["verification_keys"][number - 1]["public_key"]


@needs_tool
@pytest.mark.parametrize("blank", [True, False])
def test_our_archives_pass_belenios_tool(tmp_path: Path, blank: bool) -> None:
    votes = [(0, 0), (1, 1), (2, 1), (1, 0), (3, 1)]
    made = town("BELENIOS-2048", votes, trustees="3", blank=blank, weights=[1, 2])
    assert made.check(tmp_path).failure is None
    done = run("election", "verify", folder=tmp_path)
    assert "all checks passed" in done


@needs_tool
def test_archives_of_belenios_tool_pass_ours(tmp_path: Path) -> None:
    uuid = run("setup", "generate-token", "--length=14", folder=tmp_path).strip()
    group = ("--group", "BELENIOS-2048")
    for _ in range(2):
        run("setup", "generate-trustee-key", *group, folder=tmp_path)
    keys = sorted(tmp_path.glob("*.pubkey"))
    (tmp_path / "public_keys.jsons").write_text("".join(key.read_text() for key in keys))
    run("setup", "generate-credentials", "--uuid", uuid, *group, "--count", "3", folder=tmp_path)
    next(tmp_path.glob("*.pubcreds")).rename(tmp_path / "public_creds.json")
    cards = [line.split()[-1] for line in next(tmp_path.glob("*.privcreds")).read_text().splitlines()]
    question = {"answers": ["A", "B", "C"], "blank": True, "min": 1, "max": 1, "question": "Siapa? é"}
    (tmp_path / "t.json").write_bytes(dump({"description": "d", "name": "n", "questions": [question]}))
    run("setup", "make-trustees", folder=tmp_path)
    run("setup", "make-election", "--uuid", uuid, *group, "--template", "t.json", folder=tmp_path)
    run("archive", "init", folder=tmp_path)
    for card, choice in [*zip(cards, (0, 2, 2), strict=True), (cards[0], 1)]:
        (tmp_path / "card").write_text(card + "\n")
        (tmp_path / "vote").write_text(json.dumps([[int(place == choice) for place in range(4)]]))
        ballot = run("election", "generate-ballot", "--privcred", "card", "--ballot", "vote", folder=tmp_path)
        run("archive", "add-event", "--type", "Ballot", folder=tmp_path, given=ballot)
    run("archive", "add-event", "--type", "EndBallots", folder=tmp_path)
    add("EncryptedTally", run("election", "compute-encrypted-tally", folder=tmp_path), tmp_path)
    order = [part[1]["public_key"] for part in json.loads((tmp_path / "trustees.json").read_text())]
    for key in keys:
        owner = order.index(json.loads(key.read_text())["public_key"]) + 1
        private = key.with_suffix(".privkey").name
        part = run("election", "decrypt", "--privkey", private, "--trustee-id", str(owner), folder=tmp_path)
        add("PartialDecryption", part, tmp_path)
    add("Result", run("election", "compute-result", folder=tmp_path), tmp_path)
    outcome = verify(tmp_path / f"{uuid}.bel", jobs=1)
    assert outcome.failure is None
    assert outcome.result == [[0, 1, 2, 0]]
    assert (outcome.ballots, outcome.replaced, outcome.counted) == (4, 1, 3)


def add(type_: str, lines: str, folder: Path) -> None:
    run("archive", "add-event", "--type", type_, folder=folder, given=lines)


def run(*words: str, folder: Path, given: str = "") -> str:
    done = subprocess.run([TOOL, *words], cwd=folder, input=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + (done.stderr if words[-1] == "verify" else "")


def test_every_member_carries_the_same_time(tmp_path: Path) -> None:
    """No time stamps beside ballots: the headers tell nothing but the one time of the archive."""
    made = town()
    path = tmp_path / "x.bel"
    with path.open("wb") as file:
        recording = Recording(file, TIME, made.election, made.keys.raw, made.steps[0].bodies[2])
        for step in made.ballots:
            recording.ballot(step.bodies[0])
    raw, times, at = path.read_bytes(), set(), 0
    while at < len(raw):
        times.add(raw[at + 136 : at + 148])
        size = int(raw[at + 124 : at + 135], 8)
        at += 512 + size + -size % 512
    assert times == {b"%011o\0" % TIME}


def test_rehearsal_with_a_seed_can_be_repeated(tmp_path: Path) -> None:
    plan = rehearse.Plan(12, 3, 2, "Ed25519", "2of3", True, seed=7, jobs=1, time=TIME)
    first, again = (rehearse.rehearse(plan, tmp_path / name) for name in ("a", "b"))
    assert [one.file.read_bytes() for one in first] == [one.file.read_bytes() for one in again]
    for station in first:
        assert station.result == station.votes
        assert verify(station.file, jobs=1).valid
    other = rehearse.rehearse(rehearse.Plan(12, 3, 2, trustees="1", jobs=1), tmp_path / "c")
    assert other[0].election.uuid != first[0].election.uuid
