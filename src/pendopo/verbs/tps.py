"""tps: the polling station on one laptop."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from pathlib import Path
from typing import IO, Annotated

import typer

WAIT_FOR_FOLDER = 5.0


def tps(
    folder: Annotated[
        Path | None, typer.Option(help="Where the station lives; default DATA/tps.", show_default=False)
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; 127.0.0.1 for the laptop alone.")] = "0.0.0.0",  # noqa: S104
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8443,
    stick: Annotated[Path | None, typer.Option(help="Folder of the stick for the journal.", show_default=False)] = None,
    no_tls: Annotated[bool, typer.Option("--no-tls", help="Plain HTTP: practice on one laptop only.")] = False,
) -> None:
    """Works without internet and without a database. Booths and desks are browsers on the local network; opening the
    station needs this laptop's own browser and the passphrase of the parcel.
    """
    from pendopo.apps.elections.station.tls import certificate, lan_addresses

    home = (folder or Path(os.environ.get("PENDOPO_DATA", "data")) / "tps").resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = _only_one(home)
    os.environ |= {
        "PENDOPO_TPS_FOLDER": str(home),
        "PENDOPO_TPS_STICK": str(stick.resolve()) if stick else "",
        "PENDOPO_TPS_PORT": str(port),
        "PENDOPO_TPS_TLS": "0" if no_tls else "1",
        "DJANGO_SETTINGS_MODULE": "pendopo.project.station_settings",
    }
    files = None if no_tls else certificate(home)
    scheme = "http" if no_tls else "https"
    print(f"tps: laptop ini   {scheme}://127.0.0.1:{port}/", flush=True)
    for address in lan_addresses() if host in ("0.0.0.0", "::") else ():  # noqa: S104
        print(f"tps: bilik        {scheme}://{address}:{port}/bilik/")
        print(f"tps: meja daftar  {scheme}://{address}:{port}/daftar/")
    if files:
        print(f"tps: sidik sertifikat (SHA-256) {files.fingerprint}")
        print(f"tps: kunci publik untuk kiosk   {files.spki}")
        print(f"tps: di PC bilik jalankan\n  {kiosk_command(scheme, port, files.spki)}", flush=True)
    else:
        print("tps: tanpa TLS: hanya untuk latihan di satu laptop.", file=sys.stderr, flush=True)
    _serve(host, port, files.paths if files else None)
    lock.close()


def kiosk_command(scheme: str, port: int, spki: str) -> str:
    """How Chromium is started on a booth PC; it heeds the key list only beside a profile folder of its own."""
    return (
        "chromium --kiosk --incognito --no-first-run --user-data-dir=/tmp/bilik "
        f"--autoplay-policy=no-user-gesture-required --ignore-certificate-errors-spki-list={spki} "
        f"{scheme}://ALAMAT-LAPTOP:{port}/bilik/"
    )


def _only_one(home: Path) -> IO[str]:
    """Two servers on one folder would each have leases of their own. Exits when another one runs."""
    handle = (home / "server.lock").open("w")
    until = time.monotonic() + WAIT_FOR_FOLDER  # one that was killed may still be going
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                handle.close()
                sys.exit(f"tps: the folder {home} is in use by another ./pendopo tps. End that one first.")
            time.sleep(0.2)
        else:
            return handle


def _serve(host: str, port: int, files: tuple[Path, Path] | None) -> None:
    """Until SIGTERM or SIGINT. One process; one that dies is started again and waits for the passphrase."""
    from granian.constants import Interfaces, Loops
    from granian.server import Server

    Server(
        "pendopo.project.station_front:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        workers=1,
        backlog=1024,
        backpressure=1024,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
        websockets=False,
        log_access=False,
        log_enabled=False,
        ssl_cert=files[0] if files else None,
        ssl_key=files[1] if files else None,
    ).serve()
