"""What the verbs `./pendopo APP import FILE` share: files that cannot be used, and what is said at the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pendopo.kernel.errors import Refused

SHOWN = 20
UNREADABLE = 2
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]


@contextmanager
def usable(file: Path, *, as_json: bool) -> Iterator[None]:
    """A file that cannot be used ends the verb with a sentence and status 2."""
    try:
        yield
    except (OSError, Refused) as error:
        message = error.message if isinstance(error, Refused) else f"{file}: {error.strerror}"
        print(json.dumps({"error": message}, ensure_ascii=False) if as_json else message, file=sys.stderr)
        raise typer.Exit(UNREADABLE) from error


def report(
    rows: int, counts: Mapping[str, int], errors: Sequence[Mapping[str, Any]], *, dry_run: bool, as_json: bool,
    **more: Any,
) -> NoReturn:  # fmt: skip
    """Says what came of `rows`, by new, changed, same and bad, and ends the verb: 0 all good, 1 some bad.

    `more` stands in the JSON only.
    """
    if as_json:
        answer = {"file_rows": rows, "imported": not dry_run, **counts, "errors": errors, **more}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for one in errors[:SHOWN]:
            line = f"baris {one['row']}, {one['column']}: {one['value']!r}: {one['reason']} {one.get('todo', '')}"
            print(line.rstrip())
        if len(errors) > SHOWN:
            print(f"... dan {len(errors) - SHOWN} kesalahan lain (--json menampilkan semuanya)")
        done = "akan diimpor" if dry_run else "diimpor"
        kept = f"{counts['new']} baru, {counts['changed']} berubah {done}"
        print(f"{kept}; {counts['same']} sama, {counts['bad']} perlu diperbaiki")
    raise typer.Exit(1 if counts["bad"] else 0)
