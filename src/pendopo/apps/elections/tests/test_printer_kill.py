"""kill -9 of the agent at each step of a print: never two unmarked slips of one job."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys

import pytest

ORIGIN = "https://192.168.10.1:8443"
TRACKER = "abcdEFGH1234ijklMNOP5678qrstUVWX9012yz+/ABC"
PLACE = {"title": "Pemilihan Kepala Desa", "village": "Desa Sukamaju", "station": "TPS 03"}
JOB = "0123456789abcdef" * 2

AGENT = """
import os, signal, sys
sys.path.insert(0, {source!r})
from pathlib import Path
from pendopo.apps.elections.printer.agent import Handler, serve
from pendopo.apps.elections.printer.folder import FolderPrinter
from pendopo.apps.elections.printer.journal import Journal
from pendopo.apps.elections.printer.press import Press

folder, port, deadly = Path({folder!r}), {port}, {deadly}
press = Press(FolderPrinter(folder / "paper"), Journal(folder / "jurnal.json"), width=58)
steps = 0

def watched(act):
    def step(*given, **named):
        global steps
        if steps == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        steps += 1
        return act(*given, **named)
    return step

for name in ("open", "write", "fsync", "replace", "utime", "close"):
    setattr(os, name, watched(getattr(os, name)))
Handler._answer = watched(Handler._answer)
serve(press, [{origin!r}], port)
"""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def done(*, copy):
    return {"printed": True, "copy": copy, "confirmed": True}


@contextlib.contextmanager
def agent(folder, deadly=-1):
    port = free_port()
    source = __file__.rpartition("/pendopo/apps/")[0]
    text = AGENT.format(source=source, folder=str(folder), port=port, deadly=deadly, origin=ORIGIN)
    process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        assert process.stdout.readline().startswith(b"Pencetak bilik")
        process.stdout.readline()
        yield port, process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def press(port, *, again=False):
    """Status and body; None when the agent dies over it."""
    slip = {**PLACE, "number": 2, "name": "Siti Aminah", "code": "K7RWQ4"}
    body = {"job": JOB, "slip": slip, "stub": {**PLACE, "tracker": TRACKER}, "again": again}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        line.request("POST", "/cetak", json.dumps(body), {"Origin": ORIGIN, "Content-Type": "application/json"})
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()


def strips(folder):
    found = [path.read_bytes() for path in sorted((folder / "paper").glob("*.bin"))]
    return [strip for strip in found if strip]


def count(folder, *, marked):
    """Strips on which the choice can be read."""
    return sum((b"SALINAN" in strip) == marked for strip in strips(folder) if b"\x1d!\x77" in strip)


@pytest.mark.crash
def test_killed_at_each_step_of_a_print(tmp_path):
    seen: set[str] = set()
    for deadly in range(500):
        folder = tmp_path / str(deadly)
        folder.mkdir()
        with agent(folder, deadly) as (port, process):
            first = press(port)
            if first:
                assert first == (200, done(copy=False))
                break
            process.wait(60)
        with agent(folder) as (port, _):
            second = press(port)
            assert second is not None
            seen.add(second[1].get("code", "printed"))
            if second[0] == 409:
                assert second[1]["code"] == "uncertain"
                before = len(strips(folder))
                assert press(port, again=True) == (200, done(copy=True))
                assert len(strips(folder)) == before + 1
                assert b"SALINAN" in strips(folder)[-1]
                assert press(port) == (200, done(copy=True))
            else:
                assert second == (200, done(copy=False))
        assert count(folder, marked=False) <= 1, deadly
        assert any(b"Masukkan ke kotak audit" in strip for strip in strips(folder)), deadly
    assert deadly > 20
    assert seen == {"uncertain", "printed"}


@pytest.mark.crash
def test_killed_while_a_copy_comes_out(tmp_path):
    for deadly in (0, 7, 13, 19):
        folder = tmp_path / str(deadly)
        folder.mkdir()
        with agent(folder) as (port, _):
            assert press(port)[0] == 200
        with agent(folder, deadly) as (port, process):
            assert press(port, again=True) is None
            process.wait(60)
        with agent(folder) as (port, _):
            assert press(port)[1] in (done(copy=False),) or press(port)[1]["code"] == "uncertain"
            assert press(port, again=True) == (200, done(copy=True))
        assert count(folder, marked=False) == 1


@pytest.mark.crash
def test_one_agent_per_journal(tmp_path):
    text = "import typer; from pendopo.apps.elections.printer.cli import *; typer.run(tps_printer)"
    command = [sys.executable, "-c", text]
    command += ["--device", f"folder://{tmp_path}/paper", "--station", ORIGIN, "--journal", str(tmp_path / "j.json")]
    source = {"PYTHONPATH": __file__.rpartition("/pendopo/apps/")[0]}
    command += ["--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=source) as first:
        try:
            assert b"gladi" in first.stdout.readline()
            assert b"http://127.0.0.1:" in first.stdout.readline()
            second = subprocess.run(command, capture_output=True, env=source, timeout=300)
            assert second.returncode == 1
            assert b"another agent uses" in second.stderr
        finally:
            first.terminate()
            assert first.wait(60) == 0
