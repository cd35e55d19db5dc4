"""Ballots that a browser makes are accepted, counted and signed like our own, and by belenios-tool."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from playwright.sync_api import Browser, Page
from whitenoise.storage import CompressedManifestStaticFilesStorage

from pendopo.apps.elections.crypto.ballots import check_ballot, read_ballot, tracker
from pendopo.apps.elections.crypto.credentials import new_credential, public_credential, public_list
from pendopo.apps.elections.crypto.election import Election, read_election
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.groups import group_named
from pendopo.apps.elections.crypto.recording import Recording, count, open_tally
from pendopo.apps.elections.crypto.tally import make_partial
from pendopo.apps.elections.crypto.verify import Outcome, verify
from pendopo.apps.elections.tests.booth_page import NOBLE, SOURCES, open_booth
from pendopo.apps.elections.tests.small import TIME, Town, town
from pendopo.apps.elections.tests.test_known import SHARED, needs_shared, needs_tool, run
from pendopo.ui.tests.conftest import CHROMIUM, chromium  # noqa: F401

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no browser"),
    pytest.mark.skipif(not NOBLE.is_dir(), reason="npm was not reached when the environment was made"),
]
ED, MODULAR = "Ed25519", "BELENIOS-2048"
ENCRYPT = "([raw, card, vote]) => booth.encrypt(booth.readElection(raw), card, vote)"
REFUSAL = (
    "([raw, card, vote]) => {{ try {{ {call}; return null }} catch (e) {{ return [e.code, e.name, e.message] }} }}"
)


@pytest.fixture(scope="module")
def booth(chromium: Browser) -> Iterator[Page]:  # noqa: F811
    context = chromium.new_context()
    yield open_booth(context)
    context.close()


def encrypt(page: Page, election: Election, card: str, vote: int) -> bytes:
    made = page.evaluate(ENCRYPT, [election.raw.decode(), card, vote])
    assert made["tracker"] == tracker(made["ballot"].encode())
    return str(made["ballot"]).encode()


def accept(raw: bytes, election: Election) -> None:
    check_ballot(read_ballot(raw, election), election, election.group.table(election.key, 10))


def archived(made: Town, ballots: list[bytes], folder: Path) -> Outcome:
    """These ballots from the first event to the result, and what the verifier says of it."""
    path = folder / f"{made.election.uuid}.bel"
    with path.open("wb") as file:
        recording = Recording(file, TIME, made.election, made.keys.raw, public_list(made.weights))
        for raw in ballots:
            recording.ballot(raw)
        recording.end()
        total, counted, weight = count(made.election, ballots, made.weights)
        recording.tally(total, counted, weight)
        partials = {owner: make_partial(made.election, total.pairs, secret()) for owner, secret in made.keys.holders}
        for owner, raw in partials.items():
            recording.partial(owner, raw)
        recording.result(open_tally(made.election, made.keys.trustees, total, partials, weight))
    return verify(path, jobs=1)


@pytest.mark.parametrize("blank", [True, False])
@pytest.mark.parametrize("group", [ED, MODULAR])
def test_it_works_for_every_choice(booth: Page, tmp_path: Path, group: str, blank: bool) -> None:
    width = 3 + blank
    made = town(group, [(voter, 0) for voter in range(width + 1)], candidates=3, blank=blank, trustees="2")
    votes = [*range(width), width - 1]
    ballots = [encrypt(booth, made.election, card, vote) for card, vote in zip(made.cards, votes, strict=True)]
    for raw in ballots:
        accept(raw, made.election)
    outcome = archived(made, ballots, tmp_path)
    assert outcome.failure is None and outcome.valid
    assert outcome.result == [[1] * (width - 1) + [2]]


@needs_tool
@pytest.mark.parametrize("blank", [True, False])
def test_belenios_tool_accepts_an_archive_of_the_booth(booth: Page, tmp_path: Path, blank: bool) -> None:
    made = town(MODULAR, [(0, 0), (1, 0), (2, 0)], blank=blank, trustees="2")
    ballots = [encrypt(booth, made.election, card, vote) for card, vote in zip(made.cards, (0, 1, 1), strict=True)]
    assert archived(made, ballots, tmp_path).valid
    assert "all checks passed" in run("election", "verify", folder=tmp_path)


@pytest.mark.parametrize("group", [ED, MODULAR])
def test_a_card_gives_the_same_public_credential(booth: Page, group: str) -> None:
    election = town(group, ()).election
    cards = [new_credential() for _ in range(5)]
    derive = (
        "([raw, cards]) => { const e = booth.readElection(raw); return cards.map(c => booth.publicCredential(e, c)) }"
    )
    found = booth.evaluate(derive, [election.raw.decode(), cards])
    assert found == [public_credential(election.group, card, election.uuid) for card in cards]


@needs_shared
@pytest.mark.parametrize(
    ("name", "cards"), [("single-ed25519", "private_creds.txt"), ("threshold-ed25519", "private_creds.json")]
)
def test_known_credentials(booth: Page, name: str, cards: str) -> None:
    folder = Path(str(SHARED)) / name
    raw = (folder / "election.json").read_text().strip()
    secret = json.loads((folder / cards).read_text())
    derive = (
        "([raw, cards]) => { const e = booth.readElection(raw); return cards.map(c => booth.publicCredential(e, c)) }"
    )
    found = booth.evaluate(derive, [raw, list(secret.values())])
    listed = {entry.split(",")[0] for entry in json.loads((folder / "public_creds.json").read_text())}
    assert len(found) == len(secret) and set(found) == listed
    election = read_election(raw.encode())
    accept(encrypt(booth, election, next(iter(secret.values())), 2), election)


@pytest.mark.parametrize("group", [ED, MODULAR])
def test_the_same_vote_twice_looks_different(booth: Page, group: str) -> None:
    made = town(group, ())
    one, two = (json.loads(encrypt(booth, made.election, made.cards[0], 1)) for _ in range(2))
    assert one["credential"] == two["credential"]
    numbers = [
        set(re.findall(r'"(?:alpha|beta|challenge|response)": "(\w+)"', json.dumps(value))) for value in (one, two)
    ]
    assert len(numbers[0]) == len(numbers[1]) == 6 + 12 + 8 + 2 and not numbers[0] & numbers[1]


@pytest.mark.parametrize("group", [ED, MODULAR])
def test_numbers_that_are_too_large_are_drawn_again(booth: Page, group: str) -> None:
    """All ones is above q in both groups; taken modulo q it would make small numbers likelier."""
    script = """([raw, card]) => {
      const election = booth.readElection(raw), real = crypto.getRandomValues.bind(crypto);
      let calls = 0;
      crypto.getRandomValues = bytes => {
        if (bytes.length !== 32) return real(bytes); // noble blinds its scalars with 16
        return calls++ ? real(bytes) : bytes.fill(255);
      };
      try { return [booth.encrypt(election, card, 0).ballot, calls]; } finally { delete crypto.getRandomValues; }
    }"""
    made = town(group, ())
    ballot, calls = booth.evaluate(script, [made.election.raw.decode(), made.cards[0]])
    accept(ballot.encode(), made.election)
    assert calls > 3 + 3 * 3 + 3 + 3 + 1  # choices, individual proofs, overall, blank, signature


@pytest.mark.parametrize(
    "card", ["", "x", "12345-123456-12345-12345", "O2345-123456-12345-123456", "12345-123456-12345-123456\n"]
)
def test_a_card_with_another_form_is_refused(booth: Page, card: str) -> None:
    made = town(ED, ())
    for call in (
        "booth.encrypt(booth.readElection(raw), card, 0)",
        "booth.publicCredential(booth.readElection(raw), card)",
    ):
        code, name, message = booth.evaluate(REFUSAL.format(call=call), [made.election.raw.decode(), card, 0])
        assert (code, name) == ("credential.form", "Invalid") and "kartu" in message


@pytest.mark.parametrize("vote", [-1, 3, 1.5, "1", None])
def test_a_choice_that_is_not_there_is_refused(booth: Page, vote: Any) -> None:
    made = town(ED, ())
    call = "booth.encrypt(booth.readElection(raw), card, vote)"
    assert (
        booth.evaluate(REFUSAL.format(call=call), [made.election.raw.decode(), made.cards[0], vote])[0]
        == "ballot.choice"
    )


IDENTITY, ORDER_TWO = "0" * 63 + "1", "7" + "f" * 61 + "ec"


def tampered(raw: str, key: str) -> list[tuple[str, str]]:
    question = json.loads(raw)["questions"][0]
    text = json.dumps(question, separators=(",", ":"), ensure_ascii=False)
    return [
        ("", "json.form"),
        ("null", "json.form"),
        ("[]", "json.form"),
        (raw[:-1], "json.form"),
        (raw.replace('"name"', ' "name"'), "json.form"),
        (raw.replace('{"version":1', '{"version":1,"version":1'), "json.form"),
        (raw.replace('"version":1', '"versi":1'), "json.form"),
        (raw.replace('"version":1', '"version":2'), "election.version"),
        (raw.replace('"uuid":"', '"uuid":"0'), "election.uuid"),
        (raw.replace('"group":"', '"group":"RFC-'), "election.group"),
        (raw.replace(f'"public_key":"{key}"', f'"public_key":{json.dumps(1)}'), "json.form"),
        (raw.replace(key, ""), "element.form"),
        (raw.replace(key, "0" + key), "element.form"),
        (raw.replace(text, f"{text},{text}"), "election.questions"),
        (raw.replace(text, ""), "election.questions"),
        (raw.replace('"max":1', '"max":2'), "election.questions"),
        (raw.replace('"min":1', '"min":0'), "election.questions"),
        (raw.replace('"blank":true', '"blank":1'), "election.questions"),
        (raw.replace('"answers":["Calon 1","Calon 2"]', '"answers":[]'), "election.questions"),
    ]


@pytest.mark.parametrize("group", [ED, MODULAR])
def test_a_tampered_election_is_refused(booth: Page, group: str) -> None:
    election = town(group, ()).election
    raw, key = election.raw.decode(), group_named(group).text(election.key)
    cases = tampered(raw, key)
    if group == ED:
        outside = [IDENTITY, ORDER_TWO, "f" * 64, "0" * 63 + "2", "0" * 64]
        cases += [(raw.replace(key, bad), "element.member") for bad in outside]
        cases += [(raw.replace(key, key.upper().replace("F", "Ā")), "element.form")]
    else:
        p = int(group_named(group).p)  # type: ignore[attr-defined]
        cases += [(raw.replace(key, str(bad)), "element.member") for bad in (1, 2, p - 1, p - int(key))]
        cases += [(raw.replace(key, str(bad)), "element.form") for bad in (0, p, p + int(key), -int(key))]
    for changed, expected in cases:
        found = booth.evaluate(REFUSAL.format(call="booth.readElection(raw)"), [changed, "", 0])
        assert found and found[:2] == [expected, "Invalid"] and found[2].endswith("."), changed[:200]
        if expected != "election.questions":  # the booth serves fewer forms of questions than the verifier
            with pytest.raises(Invalid):
                read_election(changed.encode())


def test_the_page_is_no_secure_context_and_keeps_no_secret(booth: Page) -> None:
    assert booth.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]
    made = town(ED, ())
    before = booth.evaluate("Object.getOwnPropertyNames(window).sort()")
    encrypt(booth, made.election, made.cards[0], 1)
    assert booth.evaluate("Object.getOwnPropertyNames(window).sort()") == before
    assert sorted(booth.evaluate("Object.keys(booth)")) == ["Invalid", "encrypt", "publicCredential", "readElection"]
    held = booth.evaluate(
        "raw => { const e = booth.readElection(raw); return [Object.keys(e), Object.isFrozen(e)] }",
        made.election.raw.decode(),
    )
    assert held == [["uuid", "name", "phi", "group", "answers", "blank", "powers"], True]


def test_files_with_hashes_in_their_names_load(chromium: Browser, tmp_path: Path) -> None:  # noqa: F811
    """As in production: the entry carries a hash, what it imports is asked for by plain names beside it."""
    for source in SOURCES:
        shutil.copytree(source, tmp_path, dirs_exist_ok=True)
    storage: ManifestStaticFilesStorage = CompressedManifestStaticFilesStorage(
        location=str(tmp_path), base_url="/static/"
    )
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    for name, _hashed, processed in storage.post_process({name: (storage, name) for name in names}):
        assert not isinstance(processed, Exception), name
    entry = Path(storage.stored_name("elections/booth/belenios.js")).name
    assert re.fullmatch(r"belenios\.[0-9a-f]{12}\.js", entry)
    made, context = town(ED, ()), chromium.new_context()
    accept(encrypt(open_booth(context, roots=[tmp_path], entry=entry), made.election, made.cards[0], 2), made.election)
    context.close()
