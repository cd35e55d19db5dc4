"""Any sequence of prints, faults, restarts and replays: at most one readable slip of a job carries no mark."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pendopo.apps.elections.printer.devices import PAPER_OUT, PrintFault, State
from pendopo.apps.elections.printer.escpos import document
from pendopo.apps.elections.printer.journal import Journal
from pendopo.apps.elections.printer.orders import Order, Slip, Stub
from pendopo.apps.elections.printer.press import Press

TRACKER = "abcdEFGH1234ijklMNOP5678qrstUVWX9012yz+/ABC"
PLACE = {"title": "Pilkades", "village": "Desa Sukamaju", "station": "TPS 03"}
NAME = re.compile(rb"Calon [0-9]{6}")


JOBS = [f"{number:032x}" for number in (1, 2, 3)]


class Died(BaseException):
    """The process ends in the middle of a print."""


class Roll:
    """A printer whose paper can be read back; `next` says how the next print goes."""

    def __init__(self):
        self.strips: list[bytes] = []
        self.next: tuple[str, int] = ("well", 0)
        self.current = State(True, "ok", "closed")

    def state(self):
        return self.current

    def write(self, data):
        how, sent = self.next
        self.next = ("well", 0)
        if how == "well":
            self.strips.append(data)
            return
        sent = min(sent, len(data))
        if sent:
            self.strips.append(data[:sent])
        if how == "die":
            raise Died
        raise PrintFault(PAPER_OUT, sent, State(False, "out", "closed", PAPER_OUT))


def slip_of(job):
    return Slip(**PLACE, number=1 + int(job, 16) % 5, name=f"Calon {int(job, 16):06}", code="ABCDEF")


def order(job, again=False):
    return Order(job, slip_of(job), Stub(**PLACE, tracker=TRACKER), again)


class Station(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.roll = Roll()
        self.acknowledged: set[str] = set()
        self.start()

    def start(self):
        self.press = Press(self.roll, Journal(self.folder / "j.json"), width=58)

    @rule(
        job=st.sampled_from(JOBS),
        again=st.booleans(),
        how=st.sampled_from(["well", "fault", "die"]),
        sent=st.sampled_from([0, 1, 100, 200, 900]),
        paper=st.sampled_from(["ok", "ok", "near_end", "out"]),
    )
    def asked(self, job, again, how, sent, paper):
        self.roll.current = State(paper != "out", paper, "closed", PAPER_OUT if paper == "out" else "")
        self.roll.next = (how, sent)
        before = len(self.roll.strips)
        try:
            answer = self.press.press(order(job, again))
        except Died:
            self.press.close()
            self.start()
            return
        new = self.roll.strips[before:]
        assert len(new) <= 1
        if answer.status == 200 and new:
            assert new[0] == document(slip_of(job), order(job).stub, width=58, copy=again)
        if answer.status == 200:
            assert answer.body["printed"] and (new or job in self.acknowledged)
            self.acknowledged.add(job)
        if job in self.acknowledged and not again:
            assert not new or answer.status == 200

    @rule()
    def restarted(self):
        self.press.close()
        self.start()

    @rule(job=st.sampled_from(JOBS))
    def forgotten(self, job):
        self.press.forget(job)
        before = len(self.roll.strips)
        if job in self.acknowledged:
            assert self.press.press(order(job)).status in (200, 409)
            assert len(self.roll.strips) == before

    @invariant()
    def one_unmarked_slip_a_job(self):
        bare = [strip for strip in self.roll.strips if b"SALINAN" not in strip]
        names = [found[0] for strip in bare if (found := NAME.search(strip))]
        assert len(names) == len(set(names))

    def teardown(self):
        self.press.close()
        shutil.rmtree(self.folder)


TestStation = Station.TestCase
TestStation.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)


def test_the_state_is_told_while_a_print_is_under_way(tmp_path):
    go = threading.Event()

    class Slow(Roll):
        def write(self, data):
            assert go.wait(600)
            super().write(data)

    press = Press(Slow(), Journal(tmp_path / "j.json"), width=80)
    thread = threading.Thread(target=press.press, args=[order("1" * 32)])
    thread.start()
    assert press.state() == State(True, "ok", "closed")  # while the printer still waits for us
    go.set()
    thread.join()
    press.close()


@pytest.mark.parametrize("answers", [True, False])
def test_a_silent_printer_is_not_taken_as_confirmed(tmp_path, answers):
    roll = Roll()
    roll.current = State(True, "ok" if answers else "unknown")
    press = Press(roll, Journal(tmp_path / "j.json"), width=80)
    for _ in range(2):
        assert press.press(order("1" * 32)).body == {"printed": True, "copy": False, "confirmed": answers}
    press.close()
