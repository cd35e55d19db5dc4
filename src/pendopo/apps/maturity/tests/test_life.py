from datetime import date, timedelta
from typing import Any

import pytest

from pendopo.apps.maturity.models import Assessment, EntryState, Score, ScoreVersion, Stage
from pendopo.apps.maturity.queries import assessments as known
from pendopo.apps.maturity.queries import work
from pendopo.apps.maturity.queries.submitted import comparison, standing, verifies
from pendopo.apps.maturity.queries.submitted import findings as findings_seen
from pendopo.apps.maturity.services import answers, assessments, findings, stages, submission
from pendopo.apps.maturity.services.scores import Conflict
from pendopo.apps.maturity.testing import (
    SYSTEM,
    answer,
    answer_all,
    assess_all,
    entry_of,
    make_assessment,
    make_closed,
    prove,
    submit,
)
from pendopo.apps.maturity.tests.people import Team, team
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
WORDS = {"fact": "Perbup 12/2024 pasal 4", "analysis": "Memenuhi kriteria."}
EXTERNAL = {"fact": "Dokumen diperiksa", "analysis": "Sesuai", "justification": "Bukti mendukung"}


@pytest.fixture
def people(tmp_path: Any, settings: Any) -> Team:
    settings.MEDIA_ROOT = tmp_path
    return team()


def test_it_works_a_year_from_opening_to_the_final_result(people: Team) -> None:
    koordinator, pj, ratna = people.actor("koordinator"), people.actor("pj"), people.actor("ratna")
    asesor, reviu = people.actor("asesor"), people.actor("reviu")
    year = assessments.open_assessment(
        koordinator, year=2025, instrument="spbe-59-2020", kind="evaluasi",
        answers_due=today() + timedelta(days=7), submit_due=today() + timedelta(days=14), decree="SK 1/2025",
    )  # fmt: skip
    assert year.entries.count() == 47
    assessments.assign(koordinator, year, known.instrument_of(year).entry_codes, unit=people.cast.kominfo)
    assessments.start(koordinator, year)
    for entry in year.entries.select_related("assessment", "unit"):
        answer(entry, 3 if entry.code == "1" else 2, by=ratna, checked_by=pj)
    assert submission.problems(year) == []
    done = submission.submit(koordinator, year, ba_number="000/1", ba_date=today(), consent=True)
    assert (done.number, verifies(done), year.state) == (1, True, "document")
    assert done.content["score"] == {"index": "2013/1000", "predicate": "Cukup"}

    assess_all(year, 2, by=asesor)
    stages.advance(asesor, year, "interview")
    stages.assess(asesor, entry_of(year, "1"), "interview", level=3, version=0, **EXTERNAL)
    assert stages.keep_rest(asesor, year, "interview") == (46, 0)
    findings.add(asesor, year, kind="strength", text="Kebijakan lengkap.", code="1")
    stages.advance(asesor, year, "review")
    stages.adjust(reviu, entry_of(year, "2"), level=1, reason="Bukti tidak berlaku.", version=0)
    stages.close(reviu, year)

    year.refresh_from_db()
    assert year.state == "closed"
    assert known.stage_levels(year, Stage.FINAL)["1"] == 3
    assert known.stage_levels(year, Stage.FINAL)["2"] == 1
    result = known.result_of(year, Stage.FINAL)
    assert result is not None and result.index == 2
    assert known.best_stage(year) == Stage.FINAL
    seen, rows = comparison(ratna, year)
    assert seen == ("self", "document", "interview", "final")
    assert rows[0].differs == {"document", "interview"}
    assert rows[1].differs == {"final"}
    assert [one.text for one in findings_seen(ratna, year)] == ["Kebijakan lengkap."]
    assert ScoreVersion.objects.filter(entry__assessment=year).count() == 4 * 47
    actions = set(AuditEntry.objects.filter(action__startswith="maturity.").values_list("action", flat=True))
    assert {"maturity.open", "maturity.assign", "maturity.start", "maturity.answer", "maturity.send",
            "maturity.accept", "maturity.submit", "maturity.assess", "maturity.advance", "maturity.adjust",
            "maturity.close"} <= actions  # fmt: skip


def test_a_year_is_opened_once_and_with_sense(people: Team) -> None:
    koordinator = people.actor("koordinator")
    given: dict[str, Any] = {
        "year": 2025, "instrument": "spbe-59-2020", "kind": "evaluasi", "answers_due": None, "submit_due": None,
    }  # fmt: skip
    first = assessments.open_assessment(koordinator, **given)
    for change, field in [
        ({}, "instrument"), ({"year": 1999}, "year"), ({"instrument": "x"}, "instrument"), ({"kind": "x"}, "kind"),
        ({"answers_due": date(2025, 2, 1), "submit_due": date(2025, 1, 1)}, "submit_due"),
        ({"year": 2024, "target": 6}, "target"),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refusal:
            assessments.open_assessment(koordinator, **{**given, **change})
        assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        assessments.open_assessment(people.actor("ratna"), **given)
    assessments.cancel(koordinator, first, "Salah instrumen")
    assert assessments.open_assessment(koordinator, **given).pk != first.pk


def test_starting_needs_offices_and_a_deadline(people: Team) -> None:
    koordinator = people.actor("koordinator")
    year = make_assessment(people.cast.kominfo, started=False)
    assessments.assign(koordinator, year, ["1", "2"], unit=None)
    with pytest.raises(Refused, match="2 indikator"):
        assessments.start(koordinator, year)
    assessments.assign(koordinator, year, ["1", "2"], unit=people.cast.dishub, due=today())
    dates = assessments.Dates(None, None)
    assessments.configure(koordinator, year, kind="evaluasi", dates=dates)
    with pytest.raises(Refused, match="Batas isian"):
        assessments.start(koordinator, year)
    assessments.configure(koordinator, year, kind="evaluasi", dates=assessments.Dates(today(), None))
    assert entry_of(year, "1").due == today() and entry_of(year, "3").due == today()
    assessments.start(koordinator, year)
    with pytest.raises(Refused, match="sudah berubah"):
        assessments.start(koordinator, year)
    with pytest.raises(Refused, match="harus punya kantor"):
        assessments.assign(koordinator, year, ["1"], unit=None)
    with pytest.raises(Refused, match="tidak dikenal"):
        assessments.assign(koordinator, year, ["99"], unit=people.cast.dishub)


def test_the_assignment_of_another_year_is_copied(people: Team) -> None:
    koordinator = people.actor("koordinator")
    before = make_assessment(people.cast.kominfo, year=2024, started=False)
    assessments.assign(koordinator, before, ["1"], unit=people.cast.dishub)
    year = assessments.open_assessment(
        koordinator, year=2025, instrument="spbe-59-2020", kind="evaluasi", answers_due=None, submit_due=None
    )
    assessments.assign(koordinator, year, ["2"], unit=people.cast.dishub)
    assert known.sources_of_assignment(year) == [before]
    assert assessments.copy_assignment(koordinator, year, before) == 46
    assert entry_of(year, "1").unit == people.cast.dishub and entry_of(year, "2").unit == people.cast.dishub
    other = make_assessment(people.cast.kominfo, year=2026, instrument="pemdi-8-2026", started=False)
    with pytest.raises(Refused):
        assessments.copy_assignment(koordinator, year, other)


def test_two_savers_lose_nothing(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    ratna, opi, entry = people.actor("ratna"), people.actor("opi"), entry_of(year, "1")
    first = answers.save(ratna, entry, level=2, version=0, **WORDS)
    with pytest.raises(Conflict) as conflict:
        answers.save(opi, entry, level=3, fact="Lain", analysis="Lain", version=0)
    assert conflict.value.theirs.fact == WORDS["fact"] and conflict.value.theirs.by_name == ratna.name
    same = answers.save(opi, entry, level=2, version=0, **WORDS)
    assert (same.version, same.by_name) == (first.version, ratna.name)
    merged = answers.save(opi, entry, level=3, fact="Gabungan", analysis="Lain", version=1)
    assert merged.version == 2
    assert list(ScoreVersion.objects.values_list("version", "by_name")) == [(1, ratna.name), (2, opi.name)]
    assert Score.objects.get().by_name == opi.name


def test_an_answer_belongs_to_its_office_and_to_self_assessment(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    entry = entry_of(year, "1")
    with pytest.raises(NotAllowed):
        answers.save(people.actor("wayan"), entry, level=1, version=0, **WORDS)
    with pytest.raises(NotAllowed):
        answers.save(people.actor("sari"), entry, level=1, version=0, **WORDS)
    with pytest.raises(NotAllowed):
        answers.save(people.actor("asesor"), entry, level=1, version=0, **WORDS)
    for level in (0, 6):
        with pytest.raises(Refused, match="1 sampai 5"):
            answers.save(people.actor("ratna"), entry, level=level, version=0, **WORDS)
    waiting = make_assessment(people.cast.kominfo, year=2024, started=False)
    with pytest.raises(Refused, match="belum dimulai"):
        answers.save(people.actor("ratna"), entry_of(waiting, "1"), level=1, version=0, **WORDS)


def test_level_0_and_three_services_of_5_2018(people: Team) -> None:
    year = make_assessment(people.cast.kominfo, year=2020, instrument="spbe-5-2018")
    answer_all(year, 0)
    assert year.entries.filter(code__startswith="35-").count() == 3
    assert submit(year).content["score"]["index"] == "0"


def test_the_gate_lets_one_propose_but_not_send_accept_or_submit(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    ratna, pj, entry = people.actor("ratna"), people.actor("pj"), entry_of(year, "1")
    answers.save(ratna, entry, level=3, version=0, **WORDS)
    with pytest.raises(Refused, match="Bukti tingkat 1, 2, 3 belum"):
        answers.send(ratna, entry)
    prove(entry, 2)
    with pytest.raises(Refused, match="Bukti tingkat 3 belum"):
        answers.send(ratna, entry)
    answers.save(ratna, entry, level=2, version=1, **WORDS)
    answers.send(ratna, entry)
    from pendopo.apps.maturity.models import EvidenceUse
    from pendopo.apps.maturity.services import evidence

    second = EvidenceUse.objects.get(entry=entry, level=2)
    evidence.reject(pj, second, "Halaman tidak ada")
    with pytest.raises(Refused, match="Tingkat 2 belum memiliki bukti yang diterima"):
        answers.accept(pj, entry)
    evidence.accept(pj, second)
    answers.accept(pj, entry)
    evidence.reject(pj, second, "Ternyata salah")
    assert [p.what for p in submission.problems(year) if p.code == "1"] == [
        "Tingkat 2 belum memiliki bukti yang diterima."
    ]


def test_nobody_accepts_their_own(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    entry = entry_of(year, "1")
    answers.save(people.actor("entri"), entry, level=1, version=0, **WORDS)
    answers.send(people.actor("entri"), entry)
    both = people.actor("entri")
    both = type(both)(both.account_id, both.person_id, "", both.permissions | {"maturity.validate"}, both.name)
    with pytest.raises(Refused, match="tulis sendiri"):
        answers.accept(both, entry)
    with pytest.raises(Refused, match="tulis sendiri"):
        answers.give_back(both, entry, "Coba")
    with pytest.raises(NotAllowed):
        answers.accept(people.actor("ratna"), entry)
    answers.give_back(people.actor("internal"), entry, "Sebut pasalnya")
    assert (entry.state, entry.return_reason) == (EntryState.RETURNED, "Sebut pasalnya")
    with pytest.raises(Refused):
        answers.accept(people.actor("pj"), entry)
    answers.save(people.actor("ratna"), entry, level=1, fact="Pasal 4", analysis="Ya", version=1)
    answers.send(people.actor("ratna"), entry)
    answers.recall(people.actor("ratna"), entry)
    answers.send(people.actor("ratna"), entry)
    with pytest.raises(Refused, match="sedang diperiksa"):
        answers.save(people.actor("ratna"), entry, level=1, fact="x", analysis="x", version=2)
    answers.accept(people.actor("pj"), entry)
    with pytest.raises(Refused, match="sudah disetujui"):
        answers.save(people.actor("ratna"), entry, level=1, fact="x", analysis="x", version=2)


def test_submitting_lists_everything_that_is_missing(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    koordinator = people.actor("koordinator")
    assert len(submission.problems(year)) == 47 * 3
    answer_all(year, 1)
    answers.give_back(people.actor("pj"), entry_of(year, "5"), "Perjelas")
    assert [(p.code, p.what) for p in submission.problems(year)] == [("5", "Belum disetujui pemeriksa (Dikembalikan)")]
    with pytest.raises(Refused, match="1 indikator belum lengkap: 5"):
        submission.submit(koordinator, year, ba_number="1", ba_date=today(), consent=True)
    answers.send(SYSTEM, entry_of(year, "5"))
    answers.accept(people.actor("pj"), entry_of(year, "5"))
    for given, field in [
        ({"ba_number": " ", "ba_date": today(), "consent": True}, "ba_number"),
        ({"ba_number": "1", "ba_date": today() + timedelta(days=1), "consent": True}, "ba_date"),
        ({"ba_number": "1", "ba_date": today(), "consent": False}, "consent"),
    ]:
        with pytest.raises(Refused) as refusal:
            submission.submit(koordinator, year, **given)
        assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        submission.submit(people.actor("pj"), year, ba_number="1", ba_date=today(), consent=True)
    submission.submit(koordinator, year, ba_number="1", ba_date=today(), consent=True)
    with pytest.raises(Refused, match="sudah berubah"):
        submission.submit(koordinator, year, ba_number="1", ba_date=today(), consent=True)


def test_after_submission_everything_is_read_only_until_it_is_reopened(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    answer_all(year, 1)
    done = submit(year)
    entry, ratna = entry_of(year, "1"), people.actor("ratna")
    for act in (
        lambda: answers.save(ratna, entry, level=2, fact="x", analysis="x", version=1),
        lambda: answers.send(ratna, entry),
        lambda: answers.recall(ratna, entry),
        lambda: answers.accept(people.actor("pj"), entry),
        lambda: answers.give_back(people.actor("pj"), entry, "x"),
        lambda: assessments.assign(people.actor("koordinator"), year, ["1"], unit=people.cast.dishub),
        lambda: assessments.cancel(people.actor("koordinator"), year, "x"),
        lambda: prove(entry, 1),
    ):
        with pytest.raises(Refused):
            act()
    assess_all(year, 1)
    with pytest.raises(Refused):
        submission.reopen(people.actor("koordinator"), year, " ")
    submission.reopen(people.actor("koordinator"), year, "Bukti baru ditetapkan")
    assert standing(year) is None
    answers.give_back(people.actor("pj"), entry, "Tambah fakta")
    answers.save(ratna, entry, level=1, fact="Fakta baru", analysis="Ya", version=1)
    answers.send(ratna, entry)
    answers.accept(people.actor("pj"), entry)
    again = submit(year)
    assert again.number == 2 and again.sha256 != done.sha256
    done.refresh_from_db()
    assert done.reopen_reason == "Bukti baru ditetapkan" and verifies(done)
    # only the entry that was submitted differently has to be scored again; the assessor's words stay
    assert work.lacking(year) == ["1"]
    assert Score.objects.get(entry=entry, stage="document").justification
    year.refresh_from_db()
    assert year.results["document"]["missing"] == ["1"]


def test_a_frozen_content_that_was_touched_no_longer_verifies(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    answer_all(year, 1)
    done = submit(year)
    done.content["entries"][0]["level"] = 5
    assert not verifies(done)


def test_the_current_year(people: Team) -> None:
    old = make_closed(people.cast.kominfo, year=2024)
    assert known.current() == old
    new = make_assessment(people.cast.kominfo, year=2025, started=False)
    assert known.current(people.actor("ratna")) == new
    assert known.current(people.actor("asesor")) == old
    assert known.current(people.actor("sari")) is None
    assert known.previous(new) == old
    lines = known.year_lines(people.actor("ratna"))
    assert [(one.assessment, one.index, one.percent) for one in lines] == [(new, None, 0), (old, 1, 100)]


def test_an_entry_without_an_office_is_for_the_whole_government(people: Team) -> None:
    year = make_assessment(people.cast.kominfo, started=False)
    assessments.assign(people.actor("koordinator"), year, ["1"], unit=None)
    Assessment.objects.update(state="self")
    entry = entry_of(year, "1")
    with pytest.raises(NotAllowed):
        answers.save(people.actor("ratna"), entry, level=1, version=0, **WORDS)
    assert answers.save(people.actor("entri"), entry, level=1, version=0, **WORDS).level == 1


def test_answers_are_scored_as_they_come(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    answer(entry_of(year, "47"), 2)
    year.refresh_from_db()
    assert year.results["self"]["index"] == "3/50" and year.results["self"]["levels"] == 1
