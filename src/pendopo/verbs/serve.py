"""serve, worker, live, devices: the processes of an installation."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

Host = Annotated[str, typer.Option(help="Address to listen on; behind a proxy keep 127.0.0.1.")]
Port = Annotated[int, typer.Option(min=1, max=65535)]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="Web processes; 0 chooses: 1 on SQLite, 2 on PostgreSQL.")] = 0,
) -> None:
    """Brings the database up to date first (several servers starting at once take turns). A new installation prints
    its administrator.
    """
    if os.environ.get("PENDOPO_MODE") != "production" and host not in ("127.0.0.1", "::1", "localhost"):
        print(
            "pendopo: PENDOPO_MODE is not production: anybody knows the key of this server.",
            file=sys.stderr,
            flush=True,
        )
    _prepare()
    _become_server(host, port, workers)


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
    port: Port = 8081,
    front: Annotated[int, typer.Option(min=1, max=65535, help="Port of serve on this machine.")] = 8000,
) -> None:
    """For units that cannot do HTTPS or send broken request lines: mends them and passes on /iclock, nothing else."""
    module = "pendopo.apps.attendance.device_port"
    command = [sys.executable, "-m", module, host, str(port), str(front)]
    os.execv(sys.executable, command)  # noqa: S606


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


def _become_server(host: str, port: int, workers: int) -> None:
    """Replaces this process, so that the memory of the preparation is given back."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "pendopo.project.server", host, str(port), str(workers)]
    os.execv(sys.executable, command)  # noqa: S606
