"""The command line: every verb answers --help, and the demo's supervisor leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from importlib import import_module
from pathlib import Path

import pytest

from pendopo import cli
from pendopo.verbs import demo

ROOT = Path(__file__).resolve().parents[4]


def pendopo(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    more = {"PYTHONPATH": str(ROOT / "src"), "TERM": "dumb", **environment}
    command = [sys.executable, "-m", "pendopo", *arguments]
    return subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True, timeout=600)


def test_it_works_help_lists_every_verb_and_imports_none() -> None:
    told = pendopo("help")
    assert told.returncode == 0
    assert [name for name in cli.VERBS if not re.search(rf"^  {name} ", told.stdout, re.MULTILINE)] == []
    code = "import sys; from pendopo.cli import main; main(['help']); print({'django', 'typer'} & set(sys.modules))"
    quiet = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )
    assert quiet.stdout.endswith("set()\n")


WITH_VERBS_OF_THEIR_OWN = {"django", "bench", "attendance", "personnel", "regulations", "maturity", "election"}


@pytest.mark.parametrize("name", sorted(set(cli.VERBS) - WITH_VERBS_OF_THEIR_OWN))
def test_every_verb_explains_itself(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["pendopo", name, "--help"])
    with pytest.raises(SystemExit) as end:
        cli.main([name, "--help"])
    assert end.value.code == 0 and "Usage: pendopo " + name in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(cli.VERBS))
def test_every_verb_leads_somewhere(name: str) -> None:
    module, _, attribute = cli.VERBS[name].target.partition(":")
    assert getattr(import_module(module), attribute)


def test_a_mistyped_verb_is_told_the_right_one() -> None:
    told = pendopo("tets")
    assert told.returncode == 1 and "Did you mean test?" in told.stderr


@pytest.mark.parametrize(
    ("given", "kept", "folder"),
    [
        (["serve", "--data", "x", "--port", "1"], ["serve", "--port", "1"], "x"),
        (["--data=x", "demo"], ["demo"], "x"),
        (["test", "--", "--data", "x"], ["test", "--", "--data", "x"], None),
    ],
)
def test_data_is_taken_anywhere(
    given: list[str], kept: list[str], folder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PENDOPO_DATA", "before")
    assert cli.take_data(given) == kept
    assert os.environ["PENDOPO_DATA"] == (str(Path("x").absolute()) if folder else "before")


def test_production_does_not_start_with_the_demo_key(tmp_path: Path) -> None:
    told = pendopo("serve", PENDOPO_MODE="production", PENDOPO_DATA=str(tmp_path))
    assert told.returncode == 1 and "PENDOPO_SECRET_KEY" in told.stderr and "Traceback" not in told.stderr


SLEEPER = "import os, subprocess, sys, time; print(os.getpid(), flush=True); time.sleep(3600)"


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> demo.Supervisor:
    monkeypatch.setenv("PENDOPO_DATA", str(tmp_path))
    return demo.Supervisor()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_part_that_ends_is_started_again_and_all_end_together(supervisor: demo.Supervisor) -> None:
    part = supervisor.start("a", [sys.executable, "-c", SLEEPER])
    other = supervisor.start("b", [sys.executable, "-c", SLEEPER])
    first = part.process.pid
    watching = threading.Thread(target=supervisor.watch)
    watching.start()
    os.killpg(first, signal.SIGKILL)
    deadline = time.monotonic() + 120
    while part.process.pid == first and time.monotonic() < deadline:
        time.sleep(0.05)
    second = part.process.pid
    assert second != first and alive(second)
    supervisor.stopping.set()
    watching.join(120)
    assert not watching.is_alive() and not alive(second) and not alive(other.process.pid)


def test_ctrl_c_stops_the_preparation_too(supervisor: demo.Supervisor) -> None:
    threading.Timer(0.3, supervisor.stopping.set).start()
    assert supervisor.run_to_end("demo", [sys.executable, "-c", SLEEPER]) != 0  # the sleeper would take an hour


def test_a_flood_goes_to_the_log_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PENDOPO_DATA", str(tmp_path))
    source = tmp_path / "lines"
    source.write_text("satu baris\n" * 500)
    with source.open() as lines:
        demo.relay("web", lines)
    assert len(capsys.readouterr().out.splitlines()) == demo.FLOOD_LINES + 1
    assert len((tmp_path / "logs" / "web.log").read_text().splitlines()) == 500


def test_a_taken_port_is_refused_or_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match="is taken"):
            demo.choose_port("127.0.0.1", port)
    assert demo.choose_port("127.0.0.1", None) >= 8000
