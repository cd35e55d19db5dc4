"""test, check, bench, messages, new-app, lock, django: for those who change Pendopo."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).resolve().parents[3]
LOCAL_POSTGRES: Final = "postgres://postgres@127.0.0.1:5432/pendopo"
PASSED_ON: Final = {"allow_extra_args": True, "ignore_unknown_options": True}


def test(
    context: typer.Context,
    postgres: Annotated[
        bool, typer.Option("--postgres", help=f"On PostgreSQL: --postgres [URL], default {LOCAL_POSTGRES}")
    ] = False,
) -> None:
    """Everything else goes to pytest: `./pendopo test src/pendopo/kernel -k live -x`. Three processes unless
    -n says otherwise: browsers and servers make them wait.
    """
    from pendopo.tools.catalogues import compile_catalogues

    compile_catalogues()
    rest = list(context.args)
    if postgres:
        given = rest.pop(0) if rest and "://" in rest[0] else ""
        os.environ["PENDOPO_DATABASE_URL"] = given or os.environ.get("PENDOPO_DATABASE_URL") or LOCAL_POSTGRES
    else:
        os.environ.pop("PENDOPO_DATABASE_URL", None)
    os.environ["PENDOPO_DATA"] = str(ROOT / "data" / "test")
    if not any(argument.startswith("-n") for argument in rest):
        rest += ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
    sys.exit(subprocess.run([sys.executable, "-m", "pytest", *rest], cwd=ROOT).returncode)  # noqa: S603


test.command_settings = {"context_settings": PASSED_ON}  # type: ignore[attr-defined]


def check(
    only: Annotated[list[str] | None, typer.Argument(help="Names of single checks; all of them when left out.")] = None,
) -> None:
    """Runs them side by side and prints what each one has to say; ends with 1 when any of them complains."""
    from pendopo.tools.checks import run_checks

    sys.exit(run_checks(ROOT, only or []))


def bench(context: typer.Context) -> None:
    """`bench crash` kills processes under load; everything else goes to bench/__main__.py, see `./pendopo bench
    --help`.
    """
    sys.exit(subprocess.run([sys.executable, "-m", "bench", *context.args], cwd=ROOT).returncode)  # noqa: S603


bench.command_settings = {"context_settings": {**PASSED_ON, "help_option_names": []}}  # type: ignore[attr-defined]


def messages() -> None:
    """Collects every text of templates and Python; keeps translations, adds new ones empty, drops those no longer
    used.
    """
    from pendopo.tools.messages import update

    added, dropped = update(ROOT)
    print(f"{added} new, {dropped} dropped. Translate the empty ones in src/pendopo/locale/en/LC_MESSAGES/django.po")


def draw_map() -> None:
    """One sentence per folder: the first of the package's docstring or of its README."""
    from pendopo.tools.map import write

    print(f"Written: {write(ROOT).relative_to(ROOT)}")


def new_app(
    name: Annotated[
        str, typer.Argument(help="English, one word or words_with_underscores: the package under pendopo.apps.")
    ],
    title: Annotated[str, typer.Option(help="What it is called on screen, in Indonesian.")] = "",
    root: Annotated[Path, typer.Option(hidden=True)] = ROOT,
) -> None:
    """Writes models, services, screen, tests and a migration for one table, and enters the app in settings, addresses
    and contracts.
    """
    from pendopo.tools.newapp import NotAName, create

    try:
        written = create(root, name, title)
    except NotAName as problem:
        sys.exit(f"pendopo: {problem}")
    place = written.relative_to(root)
    print(f"Written: {place}. Next: read its README.md, then ./pendopo check && ./pendopo test {place}")


def lock(
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Take newer versions instead of keeping the locked ones.")
    ] = False,
) -> None:
    """Writes requirements.lock and requirements-dev.lock: every platform, every file with its hash, no address of any
    index.
    """
    for name, more in (
        ("requirements.lock", []),
        ("requirements-dev.lock", ["--group", "dev", "-c", "requirements.lock"]),
    ):
        uv = str(Path(sys.executable).parent / "uv")
        command = [uv, "pip", "compile", "pyproject.toml", "-o", name, "-q", "--system-certs"]
        command += [
            "--universal",
            "--python-version",
            "3.11",
            "--generate-hashes",
            "--no-header",
            "--no-emit-index-url",
        ]
        command += ["--no-emit-find-links", "--no-config", *more, *(["--upgrade"] if upgrade else [])]
        status = subprocess.run(command, cwd=ROOT).returncode  # noqa: S603
        if status:
            sys.exit(status)
    print("Written: requirements.lock, requirements-dev.lock")


def django_admin(context: typer.Context) -> None:
    """`./pendopo django shell`, `./pendopo django makemigrations letters`, ..."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["pendopo django", *context.args])


django_admin.command_settings = {"context_settings": {**PASSED_ON, "help_option_names": []}}  # type: ignore[attr-defined]
