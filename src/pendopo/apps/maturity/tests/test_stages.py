from typing import Any

import pytest

from pendopo.apps.maturity.models import Score, ScoreVersion, Stage
from pendopo.apps.maturity.queries import assessments as known
from pendopo.apps.maturity.queries import work
from pendopo.apps.maturity.queries.submitted import findings as findings_seen
from pendopo.apps.maturity.services import findings, stages, submission
from pendopo.apps.maturity.services.scores import Conflict
from pendopo.apps.maturity.testing import (
    SYSTEM,
    answer_all,
    assess_all,
    entry_of,
    make_assessment,
    submit,
)
from pendopo.apps.maturity.tests.people import Team, team
from pendopo.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
WORDS = {"fact": "Perbup 12/2024 pasal 4", "analysis": "Memenuhi kriteria."}
EXTERNAL = {"fact": "Dokumen diperiksa", "analysis": "Sesuai", "justification": "Bukti mendukung"}


@pytest.fixture
def people(tmp_path: Any, settings: Any) -> Team:
    settings.MEDIA_ROOT = tmp_path
    return team()


def test_it_works_in_order_and_nobody_scores_their_own(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    answer_all(year, 1)
    asesor, entry = people.actor("asesor"), entry_of(year, "1")
    with pytest.raises(Refused, match="tidak sedang berjalan"):
        stages.assess(asesor, entry, "document", level=1, version=0, **EXTERNAL)
    assert known.visible(asesor).count() == 0
    submit(year)
    assert known.visible(asesor).count() == 1
    with pytest.raises(NotAllowed):
        stages.assess(people.actor("ratna"), entry, "document", level=1, version=0, **EXTERNAL)
    with pytest.raises(Refused, match="justifikasi"):
        stages.assess(asesor, entry, "document", level=1, fact="", analysis="", justification=" ", version=0)
    ScoreVersion.objects.filter(entry=entry, stage="self").update(person_id=asesor.person_id)
    with pytest.raises(Refused, match="ikut mengisi"):
        stages.assess(asesor, entry, "document", level=1, version=0, **EXTERNAL)
    with pytest.raises(Refused, match="47 indikator belum dinilai"):
        stages.advance(asesor, year, "interview")
    with pytest.raises(Refused, match="tidak mengikuti"):
        stages.advance(asesor, year, "visit")
    assess_all(year, 1, by=people.actor("asesor2"))
    with pytest.raises(Conflict):
        stages.assess(people.actor("asesor2"), entry, "document", level=1, version=0, **EXTERNAL)
    stages.advance(asesor, year, "interview")
    with pytest.raises(Refused):
        stages.advance(asesor, year, "interview")
    with pytest.raises(Refused):
        submission.reopen(people.actor("koordinator"), year, "Terlambat")
    kept, left_out = stages.keep_rest(asesor, year, "interview")
    assert (kept, left_out, work.lacking(year)) == (46, 1, ["1"])


def test_no_stage_gives_more_than_the_evidence_reaches(people: Team) -> None:
    year = make_assessment(people.cast.kominfo, kind="pemantauan")
    answer_all(year, lambda code: 2 if code == "1" else 1)
    submit(year)
    asesor, reviu, entry = people.actor("asesor"), people.actor("reviu"), entry_of(year, "1")
    with pytest.raises(Refused, match="Tingkat 3 belum memiliki bukti") as refusal:
        stages.assess(asesor, entry, "document", level=3, version=0, **EXTERNAL)
    assert refusal.value.field == "level"
    assess_all(year, lambda code: 2 if code == "1" else 1, by=asesor)
    stages.advance(asesor, year, "review")
    with pytest.raises(Refused, match="Tingkat 2 belum memiliki bukti"):
        stages.adjust(reviu, entry_of(year, "2"), level=2, reason="Layak", version=0)


def test_monitoring_has_the_document_stage_only(people: Team) -> None:
    year = make_assessment(people.cast.kominfo, kind="pemantauan")
    answer_all(year, 1)
    submit(year)
    assess_all(year, 1)
    with pytest.raises(Refused, match="tidak mengikuti"):
        stages.advance(SYSTEM, year, "interview")
    stages.advance(SYSTEM, year, "review")


def test_the_review_sends_back_or_confirms(people: Team) -> None:
    year = make_assessment(people.cast.kominfo, kind="pemantauan")
    answer_all(year, 2)
    submit(year)
    assess_all(year, 2, by=people.actor("asesor"))
    reviu = people.actor("reviu")
    with pytest.raises(Refused):
        stages.close(reviu, year)
    stages.advance(people.actor("asesor"), year, "review")
    with pytest.raises(NotAllowed):
        stages.close(people.actor("asesor"), year)
    stages.adjust(reviu, entry_of(year, "1"), level=1, reason="Belum ditetapkan", version=0)
    stages.send_back(reviu, year, "Periksa lagi indikator 1")
    assert year.state == "document" and not Score.objects.filter(stage="final").exists()
    stages.assess(people.actor("asesor"), entry_of(year, "1"), "document", level=1, version=1, **EXTERNAL)
    stages.advance(people.actor("asesor"), year, "review")
    stages.adjust(reviu, entry_of(year, "1"), level=1, reason="Sesuai", version=0)
    assert ScoreVersion.objects.filter(stage="final").count() == 2
    scorer = people.actor("asesor")
    both = type(scorer)(scorer.account_id, scorer.person_id, "", frozenset({"maturity.review"}), scorer.name)
    with pytest.raises(Refused, match="orang lain"):
        stages.close(both, year)
    stages.close(reviu, year)
    with pytest.raises(Refused):
        stages.close(reviu, year)


def test_the_offices_see_a_stage_when_it_has_ended(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    answer_all(year, 2)
    submit(year)
    assess_all(year, 2)
    findings.add(people.actor("asesor"), year, kind="weakness", text="Rahasia sementara")
    ratna, asesor = people.actor("ratna"), people.actor("asesor")
    year.refresh_from_db()
    assert known.stages_seen(ratna, year) == ("self",)
    assert known.stages_seen(asesor, year) == ("self", "document")
    assert known.best_stage(year) == Stage.SELF
    assert findings_seen(ratna, year) == [] and len(findings_seen(asesor, year)) == 1
    stages.advance(SYSTEM, year, "interview")
    assert known.stages_seen(ratna, year) == ("self", "document")
    assert known.best_stage(year) == Stage.DOCUMENT


def test_findings_are_written_while_the_stage_runs(people: Team) -> None:
    year = make_assessment(people.cast.kominfo)
    asesor = people.actor("asesor")
    with pytest.raises(Refused):
        findings.add(asesor, year, kind="strength", text="x")
    answer_all(year, 1)
    submit(year)
    made = findings.add(asesor, year, kind="recommendation", text="Tetapkan Perbup", aspect=1)
    for change, field in [
        ({"kind": "x"}, "kind"),
        ({"text": " "}, "text"),
        ({"code": "99"}, "about"),
        ({"aspect": 99}, "about"),
    ]:
        with pytest.raises(Refused) as refusal:
            findings.add(asesor, year, **{"kind": "strength", "text": "x", **change})
        assert refusal.value.field == field
    with pytest.raises(NotAllowed):
        findings.add(people.actor("koordinator"), year, kind="strength", text="x")
    findings.reword(asesor, made, "Tetapkan Perbup Arsitektur")
    findings.withdraw(asesor, made)
    with pytest.raises(Refused):
        findings.withdraw(asesor, made)
