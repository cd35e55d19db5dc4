"""`./pendopo regulations import FILE`: the import of the screens, for a script."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pendopo.apps.regulations.rules.outcome import counted, problems
from pendopo.apps.regulations.services import importing
from pendopo.kernel.actor import Actor
from pendopo.ui.import_verb import DryRun, report, usable

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def regulations() -> None:
    """Produk hukum: import of lists and JDIHN feeds."""


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="XLSX, CSV, or a JDIHN feed (JSON).")],
    dry_run: DryRun = False,
    as_json: Annotated[bool, typer.Option("--json", help="Counts and errors as JSON.")] = False,
) -> None:
    """Check a file and import its good rows. A second import of the same file changes nothing.

    Exit status: 0 all rows good, 1 some rows bad (the good ones are imported), 2 the file cannot be used.
    """
    actor = Actor.system("baris perintah")
    with usable(file, as_json=as_json):
        raws = importing.read_file(actor, file.read_bytes(), name=file.name)
        found = importing.run_rows(actor, raws, write=not dry_run)
    report(len(raws), counted(found), problems(found), dry_run=dry_run, as_json=as_json)
