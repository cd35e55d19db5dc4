"""`./pendopo election`: checking archives, the verifier as one file, rehearsals. Needs no database and no Django."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

SEEDED = 1795000000  # the time in archives that are made with a seed


class GroupName(StrEnum):
    ED25519 = "Ed25519"
    BELENIOS = "BELENIOS-2048"


class TrusteeKind(StrEnum):
    ONE = "1"
    THREE = "3"
    TWO_OF_THREE = "2of3"
    THREE_OF_FIVE = "3of5"


@app.callback()
def election() -> None:
    """E-voting: check an archive, rehearse a whole election."""


@app.command("verify")
def verify_file(
    file: Annotated[Path, typer.Argument(help="The archive of a polling station (.bel).")],
    as_program: Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; all cores if left out.")] = None,
    unfinished: Annotated[bool, typer.Option(help="Accept an archive that stops before its result.")] = False,
) -> None:
    """Check everything in an archive and name the first check that fails, and its place.

    Exit status: 0 sound, 1 not sound, 2 cannot be read as an archive.
    """
    from pendopo.apps.elections.crypto.public import check

    raise typer.Exit(check(file, as_program=as_program, jobs=jobs, unfinished=unfinished))


@app.command("verify-script")
def verify_script(
    out: Annotated[Path, typer.Argument(help="The file to write.")] = Path("periksa-suara.pyz"),
) -> None:
    """Write the verifier as one file for the public; it runs with any Python from 3.10 on, without Pendopo."""
    from pendopo.apps.elections.single_file import write

    typer.echo(f"{write(out)}  {out}")


@app.command("rehearse")
def rehearse_election(
    out: Annotated[Path, typer.Option(help="Folder for archives, keys, cards and reports.")],
    voters: Annotated[int, typer.Option(min=1, help="Voters in the village.")] = 500,
    candidates: Annotated[int, typer.Option(min=2, max=20)] = 3,
    tps: Annotated[int, typer.Option(min=1, help="Polling stations.")] = 1,
    group: Annotated[GroupName, typer.Option()] = GroupName.ED25519,
    trustees: Annotated[TrusteeKind, typer.Option(help="How many, or how many of how many.")] = TrusteeKind.THREE,
    blank: Annotated[bool, typer.Option(help="Allow the empty vote.")] = False,
    turnout: Annotated[int, typer.Option(min=0, max=100, help="Per cent.")] = 90,
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0: all cores.")] = 0,
    check: Annotated[bool, typer.Option(help="Check each archive at the end.")] = True,
    seed: Annotated[int | None, typer.Option(help="Tests only: repeatable, and so NOT SECRET.")] = None,
) -> None:
    """Run a whole election without a browser: keys, cards, random votes, archives, decryption, reports.

    Exit status: 0 all archives are sound and agree with the votes, 1 not.
    """
    from pendopo.apps.elections.crypto import rehearse

    if tps > voters:
        raise typer.BadParameter("more stations than voters", param_hint="--tps")
    if out.exists() and any(out.iterdir()):
        raise typer.BadParameter(f"{out} is not empty", param_hint="--out")
    plan = rehearse.Plan(
        voters, candidates, tps, group.value, trustees.value, blank, turnout, seed, jobs, 0 if seed is None else SEEDED
    )
    if seed is not None:
        typer.echo("PERINGATAN: --seed membuat semua rahasia dapat dihitung ulang. Hanya untuk uji.", err=True)
    stations = rehearse.rehearse(plan, out, typer.echo)
    sound = True
    for station in stations:
        (station.file.parent / "hasil.txt").write_text(rehearse.station_report(station))
        sound &= station.result == station.votes and (not check or archive_is_sound(station.file, jobs or None))
    text = rehearse.total_report(stations, plan)
    (out / "rekap.txt").write_text(text)
    typer.echo(text)
    raise typer.Exit(0 if sound else 1)


def archive_is_sound(file: Path, jobs: int | None) -> bool:
    """Checks it and leaves the report beside it."""
    from pendopo.apps.elections.crypto.report import as_text
    from pendopo.apps.elections.crypto.verify import verify

    outcome = verify(file, jobs=jobs)
    (file.parent / "pemeriksaan.txt").write_text(as_text(outcome) + "\n")
    typer.echo(f"{file.name}: {'SAH' if outcome.valid else 'TIDAK SAH'}")
    return outcome.valid
