"""`./pendopo personnel import FILE`: the import of the screens, for a script."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pendopo.apps.personnel.services import importing
from pendopo.apps.personnel.services.importing import BAD, CHANGED, NEW, SAME
from pendopo.kernel.actor import Actor
from pendopo.ui.import_verb import DryRun, report, usable

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def personnel() -> None:
    """Employees: import of SIASN sheets."""


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="XLSX or CSV with the SIASN column names.")],
    dry_run: DryRun = False,
    as_json: Annotated[bool, typer.Option("--json", help="Counts, errors and changes as JSON.")] = False,
) -> None:
    """Check a file and import its good rows. A second import of the same file changes nothing.

    Exit status: 0 all rows good, 1 some rows bad (the good ones are imported), 2 the file cannot be used.
    """
    actor = Actor.system("baris perintah")
    with usable(file, as_json=as_json):
        content = file.read_bytes()
        found = list(importing.dry_run(actor, importing.read_sheet(actor, content, name=file.name)))
        if not dry_run:
            importing.import_now(actor, content, name=file.name, after_chunk=None if as_json else _tell(len(found)))
    counted = Counter(one.state for one in found)
    errors = [asdict(error) for one in found for error in one.errors]
    changes = [
        {"row": one.row, "nip": one.nip, "state": one.state, "changes": [asdict(change) for change in one.changes]}
        for one in found
        if one.state in (NEW, CHANGED)
    ]
    counts = {state: counted[state] for state in (NEW, CHANGED, SAME, BAD)}
    report(len(found), counts, errors, dry_run=dry_run, as_json=as_json, changes=changes)


def _tell(total: int) -> importing.AfterChunk:
    def after_chunk(place: int, _counts: Counter[str]) -> None:
        print(f"{place}/{total}", file=sys.stderr)

    return after_chunk
