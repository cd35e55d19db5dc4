"""serve, worker, live, devices: the processes of an installation."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pendopo.verbs.demo import is_free

Host = Annotated[str, typer.Option(help="Address to listen on; behind a proxy keep 127.0.0.1.")]
Port = Annotated[int, typer.Option(min=1, max=65535)]
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DEVICE_PORT = 8081


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="Web processes; 0 chooses: 1 on SQLite, 2 on PostgreSQL.")] = 0,
    device_port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Plain HTTP for fingerprint units; default 8081.", show_default=False),
    ] = None,
    device_host: Annotated[
        str, typer.Option(help="Address of the device port; default the same.", show_default=False)
    ] = "",
    no_device_port: Annotated[bool, typer.Option("--no-device-port", help="`devices` does it, or nobody.")] = False,
) -> None:
    """Brings the database up to date first (several servers starting at once take turns). A new installation prints
    its administrator.
    """
    if os.environ.get("PENDOPO_MODE") != "production" and host not in LOOPBACK:
        print(
            "pendopo: PENDOPO_MODE is not production: anybody knows the key of this server.",
            file=sys.stderr,
            flush=True,
        )
    machines = None if no_device_port else _device_port(host, device_host or host, device_port)
    _prepare()
    print(f"pendopo: people at http://{host}:{port}", flush=True)
    if machines:
        at = f"{machines[0]}:{machines[1]}"
        print(f"pendopo: fingerprint units at {at} (type this into them; old firmwares need it)", flush=True)
    _become_server(host, port, workers, machines)


def live(host: Host = "127.0.0.1", port: Port = 8001) -> None:
    """Give the proxy's path /langsung/ to this port; everything else stays with serve."""
    os.environ["PENDOPO_FRONT"] = "live"
    _become_server(host, port, 1)


def worker(threads: Annotated[int, typer.Option(min=1, help="Tasks at the same time.")] = 2) -> None:
    """Ends in good order on SIGTERM; what a killed worker left is taken up by the next one."""
    import django

    django.setup()
    from pendopo.kernel.worker import run

    run(threads)


def devices(
    host: Annotated[str, typer.Option(help="Address to listen on: the one that the units reach.")] = "0.0.0.0",  # noqa: S104
    port: Port = DEVICE_PORT,
    front: Annotated[int, typer.Option(min=1, max=65535, help="Port of serve on this machine.")] = 8000,
) -> None:
    """For units that cannot do HTTPS or send broken request lines: mends them and passes on /iclock, nothing else."""
    module = "pendopo.apps.attendance.device_port"
    command = [sys.executable, "-m", module, host, str(port), str(front)]
    os.execv(sys.executable, command)  # noqa: S606


def _device_port(host: str, wanted: str, port: int | None) -> tuple[str, int] | None:
    """Where the device port goes. Exits when the port asked for is taken; without one asked for it is left out."""
    if host not in (*LOOPBACK, "0.0.0.0", "::"):  # noqa: S104
        # the relay comes from loopback, whose word on the unit's address is believed
        print(f"pendopo: no device port beside {host}; units use the port of people.", file=sys.stderr, flush=True)
        return None
    if is_free(wanted, port or DEVICE_PORT):
        return wanted, port or DEVICE_PORT
    told = f"pendopo: port {port or DEVICE_PORT} is taken"
    if port:
        sys.exit(f"{told}. Choose another one with --device-port, or --no-device-port.")
    print(f"{told}: no device port here. Another one: --device-port.", file=sys.stderr, flush=True)
    return None


def _prepare() -> None:
    """In this process: everything before the server starts."""
    import django

    django.setup()
    from django.db import connection

    from pendopo.kernel.auth.services import ensure_admin
    from pendopo.project.prepare import prepare

    prepare()
    made = ensure_admin()
    if made:
        name, password = made
        print(f"pendopo: new installation. Sign in as {name} with the one-time password {password}", flush=True)
    connection.close()


def _become_server(host: str, port: int, workers: int, machines: tuple[str, int] | None = None) -> None:
    """Replaces this process, so that the memory of the preparation is given back."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "pendopo.project.server", host, str(port), str(workers)]
    if machines:
        command += [machines[0], str(machines[1])]
        os.environ["PENDOPO_DEVICE_PORT"] = str(machines[1])  # the screens name it
    os.execv(sys.executable, command)  # noqa: S606
