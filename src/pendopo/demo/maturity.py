"""The demo's evaluation: 2025 by PermenPANRB 59/2020 from start to final result, 2026 by Pemdi half filled."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from pendopo.apps.maturity.models import (
    Action,
    Assessment,
    Entry,
    EntryState,
    EvidenceItem,
    EvidenceUse,
    EvidenceVersion,
    Finding,
    Score,
    ScoreVersion,
    Submission,
    UseState,
)
from pendopo.apps.maturity.rules.canonical import digest
from pendopo.apps.maturity.services import actions, answers, assessments, findings, history, stages, submission
from pendopo.apps.maturity.services.scores import Words, lock, recompute, write_many
from pendopo.demo import maturity_plan as plan
from pendopo.demo.government import Government
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import regency_zone, today
from pendopo.kernel.people.models import Account, RoleAssignment
from pendopo.kernel.units.models import Unit

SPBE, PEMDI = "spbe-59-2020", "pemdi-8-2026"
ALL = frozenset({
    "maturity.view", "maturity.answer", "maturity.assign", "maturity.validate", "maturity.submit", "maturity.plan",
    "maturity.results", "maturity.assess", "maturity.review",
})  # fmt: skip


def make(actor: Actor, government: Government) -> None:
    """Both years and the results before them; `actor` stands where the demo has no login for the role."""
    people = _People(actor, government)
    closed = _closed_year(people)
    _plan_of(people, closed)
    for year, index, predicate in plan.PAST:
        facts = history.PastFacts(
            year=year, instrument=SPBE, index=Decimal(index), predicate=predicate,
            source=f"Laporan hasil evaluasi SPBE {year} (contoh)",
        )  # fmt: skip
        history.record(people.named("sekda"), facts=facts)
    _running_year(people)


class _People:
    """Who acts: the logins of the demo, and the heads of offices for those without one."""

    def __init__(self, actor: Actor, government: Government) -> None:
        self.actor = actor
        self.units: Mapping[str, Unit] = government.units
        accounts = Account.objects.filter(username__in=("sekda", "pj", "asesor", "reviu", "operator"))
        self.logins = {one.username: one for one in accounts.select_related("person")}
        heads = RoleAssignment.objects.filter(post__is_head=True, unit__in=[one.pk for one in self.units.values()])
        self.heads = {one.unit_id: one.person for one in heads.select_related("person")}

    def named(self, login: str, name: str = "") -> Actor:
        """The actor of a login, or somebody of that name while the demo has none."""
        account = self.logins.get(login)
        if account is None:
            return Actor(None, None, "", ALL, name=name or self.actor.name)
        return Actor(account.pk, account.person.pk, "", ALL, name=account.name)

    def office(self, code: str) -> Actor:
        """Who answers for an office: its head."""
        unit = self.units[code]
        head = self.heads.get(unit.pk)
        name = head.name if head else unit.short_name
        return Actor(head.account_id if head else None, head.pk if head else None, unit.path, ALL, name=name)

    @property
    def checker(self) -> Actor:
        return self.named("pj", "Penanggung jawab SPBE")


def _open(people: _People, year: int, key: str, offices: Mapping[str, Iterable[int]], due: date) -> Assessment:
    koordinator = people.named("sekda", "Sekretaris Daerah")
    made = assessments.open_assessment(
        koordinator, year=year, instrument=key, kind="evaluasi", answers_due=due, submit_due=due + timedelta(days=21),
        decree=f"Keputusan Bupati Paser (contoh) 100.3/{year}", target=Decimal("2.60"),
    )  # fmt: skip
    for code, numbers in offices.items():
        assessments.assign(koordinator, made, [str(no) for no in numbers], unit=people.units[code])
    assessments.start(koordinator, made)
    return made


def _closed_year(people: _People) -> Assessment:
    year = _open(people, 2025, SPBE, plan.OFFICES, date(2025, 7, 31))
    levels = {str(no): level for no, level in enumerate(plan.SELF, 1)}
    entries = {entry.code: entry for entry in year.entries.select_related("unit", "assessment")}
    for code, numbers in plan.OFFICES.items():
        mine = [entries[str(no)] for no in numbers]
        by = people.office(code)
        write_many(by, "self", [(entry, _said(entry, levels[entry.code])) for entry in mine])
        _prove(by, people.checker, mine, levels)
    recompute(lock(year), "self")
    _settle(year, people.checker, entries.values())
    _dated(year, "self", _at(2025, 7, 24))
    koordinator = people.named("sekda", "Sekretaris Daerah")
    submission.submit(
        koordinator, year, ba_number="000.9/214/BA-SPBE/2025", ba_date=date(2025, 8, 14), consent=True
    )  # fmt: skip
    Submission.objects.filter(assessment=year).update(at=_at(2025, 8, 14))
    _judged(people, year, entries, levels)
    Assessment.objects.filter(pk=year.pk).update(created_at=_at(2025, 5, 5), closed_at=_at(2025, 12, 3))
    Finding.objects.filter(assessment=year).update(at=_at(2025, 11, 20))
    year.refresh_from_db()
    return year


def _judged(people: _People, year: Assessment, entries: Mapping[str, Entry], levels: Mapping[str, int]) -> None:
    """Document, interview and review, by who has the role."""
    asesor, reviu = people.named("asesor", "Asesor eksternal"), people.named("reviu", "Tim reviu")
    found = {code: plan.DOCUMENT.get(int(code), level) for code, level in levels.items()}
    write_many(asesor, "document", [(entries[code], _judgement(levels[code], level)) for code, level in found.items()])
    recompute(lock(year), "document")
    year.refresh_from_db()
    stages.advance(asesor, year, "interview")
    for no, level in plan.INTERVIEW.items():
        said = _judgement(found[str(no)], level)
        stages.assess(
            asesor, entries[str(no)], "interview", level=level, fact="Wawancara dengan perangkat daerah dan peragaan.",
            analysis=said.analysis, justification=said.justification, version=0,
        )  # fmt: skip
    stages.keep_rest(asesor, year, "interview")
    for kind, code, aspect, text in plan.FINDINGS:
        findings.add(asesor, year, kind=kind, text=text, code=code, aspect=aspect)
    stages.advance(asesor, year, "review")
    for no, (level, reason) in plan.REVIEW.items():
        stages.adjust(reviu, entries[str(no)], level=level, reason=reason, version=0)
    stages.close(reviu, year)
    for stage, at in (("document", _at(2025, 9, 30)), ("interview", _at(2025, 11, 18)), ("final", _at(2025, 12, 3))):
        _dated(year, stage, at)


def _running_year(people: _People) -> None:
    """2026: some accepted, sent, returned, begun, and some not begun with the day near or past."""
    due = today() + timedelta(days=7)
    year = _open(people, 2026, PEMDI, plan.PEMDI_OFFICES, due)
    koordinator = people.named("sekda", "Sekretaris Daerah")
    for no, days in plan.DUE.items():
        assessments.set_due(koordinator, year, [str(no)], due=today() + timedelta(days=days))
    entries = {int(entry.code): entry for entry in year.entries.select_related("unit", "assessment")}
    office = {no: code for code, numbers in plan.PEMDI_OFFICES.items() for no in numbers}
    filled = plan.ACCEPTED | plan.SENT | {no: level for no, (level, _why) in plan.RETURNED.items()}
    for no, level in filled.items():
        entry, by = entries[no], people.office(office[no])
        _prove(by, people.checker, [entry], {entry.code: level}, accepted=no not in plan.SENT)
        said = _said(entry, level)
        answers.save(by, entry, level=level, fact=said.fact, analysis=said.analysis, version=0)
        answers.send(by, entry)
    for no in plan.ACCEPTED:
        answers.accept(people.checker, entries[no])
    for no, (_level, reason) in plan.RETURNED.items():
        answers.give_back(people.checker, entries[no], reason)
    for no, (draft, fact) in plan.DRAFT.items():
        answers.save(people.office(office[no]), entries[no], level=draft, fact=fact, analysis="", version=0)


def _plan_of(people: _People, year: Assessment) -> None:
    """What is done about the recommendations; one is running, one late."""
    koordinator = people.named("sekda", "Sekretaris Daerah")
    lines = {one.code: one for one in year.findings.filter(kind="recommendation")}
    made: list[Action] = []
    for code, title, output, office, days, low, high in plan.ACTIONS:
        facts = actions.ActionFacts(
            title=title, output=output, unit=people.units[office], due=today() + timedelta(days=max(days, 0)),
            code=code, level_from=low, level_to=high, finding=lines.get(code),
        )  # fmt: skip
        made.append(actions.plan(koordinator, year, facts=facts))
    actions.report(
        people.office("DISKOMINFO"), made[1], percent=40, text="Rancangan selesai dibahas dengan Bagian Hukum."
    )
    Action.objects.filter(pk=made[2].pk).update(due=today() - timedelta(days=6))


def _said(entry: Entry, level: int) -> Words:
    unit = entry.unit.short_name if entry.unit else ""
    facts = [f"Laporan {unit} tahun {entry.assessment.year}, halaman 3-5, berkas {entry.code}.a."]
    if level > 2:
        facts.append("Pedoman pelaksanaan pasal 4 dan pasal 7, halaman 2.")
    analysis = f"Fakta tersebut memenuhi kriteria tingkat {level} dan semua tingkat di bawahnya."
    return Words(level, "\n".join(facts), analysis)


def _judgement(before: int, level: int) -> Words:
    if before == level:
        return Words(level, "Dokumen diperiksa dan sesuai.", "Bukti cukup.", f"Bukti mendukung tingkat {level}.")
    why = "lebih tinggi" if level > before else "belum terpenuhi"
    return Words(
        level, "Dokumen diperiksa.", f"Kriteria tingkat {max(level, before)} {why} menurut bukti.",
        f"Ditetapkan tingkat {level}: bukti untuk tingkat {max(level, before)} {why}.",
    )  # fmt: skip


def _prove(
    by: Actor, checker: Actor, entries: Iterable[Entry], levels: Mapping[str, int], *, accepted: bool = True
) -> None:
    """An address as evidence for every level, written as one set; checked by somebody else."""
    for entry in entries:
        if entry.unit is None:
            continue
        url = f"https://data.contoh.go.id/spbe/{entry.assessment.year}/{entry.code}"
        ids = {"account_id": by.account_id, "by_name": by.name}
        item = EvidenceItem.objects.create(
            title=f"Laporan {entry.unit.short_name} indikator {entry.code}", kind="link", unit=entry.unit,
            created_by=by.name, account_id=by.account_id,
        )  # fmt: skip
        version = EvidenceVersion.objects.create(
            item=item, number=1, url=url, sha256=digest(url), person_id=by.person_id, **ids
        )
        decided = {"decided_by": checker.name, "decided_account_id": checker.account_id, "decided_at": timezone.now()}
        EvidenceUse.objects.bulk_create(
            EvidenceUse(
                entry=entry, version=version, level=level, letter="a", pages="halaman 3-5", person_id=by.person_id,
                state=UseState.ACCEPTED if accepted else UseState.PROPOSED, **ids, **(decided if accepted else {}),
            )
            for level in range(1, levels[entry.code] + 1)
        )  # fmt: skip


def _settle(year: Assessment, checker: Actor, entries: Iterable[Entry]) -> None:
    """Every entry sent and accepted, as one set."""
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
        state=EntryState.ACCEPTED, sent_at=_at(2025, 7, 24), decided_by=checker.name, decided_at=_at(2025, 8, 6),
        decided_account_id=checker.account_id, decided_person_id=checker.person_id,
    )  # fmt: skip
    year.refresh_from_db()


def _dated(year: Assessment, stage: str, at: datetime) -> None:
    """The words of a stage carry the days of their year."""
    for model in (Score, ScoreVersion):
        model.objects.filter(entry__assessment=year, stage=stage).update(at=at)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, 0, tzinfo=regency_zone()).astimezone(UTC)
