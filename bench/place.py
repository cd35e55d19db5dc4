"""A data folder and a database of their own for a measurement, and the processes that run on them. Loopback only."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
READY_WITHIN = 300.0


@dataclass
class Place:
    """Where a system under test lives. `url` is empty for SQLite in the folder."""

    folder: Path
    url: str = ""
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def workers(self) -> int:
        """Web processes, as `./pendopo serve` chooses them."""
        return 2 if self.url else 1

    @property
    def kind(self) -> str:
        return "postgresql" if self.url else "sqlite"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PENDOPO_")}
        kept |= {
            "PENDOPO_DATA": str(self.folder),
            "PENDOPO_LOG_LEVEL": "ERROR",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "pendopo.project.settings",
        }
        if self.url:
            kept["PENDOPO_DATABASE_URL"] = self.url
        return kept | more

    def run(self, *arguments: str, **more: str) -> str:
        """A Python program to its end; returns what it printed. Raises when it fails."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment(**more), cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)[:200]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """A Python program in the background, in a process group of its own."""
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                env=self.environment(**more),
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def serve(self, port: int, *, workers: int = 1, **more: str) -> subprocess.Popen[bytes]:
        """Our own web server, ready to answer."""
        process = self.start("-m", "pendopo.project.server", "127.0.0.1", str(port), str(workers), **more)
        wait_for(f"http://127.0.0.1:{port}/readyz", process)
        return process

    def stop(self, process: subprocess.Popen[bytes], *, hard: bool = False) -> None:
        """End a process that this place started, with its children."""
        if process.poll() is None:
            with_group(process.pid, signal.SIGKILL if hard else signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                with_group(process.pid, signal.SIGKILL)
                process.wait(60)
        with_group(process.pid, signal.SIGKILL)
        if process in self.started:
            self.started.remove(process)

    def stop_all(self) -> None:
        for process in list(self.started):
            self.stop(process)


@contextmanager
def place(kind: str) -> Iterator[Place]:
    """An empty place on "sqlite" or "postgresql"; everything in it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pendopo-bench-"))
    url, name = "", f"pendopo_bench_{os.getpid()}_{time.monotonic_ns() % 1_000_000}"
    if kind == "postgresql":
        admin(f'CREATE DATABASE "{name}"')
        url = urlunsplit(urlsplit(postgres())._replace(path=f"/{name}"))
    here = Place(folder, url)
    try:
        yield here
    finally:
        here.stop_all()
        shutil.rmtree(folder, ignore_errors=True)
        if url:
            admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def postgres() -> str:
    """The server's own database: PENDOPO_BENCH_POSTGRES, else the server of PENDOPO_DATABASE_URL, else a local one."""
    given = os.environ.get("PENDOPO_BENCH_POSTGRES", "")
    used = os.environ.get("PENDOPO_DATABASE_URL", "")
    if given or not used.startswith("postgres"):
        return given or LOCAL_POSTGRES
    return urlunsplit(urlsplit(used)._replace(path="/postgres"))


def admin(statement: str) -> None:
    """One statement on the PostgreSQL server, outside any transaction."""
    import psycopg

    with psycopg.connect(postgres(), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def has_postgres() -> bool:
    """Whether the PostgreSQL server can be reached."""
    import psycopg

    try:
        psycopg.connect(postgres(), connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def free_port() -> int:
    """Below the range from which Linux takes the ports of outgoing connections: a server that is started again finds
    its port still free."""
    while True:
        port = random.randrange(18_000, 32_000)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


def wait_for(url: str, process: subprocess.Popen[bytes] | None = None, within: float = READY_WITHIN) -> float:
    """Seconds until the address answers 200. Raises TimeoutError, or RuntimeError when the process ended."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"process ended with {process.returncode} before {url} answered")
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                if answer.status == 200:
                    return time.monotonic() - began
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError(url)


def with_group(pid: int, number: int) -> None:
    """Signal a process group that we made; one that is gone is no error."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def children(pid: int) -> list[int]:
    """Process ids below a process, the nearest first."""
    found: list[int] = []
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return found
    for task in tasks:
        try:
            direct = [int(text) for text in (task / "children").read_text().split()]
        except OSError:
            continue
        for child in direct:
            found += [child, *children(child)]
    return found


def memory(pid: int) -> tuple[float, float]:
    """Memory of a process now and at its peak, in MiB (resident set)."""
    now = peak = 0.0
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            now = int(line.split()[1]) / 1024
        if line.startswith("VmHWM:"):
            peak = int(line.split()[1]) / 1024
    return now, peak
