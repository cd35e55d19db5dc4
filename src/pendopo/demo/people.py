"""Invented employees of the demo regency: the same people for the same size, whatever the date."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random

from pendopo.demo.cast import CastMember, employees
from pendopo.demo.names import REFERENCE_YEAR, Ranked, birth_date, full_name, make_nip, staff_post, titles
from pendopo.demo.offices import SIZES, DivisionPlan, OfficePlan, devices, offices
from pendopo.demo.shifts import ROTATING, SCHEMES

DIVISION_WEIGHTS = {
    ("RSUD", 4): 4.0,
    ("RSUD", 5): 8.0,
    ("SATPOLPP", 5): 12.0,
    ("BPBD", 4): 6.0,
    ("BPBD", 5): 4.0,
    ("DLH", 2): 6.0,
    ("DISPERINDAGKOP", 5): 4.0,
    ("DISHUB", 4): 4.0,
}
PATROLS = 48
PPPK_GRADES = {
    "SMA": "V",
    "D3": "VII",
    "D3K": "VII",
    "D3B": "VII",
    "S2": "X",
    "S2P": "X",
    "NERS": "X",
    "DR": "X",
    "DRH": "X",
}
BIRTHPLACES = (
    "Tanah Grogot",
    "Kuaro",
    "Long Ikis",
    "Balikpapan",
    "Banjarmasin",
    "Samarinda",
    "Makassar",
    "Surabaya",
    "Penajam",
    "Batu Kajang",
)


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """One employee. `punctuality` in minutes (below zero: early); `team` only in round-the-clock service."""

    index: int
    name: str
    title_front: str
    title_back: str
    nip: str
    sex: str
    birth: date
    birthplace: str
    appointed: date
    employment: str
    grade: str
    post: str
    post_kind: str
    education: str
    is_head: bool
    echelon: str
    office: str
    division: int
    six_day: bool
    scheme: str
    team: int
    patrols: bool
    group: str
    pin: str
    device: int
    punctuality: float
    carelessness: float
    login: str

    @property
    def unit_code(self) -> str:
        """Code of the division, or of the office for its head."""
        return f"{self.office}-{self.division}" if self.division else self.office


@cache
def people(size: str) -> tuple[PersonPlan, ...]:
    """All employees of the small (500) or the full regency (5,000), in the order of offices and divisions."""
    total, _days = SIZES[size]
    rng = Random(f"pendopo/64.01/{size}")
    taken: dict[str, int] = {}
    found: list[PersonPlan] = []
    for plan, count in zip(offices(), _shares(total, column=0 if size == "small" else 1), strict=True):
        found.extend(_office_people(rng, plan, count, taken, start=len(found)))
    return _with_pins(found)


def _shares(total: int, *, column: int) -> list[int]:
    weights = [plan.weights[column] for plan in offices()]
    exact = [weight * total / sum(weights) for weight in weights]
    counts = [int(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place])
    for place in by_rest[: total - sum(counts)]:
        counts[place] += 1
    return counts


def _office_people(rng: Random, plan: OfficePlan, count: int, taken: dict[str, int], *, start: int) -> list[PersonPlan]:
    cast = [member for member in employees() if member.office == plan.code]
    seats: list[tuple[DivisionPlan | None, bool]] = [(None, True)]
    seats += [(division, True) for division in plan.divisions][: max(count - 1, 0)]
    weights = [DIVISION_WEIGHTS.get((plan.code, division.number), 1.0) for division in plan.divisions]
    held = [1.0] * len(weights)
    for _ in range(count - len(seats)):
        place = min(range(len(weights)), key=lambda number: held[number] / weights[number])
        held[place] += 1
        seats.append((plan.divisions[place], False))
    rows = []
    order: dict[int, int] = {}
    for place, (division, is_head) in enumerate(seats):
        number = division.number if division else 0
        member = _take_cast(cast, number, is_head)
        turn = order.get(number, 0)
        order[number] = turn + 1
        rows.append(_person(rng, plan, division, taken, index=start + place, is_head=is_head, member=member, turn=turn))
    return rows


def _take_cast(cast: list[CastMember], number: int, is_head: bool) -> CastMember | None:
    for member in cast:
        if member.division == number and (member.place == "head") == is_head:
            cast.remove(member)
            return member
    return None


def _person(
    rng: Random,
    plan: OfficePlan,
    division: DivisionPlan | None,
    taken: dict[str, int],
    *,
    index: int,
    is_head: bool,
    member: CastMember | None,
    turn: int,
) -> PersonPlan:
    number = division.number if division else 0
    sex = member.sex if member else _sex(rng, plan.code, number)
    ranked = _rank(rng, plan, division, is_head, member)
    pppk = not is_head and member is None and rng.random() < 0.24
    birth, appointed, nip = _career(rng, taken, sex=sex, is_head=is_head, pppk=pppk)
    front, back = (member.title_front, member.title_back) if member else titles(rng, ranked.education)
    scheme, team, patrols = _service(plan.code, number, is_head, member, turn)
    return PersonPlan(
        index=index,
        name=member.name if member else full_name(rng, sex),
        title_front=front,
        title_back=back,
        nip=nip,
        sex=sex,
        birth=birth,
        birthplace=rng.choice(BIRTHPLACES),
        appointed=appointed,
        employment="PPPK" if pppk else "PNS",
        grade=PPPK_GRADES.get(ranked.education, "IX") if pppk else _grade(ranked.education, is_head, number, appointed),
        post=ranked.title,
        post_kind="struktural" if is_head else ("fungsional" if ranked.functional else "pelaksana"),
        education=ranked.education,
        is_head=is_head,
        echelon=_echelon(plan, division) if is_head else "",
        office=plan.code,
        division=number,
        six_day=plan.six_day or (division is not None and division.kind == "health_center"),
        scheme=scheme,
        team=team,
        patrols=patrols,
        group=plan.group,
        pin="",
        device=0,
        punctuality=rng.gauss(0.0, 6.0) + (9.0 if plan.code == "SATPOLPP" and not scheme else 0.0),
        carelessness=min(1.0, rng.random() * (1.0 if plan.code != "SATPOLPP" else 2.0)),
        login=member.login if member else "",
    )


def _sex(rng: Random, office: str, number: int) -> str:
    women = {"RSUD": 0.68, "DINKES": 0.66, "DISDIKBUD": 0.58, "SATPOLPP": 0.12, "BPBD": 0.14, "DISHUB": 0.2}.get(
        office, 0.46
    )
    return "2" if rng.random() < (women if number else 0.25) else "1"


def _rank(
    rng: Random, plan: OfficePlan, division: DivisionPlan | None, is_head: bool, member: CastMember | None
) -> Ranked:
    if is_head:
        title = division.head_title if division else plan.head_title
        return Ranked(title=title, education="S2" if division is None or rng.random() < 0.5 else "S1", functional=False)
    if member is not None:
        return Ranked(title=member.post, education="S1", functional=True)
    return staff_post(rng, plan.code)


def _career(rng: Random, taken: dict[str, int], *, sex: str, is_head: bool, pppk: bool) -> tuple[date, date, str]:
    birth = birth_date(rng, youngest=42 if is_head else 24, oldest=56)
    if pppk:
        year = rng.randint(2021, 2025)
        appointed = date(year, rng.choice((3, 5, 7)), 1)
        return birth, appointed, make_nip(taken, birth=birth, year=year, month=None, sex=sex)
    first = birth.year + 20
    last = min(birth.year + 34, REFERENCE_YEAR - (14 if is_head else 1))
    year, month = rng.randint(min(first, last), last), rng.choice((1, 2, 3, 4, 12))
    return birth, date(year, month, 1), make_nip(taken, birth=birth, year=year, month=month, sex=sex)


def _grade(education: str, is_head: bool, number: int, appointed: date) -> str:
    """Golongan ruang: one step every four years from the entry grade of the education."""
    ladder = ("II/a", "II/b", "II/c", "II/d", "III/a", "III/b", "III/c", "III/d", "IV/a", "IV/b", "IV/c")
    if is_head and number == 0:
        return "IV/c" if appointed.year < 2000 else "IV/b"
    entry = {"SMA": 0, "D3": 2, "D3K": 2, "D3B": 2, "S2": 5, "S2P": 5, "DR": 5, "DRH": 5}.get(education, 4)
    step = entry + (REFERENCE_YEAR - appointed.year) // 4 + (1 if is_head else 0)
    floor = 7 if is_head else 0
    return ladder[max(floor, min(step, 9 if is_head else 8))]


def _echelon(plan: OfficePlan, division: DivisionPlan | None) -> str:
    if division is None:
        return {"SETDA": "II.a", "RSUD": "II.b"}.get(plan.code, "III.a" if plan.kind == "district" else "II.b")
    if plan.kind == "district":
        return "III.b" if division.number == 1 else "IV.a"
    return "III.a" if plan.code == "SETDA" or division.name == "Sekretariat" else "III.b"


def _service(office: str, number: int, is_head: bool, member: CastMember | None, turn: int) -> tuple[str, int, bool]:
    """Rotation code, team and whether the person walks rounds; every team of a rotation gets the same share."""
    scheme, share = ROTATING.get((office, number), ("", 0.0))
    if not scheme or is_head or member is not None or (turn % 10) >= share * 10:
        return "", 0, False
    return scheme, turn % SCHEMES[scheme].teams, scheme == "JAGA"


def _with_pins(found: list[PersonPlan]) -> tuple[PersonPlan, ...]:
    """Give each employee a PIN that is unique inside the device group, and the unit he or she mostly uses."""
    by_group: dict[str, list[int]] = {}
    for device in devices():
        by_group.setdefault(device.group, []).append(device.index)
    counters: dict[str, int] = {}
    posts = [device.index for device in devices()]
    done, rounds = [], 0
    for person in found:
        group, device_index = person.group, by_group[person.group][person.index % len(by_group[person.group])]
        walks = person.patrols and rounds < PATROLS
        if walks:
            device_index = posts[(rounds // 4) % len(posts)]
            group = devices()[device_index].group
            rounds += 1
        counters[group] = counters.get(group, 0) + 1
        pin = _pin(group, counters[group])
        done.append(replace(person, group=group, pin=pin, device=device_index, patrols=walks))
    return tuple(done)


def _pin(group: str, number: int) -> str:
    """Numbers as clerks give them: leading zeros at the health offices, a letter in Long Ikis, plain elsewhere."""
    if group == "KESEHATAN":
        return f"{number:05d}"
    return f"L{number}" if group == "KEC-LONGIKIS" else str(100 + number)
