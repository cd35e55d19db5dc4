"""printer.js in a real browser: the agent across origins, and the browser's own printing."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pendopo.apps.elections.printer.agent import Agent
from pendopo.apps.elections.printer.folder import FolderPrinter
from pendopo.apps.elections.printer.journal import Journal
from pendopo.apps.elections.printer.press import Press
from pendopo.ui.tests.conftest import chromium, desktop  # noqa: F401

STATIC = Path(__file__).parents[1] / "static/elections/booth"
TRACKER = "abcdEFGH1234ijklMNOP5678qrstUVWX9012yz+/ABC"
JOB = "0123456789abcdef" * 2
PLACE = {"title": "Pemilihan Kepala Desa", "village": "Desa Sukamaju", "station": "TPS 03"}
SLIP = {**PLACE, "number": 2, "name": "Siti <b>Aminah</b>", "code": "K7RWQ4", "trial": True}
STUB = {**PLACE, "tracker": TRACKER, "trial": True}
PAGE = b'<!doctype html><title>Bilik</title><link rel="stylesheet" href="/print.css"><main>Bilik suara</main>'
POLICY = "default-src 'self'; connect-src 'self' http://127.0.0.1:{port}"
KINDS = {".js": "text/javascript", ".css": "text/css"}

pytestmark = pytest.mark.journey


class Page(BaseHTTPRequestHandler):
    policy = ""

    def do_GET(self):
        file = STATIC / self.path[1:]
        found = file.read_bytes() if file.is_file() else PAGE
        self.send_response(200)
        self.send_header("Content-Type", KINDS.get(file.suffix, "text/html; charset=utf-8"))
        self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write(found)

    def log_message(self, *_):
        pass


@pytest.fixture
def booth(tmp_path, desktop):  # noqa: F811
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as site:
        origin = f"http://127.0.0.1:{site.server_address[1]}"
        press = Press(FolderPrinter(tmp_path / "paper"), Journal(tmp_path / "j.json"), width=58)
        with Agent(press, [origin], 0) as agent:
            Page.policy = POLICY.format(port=agent.port)
            for server in (site, agent):
                threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
            page = desktop.new_page()
            page.goto(origin)
            page.evaluate("async () => { window.printer = await import('/printer.js') }")
            page.evaluate("port => { window.one = printer.agent(`http://127.0.0.1:${port}/`) }", agent.port)
            page.paper = tmp_path / "paper"
            page.stranger = f"http://localhost:{site.server_address[1]}"
            page.agent_port = agent.port
            yield page
            press.close()
            agent.shutdown()
            site.shutdown()


def act(page, verb, slip=SLIP):
    return page.evaluate(
        """([verb, job, slip, stub]) => one[verb](job, slip, stub)
            .catch((problem) => ({code: problem.code, message: problem.message, state: problem.state}))""",
        [verb, JOB, slip, STUB],
    )


def test_it_works_with_the_agent(booth):
    assert booth.evaluate("one.state()")["paper"] == "ok"
    assert act(booth, "print") == {"printed": True, "copy": False, "confirmed": True}
    assert act(booth, "print") == {"printed": True, "copy": False, "confirmed": True}
    assert act(booth, "again") == {"printed": True, "copy": True, "confirmed": True}
    assert act(booth, "print", SLIP | {"number": 1})["code"] == "job"
    assert len(list(booth.paper.glob("*.bin"))) == 2
    booth.evaluate("job => one.forget(job)", JOB)


def test_faults_reach_the_page(booth):
    (booth.paper / "keadaan.json").write_text('{"fail_after": 100, "then": {"paper": "out"}}')
    fault = act(booth, "print")
    assert (fault["code"], fault["state"]["paper"]) == ("printer", "out")
    assert not booth.evaluate("one.state()")["ready"]
    assert act(booth, "print")["code"] == "uncertain"
    booth.goto(booth.stranger)
    booth.evaluate("async () => { window.printer = await import('/printer.js') }")
    booth.evaluate("port => { window.one = printer.agent(`http://127.0.0.1:${port}`) }", booth.agent_port)
    assert act(booth, "print")["code"] == "unreachable"  # another origin gets no answer
    assert not booth.evaluate("one.state()")["ready"]


def test_jobs_and_codes(booth):
    jobs = booth.evaluate("Array.from({length: 50}, printer.newJob)")
    assert len(set(jobs)) == 50 and all(len(job) == 32 and set(job) <= set("0123456789abcdef") for job in jobs)
    codes = booth.evaluate("Array.from({length: 2000}, printer.slipCode)")
    assert {len(code) for code in codes} == {6}
    letters = "".join(codes)
    assert set(letters) == set("ACDEFGHJKMNPQRTWXY34679")
    counts = [letters.count(letter) for letter in set(letters)]
    assert min(counts) > 12000 / 23 * 0.7 and max(counts) < 12000 / 23 * 1.3


def test_the_browsers_own_printing(booth):
    booth.emulate_media(media="print")
    booth.evaluate(
        """() => {
            window.seen = [];
            window.print = () => {
                const area = document.querySelector('.print-area');
                const shown = (node) => getComputedStyle(node).display !== 'none';
                seen.push({
                    strips: [...area.children].map((part) => part.innerText),
                    width: area.getBoundingClientRect().width,
                    alone: shown(area) && !shown(document.querySelector('main')),
                });
                window.dispatchEvent(new Event('afterprint'));
            };
            window.one = printer.browserPrint({width: 58});
        }"""
    )
    assert booth.evaluate("one.state()") == {"ready": True, "paper": "unknown", "cover": "unknown", "error": ""}
    assert act(booth, "print") == {"printed": True, "copy": False, "confirmed": False}
    assert act(booth, "print") == {"printed": True, "copy": False, "confirmed": False}
    assert act(booth, "again") == {"printed": True, "copy": True, "confirmed": False}
    assert act(booth, "again", SLIP | {"number": 1})["code"] == "job"
    first, second = booth.evaluate("seen")
    slip, stub = first["strips"]
    assert "Siti <b>Aminah</b>" in slip and "K7RWQ4" in slip and "abcd" not in slip and "UJI COBA" in slip
    assert "abcd EFGH" in stub and "Siti" not in stub and "K7RWQ4" not in stub and "UJI COBA" in stub
    assert first["alone"] and round(first["width"]) == round(54 / 25.4 * 96)
    assert "SALINAN" not in slip + stub
    assert all("SALINAN" in strip for strip in second["strips"])
    assert "Siti" not in booth.content() and "abcd" not in booth.content()
    booth.emulate_media(media="screen")
    booth.reload()
    booth.evaluate("async () => { window.printer = await import('/printer.js') }")
    booth.evaluate("() => { window.one = printer.browserPrint() }")
    assert act(booth, "print")["code"] == "uncertain"


def test_slip_and_stub_on_a_page_each(booth):
    booth.evaluate(
        """([slip, stub]) => {
            window.print = () => {};
            printer.browserPrint({width: 58}).print('a'.repeat(32), slip, stub);
        }""",
        [SLIP, STUB],
    )
    booth.wait_for_selector(".print-area", state="attached")
    assert not booth.is_visible(".print-area")
    pdf = booth.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == 2  # slip, stub
    assert pdf.count(b"/MediaBox [0 0 163.9") == 2  # 58 mm
