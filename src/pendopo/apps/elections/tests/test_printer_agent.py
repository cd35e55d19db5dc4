"""The agent over real HTTP: printing once, refusing strangers, paper that runs out, what stays behind."""

from __future__ import annotations

import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pendopo.apps.elections.printer.agent import Agent, clean_origin
from pendopo.apps.elections.printer.folder import FolderPrinter
from pendopo.apps.elections.printer.journal import KEPT, Journal
from pendopo.apps.elections.printer.press import Press

ORIGIN = "https://192.168.10.1:8443"
TRACKER = "abcdEFGH1234ijklMNOP5678qrstUVWX9012yz+/ABC"
PLACE = {"title": "Pemilihan Kepala Desa", "village": "Desa Sukamaju", "station": "TPS 03"}
JOB = "0123456789abcdef" * 2


def order(job=JOB, again=False, **changes):
    slip = {**PLACE, "number": 2, "name": "Siti Aminah", "code": "K7RWQ4"} | changes
    return {"job": job, "slip": slip, "stub": {**PLACE, "tracker": TRACKER}, "again": again}


def done(*, copy):
    return {"printed": True, "copy": copy, "confirmed": True}


class Booth:
    """An agent with a folder printer, and a client."""

    def __init__(self, folder, idle=600.0):
        self.folder, self.paper = folder, folder / "paper"
        self.journal = folder / "jurnal.json"
        self.press = Press(FolderPrinter(self.paper), Journal(self.journal), width=58, idle=idle)
        self.agent = Agent(self.press, [ORIGIN], 0)
        self.thread = threading.Thread(target=self.agent.serve_forever, args=[0.02], daemon=True)
        self.thread.start()

    def close(self):
        self.agent.shutdown()
        self.agent.server_close()
        self.press.close()
        self.thread.join()

    def send(self, method, path, body=None, **headers):
        line = http.client.HTTPConnection("127.0.0.1", self.agent.port, timeout=120)
        given = {"Origin": ORIGIN, "Content-Type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            line.request(method, path, raw, {name: value for name, value in given.items() if value is not None})
            answer = line.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None, answer.headers
        finally:
            line.close()

    def print(self, **changes):
        return self.send("POST", "/cetak", order(**changes))[:2]

    def wish(self, **state):
        (self.paper / "keadaan.json").write_text(json.dumps(state))

    def slips(self):
        return [path.read_bytes() for path in sorted(self.paper.glob("*.bin"))]

    def unmarked(self):
        return sum(b"SALINAN" not in slip for slip in self.slips())


@pytest.fixture
def booth(tmp_path):
    made = Booth(tmp_path)
    yield made
    made.close()


def test_it_works_printed_once(booth):
    assert booth.send("GET", "/keadaan")[:2] == (200, {"ready": True, "paper": "ok", "cover": "closed", "error": ""})
    assert booth.print() == (200, done(copy=False))
    assert booth.print() == (200, done(copy=False))
    assert len(booth.slips()) == 1
    assert "Siti Aminah" in (booth.paper / "0001.txt").read_text()


def test_again_is_marked_and_then_the_answer_of_the_job(booth):
    booth.print()
    assert booth.print(again=True) == (200, done(copy=True))
    assert booth.print() == (200, done(copy=True))
    assert [b"SALINAN" in slip for slip in booth.slips()] == [False, True]


def test_again_from_memory(booth):
    booth.print()
    assert booth.send("POST", "/cetak", {"job": JOB, "again": True})[:2] == (200, done(copy=True))
    assert b"Siti Aminah" in booth.slips()[1].replace(b"\n", b" ")
    booth.send("POST", "/lupa", {"job": JOB})
    status, body, _ = booth.send("POST", "/cetak", {"job": JOB, "again": True})
    assert (status, body["code"], len(booth.slips())) == (409, "forgotten", 2)


def test_another_choice_under_the_same_job_is_refused(booth):
    booth.print()
    for again in (False, True):
        status, body = booth.print(number=1, name="Budi", again=again)
        assert (status, body["code"]) == (409, "job")
        assert "Budi" not in body["message"]
    assert len(booth.slips()) == 1


def test_twenty_at_once_print_once(booth):
    start = threading.Barrier(20)

    def one(_):
        start.wait()
        return booth.print()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(20)))
    assert answers == [(200, done(copy=False))] * 20
    assert len(booth.slips()) == 1


def test_paper_out_before_prints_nothing_and_costs_no_mark(booth):
    booth.wish(paper="out")
    status, body = booth.print()
    assert (status, body["code"], body["state"]["paper"], body["state"]["ready"]) == (409, "printer", "out", False)
    assert "Ganti gulungan" in body["message"]
    assert not booth.slips() and not booth.journal.exists()
    booth.wish()
    assert booth.print() == (200, done(copy=False))
    assert booth.unmarked() == 1


@pytest.mark.parametrize("wish", [{"cover": "open"}, {"error": "Pisau macet."}, {"missing": True}])
def test_other_faults_before(booth, wish):
    booth.wish(**wish)
    status, body = booth.print()
    assert (status, body["code"]) == (409, "printer")
    assert body["message"] == body["state"]["error"] != ""
    assert not booth.slips()


@pytest.mark.parametrize("sent", [0, 1, 40, 120, 400])
def test_paper_out_during_is_not_counted_and_then_marked(booth, sent):
    booth.wish(fail_after=sent, then={"paper": "out"})
    status, body = booth.print()
    assert (status, body["code"], body["state"]["paper"]) == (409, "printer", "out")
    booth.wish()
    status, body = booth.print()
    if sent == 0:
        assert (status, body) == (200, done(copy=False))
    else:
        assert (status, body["code"]) == (409, "uncertain")
        assert booth.print(again=True) == (200, done(copy=True))
    assert booth.unmarked() <= 2 - (sent > 0)
    assert sum(b"Masukkan ke kotak audit" in slip and b"SALINAN" not in slip for slip in booth.slips()) <= 1


def test_a_replay_of_an_earlier_job_prints_nothing(booth):
    jobs = [f"{number:032x}" for number in range(5)]
    for job in jobs:
        booth.print(job=job)
    for job in jobs:
        assert booth.print(job=job) == (200, done(copy=False))
    assert len(booth.slips()) == 5


def test_choice_leaves_memory_when_it_is_asked(booth):
    booth.print()
    assert booth.press.holds_choice
    assert booth.send("POST", "/lupa", {"job": "f" * 32})[:2] == (200, {"forgotten": False})
    assert booth.press.holds_choice
    assert booth.send("POST", "/lupa", {"job": JOB})[:2] == (200, {"forgotten": True})
    assert not booth.press.holds_choice


def test_choice_leaves_memory_by_itself(tmp_path):
    booth = Booth(tmp_path, idle=0.2)
    try:
        booth.print(job="a" * 32)
        end = time.monotonic() + 60
        while booth.press.holds_choice and time.monotonic() < end:
            time.sleep(0.02)
        assert not booth.press.holds_choice
    finally:
        booth.close()


def test_journal_tells_neither_choice_nor_order_nor_time(booth):
    jobs = [f"{7919 * number:032x}" for number in range(1, 13)]
    for job in jobs:
        booth.print(job=job)
        booth.send("POST", "/lupa", {"job": job})
    text = booth.journal.read_text()
    for secret in ("Siti", "Aminah", "K7RWQ4", TRACKER, "TPS", '"2"', *jobs):
        assert secret not in text
    kept = json.loads(text)
    assert kept["current"] is None
    assert list(kept["earlier"]) == sorted(kept["earlier"])
    assert set(kept["earlier"].values()) == {"p"}
    assert booth.journal.stat().st_mtime == 0
    again = Journal(booth.folder / "other.json")
    for job in reversed(jobs):
        again.note(job, "printed")
    again.retire()
    assert again.path.read_text() == text  # the order leaves no trace
    assert not list(booth.folder.glob("*.baru"))


def test_journal_is_bounded(tmp_path):
    journal = Journal(tmp_path / "j.json")
    journal.earlier = {f"{number:032x}": "p" for number in range(KEPT)}
    journal.note("1" * 32, "printed")
    journal.note("2" * 32, "printing")
    assert len(json.loads(journal.path.read_text())["earlier"]) == KEPT
    assert Journal(journal.path).state("2" * 32) == "printing"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"current":{"job":"x"}}', '{"current":null,"earlier":{"x":"p"}}'])
def test_a_damaged_journal_makes_the_first_job_uncertain(tmp_path, text):
    path = tmp_path / "j.json"
    path.write_text(text)
    journal = Journal(path)
    assert journal.state(JOB) == "printing"
    assert path.with_suffix(".rusak").exists()
    journal.note(JOB, "copied")
    assert (Journal(path).state(JOB), Journal(path).state("f" * 32)) == ("copied", None)


def test_no_room_for_the_journal_prints_nothing(booth, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pendopo.apps.elections.printer.journal.os.fsync", full)
    status, body = booth.print()
    assert (status, body["code"], booth.slips()) == (409, "storage", [])
    monkeypatch.undo()
    assert booth.print()[0] == 200


def test_preflight_for_the_station_only(booth):
    status, _, headers = booth.send("OPTIONS", "/cetak", Access_Control_Request_Private_Network="true")
    assert status == 204
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert headers["Access-Control-Allow-Private-Network"] == "true"
    assert headers["Access-Control-Allow-Methods"] == "GET, POST"
    for origin in ("https://192.168.10.1", "http://192.168.10.1:8443", "https://192.168.10.1:8443.evil.id", "null"):
        status, body, headers = booth.send("OPTIONS", "/cetak", Origin=origin)
        assert (status, body["code"]) == (403, "origin")
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Origin": "https://evil.example"}, (403, "origin")),
        ({"Origin": None}, (403, "origin")),
        ({"Host": "evil.example:9101"}, (421, "host")),
        ({"Host": "127.0.0.1"}, (421, "host")),
        ({"Content_Type": "text/plain"}, (415, "type")),
        ({"Content_Type": None}, (415, "type")),
        ({"Content_Length": "-1"}, (411, "length")),
        ({"Content_Length": "99999"}, (413, "length")),
        ({"Transfer_Encoding": "chunked"}, (411, "length")),
    ],
)
def test_strangers_are_refused(booth, headers, expected):
    status, body, _ = booth.send("POST", "/cetak", order(), **headers)
    assert (status, body["code"]) == expected
    assert body["message"]
    assert not booth.slips()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"{", (400, "json")),
        (b"\xff", (400, "json")),
        (b"[" * 8000, (400, "json")),
        (b" " * 8193, (413, "length")),
        (b"{}", (422, "fields")),
        (b"[]", (422, "fields")),
        (b'{"job": "' + b"0" * 32 + b'", "slip": {"number": 1e999}}', (422, "fields")),
    ],
)
def test_bad_bodies_are_refused(booth, raw, expected):
    status, body, _ = booth.send("POST", "/cetak", raw)
    assert (status, body["code"]) == expected
    assert not booth.slips()


def test_wrong_addresses(booth):
    assert booth.send("GET", "/cetak")[0] == 405
    assert booth.send("POST", "/keadaan", {})[0] == 405
    assert booth.send("GET", "/")[0] == 404
    assert booth.send("GET", "/keadaan", Origin=None)[0] == 200
    assert booth.send("GET", "/keadaan", Origin=None, Sec_Fetch_Site="cross-site")[0] == 403


def test_listens_on_this_computer_only(booth):
    assert booth.agent.server_address[0] == "127.0.0.1"


def test_origins_are_written_as_browsers_do():
    assert clean_origin("HTTPS://TPS.local:443/") == "https://tps.local"
    assert clean_origin("https://10.0.0.1:8443") == "https://10.0.0.1:8443"
    for bad in ("*", "10.0.0.1", "https://", "https://a/b", "ftp://a", "https://u@a"):
        with pytest.raises(ValueError):
            clean_origin(bad)
