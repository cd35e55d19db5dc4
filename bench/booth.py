"""The booth: one ballot in headless Chromium slowed down four times, as on a cheap tablet."""

from __future__ import annotations

import shutil
import statistics
import time

from playwright.sync_api import Browser, sync_playwright

from bench.punches import Effort
from bench.report import Line, Report
from pendopo.apps.elections.crypto.ballots import check_ballot, read_ballot
from pendopo.apps.elections.crypto.credentials import new_credential
from pendopo.apps.elections.crypto.election import Election, Question, make_election, new_uuid
from pendopo.apps.elections.crypto.groups import group_named
from pendopo.apps.elections.crypto.proofs import draw_secret
from pendopo.apps.elections.tests.booth_page import NOBLE, open_booth

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SLOWDOWN, CANDIDATES, BALLOTS, GOAL = 4, 4, 20, 1.0
MEASURE = """([raw, cards]) => {
  const times = [], ballots = [];
  const timed = step => {
    const began = performance.now(), made = step();
    times.push(performance.now() - began);
    return made;
  };
  const election = timed(() => booth.readElection(raw));
  cards.forEach((card, number) => ballots.push(timed(() => booth.encrypt(election, card, number % 5)).ballot));
  return [times, ballots];
}"""


def run(effort: Effort, report: Report) -> None:
    if CHROMIUM is None or not NOBLE.is_dir():
        report.note("booth: no browser, or npm was not reached when the environment was made; not measured")
        return
    ballots = 10 if effort.rounds < 3 else BALLOTS
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, goal in (("Ed25519", GOAL), ("BELENIOS-2048", None)):
            measure(browser, election_of(name), ballots, goal, report)
        browser.close()


def election_of(name: str) -> Election:
    group = group_named(name)
    key = group.secret_generator_power(draw_secret(group.q))
    question = Question("Siapa?", tuple(f"Calon {place}" for place in range(1, CANDIDATES + 1)), blank=True)
    return make_election(group, key, name="Pilkades", description="", questions=[question], uuid=new_uuid())


def measure(browser: Browser, election: Election, ballots: int, goal: float | None, report: Report) -> None:
    """A page of its own: tables are made by `readElection`, code is compiled while the first ballots are made."""
    context = browser.new_context()
    page = open_booth(context)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    began = time.perf_counter()
    times, made = page.evaluate(MEASURE, [election.raw.decode(), [new_credential() for _ in range(ballots + 1)]])
    report.note(f"booth: {ballots + 1} ballots in {election.group.name} took {time.perf_counter() - began:.1f} s")
    context.close()
    for raw in made:
        check_ballot(read_ballot(raw.encode(), election), election, election.group.table(election.key, ballots))
    tables, first, *rest = (value / 1000 for value in times)
    what = f"{election.group.name}, CPU / {SLOWDOWN}"
    report.add(Line(f"election and its tables, {what}", tables, "s"))
    report.add(Line(f"first ballot, {what}", first, "s"))
    report.add(Line(f"a ballot, median of {len(rest)}, {what}", statistics.median(rest), "s", goal, True))
    report.add(Line(f"a ballot, worst of {len(rest)}, {what}", max(rest), "s", goal, True))
