"""The command line: finds the verb and imports only that one, so that `./pendopo help` answers at once."""

from __future__ import annotations

import difflib
import os
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True)
class Verb:
    """`target` is module:function, or module:app for a verb with verbs of its own; `django` sets Django up first."""

    group: str
    summary: str
    target: str
    django: bool = False


VERBS: Final = {
    "demo": Verb("Try it", "start a demo regency with everything running", "pendopo.verbs.demo:demo"),
    "serve": Verb(
        "Run it", "the web server: people, devices and live streams on one address", "pendopo.verbs.serve:serve"
    ),
    "worker": Verb("Run it", "background work: recaps, schedule, imports and exports", "pendopo.verbs.serve:worker"),
    "live": Verb("Run it", "live streams alone, for a proxy that splits by path", "pendopo.verbs.serve:live"),
    "devices": Verb(
        "Run it",
        "a forgiving plain-HTTP port for old units, in front of serve",
        "pendopo.verbs.serve:devices",
    ),
    "tps": Verb("Run it", "a polling station on one laptop, without internet", "pendopo.verbs.tps:tps"),
    "tps-printer": Verb("Run it", "the printer of one booth PC", "pendopo.apps.elections.printer.cli:tps_printer"),
    "backup": Verb("Keep it safe", "write the whole system into one checked file", "pendopo.verbs.safe:backup", True),
    "restore": Verb(
        "Keep it safe", "bring a backup back, or prove one with --check", "pendopo.verbs.safe:restore", True
    ),
    "audit": Verb(
        "Keep it safe", "audit verify: prove that no audit line was changed", "pendopo.verbs.safe:audit", True
    ),
    "attendance": Verb("Use it", "device-add, devices, punches, recap", "pendopo.apps.attendance.cli:app", True),
    "regulations": Verb("Use it", "import FILE [--dry-run]", "pendopo.apps.regulations.cli:app", True),
    "personnel": Verb("Use it", "import FILE [--dry-run]", "pendopo.apps.personnel.cli:app", True),
    "maturity": Verb("Use it", "score FILE, instruments, check FILE", "pendopo.apps.maturity.cli:app"),
    "election": Verb("Use it", "verify FILE.bel, verify-script, rehearse", "pendopo.apps.elections.cli:app"),
    "test": Verb("Change it", "the test suite (--postgres [URL] for PostgreSQL)", "pendopo.verbs.develop:test"),
    "check": Verb(
        "Change it", "lint, types, import contracts, migrations, templates, words", "pendopo.verbs.develop:check"
    ),
    "bench": Verb("Change it", "measure speed and memory against the floor", "pendopo.verbs.develop:bench"),
    "messages": Verb(
        "Change it", "bring the English catalogue up to date with the sources", "pendopo.verbs.develop:messages"
    ),
    "map": Verb("Change it", "write docs/map.md from the sources", "pendopo.verbs.develop:draw_map"),
    "new-app": Verb("Change it", "write a new app that passes check and test", "pendopo.verbs.develop:new_app"),
    "lock": Verb("Change it", "resolve pyproject.toml into the two locks", "pendopo.verbs.develop:lock"),
    "django": Verb("Change it", "any django-admin command", "pendopo.verbs.develop:django_admin"),
}

HEAD: Final = (
    "Pendopo: electronic government of a regency.\n\nUsage: ./pendopo VERB [OPTIONS]     ./pendopo VERB --help"
)
FOOT: Final = (
    "Everywhere: --data DIR or PENDOPO_DATA is the data folder (default ./data), "
    "PENDOPO_DATABASE_URL the database (default SQLite in it)."
)


def main(arguments: list[str] | None = None) -> None:
    """Runs one verb; exits with its status."""
    given = take_data(list(sys.argv[1:] if arguments is None else arguments))
    name = given[0] if given else "help"
    if name in ("help", "--help", "-h"):
        print(overview())
        return
    verb = VERBS.get(name)
    if verb is None:
        near = difflib.get_close_matches(name, VERBS, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        sys.exit(f"pendopo: there is no verb {name!r}.{hint} ./pendopo help lists them all.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.project.settings")
    try:
        run(name, verb, given[1:])
    except Exception as problem:
        if type(problem).__name__ == "ImproperlyConfigured":  # Django is not imported for every verb
            sys.exit(f"pendopo: {problem}")
        raise


def take_data(arguments: list[str]) -> list[str]:
    """Takes `--data DIR` out, wherever it stands before a `--`, and hands it to all that is started here."""
    kept: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            kept += [argument, *rest]
        elif argument == "--data":
            folder = next(rest, "")
            if not folder:
                sys.exit("pendopo: --data needs a folder.")
            os.environ["PENDOPO_DATA"] = str(Path(folder).absolute())
        elif argument.startswith("--data="):
            os.environ["PENDOPO_DATA"] = str(Path(argument.partition("=")[2]).absolute())
        else:
            kept.append(argument)
    return kept


def overview() -> str:
    lines = [HEAD]
    for group in dict.fromkeys(verb.group for verb in VERBS.values()):
        lines += ["", group]
        lines += [f"  {name:<12}{verb.summary}" for name, verb in VERBS.items() if verb.group == group]
    return "\n".join([*lines, "", FOOT])


def run(name: str, verb: Verb, arguments: list[str]) -> None:
    import typer

    if verb.django:
        import django

        django.setup()
    module, _, attribute = verb.target.partition(":")
    found: Any = getattr(import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        function, settings = found, getattr(found, "command_settings", {})
        found = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
        about = f"{verb.summary[0].upper()}{verb.summary[1:]}.\n\n{function.__doc__ or ''}"
        found.command(epilog=FOOT, help=about, **settings)(function)
    found(args=arguments, prog_name=f"pendopo {name}")
