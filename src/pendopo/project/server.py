"""Starts Granian with the front application."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from granian.constants import Interfaces, Loops
from granian.server import Server

from pendopo.project.beside import keep_device_port

log = logging.getLogger("pendopo.web")


class Noting(Server):  # type: ignore[misc, valid-type]  # the class depends on the Python build
    """Notes whether a web process had been killed by a signal when the server stops; Granian forgets it."""

    killed = False

    def _stop_workers(self) -> None:
        self.killed = any((worker.inner.exitcode or 0) < 0 for worker in self.wrks)
        super()._stop_workers()


def serve(*, host: str, port: int, workers: int, **more: Any) -> None:
    """Serves until SIGTERM or SIGINT; a web process that dies is started again.

    Granian gives up when one dies twice within seconds. That is right for a process that cannot start; one that was
    killed (out of memory, kill -9) is no reason to leave the address.
    """
    logging.getLogger("_granian").setLevel(logging.WARNING)
    while True:
        server = Noting(
            "pendopo.project.front:application",
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            loop=Loops.asyncio,
            workers=workers,
            backlog=2048,
            backpressure=4096,
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=5,
            websockets=False,
            log_access=False,
            log_enabled=False,
            **more,
        )
        try:
            server.serve()
        except SystemExit:
            if server.interrupt_signal or not server.killed:
                raise
            log.error("web processes were killed, starting again")
            continue
        return


def default_workers() -> int:
    """One process on SQLite, which has one writer; two on PostgreSQL."""
    return 2 if os.environ.get("PENDOPO_DATABASE_URL", "").startswith("postgres") else 1


if __name__ == "__main__":
    if len(sys.argv) > 4:
        keep_device_port(sys.argv[4], int(sys.argv[5]), front_port=int(sys.argv[2]))
    serve(host=sys.argv[1], port=int(sys.argv[2]), workers=int(sys.argv[3]) or default_workers())
