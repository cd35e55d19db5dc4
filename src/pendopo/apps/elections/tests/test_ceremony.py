"""The key ceremony and the key files: every subset opens, nothing secret stays, every wrong file is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.elections.crypto.election import Question, make_election, new_uuid
from pendopo.apps.elections.crypto.recording import open_tally
from pendopo.apps.elections.crypto.tally import Sum, make_partial
from pendopo.apps.elections.services import keys
from pendopo.apps.elections.station import ceremony, keyfile
from pendopo.apps.elections.station.ceremony import CeremonyRefused, Holder
from pendopo.apps.elections.station.keyfile import KeyFileError
from pendopo.apps.elections.tests import ceremonies


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with ceremonies.quick():
        yield


@pytest.fixture(scope="module")
def held() -> ceremonies.Held:
    with ceremonies.quick():
        return ceremonies.hold(2, 3)


def opens(held: ceremonies.Held, who: tuple[int, ...]) -> bool:
    """Whether these holders decrypt the sum of an empty box."""
    public = ceremony.read_public(held.public)
    election = make_election(
        public.checked.group, public.joint_key, name="n", description="d",
        questions=[Question("?", ("a", "b"))], uuid=new_uuid(),
    )  # fmt: skip
    total = Sum(election)
    partials = {}
    for index in who:
        _key, secret = ceremony.check_key_file(
            held.files[index - 1], ceremonies.passphrase(index), public.trustees, public.checked
        )
        partials[index] = make_partial(election, total.pairs, secret)
    if public.checked.missing(who):
        return False
    return open_tally(election, public.checked, total, partials, 0) == b'{"result":[[0,0]]}'


@pytest.mark.parametrize(
    ("threshold", "size", "group"),
    [(2, 3, "Ed25519"), (3, 5, "Ed25519"), (3, 3, "Ed25519"), (2, 3, "BELENIOS-2048"), (2, 2, "BELENIOS-2048")],
)
def test_it_works_with_every_subset_that_is_large_enough(threshold: int, size: int, group: str) -> None:
    made = ceremonies.hold(threshold, size, group)
    everybody = range(1, size + 1)
    assert all(opens(made, who) for who in combinations(everybody, threshold))
    assert not any(opens(made, who) for who in combinations(everybody, threshold - 1))
    told = json.loads(made.public)
    assert (told["group"], told["threshold"], told["size"]) == (group, threshold, size)
    kind = "Single" if threshold == size else "Pedersen"
    assert {part[0] for part in json.loads(told["trustees"])} == {kind}


def test_nothing_secret_is_left_after_the_tests(held: ceremonies.Held) -> None:
    assert all(part.key is None and part.sealed == b"" for part in held.ceremony.parts)
    secrets = [keyfile.open_key(raw, ceremonies.passphrase(n)) for n, raw in enumerate(held.files, 1)]
    everything = repr(held.ceremony) + held.public.decode() + "".join(repr(key) for key in secrets)
    assert not any(key.seed in everything or key.share[:60] in everything for key in secrets)


def test_the_secret_is_not_in_the_key_file(held: ceremonies.Held) -> None:
    key = keyfile.open_key(held.files[0], ceremonies.passphrase(1))
    assert key.seed.encode() not in held.files[0] and ceremonies.passphrase(1).encode() not in held.files[0]
    assert keyfile.file_name(key.about) == "kunci-1-komang-sudana.pendopo"


def test_a_holder_may_type_anew_until_the_file_was_tested() -> None:
    running = ceremony.begin(ceremonies.plan(), ceremonies.NOW)
    ceremony.seal_key(running, 1, "kata sandi pertama", "kata sandi pertama")
    _name, old = ceremony.take(running, 1)
    ceremony.seal_key(running, 1, "kata sandi kedua", "kata sandi kedua")
    with pytest.raises(CeremonyRefused, match="tidak cocok"):
        ceremony.try_key(running, 1, old, "kata sandi kedua")
    _name, new = ceremony.take(running, 1)
    ceremony.try_key(running, 1, new, "kata  sandi kedua ")
    with pytest.raises(CeremonyRefused, match="sudah diuji"):
        ceremony.seal_key(running, 1, "kata sandi ketiga", "kata sandi ketiga")
    with pytest.raises(CeremonyRefused, match="sudah diuji"):
        ceremony.take(running, 1)
    with pytest.raises(CeremonyRefused, match="Ni Wayan Sari, Putu Raka"):
        ceremony.finish(running, ceremonies.NOW)


def test_finishing_twice_gives_the_same_file(held: ceremonies.Held) -> None:
    assert ceremony.finish(held.ceremony, ceremonies.NOW.replace(year=2030)) == held.public


@pytest.mark.parametrize(
    ("typed", "again", "said"),
    [
        ("pendek", "pendek", "terlalu pendek"),
        ("abababababab", "abababababab", "berulang"),
        ("aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa", "berulang"),
        ("1234567890987", "1234567890987", "angka"),
        ("komang sudana", "komang sudana", "nama sendiri"),
        ("sawah hijau pagi", "sawah hijau Pagi", "tidak sama"),
    ],
)
def test_a_weak_or_mistyped_passphrase_is_refused(typed: str, again: str, said: str) -> None:
    running = ceremony.begin(ceremonies.plan(), ceremonies.NOW)
    with pytest.raises(CeremonyRefused, match=said):
        ceremony.seal_key(running, 1, typed, again)
    assert running.parts[0].state == ceremony.WAITING


def test_suggestions_are_accepted() -> None:
    made = {keyfile.suggestion() for _ in range(50)}
    assert len(made) == 50 and not any(keyfile.weakness(one, "Komang Sudana") for one in made)


def test_the_key_of_another_holder_or_ceremony_is_refused(held: ceremonies.Held) -> None:
    running = ceremony.begin(ceremonies.plan(), ceremonies.NOW)
    for index in (1, 2):
        ceremony.seal_key(running, index, ceremonies.passphrase(index), ceremonies.passphrase(index))
    _name, second = ceremony.take(running, 2)
    with pytest.raises(CeremonyRefused, match="nomor 2 milik Ni Wayan Sari, bukan nomor 1"):
        ceremony.try_key(running, 1, second, ceremonies.passphrase(2))
    with pytest.raises(CeremonyRefused, match="upacara kunci yang lain"):
        ceremony.try_key(running, 1, held.files[0], ceremonies.passphrase(1))
    with pytest.raises(CeremonyRefused, match="nomor itu tidak ada"):
        ceremony.take(running, 4)
    with pytest.raises(CeremonyRefused, match="Belum ada"):
        ceremony.try_key(running, 3, second, "x")


def test_a_foreign_key_under_the_right_head_is_refused(held: ceremonies.Held) -> None:
    """Somebody makes a file with the right names and an own secret."""
    about = keyfile.look(held.files[0])
    foreign = keyfile.open_key(ceremonies.hold(2, 3).files[0], ceremonies.passphrase(1))
    forged = keyfile.seal(replace(foreign, about=about), "kata sandi lain")
    public = ceremony.read_public(held.public)
    with pytest.raises(KeyFileError, match="tidak cocok dengan pemegang kunci") as refused:
        ceremony.check_key_file(forged, "kata sandi lain", public.trustees, public.checked)
    assert refused.value.code == "content"


def test_a_wrong_passphrase_is_told_from_damage(held: ceremonies.Held) -> None:
    raw = held.files[1]
    with pytest.raises(KeyFileError, match="milik Ni Wayan Sari") as wrong:
        keyfile.open_key(raw, "salah")
    assert wrong.value.code == "passphrase"
    for broken in (raw[:-1], raw[:-5] + b"12345", raw[:40], raw.replace(b'"index":2', b'"index":0')):
        with pytest.raises(KeyFileError) as refused:
            keyfile.open_key(broken, ceremonies.passphrase(2))
        assert refused.value.code == "damaged"
    for other in (b"", b"PK\x03\x04", b"x" * 70_000):
        with pytest.raises(KeyFileError, match="bukan berkas kunci"):
            keyfile.look(other)
    with pytest.raises(KeyFileError, match="versi lain"):
        keyfile.look(raw.replace(b"PENDOPO-KUNCI1", b"PENDOPO-KUNCI2"))
    with pytest.raises(KeyFileError, match="versi lain"):
        keyfile.look(raw.replace(b'"version":1', b'"version":9'))


def test_a_changed_head_does_not_open(held: ceremonies.Held) -> None:
    """The readable line is bound to the sealed part: a name cannot be exchanged."""
    with pytest.raises(KeyFileError, match="Kata sandi tidak cocok"):
        keyfile.open_key(held.files[0].replace(b"Komang Sudana", b"Komang Sudarma"), ceremonies.passphrase(1))


@given(place=st.integers(0, 2000), value=st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, value: int) -> None:
    about = keyfile.About("c" * 32, "Ed25519", keyfile.SINGLE, 1, 2, 2, "Komang")
    raw = bytearray(keyfile.seal(keyfile.Key(about, "12345", ""), "sawah hijau pagi"))
    raw[place % len(raw)] ^= value
    with pytest.raises(KeyFileError):
        keyfile.open_key(bytes(raw), "sawah hijau pagi")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"threshold": 1}, "paling sedikit 2"),
        ({"threshold": 4}, "paling banyak 3"),
        ({"holders": (Holder("A", "BPD"),)}, "paling sedikit 2"),
        ({"holders": tuple(Holder(f"N{n}", "BPD") for n in range(10))}, "paling banyak 9"),
        ({"holders": (Holder("Budi", "BPD"), Holder(" budi ", "Camat"))}, "satu kunci"),
        ({"holders": (Holder("Budi", "BPD"), Holder("Sari", ""))}, "nama dan jabatan"),
        ({"group": "RSA"}, "daftar"),
    ],
)
def test_a_plan_that_cannot_work_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CeremonyRefused, match=said):
        ceremony.begin(replace(ceremonies.plan(), **changes), ceremonies.NOW)


def test_one_ceremony_at_a_time() -> None:
    desk = ceremony.Desk()
    with pytest.raises(CeremonyRefused, match="rencana"):
        desk.start(ceremonies.NOW)
    desk.plan = ceremonies.plan()
    running = desk.start(ceremonies.NOW)
    with pytest.raises(CeremonyRefused, match="sedang berjalan"):
        desk.start(ceremonies.NOW)
    desk.clear()
    assert desk.running is None and all(part.key is None for part in running.parts)


def changed(held: ceremonies.Held, change: Any, *, honest: bool = False) -> bytes:
    told = json.loads(held.public)
    change(told)
    if honest:
        told["record"]["digest"] = ceremony.digest(told)
    return json.dumps(told).encode()


def test_a_changed_public_file_is_refused(held: ceremonies.Held) -> None:
    with pytest.raises(CeremonyRefused, match="telah diubah"):
        ceremony.read_public(changed(held, lambda told: told["names"][0].update(name="Orang lain")))
    with pytest.raises(CeremonyRefused, match="telah diubah"):
        ceremony.read_public(changed(held, lambda told: told["record"].update(place="Rumah calon")))
    for change in (
        lambda told: told.update(threshold=1),
        lambda told: told["names"].pop(),
        lambda told: told["record"].update(ceremony="0" * 32),
    ):
        with pytest.raises(CeremonyRefused, match="dengan dirinya sendiri"):
            ceremony.read_public(changed(held, change, honest=True))
    for change in (lambda told: told.update(group="BELENIOS-2048"), lambda told: told.update(trustees="[]")):
        with pytest.raises(CeremonyRefused, match="rusak"):
            ceremony.read_public(changed(held, change, honest=True))
    for raw in (b"", b"[]", b"{}", b"null", b'{"format":1}'):
        with pytest.raises(CeremonyRefused, match="bukan pemegang-kunci"):
            ceremony.read_public(raw)


def test_the_regency_takes_the_public_file(held: ceremonies.Held) -> None:
    found = keys.read(held.public)
    assert found.joint_key == held.ceremony.checked.joint_key
    assert found.names[1] == "Ni Wayan Sari"
