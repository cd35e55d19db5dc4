"""`./pendopo check`: everything that can be said about the sources without running the tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BIN: Final = Path(sys.executable).parent
PATHS: Final = ("src", "tests", "bench")


@dataclass(frozen=True)
class Check:
    """A command; the environment it adds; what it is about."""

    command: list[str]
    about: str
    environment: dict[str, str]


def all_checks(root: Path) -> dict[str, Check]:
    paths = [path for path in PATHS if (root / path).is_dir()]
    templates = sorted(str(path) for path in (root / "src").rglob("templates/**/*.html"))
    production = {
        "PENDOPO_MODE": "production",
        "PENDOPO_SECRET_KEY": "a-key-only-for-this-check-" * 3,
        "PENDOPO_HOSTS": "example.go.id",
    }

    def python(*arguments: str) -> list[str]:
        return [sys.executable, "-m", *arguments]

    return {
        "types": Check([str(BIN / "mypy"), "src/pendopo"], "mypy", {}),
        "imports": Check([str(BIN / "lint-imports")], "import contracts", {}),
        "lint": Check([str(BIN / "ruff"), "check", "-q", *paths], "ruff", {}),
        "format": Check([str(BIN / "ruff"), "format", "--check", "-q", *paths], "ruff format", {}),
        "migrations": Check(
            python("django", "makemigrations", "--check", "--dry-run"), "models and migrations agree", {}
        ),
        "deploy": Check(
            python("django", "check", "--deploy", "--fail-level", "WARNING"), "production settings", production
        ),
        "djade": Check([str(BIN / "djade"), "--check", "--target-version", "5.2", *templates], "template style", {}),
        "templates": Check(python("pendopo.tools.templates"), "every template compiles, no inline script or style", {}),
        "words": Check(python("pendopo.tools.messages"), "every text has its English", {}),
        "size": Check(python("pendopo.tools.size"), "modules up to 400 lines, functions up to 60", {}),
    }


def run_checks(root: Path, only: list[str]) -> int:
    """Runs the checks (all, or those named), two at a time; returns 1 when one complains."""
    known = all_checks(root)
    unknown = [name for name in only if name not in known]
    if unknown:
        print(f"No such check: {', '.join(unknown)}. There are: {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = {name: check for name, check in known.items() if not only or name in only}
    run = _runner(root)
    with ThreadPoolExecutor(2) as pool:
        results = [pool.submit(run, name, check) for name, check in chosen.items()]
        failed = [name for name, ok in (result.result() for result in results) if not ok]
    print(
        f"{len(chosen) - len(failed)} of {len(chosen)} checks passed"
        + (f"; failed: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


def _runner(root: Path) -> Callable[[str, Check], tuple[str, bool]]:
    def run(name: str, check: Check) -> tuple[str, bool]:
        began = time.monotonic()
        environment = {
            **os.environ,
            "PYTHONPATH": str(root / "src"),
            "PENDOPO_DATA": str(root / "data" / "test"),
            **check.environment,
        }
        done = subprocess.run(  # noqa: S603
            check.command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        word = "ok" if done.returncode == 0 else "FAILED"
        lines = [f"{word:<7}{name:<12}{check.about} ({time.monotonic() - began:.1f} s)"]
        if done.returncode:
            lines += ["  " + line for line in done.stdout.rstrip().splitlines()]
        print("\n".join(lines), flush=True)
        return name, done.returncode == 0

    return run
