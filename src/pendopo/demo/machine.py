"""One fingerprint unit as a program: greets, polls, sends what it holds, obeys commands, loses its line at times."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from pendopo.demo import wire
from pendopo.demo.days import Press, pin_of, stamped
from pendopo.demo.feed import Memory
from pendopo.demo.line import Line, LineDown
from pendopo.demo.offices import DevicePlan
from pendopo.demo.people import people

SILENCE = timedelta(minutes=47)
BETWEEN_SILENCES = timedelta(hours=4)
FIRST_SILENCE = timedelta(minutes=6)
STEPS_OF_A_BACKLOG = 20
POLLS_BETWEEN_INFO = 10


@dataclass
class Machine:
    """State of a unit. `pace` shortens its waits, never its clock; `clock` gives the regency's local time."""

    plan: DevicePlan
    size: str
    line: Line
    memory: Memory
    clock: Callable[[], datetime]
    pace: float = 1.0
    say: Callable[[str], None] = print
    delay: float = 10.0
    greeted: bool = False
    polls: int = 0
    cut_from: datetime | None = None
    cut_until: datetime | None = None
    next_poll: float = 0.0
    users: dict[str, str] = field(default_factory=dict)
    journal: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dialect = wire.DIALECTS[self.plan.firmware]
        self.rng = Random(f"mesin/{self.plan.sn}")
        if self.plan.silent:
            self.cut_from, self.cut_until = self.clock(), self.clock() + FIRST_SILENCE / self.pace
        else:
            self._plan_cut()
        mine = [person for person in people(self.size) if person.group == self.plan.group]
        self.users = {person.pin: person.name for person in mine}

    async def run(self) -> None:
        """Live for ever; every error of the line means: try again later, lose nothing."""
        await asyncio.sleep(self.plan.index * 0.15 / self.pace)
        while True:
            try:
                if self._is_cut():
                    self.greeted = False
                    await asyncio.sleep(1.0)
                    continue
                await self._turn()
            except LineDown as error:
                self.greeted = False
                self.say(f"{self.plan.name}: {error}")
                await asyncio.sleep(5.0 / self.pace)

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        if not self.greeted:
            await self.greet()
        sent = await self.send_due()
        if loop.time() >= self.next_poll:
            await self.poll()
            self.next_poll = loop.time() + self.delay / self.pace
        await asyncio.sleep((0.8 if sent else 0.5) / self.pace)

    async def greet(self) -> None:
        """The first call: registration where the firmware has it, then the option block."""
        if self.dialect.registry:
            await self.line.post(wire.registry_path(self.plan.sn, self.dialect), wire.registry_body(self.dialect))
        answer = await self.line.get(wire.handshake_path(self.plan.sn, self.dialect))
        options = dict(line.split("=", 1) for line in answer.splitlines() if "=" in line)
        if not answer.startswith("GET OPTION FROM"):
            raise LineDown(f"jawaban perkenalan tidak dikenal: {answer[:60]!r}")
        if options.get("ATTLOGStamp", options.get("Stamp", "9999")) in ("None", "0", ""):
            self.memory.forget()
        self.delay = max(3.0, min(float(options.get("Delay", "10")), 30.0))
        self.greeted = True

    async def send_due(self) -> int:
        """Send what has happened since the last acknowledgement, a backlog in steps; returns the rows taken."""
        if self.journal:
            await self.line.post(
                wire.upload_path(self.plan.sn, self.dialect, "OPERLOG"), wire.operlog_body(self.journal, self.dialect)
            )
            self.journal.clear()
        due = self.memory.due(self.clock())
        if not due:
            return 0
        rows = min(wire.ROWS_A_POST, max(1, -(-len(due) // STEPS_OF_A_BACKLOG)))
        chunk = self.memory.chunk(due, rows)
        answer = await self._upload(chunk)
        if not answer.startswith("OK"):
            raise LineDown(f"kiriman ditolak: {answer[:60]!r}")
        self.memory.acknowledged = chunk[-1].at
        return len(chunk)

    async def poll(self) -> None:
        """Ask for commands and carry them out."""
        self.polls += 1
        counters = None
        if self.polls % POLLS_BETWEEN_INFO == 1:
            counters = wire.info(
                self.dialect, users=len(self.users), logs=self.memory.rows, address=f"10.64.1.{20 + self.plan.index}"
            )
        answer = await self.line.get(wire.getrequest_path(self.plan.sn, self.dialect, counters))
        for command in wire.parse_commands(answer):
            code, content = await self._obey(command.text)
            body = wire.command_result(command, code, self.dialect, content)
            await self.line.post(wire.devicecmd_path(self.plan.sn, self.dialect), body)
        if self.rng.random() < 0.004:
            self._open_menu()

    async def _obey(self, text: str) -> tuple[int, str]:
        word, _, rest = text.partition(" ")
        if word == "INFO":
            return (
                0,
                f"UserCount={len(self.users)},TransactionCount={self.memory.rows},~DeviceName={self.dialect.model}",
            )
        if word in ("CHECK", "REBOOT"):
            self.greeted = False
            if word == "REBOOT":
                self.journal.append(wire.oplog_line(0, self.clock()))
            return 0, ""
        if text.startswith("DATA QUERY ATTLOG"):
            await self._query_punches(_pairs(rest))
            return 0, ""
        if text.startswith("DATA UPDATE USERINFO"):
            pairs = _pairs(rest)
            self.users[pairs.get("PIN", "")] = pairs.get("Name", "")
            return 0, ""
        if text.startswith("DATA DELETE USERINFO"):
            return (0 if self.users.pop(_pairs(rest).get("PIN", ""), None) is not None else -1), ""
        if text.startswith("DATA QUERY USERINFO"):
            pin = _pairs(rest).get("PIN", "")
            if pin in self.users:
                self.journal.append(wire.user_line(pin, self.users[pin]))
            return 0, ""
        return (0, "") if word in ("SET", "LOG") else (-1, "")

    async def _query_punches(self, pairs: dict[str, str]) -> None:
        try:
            since, until = datetime.fromisoformat(pairs["StartTime"]), datetime.fromisoformat(pairs["EndTime"])
        except (KeyError, ValueError):
            return
        found = self.memory.between(since - timedelta(seconds=1), min(until, self.clock()))
        for start in range(0, len(found), wire.ROWS_A_POST):
            await self._upload(found[start : start + wire.ROWS_A_POST])

    async def _upload(self, presses: list[Press]) -> str:
        rows = [wire.Row(pin_of(self.size, press), stamped(press), press.state, press.verify) for press in presses]
        path = wire.upload_path(self.plan.sn, self.dialect, "ATTLOG")
        return await self.line.post(path, wire.attlog_body(rows, self.dialect))

    def _open_menu(self) -> None:
        """A clerk opens the menu and enrols somebody again: two lines of the unit's journal."""
        pin, name = self.rng.choice(list(self.users.items()))
        now = self.clock()
        self.journal += [
            wire.oplog_line(4, now),
            wire.oplog_line(30, now, what=int("".join(filter(str.isdigit, pin)) or 0)),
        ]
        self.journal.append(wire.user_line(pin, name))

    def _is_cut(self) -> bool:
        now = self.clock()
        if self.cut_from is None or self.cut_until is None or now < self.cut_from:
            return False
        if now < self.cut_until:
            return True
        self.say(f"{self.plan.name}: tersambung kembali, {len(self.memory.due(now))} ketukan menyusul")
        self._plan_cut()
        return False

    def _plan_cut(self) -> None:
        """The silent unit loses its line for 47 minutes every four hours, the others for a few minutes now and then."""
        now = self.clock()
        if self.plan.silent:
            self.cut_from = now + BETWEEN_SILENCES
            self.cut_until = self.cut_from + SILENCE
        else:
            self.cut_from = now + timedelta(minutes=self.rng.uniform(45, 240))
            self.cut_until = self.cut_from + timedelta(minutes=self.rng.uniform(1, 4))


def _pairs(text: str) -> dict[str, str]:
    """`ATTLOG StartTime=..<TAB>EndTime=..` as a dictionary; blanks inside a value stay."""
    found = {}
    for part in text.split("\t"):
        key, sign, value = part.partition("=")
        if sign:
            found[key.split(" ")[-1]] = value.strip()
    return found
