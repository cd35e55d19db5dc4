"""The device port beside the web server: a process of its own, started again when it ends, gone when the server is."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time

from pendopo.project.lifeline import die_with_parent

log = logging.getLogger("pendopo.web")
AGAIN_AFTER = 1.0


def keep_device_port(host: str, port: int, *, front_port: int) -> None:
    mine = str(os.getpid())
    command = [sys.executable, "-m", "pendopo.project.beside", host, str(port), str(front_port), mine]
    # the thread lives as long as this process: what it started is told when it ends
    threading.Thread(target=_keep, args=(command,), name="device-port", daemon=True).start()


def _keep(command: list[str]) -> None:
    """Not by subprocess: it waits for a pipe to close, and the web server may fork a process that keeps it open."""
    while True:
        try:
            _pid, status = os.waitpid(os.posix_spawn(command[0], command, os.environ), 0)
            code: int | str = os.waitstatus_to_exitcode(status)
        except OSError as problem:  # no process or memory to be had just now
            code = str(problem)
        log.error("device port stopped, starting again", extra={"code": code})
        time.sleep(AGAIN_AFTER)


if __name__ == "__main__":
    os.closerange(3, 1024)  # sockets of the web server are none of its business
    die_with_parent()
    if os.getppid() != int(sys.argv[4]):  # the server ended before this process could ask to be told
        sys.exit(0)
    from pendopo.apps.attendance.device_port import serve

    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), front_port=int(sys.argv[3])))
