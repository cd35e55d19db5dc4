"""Makes the virtual environment from the hashed lock. Run by the launcher with the machine's Python: standard library
only.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}


class SetupError(Exception):
    """The environment could not be made; the text says what to do."""


def main(root: Path, venv: Path, kind: str) -> int:
    """Brings `venv` up to the lock of `kind` (run or dev); several callers at once wait for one another."""
    began = time.monotonic()
    with one_at_a_time(venv):
        if is_current(root, venv, kind):
            return 0
        print(f"pendopo: preparing the environment ({LOCKS[kind]}), once ...", file=sys.stderr, flush=True)
        try:
            make(root, venv, kind)
        except SetupError as error:
            print(f"pendopo: {error}", file=sys.stderr)
            return 1
    print(f"pendopo: environment ready in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return 0


def make(root: Path, venv: Path, kind: str) -> None:
    """Creates the environment if it is missing or of another Python, installs the lock and stamps it."""
    if not works(venv):
        create(venv)
    lock = root / LOCKS[kind]
    with tempfile.TemporaryDirectory() as scratch:
        if not install_with_uv(root, venv, lock, Path(scratch)):
            install_with_pip(venv, lock)
    stamp(root, venv, kind)
    if kind == "dev":  # the developer's lock contains the other one
        stamp(root, venv, "run")


def stamp(root: Path, venv: Path, kind: str) -> None:
    """Remembers the installed lock; written last and in one step, so that a broken installation is never taken as
    good.
    """
    target = stamp_file(venv, kind)
    fresh = target.with_suffix(f".{os.getpid()}")
    shutil.copyfile(root / LOCKS[kind], fresh)
    fresh.replace(target)


def stamp_file(venv: Path, kind: str) -> Path:
    return venv / f".pendopo-{kind}.lock"


def is_current(root: Path, venv: Path, kind: str) -> bool:
    known = stamp_file(venv, kind)
    return works(venv) and known.exists() and known.read_bytes() == (root / LOCKS[kind]).read_bytes()


def works(venv: Path) -> bool:
    """Whether the environment's Python starts (a moved folder or a removed Python breaks it)."""
    python = venv / "bin" / "python"
    if not os.access(python, os.X_OK):
        return False
    return subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0  # noqa: S603


def create(venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", venv], capture_output=True, text=True)  # noqa: S603
    if made.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetupError(
            f"Python {version} ({sys.executable}) cannot make a virtual environment.\n"
            f"         On Debian or Ubuntu: apt install python{version}-venv\n{tail(made.stdout + made.stderr)}"
        )


def install_with_uv(root: Path, venv: Path, lock: Path, scratch: Path) -> bool:
    """The fast way. False (never an exception) when uv is not to be had on this machine; pip then does the same."""
    pinned = scratch / "uv.lock"
    pinned.write_text(pinned_line((root / LOCKS["dev"]).read_text(), "uv"))
    got = subprocess.run([*pip_install(venv), "-r", str(pinned)], capture_output=True)  # noqa: S603
    uv = venv / "bin" / "uv"
    if got.returncode or not uv.exists():
        return False
    environment = {**os.environ, "VIRTUAL_ENV": str(venv), "UV_NO_CONFIG": "1", "UV_LINK_MODE": "copy"}
    if os.environ.get("PIP_INDEX_URL"):
        environment.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
    command = [str(uv), "pip", "install", "-q", "--system-certs", "--require-hashes", "--no-deps", "-r", str(lock)]
    return subprocess.run(command, env=environment, capture_output=True).returncode == 0  # noqa: S603


def install_with_pip(venv: Path, lock: Path) -> None:
    done = subprocess.run([*pip_install(venv), "-r", str(lock)], capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise SetupError(
            "the packages could not be installed. Is there a network, and does pip reach its index?\n"
            "         Nothing is lost: run the same command again when it does.\n" + tail(done.stderr)
        )


def pip_install(venv: Path) -> list[str]:
    python = str(venv / "bin" / "python")
    return [python, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--require-hashes", "--no-deps"]


def pinned_line(lock: str, name: str) -> str:
    """The requirement `name` with its hashes, cut out of a lock."""
    lines = lock.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = start
    while lines[end].endswith("\\"):
        end += 1
    return "\n".join(lines[start : end + 1]) + "\n"


def tail(text: str) -> str:
    return "\n".join("         | " + line for line in text.strip().splitlines()[-8:])


@contextlib.contextmanager
def one_at_a_time(venv: Path) -> Iterator[None]:
    venv.parent.mkdir(parents=True, exist_ok=True)
    with (venv.parent / f"{venv.name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
