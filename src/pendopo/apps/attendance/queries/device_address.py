"""What is typed into a unit as the server's address."""

from __future__ import annotations

import os
import socket

from pendopo.kernel.settings_store import value

# The port that `./pendopo serve`, `demo` or `devices` opened for units; the first two tell.
DEVICE_PORT = os.environ.get("PENDOPO_DEVICE_PORT", "8081")


def device_address(host: str = "localhost") -> tuple[str, str]:
    """Host and port: the chosen ones, else the name that people use (this machine's own where that means itself)."""
    chosen = value("attendance.device_address")
    name, _sep, port = (chosen or host).partition(":")
    if name in ("localhost", "127.0.0.1", "0.0.0.0", "testserver"):  # noqa: S104
        name = own_address() or name
    return name, port if chosen and port else DEVICE_PORT


def own_address() -> str:
    """This machine's address in its network, '' if it has none. Nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
    except OSError:
        return ""
