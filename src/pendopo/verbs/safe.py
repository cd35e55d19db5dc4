"""backup, restore, audit: what keeps the data safe."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="For scripts.")]

audit = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, help="The audit trail.")


@audit.callback()
def _audit() -> None:
    """The audit trail."""


@audit.command()
def verify(as_json: Json = False) -> None:
    """Recomputes every seal; ends with 1 and names the place when a line was changed, removed or reordered."""
    from pendopo.kernel.audit.verify import verify as verify_audit

    report = verify_audit()
    if as_json:
        told = {"sound": report.sound, "seals": report.seals, "rows": report.rows, "unsealed": report.unsealed}
        print(json.dumps({**told, "problems": report.problems}))
    else:
        print(f"{report.rows} lines in {report.seals} seals, {report.unsealed} not sealed yet")
        print("\n".join(report.problems) or "The trail is sound.")
    sys.exit(not report.sound)


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="Default: backup/pendopo-DATE-TIME.tar in the data folder.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Everything may go on running. The file holds personal data and the audit key: keep it closed, and on another
    machine.
    """
    from pendopo.kernel.backup.services import Report, back_up

    def words(report: Report) -> str:
        return f"Written and proved: {report.path} ({_amount(report)})"

    _tell(lambda: back_up(file), as_json, words)


def restore(
    file: Annotated[Path, typer.Argument(help="A file made by ./pendopo backup.")],
    check: Annotated[
        bool, typer.Option("--check", help="Only prove it: restore into a scratch place, compare, remove.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Needs an empty data folder (--data) and database. The file is proved whole before anything is written."""
    from pendopo.kernel.backup.services import Report
    from pendopo.kernel.backup.services import check as prove
    from pendopo.kernel.backup.services import restore as bring_back

    def words(report: Report) -> str:
        what = "Sound, restored in a scratch place and compared" if check else "Restored"
        return f"{what}: {report.path} of {report.created_at} ({_amount(report)})"

    if not file.is_file():
        sys.exit(f"pendopo: there is no file {file}")
    _tell(lambda: prove(file) if check else bring_back(file), as_json, words)


def _amount(report: object) -> str:
    from pendopo.kernel.backup.services import Report

    assert isinstance(report, Report)
    return f"{report.rows} rows in {report.tables} tables, {report.files} files, {report.bytes / 1e6:.1f} MB"


def _tell(work: object, as_json: bool, words: object) -> None:
    """Runs the work and prints what came of it; a refusal is one plain line and status 1."""
    from pendopo.kernel.backup.errors import Damaged, NotPossible

    assert callable(work) and callable(words)
    try:
        report = work()
    except (Damaged, NotPossible, OSError) as problem:
        if as_json:
            print(json.dumps({"error": str(problem), "kind": type(problem).__name__}))
        sys.exit(f"pendopo: {problem}\n         Nothing was changed.")
    print(json.dumps(report.as_json()) if as_json else words(report))
