"""One month for 5,000 employees from 220,000 punches, inside an empty place. `python -m bench.month [PEOPLE]`, JSON."""

from __future__ import annotations

import json
import random
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter, process_time
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

from pendopo.apps.attendance.models import DayRecap, Device, DeviceGroup, Punch, Upload  # noqa: E402
from pendopo.apps.attendance.services.dirty import mark  # noqa: E402
from pendopo.apps.attendance.services.engine import recompute_all, recompute_dirty  # noqa: E402
from pendopo.apps.personnel.models import Pegawai, RiwayatUnit  # noqa: E402
from pendopo.kernel.bulk import load  # noqa: E402
from pendopo.kernel.people.models import Person  # noqa: E402
from pendopo.kernel.testing import make_unit  # noqa: E402

MONTH = date(2026, 10, 1)
LAST = date(2026, 10, 31)
OFFICES = 45
WITA = ZoneInfo("Asia/Makassar")


@dataclass(frozen=True, slots=True)
class RecapBench:
    """Seconds of wall and of this process's CPU, MiB at the peak of the whole process."""

    people: int
    punches: int
    recaps: int
    seconds: float
    cpu_seconds: float
    again_seconds: float
    one_punch_ms: float
    peak_mib: int


def bench_recap(*, people: int = 5000) -> RecapBench:
    """Fill an empty database, compute the month, compute it again (nothing changes), then single days."""
    count = _fill(people)
    now = datetime(2026, 11, 2, 9, 0, tzinfo=WITA)
    start, cpu = perf_counter(), process_time()
    recompute_all(MONTH, LAST, now=now)
    seconds, cpu_seconds = perf_counter() - start, process_time() - cpu
    start = perf_counter()
    recompute_all(MONTH, LAST, now=now)
    again = perf_counter() - start
    return RecapBench(
        people=people,
        punches=count,
        recaps=DayRecap.objects.count(),
        seconds=round(seconds, 2),
        cpu_seconds=round(cpu_seconds, 2),
        again_seconds=round(again, 2),
        one_punch_ms=_one_punch(),
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def _one_punch() -> float:
    """Median milliseconds from a dirty day to the committed recap with figures and live events."""
    times = []
    for n in range(11):
        person = Person.objects.order_by("pk")[n]
        mark([(person.pk, LAST - timedelta(days=1))])
        start = perf_counter()
        recompute_dirty(now=datetime(2026, 10, 30, 8, n, tzinfo=WITA))
        times.append((perf_counter() - start) * 1000)
    return round(sorted(times)[5], 1)


def _fill(people: int) -> int:
    regency = make_unit(None, "64.01", "Kabupaten contoh", "regency")
    units = []
    for n in range(OFFICES):
        office = make_unit(regency, f"9.{n:02d}", f"Dinas {n:02d}")
        units += [make_unit(office, f"9.{n:02d}.{m}", f"Bidang {n:02d}.{m}", "division") for m in range(3)]
    load(Person, ("id", "name"), ((n, f"Pegawai {n}") for n in range(1, people + 1)))
    columns = [f.attname for f in Pegawai._meta.concrete_fields]
    load(Pegawai, columns, (_pegawai(columns, n, units[n % len(units)].pk) for n in range(1, people + 1)))
    load(
        RiwayatUnit,
        ("pegawai_id", "unit_id", "tmt", "is_current", "sk_number"),
        ((n, units[n % len(units)].pk, date(2020, 1, 1), True, "SK") for n in range(1, people + 1)),
    )
    group = DeviceGroup.objects.create(name="Contoh", unit=regency)
    device = Device.objects.create(sn="BENCH1", name="Mesin", unit=regency, group=group, zone="Asia/Makassar")
    Upload.objects.create(id=1, device=device, table="ATTLOG", received_at=datetime.now(UTC), size=0, rows=0, added=0)
    fields = ("device_id", "pin", "local_time", "state", "verify", "work_code", "zone", "utc_time", "received_at",
              "person_id", "flags", "standing", "raw", "upload_id")  # fmt: skip
    return load(Punch, fields, _punches(people, device.pk))


def _pegawai(columns: list[str], n: int, unit_id: int) -> list[Any]:
    given = {
        "person_id": n,
        "nip": f"19800101200501{1000 + n:04d}"[-18:].rjust(18, "1"),
        "kind": "pns",
        "name": f"Pegawai {n}",
        "full_name": f"Pegawai {n}",
        "sort_name": f"pegawai {n}",
        "sex": "L",
        "birth_date": date(1980, 1, 1),
        "appointed_on": date(2005, 1, 1),
        "status": "active",
        "unit_id": unit_id,
        "placed_on": date(2020, 1, 1),
        "golongan_order": 0,
    }
    nullable = ("ended_on", "golongan_tmt", "job_class", "post_tmt", "next_change_on")
    return [given.get(c, None if c in nullable else "") for c in columns]


def _punches(people: int, device_id: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(7)
    arrived = datetime.now(UTC)
    days = [MONTH + timedelta(days=n) for n in range(31)]
    for on in [day for day in days if day.weekday() < 5]:
        for person in range(1, people + 1):
            for hour, low, high in ((7, 5, 45), (16, 0, 40)):
                at = time(hour, chance.randint(low, high), chance.randrange(60))
                local = datetime.combine(on, at)
                utc = datetime.combine(on, at, tzinfo=WITA).astimezone(UTC)
                yield (device_id, str(person), local, 0, 1, "", "Asia/Makassar", utc, arrived, person, 0, 0, "", 1)


def main() -> None:
    from pendopo.project.prepare import prepare

    prepare()
    print(json.dumps(asdict(bench_recap(people=int((sys.argv[1:] or ["5000"])[0])))))


if __name__ == "__main__":
    main()
