"""The verbs, the single file without any library, and all cores."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pendopo.apps.elections import single_file
from pendopo.apps.elections.cli import app
from pendopo.apps.elections.crypto import checks, events, verify
from pendopo.apps.elections.tests.small import Town, town

SRC = Path(single_file.__file__).parents[1]


@pytest.fixture(scope="module")
def made() -> dict[str, Town]:
    return {group: town(group, [(0, 1), (1, 2), (0, 2)], trustees="2of3") for group in ("Ed25519", "BELENIOS-2048")}


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.output


def test_it_works_from_rehearsal_to_report(tmp_path: Path) -> None:
    out = tmp_path / "gladi"
    words = ("--voters", "9", "--candidates", "2", "--tps", "2", "--trustees", "2of3", "--blank", "--jobs", "1")
    status, text = run("rehearse", "--out", str(out), *words)
    assert status == 0, text
    assert "REKAPITULASI" in (out / "rekap.txt").read_text()
    assert len(list(out.glob("tps-*/*.bel"))) == len(list(out.glob("tps-*/hasil.txt"))) == 2
    assert {path.stat().st_mode & 0o077 for path in (out / "kunci").iterdir()} == {0}
    for path in out.glob("tps-*/*.bel"):
        status, text = run("verify", str(path), "--jobs", "1")
        assert (status, "KESIMPULAN: SAH" in text) == (0, True)
    assert run("rehearse", "--out", str(out))[0] == 2


def test_one_failing_check_is_named(made: dict[str, Town], tmp_path: Path) -> None:
    raw = made["Ed25519"].seal(tmp_path / "a.bel").read_bytes()
    (tmp_path / "b.bel").write_bytes(raw[:-512])
    status, text = run("verify", str(tmp_path / "b.bel"))
    assert status == 1
    assert "TIDAK SAH. Gagal pada pemeriksaan nomor 1." in text
    assert "Berkas terpotong." in text
    status, text = run("verify", "--json", str(tmp_path / "b.bel"))
    found = json.loads(text)
    assert (status, found["valid"], found["failure"]["code"]) == (1, False, "archive.short")
    assert [check["state"] for check in found["checks"]].count("gagal") == 1


def test_no_archive_is_status_2(tmp_path: Path) -> None:
    assert run("verify", str(tmp_path / "none.bel"))[0] == 2
    (tmp_path / "x.bel").write_text("no")
    status, text = run("verify", "--json", str(tmp_path / "x.bel"))
    assert (status, json.loads(text)["valid"]) == (2, None)


def test_an_open_election_may_be_checked(made: dict[str, Town], tmp_path: Path) -> None:
    for group, one in made.items():
        steps = [step for step in one.steps if step.type in (events.SETUP, events.BALLOT)]
        from pendopo.apps.elections.tests.small import seal

        path = seal(steps, tmp_path / f"{group}.bel")
        assert run("verify", str(path))[0] == 1
        status, text = run("verify", str(path), "--unfinished")
        assert (status, "belum sampai pada hasil" in text) == (0, True)


def test_all_cores_find_the_same(tmp_path: Path) -> None:
    """Many chunks; the first bad ballot is named, whichever process met it."""
    votes = [(voter, voter % 3) for voter in range(120)]
    one = town("Ed25519", votes)
    assert one.check(tmp_path).valid
    path = one.seal(tmp_path / "x.bel")
    outcome = verify.verify(path, jobs=2)
    assert (outcome.failure, outcome.jobs, outcome.result) == (None, 2, [[40, 40, 40]])
    for number in (70, 30):
        value = json.loads(one.ballots[number].bodies[0])
        proof = value["answers"][0]["overall_proof"][0]
        proof["response"] = str((int(proof["response"]) + 1) % one.election.group.q)
        one.ballots[number].bodies[0] = one.sign_again(value, one.cards[number])
        for jobs in (1, 2):
            failure = verify.verify(one.seal(path), jobs=jobs).failure
            assert failure is not None
            assert (failure.code, failure.place) == ("proof.overall", f"surat suara nomor {number + 1}")


def test_every_reason_has_its_words_and_its_check() -> None:
    numbers = [number for number, _ in checks.CHECKS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {reason.check for reason in checks.REASONS.values()} == set(numbers)
    assert {number for part in verify.DONE.values() for number in part} | {1, 2, 3, 8} == set(numbers)
    source = "".join(path.read_text() for path in (SRC / "elections" / "crypto").glob("*.py"))
    import re

    used = set(re.findall(r'(?:Invalid\(|code: str = )\s*"([a-z]+\.[a-z_]+)"', source))
    assert used - {"ballot.choice", "trustees.message", "trustees.secret", "credential.form"} <= set(checks.REASONS)


def test_the_single_file_needs_nothing(made: dict[str, Town], tmp_path: Path) -> None:
    """As anybody has it: no Pendopo, no gmpy2, no PyNaCl, no site packages at all."""
    file = tmp_path / "periksa-suara.pyz"
    status, text = run("verify-script", str(file))
    assert (status, text.split()[0]) == (0, single_file.write(tmp_path / "again.pyz"))
    assert file.read_bytes() == (tmp_path / "again.pyz").read_bytes()
    for group, one in made.items():
        path = one.seal(tmp_path / f"{group}.bel")
        done = alone(file, str(path))
        assert done.returncode == 0, done.stderr
        assert "KESIMPULAN: SAH" in done.stdout
        assert "Python saja" in done.stderr
        bad = bytearray(path.read_bytes())
        bad[len(bad) // 2] ^= 1
        path.write_bytes(bad)
        assert alone(file, "--json", str(path)).returncode == 1
    assert alone(file, str(tmp_path / "none.bel")).returncode == 2


def alone(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", env={"PATH": "/usr/bin:/bin"})


@pytest.mark.parametrize("missing", [("gmpy2",), ("nacl",), ("gmpy2", "nacl")])
def test_each_library_may_be_absent(missing: tuple[str, ...], made: dict[str, Town], tmp_path: Path) -> None:
    """A forged element is refused by our own curve and our own powers too."""
    from pendopo.apps.elections.tests.test_elements import plus_low_order

    paths = []
    for group, one in made.items():
        paths.append(one.seal(tmp_path / f"{group}.bel"))
        value = json.loads(one.ballots[0].bodies[0])
        choice = value["answers"][0]["choices"][0]
        from pendopo.apps.elections.crypto import edwards

        if group == "Ed25519":
            choice["beta"] = edwards.encode(plus_low_order(choice["beta"]))[::-1].hex()
        else:
            choice["beta"] = str(one.election.group.p - int(choice["beta"]))
        kept, one.ballots[0].bodies[0] = one.ballots[0].bodies[0], one.sign_again(value, one.cards[0])
        paths.append(one.seal(tmp_path / f"{group}-bad.bel"))
        one.ballots[0].bodies[0] = kept
    program = f"""
import sys
for name in {missing!r}:
    sys.modules[name] = None
from pathlib import Path
from pendopo.apps.elections.crypto.verify import verify
for path in sys.argv[1:]:
    failure = verify(Path(path), jobs=1).failure
    print(failure and failure.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, paths)], capture_output=True, text=True, cwd=SRC.parents[1]
    )
    assert done.returncode == 0, done.stderr
    good, bad, good2, bad2 = done.stdout.split()
    assert (good, bad, good2) == ("None", "element.member", "None")
    assert bad2 in ("element.member", "proof.individual")


def test_the_proofs_need_no_django() -> None:
    program = (
        "import sys, pendopo.apps.elections.cli, pendopo.apps.elections.crypto.rehearse, "
        "pendopo.apps.elections.crypto.public; sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=SRC.parents[1]).returncode == 0


def test_no_secret_is_used_without_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from pendopo.apps.elections.crypto import arithmetic, curve

    monkeypatch.setattr(arithmetic, "gmpy2", None)
    monkeypatch.setattr(curve, "sodium", None)
    with pytest.raises(RuntimeError):
        arithmetic.secret_power(2, 3, 7)
    with pytest.raises(RuntimeError):
        curve.Ed25519().secret_generator_power(3)
