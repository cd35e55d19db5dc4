"""A simulated unit against a stand-in server: greets, sends, obeys, keeps what could not be sent."""

import asyncio
from datetime import datetime, timedelta

import pytest

from pendopo.demo.days import Press
from pendopo.demo.feed import Memory
from pendopo.demo.line import Line, LineDown
from pendopo.demo.machine import Machine
from pendopo.demo.offices import devices

NOW = datetime(2026, 11, 17, 7, 40)
GREETING = "GET OPTION FROM: X\r\nATTLOGStamp=9999\r\nDelay=10\r\n"


class FakeLine(Line):
    """Answers from a list; what was asked is kept."""

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__("http://127.0.0.1:1")
        self.answers = answers
        self.asked: list[tuple[str, str, bytes]] = []

    async def _ask(self, method: str, path: str, body: bytes) -> str:
        self.asked.append((method, path, body))
        for part, answer in self.answers.items():
            if part in path:
                if answer == "down":
                    raise LineDown("cut")
                return answer
        return "OK"


def machine(answers: dict[str, str], *, index: int = 2) -> Machine:
    memory = Memory(NOW - timedelta(hours=1))
    memory.fill(Press(NOW - timedelta(minutes=minute), minute % 5, index, 0, 1) for minute in range(30))
    return Machine(devices()[index], "small", FakeLine(answers), memory, clock=lambda: NOW, say=lambda text: None)


def test_it_works() -> None:
    unit = machine({"options=all": GREETING})
    asyncio.run(unit.greet())
    while asyncio.run(unit.send_due()):
        pass
    posts = [body for method, path, body in unit.line.asked if "ATTLOG" in path]
    assert sum(body.count(b"\n") for body in posts) == 30
    assert unit.memory.due(NOW) == []


def test_what_is_refused_stays_in_memory() -> None:
    unit = machine({"options=all": GREETING, "table=ATTLOG": "error"})
    with pytest.raises(LineDown):
        asyncio.run(unit.send_due())
    assert len(unit.memory.due(NOW)) == 30


def test_an_empty_stamp_makes_it_send_everything_again() -> None:
    unit = machine({"options=all": GREETING.replace("9999", "None")})
    unit.memory.acknowledged = NOW
    asyncio.run(unit.greet())
    assert len(unit.memory.due(NOW)) == 30


def test_it_obeys_known_commands_and_refuses_others() -> None:
    orders = "C:1:INFO\r\nC:2:DATA UPDATE USERINFO PIN=77\tName=Sari\r\nC:3:Shell ls\r\nC:4:CLEAR LOG\r\n"
    unit = machine({"getrequest": orders})
    asyncio.run(unit.poll())
    results = [body.decode() for _, path, body in unit.line.asked if "devicecmd" in path]
    assert "ID=1" in results[0] and "Return=0" in results[0]
    assert results[1].startswith("ID=2&Return=0")
    assert results[2].startswith("ID=3&Return=-1")
    assert results[3].startswith("ID=4&Return=-1")
    assert unit.users["77"] == "Sari"


def test_a_query_sends_the_asked_hours_again() -> None:
    order = "C:5:DATA QUERY ATTLOG StartTime=2026-11-17 07:30:00\tEndTime=2026-11-17 07:35:00\r\n"
    unit = machine({"getrequest": order})
    unit.memory.acknowledged = NOW
    asyncio.run(unit.poll())
    rows = [body for _, path, body in unit.line.asked if "table=ATTLOG" in path]
    assert b"".join(rows).count(b"\n") == 6


def test_the_silent_unit_begins_cut_off() -> None:
    index = next(device.index for device in devices() if device.silent)
    unit = machine({}, index=index)
    assert unit._is_cut()
    unit.clock = lambda: NOW + timedelta(minutes=7)
    assert not unit._is_cut()
