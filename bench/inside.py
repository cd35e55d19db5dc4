"""Measurements inside one process of the system: `python -m bench.inside WHAT`, answers as JSON."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from datetime import date, timedelta
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from pendopo.kernel.people.models import Account  # noqa: E402


def room() -> dict[str, Any]:
    """Statements and time of the regent's first page, warm: median of 15."""
    setup_test_environment(debug=False)
    client = _signed_in("bupati")
    address = reverse("executive:room")
    with CaptureQueriesContext(connection) as seen:
        first = client.get(address)
    statements = len(seen)  # the log is emptied by the next request
    spent = []
    for _time in range(15):
        began = time.perf_counter()
        answer = client.get(address)
        spent.append(time.perf_counter() - began)
    return {
        "status": [first.status_code, answer.status_code],
        "statements": statements,
        "ms": statistics.median(spent) * 1000,
        "bytes": len(answer.content),
    }


def punch() -> dict[str, Any]:
    """Statements and commits of one punch and of a post of 64."""
    from pendopo.apps.attendance.models import Device, PinMapping

    setup_test_environment(debug=False)
    client = Client()
    device = Device.objects.order_by("pk").first()
    if device is None:
        raise LookupError("no unit")
    pins = list(PinMapping.objects.filter(group=device.group).values_list("pin", flat=True))
    found: dict[str, Any] = {}
    for rows in (1, 64):
        for warm in range(3):
            lines = [
                f"{pins[number % len(pins)]}\t2026-03-02 0{warm + 6}:{number:02d}:{rows % 60:02d}\t0\t1\t0\t0\t0"
                for number in range(min(rows, 60))
            ]
            with CaptureQueriesContext(connection) as seen:
                client.post(f"/iclock/cdata?SN={device.sn}&table=ATTLOG&Stamp=9999", "\n".join(lines), "text/plain")
        words = [query["sql"].lstrip().split(" ", 1)[0].upper() for query in seen]
        plain = [word for word in words if word not in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")]
        found[str(rows)] = {"statements": len(plain), "commits": words.count("COMMIT")}
    return found


def month() -> dict[str, Any]:
    """Computes the last full month of everybody: seconds, punches in it, recaps, and the peak of memory in MiB."""
    from pendopo.apps.attendance.models import DayRecap, Punch
    from pendopo.apps.attendance.services.engine import recompute_range

    since, until = last_month()
    punches = Punch.objects.filter(local_time__gte=since.isoformat(), local_time__lt=f"{until}T23:59:59").count()
    began, burned = time.perf_counter(), time.process_time()
    people = [total for _done, total in recompute_range(since, until)][-1]
    took, cpu = time.perf_counter() - began, time.process_time() - burned
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    recaps = DayRecap.objects.filter(work_date__range=(since, until)).count()
    return {"seconds": took, "cpu": cpu, "people": people, "punches": punches, "recaps": recaps, "peak": peak}


def last_month() -> tuple[date, date]:
    """First and last day of the last full month of the regency."""
    from pendopo.kernel.clock import today

    until = today().replace(day=1) - timedelta(days=1)
    return until.replace(day=1), until


def session(username: str) -> dict[str, Any]:
    """A session cookie for somebody, as a sign-in makes it."""
    from django.conf import settings

    account = Account.objects.get(username=username)
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={store.session_key}"}


def publisher() -> None:
    """Publishes an event for each line on standard input, and says when it was committed (monotonic clock)."""
    from pendopo.kernel import live

    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        began = time.monotonic()
        live.publish("indicator", "", {"number": int(line)})
        print(json.dumps({"began": began, "done": time.monotonic()}), flush=True)


def _signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def main() -> None:
    what = sys.argv[1]
    if what == "publisher":
        publisher()
        return
    function = {"room": room, "punch": punch, "month": month, "session": session}[what]
    print(json.dumps(function(*sys.argv[2:])))


if __name__ == "__main__":
    main()
