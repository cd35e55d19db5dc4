"""When the disk is full a punch is answered 503, stays with the unit, and is taken as soon as there is room again."""

import http.client
import json
import resource
import time
from collections.abc import Iterator

import pytest
from bench.load import punch_rows
from bench.place import Place, children, free_port, place

ONE_MORE_PAGE = 8192


@pytest.fixture
def here() -> Iterator[Place]:
    with place("sqlite") as found:
        yield found


def ask(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, str, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        line.request(method, path, body)
        answer = line.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace"), answer.headers.get("Retry-After", "")
    finally:
        line.close()


def room_for_files(pid: int, size: int) -> None:
    """The largest file that the web processes may write: what a full disk does to a database, without filling one."""
    hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
    for one in (pid, *children(pid)):
        resource.prlimit(one, resource.RLIMIT_FSIZE, (size, hard))


@pytest.mark.crash
def test_it_works_again_when_there_is_room(here: Place) -> None:
    made = json.loads(here.run("-m", "bench.seed", "units"))
    port = free_port()
    web = here.serve(port)
    make = punch_rows(made["sns"], made["pins"], 20, 0)
    path, body = make(0, 0)
    assert ask(port, "POST", path, body)[:2] == (200, "OK: 20")
    before = json.loads(here.run("-m", "bench.seed", "punches"))["count"]
    wal = here.folder / "pendopo.sqlite3-wal"
    room_for_files(web.pid, max(wal.stat().st_size, (here.folder / "pendopo.sqlite3").stat().st_size) + ONE_MORE_PAGE)
    taken, refused = 0, None
    for turn in range(1, 400):
        path, body = make(0, turn)
        status, text, retry = ask(port, "POST", path, body)
        if status != 200:
            refused = (turn, status, text, retry)
            break
        taken += 20
    assert refused is not None
    turn, status, text, retry = refused
    assert status == 503
    assert retry
    assert "Traceback" not in text
    sn = made["sns"][0]
    assert ask(port, "GET", f"/iclock/cdata?SN={sn}&options=all")[0] == 200  # reading goes on
    room_for_files(web.pid, resource.RLIM_INFINITY)
    path, body = make(0, turn)
    assert _until_taken(port, path, body) == "OK: 20"
    after = json.loads(here.run("-m", "bench.seed", "punches"))
    assert after == {"count": before + taken + 20, "twice": 0, "integrity": "ok"}


def _until_taken(port: int, path: str, body: bytes) -> str:
    for _again in range(600):
        status, text, _retry = ask(port, "POST", path, body)
        if status == 200:
            return text
        time.sleep(0.1)
    return "never"
