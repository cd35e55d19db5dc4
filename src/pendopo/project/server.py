"""Starts Granian with the front application."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from granian.constants import Interfaces, Loops
from granian.server import Server


def serve(*, host: str, port: int, workers: int, **more: Any) -> None:
    """Serves until SIGTERM or SIGINT; a worker process that dies is started again."""
    logging.getLogger("_granian").setLevel(logging.WARNING)
    Server(
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
    ).serve()


def default_workers() -> int:
    """One process on SQLite, which has one writer; two on PostgreSQL."""
    return 2 if os.environ.get("PENDOPO_DATABASE_URL", "").startswith("postgres") else 1


if __name__ == "__main__":
    serve(host=sys.argv[1], port=int(sys.argv[2]), workers=int(sys.argv[3]) or default_workers())
