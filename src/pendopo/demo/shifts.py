"""Round-the-clock service: shift hours and the rotation of teams, as pure functions of the date."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """One shift; an end not after the start lies on the next day."""

    code: str
    name: str
    start: time
    end: time

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """Start and end on the local clock for the shift that begins on `day`."""
        start = datetime.combine(day, self.start)
        end = datetime.combine(day, self.end)
        return start, end if end > start else end + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A rotation: team k walks through `cycle` k * `step` days ahead of team 0; None is a free day."""

    code: str
    name: str
    teams: int
    step: int
    cycle: tuple[ShiftPlan | None, ...]


MORNING = ShiftPlan("RS-PAGI", "Pagi rumah sakit", time(7, 30), time(14, 0))
EVENING = ShiftPlan("RS-SORE", "Sore rumah sakit", time(14, 0), time(21, 0))
NIGHT = ShiftPlan("RS-MALAM", "Malam rumah sakit", time(21, 0), time(7, 30))
GUARD_DAY = ShiftPlan("JAGA-SIANG", "Jaga siang", time(6, 0), time(18, 0))
GUARD_NIGHT = ShiftPlan("JAGA-MALAM", "Jaga malam", time(18, 0), time(6, 0))
FIRE_DAY = ShiftPlan("PMK-SIANG", "Siaga siang pemadam", time(8, 0), time(20, 0))
FIRE_NIGHT = ShiftPlan("PMK-MALAM", "Siaga malam pemadam", time(20, 0), time(8, 0))
OPS_EARLY = ShiftPlan("PUSDAL-1", "Piket pusdalops dini hari", time(0, 0), time(8, 0))
OPS_DAY = ShiftPlan("PUSDAL-2", "Piket pusdalops siang", time(8, 0), time(16, 0))
OPS_LATE = ShiftPlan("PUSDAL-3", "Piket pusdalops malam", time(16, 0), time(0, 0))
SWEEP_DAWN = ShiftPlan("BERSIH-SUBUH", "Kebersihan subuh", time(4, 30), time(11, 0))
SWEEP_NOON = ShiftPlan("BERSIH-SORE", "Kebersihan sore", time(15, 0), time(21, 30))
MARKET_EARLY = ShiftPlan("PASAR-DINI", "Pasar dini hari", time(2, 0), time(9, 0))
MARKET_NOON = ShiftPlan("PASAR-SIANG", "Pasar siang", time(11, 0), time(18, 0))
BUS_DAWN = ShiftPlan("TERM-PAGI", "Terminal pagi", time(5, 0), time(13, 0))
BUS_NOON = ShiftPlan("TERM-SORE", "Terminal sore", time(13, 0), time(22, 0))

SCHEMES = {
    scheme.code: scheme
    for scheme in (
        Scheme(
            "RSUD", "Perawat dan dokter jaga RSUD", 4, 2, (MORNING, MORNING, EVENING, EVENING, NIGHT, NIGHT, None, None)
        ),
        Scheme("JAGA", "Regu jaga Satpol PP", 4, 1, (GUARD_DAY, GUARD_NIGHT, None, None)),
        Scheme("DAMKAR", "Regu pemadam kebakaran", 4, 1, (FIRE_DAY, FIRE_NIGHT, None, None)),
        Scheme(
            "PUSDALOPS",
            "Piket pusdalops",
            4,
            2,
            (OPS_DAY, OPS_DAY, OPS_LATE, OPS_LATE, None, OPS_EARLY, OPS_EARLY, None),
        ),
        Scheme("KEBERSIHAN", "Petugas kebersihan jalan", 4, 1, (SWEEP_DAWN, SWEEP_DAWN, SWEEP_NOON, None)),
        Scheme("PASAR", "Petugas pasar induk", 3, 1, (MARKET_EARLY, MARKET_NOON, None)),
        Scheme("TERMINAL", "Petugas terminal", 3, 1, (BUS_DAWN, BUS_NOON, None)),
    )
}

# Which division works which rotation: office code, division number -> (scheme, share of its people)
ROTATING: dict[tuple[str, int], tuple[str, float]] = {
    ("RSUD", 4): ("RSUD", 1.0),
    ("RSUD", 5): ("RSUD", 0.9),
    ("SATPOLPP", 5): ("JAGA", 1.0),
    ("BPBD", 4): ("DAMKAR", 0.9),
    ("BPBD", 5): ("PUSDALOPS", 0.9),
    ("DLH", 2): ("KEBERSIHAN", 0.7),
    ("DISPERINDAGKOP", 5): ("PASAR", 1.0),
    ("DISHUB", 4): ("TERMINAL", 1.0),
}


def shift_on(scheme_code: str, team: int, day: date) -> ShiftPlan | None:
    """The shift that team `team` begins on `day`, or None on its free day."""
    scheme = SCHEMES[scheme_code]
    return scheme.cycle[(day.toordinal() + team * scheme.step) % len(scheme.cycle)]


def all_shifts() -> tuple[ShiftPlan, ...]:
    """Every shift once, in the order of the schemes."""
    seen: dict[str, ShiftPlan] = {}
    for scheme in SCHEMES.values():
        for shift in scheme.cycle:
            if shift is not None:
                seen.setdefault(shift.code, shift)
    return tuple(seen.values())
