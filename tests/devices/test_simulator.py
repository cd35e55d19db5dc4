"""The simulated units against the real server over HTTP: what waited in them arrives, commands are obeyed."""

import json
import time
from datetime import datetime

from bench.place import Place, free_port, place

from pendopo.demo.notes import read_notes
from pendopo.demo.offices import devices

PATIENCE = 300.0


def test_it_works_from_backlog_to_acknowledgement() -> None:
    with place("sqlite") as here:
        built = json.loads(here.run("-m", "bench.seed", "demo", "small"))
        port = free_port()
        here.serve(port)
        url = f"http://127.0.0.1:{port}"
        units = here.start("-m", "pendopo.demo.simulator", "--url", url, "--data", str(here.folder), "--speed", "10")
        notes = read_notes(here.folder)
        assert notes is not None
        memory = _wait_for_memory(here, notes.until)
        here.stop(units)
        after = json.loads(here.run("-m", "bench.seed", "punches"))
        answered = json.loads(here.run("-m", "bench.seed", "commands"))
    assert set(memory) == {device.sn for device in devices()}
    assert after["count"] > built["punches"]
    assert (after["twice"], after["integrity"]) == (0, "ok")
    assert answered["done"] >= 30
    assert answered.get("failed", 0) == 0


def _wait_for_memory(here: Place, until: datetime) -> dict[str, str]:
    """The simulator's own notes, once several units have had punches acknowledged that are newer than the history."""
    file = here.folder / "simulator.json"
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if file.exists():
            memory: dict[str, str] = json.loads(file.read_text("utf-8"))
            newer = [sn for sn, text in memory.items() if datetime.fromisoformat(text) > until]
            if len(newer) >= 3:
                time.sleep(2.0)
                return memory
        time.sleep(0.2)
    raise AssertionError((here.folder / "processes.log").read_text("utf-8")[-2000:])
