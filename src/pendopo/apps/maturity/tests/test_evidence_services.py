"""Evidence: registered, handed in, decided by others, versioned, expired, withdrawn; what each refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from pendopo.apps.maturity.models import Assessment, AssessmentState, EvidenceItem, EvidenceUse, UseState
from pendopo.apps.maturity.queries import evidence as queries
from pendopo.apps.maturity.services import evidence, reuse
from pendopo.apps.maturity.services.evidence import Content
from pendopo.apps.maturity.testing import answer_all, entry_of, make_assessment, submit
from pendopo.apps.maturity.tests.people import Team, team
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.files.testing import a_pdf, an_upload
from pendopo.kernel.testing import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def people() -> Team:
    return team()


@pytest.fixture
def year(people: Team) -> Assessment:
    return make_assessment(people.cast.kominfo)


def a_file(actor: Actor, people: Team, **more: Any) -> EvidenceItem:
    given: dict[str, Any] = {"title": "Laporan layanan", "kind": "file", "unit": people.cast.kominfo}
    given |= {"content": Content(upload=an_upload("laporan.pdf", a_pdf(text=str(more.pop("text", "1")))))} | more
    return evidence.register(actor, **given)


def hand_in(
    actor: Actor, item: EvidenceItem, year: Assessment, code: str = "36", levels: Any = (1, 2)
) -> list[EvidenceUse]:
    version = item.versions.order_by("-number")[0]
    return evidence.propose(actor, version, entry_of(year, code), levels=levels, pages="halaman 3")


def test_it_works_from_upload_to_level(people: Team, year: Assessment) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    item = a_file(ratna, people)
    uses = hand_in(ratna, item, year, levels=[1, 2, 3])
    entry = entry_of(year, "36")
    assert queries.reachable_levels([entry.pk]) == {entry.pk: 1}
    for use in uses[:2]:
        evidence.accept(pj, use)
    assert queries.reachable_levels([entry.pk]) == {entry.pk: 2}
    evidence.reject(pj, uses[2], "Halaman persetujuan belum ada.")
    uses[2].refresh_from_db()
    assert (uses[2].state, uses[2].decided_by, uses[2].reason) == (
        "rejected",
        "Pj Tim",
        "Halaman persetujuan belum ada.",
    )
    assert {use.letter for use in uses} == {"a"} and evidence.is_intact(item.versions.get())
    assert AuditEntry.objects.filter(subject_type="maturity.evidenceitem", subject_id=str(item.pk)).count() == 5
    frozen = queries.frozen_uses(year)[entry.pk]
    assert [(line["level"], line["letter"], line["title"]) for line in frozen] == [
        (1, "a", "Laporan layanan"),
        (2, "a", "Laporan layanan"),
    ]
    assert frozen[0]["sha256"] == item.versions.get().sha256 and not frozen[0]["draft"]


def test_each_item_keeps_its_letter_in_an_entry(people: Team, year: Assessment) -> None:
    ratna = people.actor("ratna")
    first, second = a_file(ratna, people), a_file(ratna, people, text="2", title="Kedua")
    assert hand_in(ratna, first, year, levels=[1])[0].letter == "a"
    used = hand_in(ratna, second, year, levels=[1])[0]
    assert used.letter == "b"
    evidence.take_back(ratna, used)
    assert hand_in(ratna, a_file(ratna, people, text="3"), year, levels=[1])[0].letter == "c"
    assert hand_in(ratna, second, year, levels=[2])[0].letter == "b"
    assert hand_in(ratna, first, year, code="35", levels=[1])[0].letter == "a"


def test_refused_for_another_office(people: Team, year: Assessment) -> None:
    ratna, wayan = people.actor("ratna"), people.actor("wayan")
    item = a_file(ratna, people)
    with pytest.raises(NotAllowed):
        hand_in(wayan, item, year)
    with pytest.raises(NotAllowed):
        a_file(wayan, people)
    theirs = a_file(wayan, people, unit=people.cast.dishub, text="9")
    for act in (
        lambda: hand_in(ratna, theirs, year),
        lambda: evidence.add_version(ratna, theirs, Content(upload=an_upload())),
        lambda: evidence.withdraw(ratna, theirs, "salah"),
        lambda: evidence.amend(ratna, theirs, title="x", note="", valid_until=None),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_nobody_decides_on_their_own(people: Team, year: Assessment) -> None:
    both = Actor(77, 78, "", frozenset({"maturity.view", "maturity.answer", "maturity.validate"}), name="Rangkap")
    used = hand_in(both, a_file(both, people), year, levels=[1])[0]
    with pytest.raises(Refused, match="sendiri"):
        evidence.accept(both, used)
    same_person = Actor(99, 78, "", both.permissions, name="Akun lain")
    same_account = Actor(77, 1, "", both.permissions, name="Jabatan lain")
    for actor in (same_person, same_account):
        with pytest.raises(Refused, match="sendiri"):
            evidence.reject(actor, used, "tidak cocok")
    # proposed by somebody else, but the version is their own
    handed = hand_in(people.actor("ratna"), a_file(both, people, text="7"), year, levels=[1])[0]
    with pytest.raises(Refused, match="sendiri"):
        evidence.accept(both, handed)


def test_refused_without_permission_reason_or_level(people: Team, year: Assessment) -> None:
    ratna, pj, sari = people.actor("ratna"), people.actor("pj"), people.actor("sari")
    item = a_file(ratna, people)
    used = hand_in(ratna, item, year, levels=[1])[0]
    with pytest.raises(NotAllowed):
        evidence.accept(ratna, used)
    with pytest.raises(NotAllowed):
        a_file(sari, people)
    with pytest.raises(Refused, match="alasan"):
        evidence.reject(pj, used, "  ")
    for levels in ([], [0], [6]):
        with pytest.raises(Refused) as refusal:
            hand_in(ratna, item, year, levels=levels)
        assert refusal.value.field == "levels"


def test_twice_is_refused(people: Team, year: Assessment) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    item = a_file(ratna, people)
    used = hand_in(ratna, item, year, levels=[1])[0]
    with pytest.raises(Refused, match="sudah diajukan"):
        hand_in(ratna, item, year, levels=[1])
    assert [use.level for use in hand_in(ratna, item, year, levels=[1, 2])] == [2]
    evidence.accept(pj, used)
    with pytest.raises(Refused, match="berubah"):
        evidence.accept(pj, used)
    with pytest.raises(Refused, match="sama"):
        evidence.add_version(ratna, item, Content(upload=an_upload("lain.pdf", a_pdf(text="1"))))


@pytest.mark.parametrize(
    "name, content", [("x.exe", b"MZ"), ("x.pdf", b"not a pdf"), ("x.html", b"<html>"), ("x.pdf", b"")]
)
def test_files_of_other_kinds_are_refused(people: Team, name: str, content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        a_file(people.actor("ratna"), people, content=Content(upload=an_upload(name, content)))
    assert refusal.value.field == "file" and not EvidenceItem.objects.exists()


@pytest.mark.parametrize(
    "url",
    ["http://contoh.go.id", "javascript:alert(1)", "https://u:p@contoh.go.id/", "", "contoh", "https://" + "a" * 600],
)
def test_addresses_are_https_and_without_secrets(people: Team, url: str) -> None:
    with pytest.raises(Refused) as refusal:
        a_file(people.actor("ratna"), people, kind="link", content=Content(url=url))
    assert refusal.value.field == "url"


@pytest.mark.parametrize("state", ["document", "interview", "visit", "review", "closed", "cancelled"])
def test_everything_is_refused_after_submission(people: Team, year: Assessment, state: str) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    item = a_file(ratna, people)
    used = hand_in(ratna, item, year, levels=[1])[0]
    Assessment.objects.filter(pk=year.pk).update(state=state)
    for act in (
        lambda: hand_in(ratna, item, year, levels=[2]),
        lambda: evidence.accept(pj, used),
        lambda: evidence.reject(pj, used, "x"),
        lambda: evidence.take_back(ratna, used),
        lambda: reuse.copy_from(ratna, year, year),
    ):
        with pytest.raises(Refused):
            act()
    used.refresh_from_db()
    assert used.state == UseState.PROPOSED


def test_a_new_version_leaves_the_old_where_it_is_used(people: Team, year: Assessment) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    item = a_file(ratna, people)
    used = hand_in(ratna, item, year, levels=[1])[0]
    evidence.accept(pj, used)
    second = evidence.add_version(ratna, item, Content(upload=an_upload("baru.pdf", a_pdf(text="2"))))
    used.refresh_from_db()
    assert (second.number, used.version.number, used.state) == (2, 1, "accepted")
    panel = queries.panel(ratna, entry_of(year, "36"))
    assert panel.levels[0].uses[0].newer and panel.levels[0].proven
    with pytest.raises(Refused, match="lebih baru"):
        evidence.propose(ratna, used.version, entry_of(year, "36"), levels=[2])
    moved = evidence.move_to_newest(ratna, used)
    used.refresh_from_db()
    assert (moved.version, moved.state, moved.letter, moved.pages, moved.copied_from) == (
        second, "proposed", "a", "halaman 3", used,
    )  # fmt: skip
    assert used.state == "withdrawn" and evidence.is_intact(used.version)
    with pytest.raises(Refused, match="terbaru"):
        evidence.move_to_newest(ratna, moved)


def test_expired_evidence_does_not_count_from_its_day_on(people: Team, year: Assessment) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    item = a_file(ratna, people, valid_until=today())
    entry = entry_of(year, "36")
    for use in hand_in(ratna, item, year, levels=[1, 2]):
        evidence.accept(pj, use)
    assert queries.reachable_levels([entry.pk])[entry.pk] == 2
    EvidenceItem.objects.update(valid_until=today() - timedelta(days=1))
    item.refresh_from_db()
    assert queries.reachable_levels([entry.pk])[entry.pk] == 1
    assert queries.frozen_uses(year) == {}
    with pytest.raises(Refused, match="kedaluwarsa"):
        hand_in(ratna, item, year, levels=[3])


def test_a_submission_keeps_what_it_proved(people: Team, year: Assessment) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    item = a_file(ratna, people, valid_until=today())
    for use in hand_in(ratna, item, year, levels=[1, 2]):
        evidence.accept(pj, use)
    answer_all(year, 1)
    submit(year)
    entry = entry_of(year, "36")
    EvidenceItem.objects.update(valid_until=today() - timedelta(days=900))
    assert queries.reachable_levels([entry.pk]) == {entry.pk: 2}
    reopened = Assessment.objects.get(pk=year.pk)
    reopened.submissions.update(reopened_at=timezone.now())
    assert queries.reachable_levels([entry.pk]) == {entry.pk: 1}


def test_a_longer_validity_is_decided_anew(people: Team, year: Assessment) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    item = a_file(ratna, people, valid_until=today())
    used = hand_in(ratna, item, year, levels=[1])[0]
    evidence.accept(pj, used)
    shorter = evidence.amend(ratna, item, title="Laporan", note="", valid_until=today() - timedelta(days=3))
    used.refresh_from_db()
    assert (shorter, used.state) == (0, "accepted")
    assert evidence.amend(ratna, item, title="Laporan", note="", valid_until=None) == 1
    used.refresh_from_db()
    assert (used.state, used.decided_by) == ("proposed", "")


def test_withdrawing_needs_a_reason_and_ends_open_uses(people: Team, year: Assessment) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    item = a_file(ratna, people)
    used = hand_in(ratna, item, year, levels=[1])[0]
    evidence.accept(pj, used)
    with pytest.raises(Refused, match="alasan"):
        evidence.withdraw(ratna, item, " ")
    evidence.withdraw(ratna, item, "Salah unggah")
    used.refresh_from_db()
    assert used.state == "withdrawn"
    with pytest.raises(Refused, match="ditarik"):
        hand_in(ratna, item, year)
    with pytest.raises(Refused, match="ditarik"):
        evidence.withdraw(ratna, item, "lagi")


@pytest.mark.parametrize("state, allowed", [("document", False), ("review", False), ("closed", True), ("self", True)])
def test_withdrawing_waits_for_the_assessors(people: Team, year: Assessment, state: str, allowed: bool) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    item = a_file(ratna, people)
    used = hand_in(ratna, item, year, levels=[1])[0]
    evidence.accept(pj, used)
    Assessment.objects.filter(pk=year.pk).update(state=state)
    if not allowed:
        with pytest.raises(Refused, match="sedang dinilai"):
            evidence.withdraw(ratna, item, "x")
        return
    evidence.withdraw(ratna, item, "x")
    used.refresh_from_db()
    assert used.state == ("withdrawn" if state == AssessmentState.SELF else "accepted")


def test_accepting_many_leaves_out_what_may_not(people: Team, year: Assessment) -> None:
    both = Actor(77, 78, "", frozenset({"maturity.view", "maturity.answer", "maturity.validate"}), name="Rangkap")
    hand_in(both, a_file(both, people, text="5"), year, levels=[1])
    hand_in(people.actor("ratna"), a_file(people.actor("ratna"), people), year, levels=[2, 3])
    done, reasons = evidence.accept_many(both, EvidenceUse.objects.order_by("pk"))
    assert (done, len(reasons)) == (2, 1)


def test_a_missing_or_changed_file_is_found(people: Team) -> None:
    item = a_file(people.actor("ratna"), people)
    version = item.versions.get()
    assert evidence.is_intact(version)
    from pendopo.kernel import files

    path = files.path_of(version.file)  # type: ignore[arg-type]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")
    assert not evidence.is_intact(version)
    path.unlink()
    assert not evidence.is_intact(version)
    assert str(path).startswith(str(settings.MEDIA_ROOT))


def last_year(people: Team, year: Assessment) -> tuple[Assessment, list[EvidenceItem]]:
    """2024 with four accepted items on 36: good, expired, superseded, withdrawn."""
    former = make_assessment(people.cast.kominfo, year=2024)
    ratna, pj = people.actor("ratna"), people.actor("pj")
    found = []
    for number in range(4):
        item = a_file(ratna, people, text=f"lama {number}", title=f"Bukti {number}")
        for use in hand_in(ratna, item, former, levels=[1, 2]):
            evidence.accept(pj, use)
        found.append(item)
    Assessment.objects.filter(pk=former.pk).update(state="closed")
    EvidenceItem.objects.filter(pk=found[1].pk).update(valid_until=today() - timedelta(days=1))
    evidence.add_version(ratna, found[2], Content(upload=an_upload("b.pdf", a_pdf(text="baru"))))
    EvidenceItem.objects.filter(pk=found[3].pk).update(withdrawn_at=timezone.now())
    return former, found


def test_last_years_evidence_is_proposed_again_and_nothing_accepted(people: Team, year: Assessment) -> None:
    former, found = last_year(people, year)
    ratna = people.actor("ratna")
    entry = entry_of(year, "36")
    assert [one.item_id for one in queries.panel(ratna, entry).again] == [found[0].pk]
    copied = reuse.copy_from(ratna, year, former)
    assert (copied.proposed, copied.spent, copied.present) == (2, 6, 0)
    uses = EvidenceUse.objects.filter(entry=entry)
    assert {(use.state, use.version.item_id, use.by_name) for use in uses} == {("proposed", found[0].pk, "Ratna Dewi")}
    assert all(use.copied_from_id for use in uses)
    again = reuse.copy_from(ratna, year, former)
    assert (again.proposed, again.present) == (0, 2)
    assert queries.panel(ratna, entry).again == ()


def test_one_piece_of_last_year_again(people: Team, year: Assessment) -> None:
    _former, found = last_year(people, year)
    ratna, entry = people.actor("ratna"), entry_of(year, "36")
    uses = reuse.copy_use(ratna, entry, found[0].versions.get().pk)
    assert [use.level for use in uses] == [1, 2]
    for item in found[1:]:
        with pytest.raises(Refused, match="tidak dapat dipakai lagi"):
            reuse.copy_use(ratna, entry, item.versions.order_by("number")[0].pk)


def test_reuse_is_refused_across_instruments_and_leaves_other_offices_alone(people: Team, year: Assessment) -> None:
    former, _found = last_year(people, year)
    other = make_assessment(people.cast.kominfo, year=2026, instrument="pemdi-8-2026")
    with pytest.raises(Refused, match="instrumen"):
        reuse.copy_from(people.actor("ratna"), other, former)
    with pytest.raises(Refused, match="tahun"):
        reuse.copy_from(people.actor("ratna"), former, year)
    copied = reuse.copy_from(people.actor("wayan"), year, former)
    assert (copied.proposed, copied.spent) == (0, 0) and not EvidenceUse.objects.filter(entry__assessment=year).exists()


def test_statements_do_not_grow(people: Team, year: Assessment, django_assert_max_num_queries: Any) -> None:
    ratna, pj = people.actor("ratna"), people.actor("pj")
    for number in range(3):
        for use in hand_in(ratna, a_file(ratna, people, text=str(number)), year, code="35", levels=[1, 2, 3]):
            evidence.accept(pj, use)
    ids = list(year.entries.values_list("pk", flat=True))
    with django_assert_max_num_queries(2):
        assert max(queries.reachable_levels(ids).values()) == 3
    with django_assert_max_num_queries(3):
        complete = queries.completeness(year)
    with django_assert_max_num_queries(1):
        queries.frozen_uses(year)
    entry = entry_of(year, "35")
    assert complete[entry.pk] == (3, 5)
    with django_assert_max_num_queries(7):
        assert len(queries.panel(ratna, entry).levels[0].uses) == 3


def test_the_2018_instrument_starts_at_nothing(people: Team) -> None:
    old = make_assessment(people.cast.kominfo, year=2019, instrument="spbe-5-2018")
    entry = entry_of(old, "35-1")
    assert queries.reachable_levels([entry.pk]) == {entry.pk: 0}
    item = evidence.register(
        SYSTEM, title="Rancangan", kind="link", unit=people.cast.kominfo,
        content=Content(url="https://contoh.go.id/rancangan", is_draft=True),
    )  # fmt: skip
    for use in evidence.propose(SYSTEM, item.versions.get(), entry, levels=[1, 2]):
        evidence.accept(people.actor("pj"), use)
    assert queries.reachable_levels([entry.pk]) == {entry.pk: 1}
    panel = queries.panel(people.actor("ratna"), entry, wanted=2)
    assert panel.gap_words == ["Tingkat 2 baru didukung rancangan; rancangan hanya mendukung tingkat 1."]
    assert panel.levels[0].uses[0].name == "35-1.a. Rancangan"
