"""`./pendopo tps-printer`: the agent on the booth's computer. No Django and no database."""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from .agent import clean_origin, serve
from .devices import Printer, PrintFault, open_printer
from .escpos import COLUMNS, specimen
from .journal import Journal
from .press import Press


def tps_printer(
    device: Annotated[
        str, typer.Option(help="/dev/usb/lp0, /dev/ttyUSB0@9600, tcp://HOST:9100, or folder://PATH to rehearse.")
    ] = "/dev/usb/lp0",
    station: Annotated[
        list[str] | None, typer.Option(help="Address of the station's page, https://HOST:PORT. May be given again.")
    ] = None,
    width: Annotated[int, typer.Option(help="Paper in millimetres: 58 or 80.")] = 80,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 9101,
    cutter: Annotated[bool, typer.Option(help="Whether the printer cuts; without: a line to tear along.")] = True,
    idle: Annotated[float, typer.Option(min=0.1, max=60, help="Minutes until the choice is dropped from memory.")] = 10,
    journal: Annotated[Path | None, typer.Option(help="File of the job ids; data/tps-printer/ if left out.")] = None,
    test_page: Annotated[bool, typer.Option("--test-page", help="Print a specimen and stop.")] = False,
) -> None:
    """Prints slip and stub for the booth page on this computer, and only for it."""
    if width not in COLUMNS:
        raise typer.BadParameter("58 or 80", param_hint="--width")
    printer = _printer(device)
    if test_page:
        print_specimen(printer, width=width, cutter=cutter)
        return
    if not station:
        raise typer.BadParameter("the address of the station, https://HOST:PORT", param_hint="--station")
    try:
        origins = [clean_origin(address) for address in station]
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="--station") from None
    file = journal or Path(os.environ.get("PENDOPO_DATA", "data")) / "tps-printer" / "jurnal.json"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # memory holds a choice
    with _alone(file):
        press = Press(printer, Journal(file), width=width, cutter=cutter, idle=idle * 60)
        serve(press, origins, port)


def print_specimen(printer: Printer, *, width: int, cutter: bool) -> None:
    """Exit status 1 and the reason when it does not come out."""
    try:
        printer.write(specimen(width=width, cutter=cutter))
    except PrintFault as fault:
        sys.exit(f"pendopo: {fault.message}")
    print("Halaman uji sudah dikirim ke pencetak.")


def _printer(device: str) -> Printer:
    try:
        return open_printer(device)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="--device") from None
    finally:
        if device.startswith("folder://"):
            print("Pencetak folder hanya untuk gladi: urutan suara terlihat.", flush=True)


@contextlib.contextmanager
def _alone(journal: Path) -> Iterator[None]:
    """Two agents with one journal would each print a first slip."""
    journal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(journal.with_suffix(".lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"pendopo: another agent uses {journal}.")
        yield
