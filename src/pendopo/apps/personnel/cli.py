"""`./pendopo personnel import FILE`: the import of the screens, for a script."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from pendopo.apps.personnel.services import importing
from pendopo.apps.personnel.services.importing import BAD, CHANGED, NEW, SAME
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
SHOWN = 20
UNREADABLE = 2


@app.callback()
def personnel() -> None:
    """Employees: import of SIASN sheets."""


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="XLSX or CSV with the SIASN column names.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Counts, errors and changes as JSON.")] = False,
) -> None:
    """Check a file and import its good rows. A second import of the same file changes nothing.

    Exit status: 0 all rows good, 1 some rows bad (the good ones are imported), 2 the file cannot be used.
    """
    actor = Actor.system("baris perintah")
    try:
        content = file.read_bytes()
        found = list(importing.dry_run(actor, importing.read_sheet(actor, content, name=file.name)))
        if not dry_run:
            importing.import_now(actor, content, name=file.name, after_chunk=None if as_json else _tell(len(found)))
    except (OSError, Refused) as error:
        message = error.message if isinstance(error, Refused) else f"{file}: {error.strerror}"
        print(json.dumps({"error": message}, ensure_ascii=False) if as_json else message, file=sys.stderr)
        raise typer.Exit(UNREADABLE) from error
    counts = Counter(one.state for one in found)
    _report(found, counts, dry_run=dry_run, as_json=as_json)
    raise typer.Exit(1 if counts[BAD] else 0)


def _tell(total: int) -> importing.AfterChunk:
    def after_chunk(place: int, _counts: Counter[str]) -> None:
        print(f"{place}/{total}", file=sys.stderr)

    return after_chunk


def _report(found: list[importing.Outcome], counts: Counter[str], *, dry_run: bool, as_json: bool) -> None:
    errors = [asdict(error) for one in found for error in one.errors]
    if as_json:
        changes = [
            {"row": one.row, "nip": one.nip, "state": one.state, "changes": [asdict(change) for change in one.changes]}
            for one in found
            if one.state in (NEW, CHANGED)
        ]
        answer: dict[str, Any] = {"file_rows": len(found), "imported": not dry_run}
        answer |= {state: counts[state] for state in (NEW, CHANGED, SAME, BAD)}
        print(json.dumps(answer | {"errors": errors, "changes": changes}, ensure_ascii=False))
        return
    for error in errors[:SHOWN]:
        print(f"baris {error['row']}, {error['column']}: {error['value']!r}: {error['reason']} {error['todo']}")
    if len(errors) > SHOWN:
        print(f"... dan {len(errors) - SHOWN} kesalahan lain (--json menampilkan semuanya)")
    done = "akan diimpor" if dry_run else "diimpor"
    print(f"{counts[NEW]} baru, {counts[CHANGED]} berubah {done}; {counts[SAME]} sama, {counts[BAD]} perlu diperbaiki")
