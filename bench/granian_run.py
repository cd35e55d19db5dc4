"""Starts an ASGI application under the server that we use: `python -m bench.granian_run TARGET PORT WORKERS`."""

import sys

from granian.constants import Interfaces, Loops
from granian.server import Server

if __name__ == "__main__":
    Server(
        sys.argv[1],
        address="127.0.0.1",
        port=int(sys.argv[2]),
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        workers=int(sys.argv[3]),
        backlog=2048,
        backpressure=4096,
        websockets=False,
        log_access=False,
        log_enabled=False,
    ).serve()
