"""demo: a small supervisor that starts everything, tells where it is, and stops everything."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Final

import typer

from pendopo.demo.notes import read_notes
from pendopo.project.lifeline import die_with_parent

READY_WITHIN: Final = 60.0
STOP_WITHIN: Final = 10.0
FLOOD_WINDOW: Final = 60.0
FLOOD_LINES: Final = 30
PYTHON: Final = sys.executable


class Size(StrEnum):
    SMALL = "small"
    REGENCY = "regency"


def demo(
    port: Annotated[int | None, typer.Option(help="Default 8000, or the next free one.", show_default=False)] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    size: Annotated[
        Size | None, typer.Option(help="small: 500 employees, 30 days (default). regency: 5,000, 90 days.")
    ] = None,
    device_port: Annotated[
        int | None, typer.Option(help="For old units; default 8081 or the next free one; 0: none.", show_default=False)
    ] = None,
    simulate: Annotated[
        bool, typer.Option("--simulate/--no-simulate", help="Fingerprint devices that keep sending.")
    ] = True,
) -> None:
    """Makes the demo regency on first use (in the data folder), starts web, worker and device simulator; Ctrl-C stops
    all of it.
    """
    began = time.monotonic()
    data = data_folder()
    os.environ.update(PENDOPO_DATA=str(data), PENDOPO_LOG=os.environ.get("PENDOPO_LOG", "console"))
    os.environ.setdefault("PENDOPO_LOG_LEVEL", "WARNING")
    chosen = choose_port(host, port)
    known = read_notes(data)
    if known and size and size.value != known.size:
        sys.exit(
            f"pendopo: {data} already holds a demo of size {known.size}. Choose another --data DIR for {size.value}."
        )
    supervisor = Supervisor()
    supervisor.catch_signals()
    build = [PYTHON, "-m", "pendopo.verbs.demo_build", size or (known.size if known else Size.SMALL)]
    if supervisor.run_to_end("demo", build) != 0:
        sys.exit(1 if not supervisor.stopping.is_set() else 0)
    url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{chosen}"  # noqa: S104
    machines = device_port if device_port is not None else next((p for p in range(8081, 8181) if is_free(host, p)), 0)
    if machines:
        os.environ["PENDOPO_DEVICE_PORT"] = str(machines)  # the screens name it
    supervisor.start("web", [PYTHON, "-m", "pendopo.project.server", host, str(chosen), "0"])
    supervisor.start("worker", [PYTHON, "-m", "pendopo", "worker"])
    if not supervisor.wait_ready(url):
        supervisor.stop_all()
        sys.exit("pendopo: the server did not become ready; see the lines above.")
    if machines:
        relay_command = [PYTHON, "-m", "pendopo.apps.attendance.device_port", host, str(machines), str(chosen)]
        supervisor.start("devices", relay_command)
    if simulate:
        command = [PYTHON, "-m", "pendopo.demo.simulator", "--url", url, "--data", str(data)]
        supervisor.start("simulator", command)
    tell(url, data, time.monotonic() - began, machines)
    supervisor.watch()


def data_folder() -> Path:
    return Path(os.environ.get("PENDOPO_DATA") or Path(os.environ.get("PENDOPO_ROOT", ".")) / "data").absolute()


def tell(url: str, data: Path, seconds: float, machines: int) -> None:
    """Address and logins."""
    notes = read_notes(data)
    print(f"\n  Pendopo is ready after {seconds:.1f} s:  {url}/\n", flush=True)
    for login in notes.logins if notes else ():
        print(f"    {login.username:<12} {login.password:<22} {login.name}, {login.note}")
    units = f"    Old fingerprint units: port {machines}" if machines else ""
    print(f"\n  Data: {data}{units}    Stop: Ctrl-C\n", flush=True)


def choose_port(host: str, wanted: int | None) -> int:
    """The port asked for, or the first free one from 8000 on. Exits when the one asked for is taken."""
    if wanted:
        if not is_free(host, wanted):
            sys.exit(f"pendopo: port {wanted} is taken. Choose another one with --port, or leave it out.")
        return wanted
    found = next((port for port in range(8000, 8100) if is_free(host, port)), None)
    return found or sys.exit("pendopo: no free port between 8000 and 8099; choose one with --port.")


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@dataclass
class Part:
    name: str
    command: list[str]
    process: subprocess.Popen[str]
    restarts: list[float] = field(default_factory=list)


class Supervisor:
    """Keeps the parts running until it is told to stop; then stops each one's whole process group."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.stopping = threading.Event()

    def catch_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())

    def start(self, name: str, command: list[str]) -> Part:
        part = Part(name, command, self._spawn(name, command))
        self.parts.append(part)
        return part

    def run_to_end(self, name: str, command: list[str]) -> int:
        """Runs a part that ends by itself and returns its status."""
        process = self._spawn(name, command)
        while process.poll() is None:
            if self.stopping.wait(0.02):
                end_group(process)
        return process.returncode

    def wait_ready(self, url: str) -> bool:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and not self.stopping.is_set():
            if any(part.process.poll() is not None for part in self.parts):
                return False
            try:
                with urllib.request.urlopen(f"{url}/readyz", timeout=5) as response:  # noqa: S310
                    return bool(response.status == 200)
            except (urllib.error.URLError, OSError):
                self.stopping.wait(0.05)
        return False

    def watch(self) -> None:
        """Until told to stop: starts a part again that ended by itself, more slowly when it keeps ending."""
        while not self.stopping.wait(0.3):
            for part in self.parts:
                if part.process.poll() is not None:
                    self._restart(part)
        print("\npendopo: stopping ...", flush=True)
        self.stop_all()

    def stop_all(self) -> None:
        """Asks every part to end, waits, and kills what is left."""
        self.stopping.set()
        for part in self.parts:
            signal_group(part.process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        for part in self.parts:
            with contextlib.suppress(subprocess.TimeoutExpired):
                part.process.wait(max(0.1, deadline - time.monotonic()))
            signal_group(part.process, signal.SIGKILL)
            part.process.wait()

    def _restart(self, part: Part) -> None:
        status = part.process.returncode
        now = time.monotonic()
        part.restarts = [moment for moment in part.restarts if now - moment < 60] + [now]
        print(f"{part.name:>9} | ended with status {status}; starting it again", flush=True)
        signal_group(part.process, signal.SIGKILL)
        self.stopping.wait(min(10.0, 0.3 * 2 ** len(part.restarts)))
        if not self.stopping.is_set():
            part.process = self._spawn(part.name, part.command)

    def _spawn(self, name: str, command: list[str]) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # its own group: Ctrl-C reaches the supervisor alone, which then ends each group
            preexec_fn=die_with_parent,
        )
        if process.stdout:
            threading.Thread(target=relay, args=(name, process.stdout), daemon=True).start()
        return process


def relay(name: str, lines: IO[str]) -> None:
    """Prints what a part says, with its name in front; all of it goes to logs/NAME.log, a flood only there."""
    path = data_folder() / "logs" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    window, printed = 0.0, 0
    with lines, path.open("a", buffering=1) as log:
        for line in lines:
            log.write(line)
            now = time.monotonic()
            if now - window > FLOOD_WINDOW:
                window, printed = now, 0
            printed += 1
            if line.strip() and printed <= FLOOD_LINES:
                print(f"{name:>9} | {line.rstrip()}", flush=True)
            elif printed == FLOOD_LINES + 1:
                print(f"{name:>9} | ... more of it in {path}", flush=True)


def end_group(process: subprocess.Popen[str]) -> None:
    signal_group(process, signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        signal_group(process, signal.SIGKILL)
        process.wait()


def signal_group(process: subprocess.Popen[str], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
