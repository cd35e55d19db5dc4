"""The file itself: every byte is where it belongs, whatever it claims."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.apps.elections.crypto import archive
from pendopo.apps.elections.crypto.errors import Invalid, NonCanonical, Unreadable
from pendopo.apps.elections.crypto.formats import dump, fields, load, scalar
from pendopo.apps.elections.crypto.verify import Outcome, verify
from pendopo.apps.elections.tests.small import TIME, Step, town

MADE = town("Ed25519", [(0, 0), (1, 1)])
with tempfile.TemporaryDirectory() as place:
    SOUND = MADE.seal(Path(place) / "x.bel").read_bytes()


def check(raw: bytes, folder: Path) -> Outcome:
    path = folder / "x.bel"
    path.write_bytes(raw)
    return verify(path, jobs=1)


def code(raw: bytes, folder: Path) -> str:
    failure = check(raw, folder).failure
    assert failure is not None
    return failure.code


def test_it_works_unchanged(tmp_path: Path) -> None:
    assert check(SOUND, tmp_path).valid


def test_cut_off_anywhere(tmp_path: Path) -> None:
    for length in (600, 1024, 1500, len(SOUND) // 2, len(SOUND) - 512, len(SOUND) - 1):
        assert code(SOUND[:length], tmp_path) in ("archive.short", "event.unfinished", "archive.unused", "event.order")
    assert code(SOUND[:-1], tmp_path) == "archive.short"


@pytest.mark.parametrize("raw", [b"", b"PK\3\4", b"x" * 4096, bytes(1024)])
def test_no_archive_at_all(raw: bytes, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        check(raw, tmp_path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.bel", tmp_path):
        with pytest.raises(Unreadable):
            verify(path, jobs=1)


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        (b"x", "archive.short"),
        (bytes(512), "archive.header"),
        (bytes(1024), "archive.header"),
        (SOUND[:1024], "archive.name"),
    ],
)
def test_something_behind_the_end(tail: bytes, expected: str, tmp_path: Path) -> None:
    assert code(SOUND + tail, tmp_path) == expected


def patched(place: int, text: bytes) -> bytes:
    return SOUND[:place] + text + SOUND[place + len(text) :]


def test_headers_have_one_form(tmp_path: Path) -> None:
    second = 1024
    assert code(patched(second + 257, b"ustar\x0000"), tmp_path) == "archive.header"
    assert code(patched(second + 100, b"0000755"), tmp_path) == "archive.header"
    assert code(patched(second + 136, b"00000000001"), tmp_path) == "archive.header"
    assert code(patched(second + 500, b"x"), tmp_path) == "archive.header"
    assert code(patched(1023, b"x"), tmp_path) == "archive.padding"
    name = SOUND[second : second + 74]
    other = archive.header(name.decode(), int(SOUND[second + 124 : second + 135], 8), TIME + 1)
    assert code(patched(second, other), tmp_path) == "archive.time"
    stranger = archive.header("x" * 64 + ".txt", int(SOUND[second + 124 : second + 135], 8), TIME)
    assert code(patched(second, stranger), tmp_path) == "archive.name"


def test_huge_sizes_cost_nothing(tmp_path: Path) -> None:
    assert code(patched(1024, archive.header("a" * 64 + ".data.json", 8 * 2**30 - 1, TIME)), tmp_path) == "archive.size"
    claims = patched(1024, archive.header("a" * 64 + ".data.json", archive.LARGEST, TIME))
    assert code(claims, tmp_path) == "archive.short"
    assert code(patched(1024 + 124, b"-0000000001"), tmp_path) == "archive.header"
    assert code(patched(1024 + 124, b"\x80" + b"\xff" * 11), tmp_path) == "archive.header"


def sealed(step: Step, tmp_path: Path) -> str:
    return code(steps_with(step, tmp_path), tmp_path)


def steps_with(step: Step, tmp_path: Path) -> bytes:
    from pendopo.apps.elections.tests.small import seal

    return seal([MADE.steps[0], step, *MADE.steps[1:]], tmp_path / "y.bel").read_bytes()


def test_a_huge_ballot(tmp_path: Path) -> None:
    assert sealed(Step("Ballot", [b'"' + b"a" * (1 << 20) + b'"']), tmp_path) == "ballot.size"
    assert sealed(Step("Ballot", [b"[" * 100_000]), tmp_path) == "ballot.form"
    head = MADE.ballots[0].bodies[0].split(b'"answers":')[0]
    assert sealed(Step("Ballot", [head + b'"answers":' + b"[" * 200_000]), tmp_path) == "json.form"
    assert sealed(Step("Ballot", [head + b'"answers":' + b"9" * 10_000 + b"}"]), tmp_path) == "json.form"


@pytest.mark.parametrize(
    ("number", "body", "expected"),
    [
        (0, b'"' + b"a" * (1 << 20) + b'"', "archive.size"),
        (1, b'"' + b"a" * (1 << 20) + b'"', "archive.size"),
        (2, b"[" + b"[]," * 100_000 + b"[]]", "json.form"),
        (2, b"[" + b"1," * 500_000 + b"1]", "json.form"),
    ],
)
def test_huge_setup_data(number: int, body: bytes, expected: str, tmp_path: Path) -> None:
    from pendopo.apps.elections.tests.small import seal

    bodies = list(MADE.steps[0].bodies)
    bodies[number] = body
    assert code(seal([Step("Setup", bodies), *MADE.steps[1:]], tmp_path / "y.bel").read_bytes(), tmp_path) == expected


def test_huge_data_at_the_end(tmp_path: Path) -> None:
    from pendopo.apps.elections.tests.small import seal

    steps = [*MADE.steps[:-1], Step("Result", [b'"' + b"a" * (1 << 20) + b'"'])]
    assert code(seal(steps, tmp_path / "y.bel").read_bytes(), tmp_path) == "archive.size"


def test_data_that_nobody_uses(tmp_path: Path) -> None:
    ballot = MADE.ballots[0].bodies[0]
    assert sealed(Step("Ballot", [b"{}", ballot]), tmp_path) == "archive.unused"
    assert sealed(Step("Ballot", [b"1", b"2", b"3", b"4", b"5", ballot]), tmp_path) == "archive.unused"
    assert sealed(Step("Ballot", []), tmp_path) == "event.payload"
    assert sealed(Step("Shuffle", [b"{}"]), tmp_path) == "event.order"


def events_of(raw: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(raw):
        size = int(raw[at + 124 : at + 135], 8)
        if raw[at : at + 100].rstrip(b"\0").endswith(b".event.json"):
            found.append((at, raw[at + 512 : at + 512 + size]))
        at += 512 + size + -size % 512
    return found


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda body: {**body, "parent": "0" * 64}, "event.parent"),
        (lambda body: {**body, "height": body["height"] + 1}, "event.height"),
        (lambda body: {**body, "type": "Ballots"}, "event.order"),
        (lambda body: {**body, "payload": "0" * 64}, "archive.missing"),
        (lambda body: {**body, "more": 1}, "json.form"),
        (lambda body: {name: body[name] for name in sorted(body)}, "json.form"),
    ],
)
def test_a_changed_event(change: object, expected: str, tmp_path: Path) -> None:
    from pendopo.apps.elections.crypto.archive import BLOCK, EVENT, header
    from pendopo.apps.elections.crypto.formats import sha256

    at, body = events_of(SOUND)[1]
    new = dump(change(load(body)))  # type: ignore[operator]
    rest = SOUND[at + BLOCK + len(body) + -len(body) % BLOCK :]
    raw = SOUND[:at] + header(sha256(new) + EVENT, len(new), TIME) + new + bytes(-len(new) % BLOCK) + rest
    assert code(raw, tmp_path) == expected


@settings(max_examples=120, deadline=None)
@given(place=st.integers(0, len(SOUND) - 1), value=st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, value: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            assert not check(patched(place, bytes([SOUND[place] ^ value])), Path(folder)).valid
        except Unreadable:
            assert place < 1024


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1}', b'{"a":1,"a":1}', b'["\\u00e9"]', b'["\\/"]', b"[1.0]", b"[1e3]", b"[NaN]", b"[-0]", b"[01]", b"",
        b'{"a":1}\n', b"[\xff]", b'["\\ud800"]', b"[" * 100_000, b"[" + b"9" * 5000 + b"]", b"\xef\xbb\xbf[]",
    ],
)  # fmt: skip
def test_json_has_one_form(raw: bytes) -> None:
    with pytest.raises(NonCanonical):
        load(raw)


def test_fields_have_one_order() -> None:
    assert fields({"a": 1, "c": 2}, ("a", "b", "c"), ("b",)) == {"a": 1, "c": 2}
    for value in ({"c": 2, "a": 1}, {"a": 1}, {"a": 1, "c": 2, "d": 3}, [], None):
        with pytest.raises(NonCanonical):
            fields(value, ("a", "b", "c"), ("b",))


@pytest.mark.parametrize("value", ["", "01", "-1", "+1", " 1", "1 ", "٣", "1_0", 1, None, "1" * 90])
def test_scalars_have_one_form(value: object) -> None:
    with pytest.raises(NonCanonical):
        scalar(value, 10**60)
    with pytest.raises(Invalid):
        scalar("7", 7)
    assert scalar("0", 7) == 0


def test_archives_are_checked_side_by_side_in_threads(tmp_path: Path) -> None:
    towns = [town(votes=[(voter, voter % 3) for voter in range(40)]) for _number in range(4)]
    paths = [one.seal(tmp_path / f"{one.election.uuid}.bel") for one in towns]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda path: verify(path, jobs=1), paths * 2))
    assert [one.failure for one in found] == [None] * 8
    assert [one.ballots for one in found] == [40] * 8
