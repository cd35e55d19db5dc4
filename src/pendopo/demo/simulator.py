"""Twenty fingerprint units that speak the real protocol to the real server: `python -m pendopo.demo.simulator --url`.

Time is the clock on the wall: no press is stamped with another time than the one it happened at, except by the unit
whose clock runs three minutes ahead (its fault is part of the demo).
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pendopo.demo.feed import Feed
from pendopo.demo.line import Line
from pendopo.demo.machine import Machine
from pendopo.demo.notes import read_notes
from pendopo.demo.offices import ZONE, devices

MEMORY_FILE = "simulator.json"


def local_now() -> datetime:
    """The regency's wall clock, without zone, as the units show it."""
    return datetime.now(ZoneInfo(ZONE)).replace(tzinfo=None)


async def play(url: str, *, data: Path, pace: float, say: Callable[[str], None]) -> None:
    """Run all units until cancelled."""
    notes = read_notes(data)
    size = notes.size if notes else "small"
    start = local_now()
    known = _read_memory(data / MEMORY_FILE) if notes else {}
    marks = {device.sn: known.get(device.sn, notes.until if notes else start) for device in devices()}
    feed = Feed(size, marks, now=start)
    feed.renew(start)
    line = Line(url)
    machines = [
        Machine(plan, size, line, feed.memories[plan.sn], clock=local_now, pace=pace, say=say) for plan in devices()
    ]
    waiting = sum(len(memory.due(start)) for memory in feed.memories.values())
    say(f"{len(machines)} mesin simulasi menyala, {waiting} ketukan menunggu dikirim")
    try:
        async with asyncio.TaskGroup() as group:
            for machine in machines:
                group.create_task(machine.run())
            group.create_task(_keep(feed, data / MEMORY_FILE))
    finally:
        _write_memory(data / MEMORY_FILE, feed)


async def _keep(feed: Feed, path: Path) -> None:
    """Renew the day's presses and write down what the server has acknowledged."""
    while True:
        await asyncio.sleep(5.0)
        feed.renew(local_now())
        _write_memory(path, feed)


def _read_memory(path: Path) -> dict[str, datetime]:
    try:
        return {sn: datetime.fromisoformat(text) for sn, text in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _write_memory(path: Path, feed: Feed) -> None:
    marks = {sn: memory.acknowledged.isoformat() for sn, memory in feed.memories.items()}
    draft = path.with_suffix(".tmp")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(marks, indent=1), "utf-8")
        draft.replace(path)


async def _main(arguments: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    for sign in (signal.SIGTERM, signal.SIGINT):
        if task is not None:
            loop.add_signal_handler(sign, task.cancel)
    say = (lambda text: None) if arguments.quiet else (lambda text: print(f"simulator: {text}", flush=True))
    with contextlib.suppress(asyncio.CancelledError):
        await play(arguments.url, data=Path(arguments.data), pace=arguments.speed, say=say)


def main() -> int:
    parser = argparse.ArgumentParser(prog="pendopo.demo.simulator", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", required=True, help="address of the server, for instance http://127.0.0.1:8000")
    parser.add_argument("--data", default=os.environ.get("PENDOPO_DATA", "data"), help="data folder of the demo")
    parser.add_argument("--speed", type=float, default=1.0, help="shortens the waits of the units, never their clocks")
    parser.add_argument("--quiet", action="store_true")
    arguments = parser.parse_args()
    if not 0.1 <= arguments.speed <= 100:
        parser.error("--speed must lie between 0.1 and 100")
    asyncio.run(_main(arguments))
    return 0


if __name__ == "__main__":
    sys.exit(main())
