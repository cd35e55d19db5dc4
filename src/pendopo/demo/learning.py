"""The demo regency learns: a training that is over, one that runs, one that takes nominations; two study visits.

Everything goes through the services; only moments that lie in the past are put back where they belong afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pendopo.apps.learning.models import (
    Adoption,
    Attempt,
    ExamKind,
    Participant,
    Presence,
    Session,
    StudyVisit,
    Training,
)
from pendopo.apps.learning.queries.certificates import signing_posts
from pendopo.apps.learning.services import (
    adoptions,
    certificates,
    enrolment,
    exams,
    figures,
    follow_ups,
    presence,
    questions,
    trainings,
    visit_parts,
    visits,
)
from pendopo.apps.learning.services.adoptions import AdoptionFacts
from pendopo.apps.learning.services.trainings import SessionFacts, TrainingFacts
from pendopo.apps.learning.services.visits import VisitFacts
from pendopo.apps.personnel.public import RosterEntry, roster
from pendopo.demo.government import Government
from pendopo.demo.offices import ZONE
from pendopo.kernel.actor import NOWHERE, Actor
from pendopo.kernel.clock import now, today
from pendopo.kernel.people.models import Person
from pendopo.kernel.topics import topics
from pendopo.kernel.units.models import Unit

LOCAL = ZoneInfo(ZONE)
INVITED = ("DISKOMINFO", "BKPSDM", "BAPPEDALITBANG", "DISDUKCAPIL", "DPMPTSP", "INSPEKTORAT")
BANK: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("Domain arsitektur SPBE yang memetakan urusan pemerintahan adalah", ("Proses bisnis", "Keamanan", "Aplikasi"), 0),
    ("Siapa yang menetapkan arsitektur SPBE kabupaten?", ("Bupati", "Sekretaris Daerah", "Kepala Diskominfo"), 0),
    ("Arsitektur SPBE ditinjau paling sedikit setiap", ("Tahun", "Lima tahun", "Pergantian bupati"), 0),
    ("Peta rencana SPBE disusun untuk jangka waktu", ("Dua tahun", "Lima tahun", "Sepuluh tahun"), 1),
    ("Tingkat kematangan 3 pada kapabilitas proses disebut", ("Terkelola", "Terdefinisi", "Optimum"), 1),
    ("Layanan yang terhubung dengan layanan lain berada pada tingkat", ("Interaksi", "Transaksi", "Kolaborasi"), 2),
    ("Bukti dukung yang masih berupa konsep dinilai paling tinggi", ("Tingkat 1", "Tingkat 2", "Tingkat 3"), 0),
    ("Yang mengoordinasikan SPBE di daerah adalah", ("Camat", "Koordinator SPBE", "Auditor"), 1),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A training of the demo: days from today until it begins, how many days it takes."""

    title: str
    purpose: str
    starts: int
    days: int
    quota: int
    number: str
    wanted: tuple[str, ...]
    subjects: tuple[tuple[str, str, str], ...]


OVER = Plan(
    "Bimtek Penyusunan Arsitektur SPBE", "Peserta dapat memetakan proses bisnis kantornya ke dalam arsitektur SPBE.",
    -24, 2, 20, "800.2.4/118/BKPSDM", ("spbe-59-2020:1", "spbe-59-2020:11", "spbe-59-2020:25"),
    (
        ("Arsitektur SPBE dan enam domainnya", "Dr. Rini Astuti", "Universitas Mulawarman"),
        ("Memetakan proses bisnis kantor", "Fajar Nugroho, S.Kom.", "Diskominfo"),
        ("Menyusun bukti dukung", "Dr. Rini Astuti", "Universitas Mulawarman"),
        ("Latihan dan paparan", "Fajar Nugroho, S.Kom.", "Diskominfo"),
    ),
)  # fmt: skip
NOW = Plan(
    "Bimtek Manajemen Data dan Satu Data", "Peserta dapat menyusun daftar data dan metadata kantornya.",
    0, 2, 12, "800.2.4/131/BKPSDM", ("spbe-59-2020:23", "spbe-59-2020:25"),
    (
        ("Satu Data Indonesia di daerah", "Ir. Bambang Irawan", "BPS Kabupaten Paser"),
        ("Metadata dan standar data", "Ir. Bambang Irawan", "BPS Kabupaten Paser"),
        ("Praktik daftar data", "Lestari Handayani, S.ST.", "Bappedalitbang"),
    ),
)  # fmt: skip
NEXT = Plan(
    "Bimtek Keamanan Informasi bagi Operator", "Peserta dapat menangani insiden keamanan informasi tingkat pertama.",
    21, 2, 30, "800.2.4/140/BKPSDM", ("spbe-59-2020:22", "spbe-59-2020:25"),
    (
        ("Ancaman yang lazim di kantor daerah", "Tim CSIRT", "BSSN"),
        ("Menangani insiden langkah demi langkah", "Tim CSIRT", "BSSN"),
    ),
)  # fmt: skip


def make(actor: Actor, government: Government) -> None:
    """Write trainings and visits for the government of the demo."""
    units, chance = government.units, random.Random(64)
    _over(actor, units, chance)
    _running(actor, units, chance)
    _open(actor, units)
    _finished_visit(actor, units)
    _scheduled_visit(actor, units)
    figures.put_trained(today())


def _offered(wanted: Sequence[str]) -> list[str]:
    """Those of the wanted topics that some app offers."""
    known = {topic.key for topic in topics()}
    return [key for key in wanted if key in known] or sorted(known)[:1]


def _draft(actor: Actor, units: dict[str, Unit], plan: Plan, **more: object) -> Training:
    starts = _tuesday(today() + timedelta(days=plan.starts)) if plan.starts else today()
    facts = TrainingFacts(
        plan.title, plan.purpose, units["BKPSDM"], "Aula BKPSDM, Tana Paser", starts,
        starts + timedelta(days=plan.days - 1), hours=plan.days * 8, quota=plan.quota, zone=ZONE,
        target_level="Pranata komputer, perencana, dan operator SPBE tiap kantor", letter_number=plan.number,
        letter_date=min(starts - timedelta(days=20), today() - timedelta(days=3)),
        budget_note="5.03.02.2.03 Pengembangan Kompetensi ASN",
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
    training = trainings.create(actor, facts=facts, topic_keys=_offered(plan.wanted))
    each = max(1, len(plan.subjects) // plan.days)
    for place, (subject, speaker, institution) in enumerate(plan.subjects):
        day = min(place // each, plan.days - 1)
        begins = _at(starts + timedelta(days=day), 8 + 4 * (place % each))
        facts_of = SessionFacts(begins, begins + timedelta(hours=3), subject, speaker, institution)
        trainings.add_session(actor, training, facts=facts_of)
    for text, options, right in BANK:
        questions.add(actor, training, text=text, options=options, right=right)
    return training


def _tuesday(day: date) -> date:
    """The Tuesday of that day or before it: nobody learns on a Sunday."""
    return day - timedelta(days=(day.weekday() - 1) % 7)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LOCAL)


def _fill(actor: Actor, training: Training, units: dict[str, Unit], each: int) -> list[Participant]:
    """Each invited office names a few, Sari among them; all are accepted as far as there are seats."""
    for code in INVITED:
        enrolment.invite(actor, training, unit=units[code], quota=each)
    trainings.move(actor, training, "buka")
    sari = Person.objects.get(account__username="sari").pk
    made: list[Participant] = []
    for invitation in training.invitations.select_related("unit"):
        staff = _staff(invitation.unit, sari)[:each]
        for one in enrolment.nominate(actor, invitation, [row.person_id for row in staff]):
            made.append(enrolment.accept(actor, one))
    return made


def _staff(unit: Unit, first: int) -> list[RosterEntry]:
    rows = roster(today(), unit.path)
    return sorted(rows, key=lambda row: (row.person_id != first, row.person_id))


def _self(participant: Participant) -> Actor:
    """The participant, as nobody but the person."""
    return Actor(None, participant.person_id, NOWHERE, frozenset(), participant.name)


def _take(training: Training, kind: str, seats: Sequence[Participant], chance: random.Random, least: int) -> None:
    exam = training.exams.get(kind=kind)
    bank = list(training.questions.all())
    for seat in seats:
        own = _self(seat)
        attempt = exams.begin(own, exam)
        good = set(chance.sample(range(len(bank)), chance.randint(least, min(len(bank), least + 4))))
        for place, question in enumerate(bank):
            choice = question.right if place in good else (question.right + 1) % len(question.options)
            exams.answer(own, attempt, question_id=question.pk, choice=choice)
        exams.submit(own, attempt)


def _plan_exam(actor: Actor, training: Training, kind: str, opens: datetime, closes: datetime) -> None:
    exams.set_exam(actor, training, kind=kind, opens_at=opens, closes_at=closes)


def _over(actor: Actor, units: dict[str, Unit], chance: random.Random) -> None:
    """Held, tested, certified, with follow-ups in all states."""
    training = _draft(actor, units, OVER)
    seats = [seat for seat in _fill(actor, training, units, 4) if seat.state == "diterima"]
    trainings.move(actor, training, "mulai")
    soon = now() + timedelta(minutes=10)
    first, last = _at(training.starts_on, 7), _at(training.ends_on, 15)
    for kind, opens, least in ((ExamKind.PRE, first, 1), (ExamKind.POST, last, 4)):
        _plan_exam(actor, training, kind, opens, soon)
        _take(training, kind, seats, chance, least)
        _plan_exam(actor, training, kind, opens, opens + timedelta(hours=1))
        handed = opens + timedelta(minutes=25)
        Attempt.objects.filter(exam__training=training, exam__kind=kind).update(started_at=opens, submitted_at=handed)
    _be_there(actor, training, seats, chance)
    trainings.move(actor, training, "selesai")
    certificates.set_series(
        actor, unit=training.organiser, year=today().year, pattern="800.2.4/{no}/BKPSDM/{bulan}/{tahun}"
    )
    post = signing_posts(training).filter(unit=training.organiser).first() or signing_posts(training).first()
    if post is not None:
        certificates.issue(actor, training, post=post, issued_on=today())
    for place, seat in enumerate(seats[:14]):
        marks = [chance.choice((3, 4, 4, 5, 5)) for _n in range(follow_ups.QUESTIONS)]
        follow_ups.evaluate(_self(seat), seat, marks=marks, comment="Waktu latihan ditambah." if place == 3 else "")
    for place, seat in enumerate(seats[:9]):
        plan = follow_ups.promise(
            _self(seat), seat, plan="Memetakan proses bisnis kantor ke arsitektur SPBE",
            due=today() + timedelta(days=20 + place * 5),
        )  # fmt: skip
        if place % 3:
            follow_ups.report(_self(seat), plan, result="Peta proses bisnis selesai dan disetujui atasan.")
        if place % 3 == 2:
            follow_ups.confirm(actor, plan)


def _be_there(actor: Actor, training: Training, seats: Sequence[Participant], chance: random.Random) -> None:
    """Nearly everybody in nearly every session, by the code on the wall."""
    sessions = list(training.sessions.select_related("training__organiser"))
    for place, seat in enumerate(seats):
        for session in sessions[: 2 if place % 9 == 8 else None]:
            presence.mark(actor, session, seat, reason="demo")
    for session in sessions:
        _scanned(session, chance)


def _scanned(session: Session, chance: random.Random) -> None:
    for row in Presence.objects.filter(session=session):
        row.at = session.starts_at - timedelta(seconds=chance.randint(60, 1400))
        row.method, row.reason, row.marked_by = "qr", "", ""
        row.save(update_fields=["at", "method", "reason", "marked_by"])


def _running(actor: Actor, units: dict[str, Unit], chance: random.Random) -> None:
    """Runs today: the first test is open, the code can be shown on the wall; one more than the seats waits."""
    training = _draft(actor, units, NOW)
    seats = [seat for seat in _fill(actor, training, units, 3) if seat.state == "diterima"]
    trainings.move(actor, training, "mulai")
    _plan_exam(actor, training, ExamKind.PRE, now() - timedelta(hours=1), now() + timedelta(days=1))
    sari = Person.objects.get(account__username="sari").pk
    _take(training, ExamKind.PRE, [seat for seat in seats if seat.person_id != sari][:6], chance, 2)


def _open(actor: Actor, units: dict[str, Unit]) -> None:
    """Takes nominations and own wishes; two offices have answered."""
    training = _draft(actor, units, NEXT, open_registration=True, nominate_until=today() + timedelta(days=12))
    for code in INVITED:
        enrolment.invite(actor, training, unit=units[code], quota=4)
    trainings.move(actor, training, "buka")
    for code in ("BAPPEDALITBANG", "DISDUKCAPIL"):
        invitation = training.invitations.get(unit=units[code])
        enrolment.nominate(actor, invitation, [row.person_id for row in _staff(units[code], 0)[:3]])


def _finished_visit(actor: Actor, units: dict[str, Unit]) -> StudyVisit:
    """To Sumedang three months ago, with three adoptions on indicators."""
    day = _tuesday(today() - timedelta(days=92))
    keys = _offered(("spbe-59-2020:36", "spbe-59-2020:25", "spbe-59-2020:20"))
    visit = visits.create(
        actor,
        facts=VisitFacts(
            "keluar", "Belajar layanan kepegawaian dan kolaborasi SPBE", "Menaikkan tingkat layanan kepegawaian.",
            units["DISKOMINFO"], "Pemerintah Kabupaten Sumedang", "kabupaten", "Jawa Barat",
            "Dinas Komunikasi dan Informatika", "000.1.2.3/412/DISKOMINFO", day - timedelta(days=30),
            "000.1.2.3/1187/DISKOMINFOSANDITIK", day - timedelta(days=18), "800.1.11.1/96/DISKOMINFO", day,
            day + timedelta(days=1), "Sumedang", "Perjalanan dinas 4 orang, DPA Diskominfo",
        ),
        topic_keys=keys,
    )  # fmt: skip
    visits.move(actor, visit, "setujui")
    visits.move(actor, visit, "jadwalkan")
    sari = Person.objects.get(account__username="sari").pk
    staff = _staff(units["DISKOMINFO"], sari)
    for row in staff[:4]:
        visit_parts.add_employee(actor, visit, row.person_id)
    starts = _at(day, 9)
    for place, subject in enumerate(("Penerimaan dan paparan", "Kunjungan ruang kendali", "Tanya jawab")):
        begins = starts + timedelta(hours=2 * place)
        visit_parts.add_agenda(
            actor, visit, starts_at=begins, ends_at=begins + timedelta(minutes=90), subject=subject, host="Diskominfo"
        )
    for text, said in (
        ("Bagaimana semua kantor mau memakai satu layanan kepegawaian?", "Dimulai dari presensi yang terhubung TPP."),
        ("Siapa yang memelihara integrasi antarlayanan?", "Satu tim kecil di Diskominfo dengan kontrak API tertulis."),
    ):
        question = visit_parts.ask(actor, visit, text=text, topic_key=keys[0])
        visit_parts.answer(actor, question, answer=said, answered_by="Kepala Diskominfo Kabupaten Sumedang")
    visits.move(actor, visit, "laksanakan")
    visit_parts.set_minutes(
        actor, visit,
        minutes="Layanan kepegawaian dimulai dari presensi.\n\nIntegrasi dijaga oleh kontrak API tertulis antarkantor.",
    )  # fmt: skip
    _adoptions(actor, visit, units, keys, [row.person_id for row in staff])
    visits.move(actor, visit, "laporkan")
    visits.move(actor, visit, "selesai")
    return visit


def _adoptions(
    actor: Actor, visit: StudyVisit, units: dict[str, Unit], keys: Sequence[str], people: Sequence[int]
) -> list[Adoption]:
    """One done, one under way with Sari in charge, one planned at another office."""
    plans = (
        ("Presensi terhubung dengan tunjangan", keys[0], "DISKOMINFO", people[1], 30, 3, 4, "selesai"),
        ("Kontrak API tertulis antarkantor", keys[-1], "DISKOMINFO", people[0], 45, 2, 3, "berjalan"),
        ("Rencana kompetensi tahunan pegawai SPBE", keys[1 % len(keys)], "BKPSDM", None, 120, 2, 3, ""),
    )
    made = []
    for practice, key, code, person, days, level_from, level_to, state in plans:
        facts = AdoptionFacts(practice, key, units[code], person, today() + timedelta(days=days), level_from, level_to)
        one = adoptions.adopt(actor, visit, facts=facts)
        if state:
            adoptions.note(actor, one, text="Uji coba di dua kantor berjalan baik.", state="berjalan")
        if state == "selesai":
            adoptions.note(actor, one, text="Dipakai semua kantor sejak bulan ini.", state="selesai")
        made.append(one)
    return made


def _scheduled_visit(actor: Actor, units: dict[str, Unit]) -> StudyVisit:
    """Penajam Paser Utara comes in about two weeks."""
    day = _tuesday(today() + timedelta(days=19))
    visit = visits.create(
        actor,
        facts=VisitFacts(
            "masuk", "Melihat Ruang Bupati dan presensi terpadu", "Bertukar pengalaman menjalankan layanan terpadu.",
            units["DISKOMINFO"], "Pemerintah Kabupaten Penajam Paser Utara", "kabupaten", "Kalimantan Timur",
            "Dinas Komunikasi dan Informatika", "000.1.2.3/77/DISKOMINFO-PPU", today() - timedelta(days=6),
            "000.1.2.3/498/DISKOMINFO", today() - timedelta(days=2), "", day, day, "Ruang Bupati, Tana Paser",
        ),
        topic_keys=_offered(("spbe-59-2020:36", "spbe-59-2020:20")),
    )  # fmt: skip
    visits.move(actor, visit, "setujui")
    for name, post in (("Rombongan Diskominfo PPU", "5 orang"), ("Rombongan BKPSDM PPU", "3 orang")):
        visit_parts.add_guest(actor, visit, name=name, post=post, institution="Kabupaten Penajam Paser Utara")
    visit_parts.ask(actor, visit, text="Berapa lama sampai semua mesin presensi terhubung?")
    visits.move(actor, visit, "jadwalkan")
    begins = _at(day, 9)
    visit_parts.add_agenda(
        actor, visit, starts_at=begins, ends_at=begins + timedelta(hours=2), subject="Paparan dan peninjauan",
        host="Kepala Diskominfo Paser",
    )  # fmt: skip
    return visit
