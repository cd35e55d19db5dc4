from datetime import date, timedelta

import pytest
import time_machine

from pendopo.apps.elections.models import (
    ChangeState,
    ElectionState,
    Hamlet,
    Pilkades,
    Roll,
    RollChange,
    Station,
    Voter,
    VoterState,
)
from pendopo.apps.elections.parcel import WORDS
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.rules.nik import make
from pendopo.apps.elections.rules.roll import digest_of, folded
from pendopo.apps.elections.services import invitations, roll, roll_changes, roll_papers, split
from pendopo.apps.elections.testing import make_election, make_station, make_village, set_state
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import SYSTEM, Cast, cast, make_person

NOON = "2026-03-02T04:00:00+00:00"
BORN = date(1990, 12, 31)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as machine:
        yield machine


@pytest.fixture
def world(db: None, clock) -> Cast:
    return cast()


@pytest.fixture
def election(world: Cast) -> Pilkades:
    """In registration, two stations, two hamlets."""
    made = make_election(world.regency, state=ElectionState.REGISTRATION)
    for number in (1, 2):
        make_station(made, number=number)
    return made


def nik(serial: int, sex: str = "P", born: date = BORN) -> str:
    return make("640106", sex, born, serial)


def enrol(election: Pilkades, count: int = 4, *, start: int = 1, family: int = 2) -> list[Voter]:
    """Women and men of two hamlets, `family` to a family."""
    homes = [Hamlet.objects.get_or_create(election=election, name=name)[0] for name in ("Mawar", "Melati")]
    made = []
    for serial in range(start, start + count):
        sex, name = "LP"[serial % 2], f"Warga {chr(90 - serial % 26)}{serial}"
        made.append(
            Voter(
                election=election, nik=nik(serial, sex), name=name, sex=sex, born_on=BORN, search_name=folded(name),
                hamlet=homes[serial // family % 2], family_card=f"{serial // family:016}",
            )
        )  # fmt: skip
    return Voter.objects.bulk_create(made)


def facts(serial: int = 900, **more) -> roll_changes.VoterFacts:
    known = {"nik": nik(serial), "name": "Siti Aminah", "sex": "P", "born_on": BORN}
    return roll_changes.VoterFacts(**{**known, **more})


def set_dpt(election: Pilkades, clock, *, voters: int = 4) -> Roll:
    enrol(election, voters)
    roll.announce(SYSTEM, election, starts_on=today())
    clock.shift(timedelta(days=5))
    split.accept(SYSTEM, election, digest=split.proposal(SYSTEM, election).split.digest)
    made = roll.set_roll(SYSTEM, election, decree_number="BA 1/2026")
    election.refresh_from_db()
    return made


def committee(world: Cast, election: Pilkades, username: str = "panitia") -> Actor:
    from pendopo.kernel.people.queries import actor_of

    person = make_person("Panitia Desa", "panitia_pilkades", election.unit, username=username)
    return actor_of(person.account_id)


def test_it_works_from_dps_to_the_final_roll_of_a_station(election, world, clock) -> None:
    made = set_dpt(election, clock)
    assert election.state == ElectionState.ROLL_FINAL and election.roll_set_on == today() and made.times_set == 1
    assert len(made.digest) == 64 and made.digest == digest_of(queries.canonical_lines(election))
    rows = [
        row for number in (1, 2) for row in queries.parcel_voters(Station.objects.get(election=election, number=number))
    ]
    assert sorted(row.number for row in rows) == [1, 1, 2, 2]
    codes = {row.invitation for row in rows}
    assert len(codes) == 4 and all(len(code) == 8 and set(code) <= set(WORDS) for code in codes)
    assert sum(one.total for one in queries.public_counts(election)) == 4


def test_numbers_go_by_hamlet_then_name(election, world, clock) -> None:
    *_rest, last = enrol(election, 9, family=4)
    Voter.objects.filter(election=election).update(station=Station.objects.get(election=election, number=1))
    Voter.objects.filter(pk=last.pk).update(station=Station.objects.get(election=election, number=2))
    roll.announce(SYSTEM, election, starts_on=today() - timedelta(days=9))
    roll.set_roll(SYSTEM, election, decree_number="BA 1")
    ordered = Voter.objects.filter(station__number=1).order_by("number")
    rows = ordered.values_list("number", "hamlet__name", "search_name")
    assert [row[0] for row in rows] == list(range(1, 9))
    assert [row[1:] for row in rows] == sorted(row[1:] for row in rows)


def test_what_is_missing_is_said_and_the_roll_stays_open(election, world, clock) -> None:
    assert queries.roll_missing(election) == ["Daftar pemilih masih kosong. Impor DPS."]
    with pytest.raises(Refused, match="masih kosong"):
        roll.announce(SYSTEM, election, starts_on=today())
    first, *_rest = enrol(election)
    roll_changes.ask_remove(SYSTEM, first, reason="Pindah", asked_by="Pak RT")
    assert [text.split()[0] for text in queries.roll_missing(election)] == ["DPS", "1", "4"]
    roll.announce(SYSTEM, election, starts_on=today())
    assert "Masa pengumuman DPS belum berakhir." in queries.roll_missing(election)
    with pytest.raises(Refused, match=r"belum dapat dilakukan.*belum diputuskan"):
        roll.set_roll(SYSTEM, election, decree_number="BA 1")
    election.refresh_from_db()
    assert election.state == ElectionState.REGISTRATION and not Voter.objects.filter(number__isnull=False).exists()
    assert Roll.objects.get().decree_number == ""


def test_a_station_above_the_limit_is_refused(election, world, clock, monkeypatch) -> None:
    monkeypatch.setattr(queries, "most_voters", lambda _election: 3)
    enrol(election, 4)
    one = Station.objects.get(election=election, number=1)
    Voter.objects.filter(election=election).update(station=one)
    assert any("paling banyak 3" in text for text in queries.roll_missing(election))
    other = Voter.objects.filter(election=election).first()
    split.move_voter(SYSTEM, other, station=Station.objects.get(election=election, number=2))
    extra = enrol(election, 1, start=50)[0]
    with pytest.raises(Refused, match="sudah penuh"):
        split.move_voter(SYSTEM, extra, station=one)


def test_the_announcement_lasts_as_the_setting_says_and_may_be_withdrawn(election, world, clock) -> None:
    enrol(election)
    found = roll.announce(SYSTEM, election, starts_on=today())
    assert found.announced_until == today() + timedelta(days=2)
    with pytest.raises(Refused, match="sudah diumumkan"):
        roll.announce(SYSTEM, election, starts_on=today())
    with pytest.raises(Refused, match="alasannya"):
        roll.withdraw(SYSTEM, election, reason=" ")
    roll.withdraw(SYSTEM, election, reason="Salah berkas")
    assert Roll.objects.get().announced_on is None
    with pytest.raises(Refused, match="sebelum hari"):
        roll.announce(SYSTEM, election, starts_on=election.day)


def test_the_set_roll_changes_only_by_reopening_or_a_noted_removal(election, world, clock) -> None:
    made = set_dpt(election, clock)
    voter = Voter.objects.filter(station__number=1).order_by("number").first()
    for act in (
        lambda: roll_changes.ask_add(SYSTEM, election, facts=facts(), reason="Baru", asked_by="Siti"),
        lambda: split.move_voter(SYSTEM, voter, station=Station.objects.get(election=election, number=2)),
        lambda: roll.announce(SYSTEM, election, starts_on=today()),
    ):
        with pytest.raises(Refused, match="terkunci"):
            act()
    roll.note_removal(SYSTEM, voter, reason="Meninggal dunia")
    voter.refresh_from_db()
    assert voter.state == VoterState.REMOVED and voter.number == 1
    assert [one.number for one in queries.parcel_voters(voter.station)] == [2]
    assert digest_of(queries.canonical_lines(election)) == made.digest
    with pytest.raises(Refused, match="sudah dicoret"):
        roll.note_removal(SYSTEM, voter, reason="Meninggal dunia")
    with pytest.raises(Refused, match="alasannya"):
        roll.reopen(SYSTEM, election, reason="")
    roll.reopen(SYSTEM, election, reason="Putusan panitia kabupaten")
    election.refresh_from_db()
    assert election.state == ElectionState.REGISTRATION and election.roll_set_on is None
    before = set(Voter.objects.exclude(invitation="").values_list("nik", "invitation"))
    again = roll.set_roll(SYSTEM, election, decree_number="BA 2")
    assert again.times_set == 2 and again.digest != made.digest and again.reopened_because
    assert set(Voter.objects.exclude(invitation="").values_list("nik", "invitation")) == before


def test_split_is_taken_over_only_as_it_was_looked_at(election, world, clock) -> None:
    enrol(election, 10)
    looked_at = split.proposal(SYSTEM, election)
    enrol(election, 1, start=40)
    with pytest.raises(Refused, match="berubah sejak pratinjau"):
        split.accept(SYSTEM, election, digest=looked_at.split.digest)
    found = split.proposal(SYSTEM, election)
    assert found.needed == 1 and split.accept(SYSTEM, election, digest=found.split.digest) == 11
    assert split.proposal(SYSTEM, election).moving == 0
    assert not queries.sums(election).no_station


def test_too_few_stations_are_said_with_how_many_it_takes(world, clock, monkeypatch) -> None:
    election = make_election(world.regency, state=ElectionState.REGISTRATION)
    make_station(election, number=1)
    enrol(election, 7)
    monkeypatch.setattr(queries, "most_voters", lambda _election: 3)
    found = split.proposal(SYSTEM, election)
    assert found.split is None and found.needed == 3
    with pytest.raises(Refused, match="perlu 3"):
        split.accept(SYSTEM, election, digest="")


def test_a_correction_adds_edits_and_removes_with_an_answer(election, world, clock) -> None:
    added = roll_changes.accept(
        SYSTEM, roll_changes.ask_add(SYSTEM, election, facts=facts(), reason="Baru pindah", asked_by="Siti")
    )
    assert added.origin == "perbaikan" and added.search_name == "siti aminah"
    change = roll_changes.ask_edit(
        SYSTEM, added, facts=facts(name="Siti Aminah Putri"), reason="Nama kurang", asked_by="Siti"
    )
    with pytest.raises(Refused, match="belum diputuskan"):
        roll_changes.ask_remove(SYSTEM, added, reason="Pindah", asked_by="Pak RT")
    assert roll_changes.accept(SYSTEM, change).name == "Siti Aminah Putri"
    with pytest.raises(Refused, match="sudah diputuskan"):
        roll_changes.accept(SYSTEM, change)
    removal = roll_changes.ask_remove(SYSTEM, added, reason="Pindah", asked_by="Pak RT")
    with pytest.raises(Refused, match="jawabannya"):
        roll_changes.refuse(SYSTEM, removal, answer="")
    roll_changes.refuse(SYSTEM, removal, answer="Masih tinggal di desa ini")
    removal.refresh_from_db()
    assert removal.state == ChangeState.REFUSED
    gone = roll_changes.accept(SYSTEM, roll_changes.ask_remove(SYSTEM, added, reason="Meninggal", asked_by="RT"))
    assert gone.state == VoterState.REMOVED and gone.removed_because == "Meninggal"
    back = roll_changes.ask_add(SYSTEM, election, facts=facts(), reason="Keliru dicoret", asked_by="Siti")
    assert roll_changes.accept(SYSTEM, back).pk != gone.pk


def test_who_comes_after_the_announcement_is_an_additional_voter(election, world, clock) -> None:
    enrol(election)
    roll.announce(SYSTEM, election, starts_on=today())
    clock.shift(timedelta(days=4))
    change = roll_changes.ask_add(SYSTEM, election, facts=facts(), reason="Baru 17 tahun", asked_by="Siti")
    assert roll_changes.accept(SYSTEM, change).origin == "tambahan"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nik": "123"}, "nik"), ({"nik": nik(0)}, "nik"), ({"born_on": date(2020, 1, 1)}, "born_on"),
        ({"name": ""}, "name"), ({"sex": "L"}, "confirmed"), ({"born_on": date(1980, 1, 1)}, "confirmed"),
        ({"hamlet": 10**6}, "hamlet"),
    ],
)  # fmt: skip
def test_facts_that_cannot_be_are_refused_at_their_field(election, world, wrong, field) -> None:
    with pytest.raises(Refused) as caught:
        roll_changes.ask_add(SYSTEM, election, facts=facts(**wrong), reason="x", asked_by="y")
    assert caught.value.field == field
    assert not RollChange.objects.exists()


def test_a_warning_is_confirmed_and_stays_visible(election, world) -> None:
    change = roll_changes.ask_add(
        SYSTEM, election, facts=facts(sex="L"), reason="KTP benar", asked_by="Siti", confirmed=True
    )
    assert roll_changes.accept(SYSTEM, change).findings == "|nik_sex|"
    with pytest.raises(Refused, match="sudah terdaftar di desa ini"):
        roll_changes.ask_add(SYSTEM, election, facts=facts(), reason="x", asked_by="y")


def test_the_other_village_is_named_only_to_who_may_see_it(election, world, clock) -> None:
    other = make_election(make_village(world.regency, name="Desa Rantau"), state=ElectionState.REGISTRATION)
    enrol(other, 1)
    (taken,) = Voter.objects.filter(election=other).values_list("nik", flat=True)
    panitia = committee(world, election)
    assert queries.elsewhere(SYSTEM, election, [taken]) == {taken: "Desa Rantau"}
    assert queries.elsewhere(panitia, election, [taken]) == {taken: "desa lain di kabupaten ini"}
    set_state(other, ElectionState.CANCELLED)
    assert queries.elsewhere(SYSTEM, election, [taken]) == {}


def test_another_village_cannot_be_touched(election, world, clock) -> None:
    other = make_election(make_village(world.regency, name="Desa Rantau"), state=ElectionState.REGISTRATION)
    (row,) = enrol(other, 1)
    panitia = committee(world, election)
    for act in (
        lambda: roll.announce(panitia, other, starts_on=today()),
        lambda: roll_changes.ask_remove(panitia, row, reason="x", asked_by="y"),
        lambda: split.proposal(panitia, other),
        lambda: roll.record_export(panitia, other, kind="xlsx"),
        lambda: invitations.mark_delivered(panitia, other, [row.pk]),
        lambda: roll_papers.board(panitia, other),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not queries.find(panitia, other, row.name)
    with pytest.raises(NotAllowed):
        roll.announce(world.actor("auditor"), election, starts_on=today())


def test_search_finds_exact_nik_code_and_parts_of_names(election, world, clock) -> None:
    set_dpt(election, clock)
    row = Voter.objects.order_by("pk").first()
    assert queries.find(SYSTEM, election, row.nik) == [row]
    assert queries.find(SYSTEM, election, row.nik[:15]) == []
    assert row in queries.find(SYSTEM, election, row.name.lower())
    assert queries.find(SYSTEM, election, row.invitation.lower()) == [row]
    assert queries.find(SYSTEM, election, "%") == []


def test_letters_go_out_and_come_back(election, world, clock) -> None:
    with pytest.raises(Refused, match="sesudah DPT"):
        invitations.start(SYSTEM, election)
    set_dpt(election, clock)
    first, second, third, _last = Voter.objects.order_by("pk")
    assert invitations.mark_delivered(SYSTEM, election, [first.pk, first.pk]) == 1
    assert invitations.mark_delivered(SYSTEM, election, [first.pk]) == 0
    assert (
        invitations.mark_by_code(SYSTEM, election, f" {second.invitation.lower()[:4]}-{second.invitation[4:]}")
        == second
    )
    with pytest.raises(Refused, match="sudah tercatat"):
        invitations.mark_by_code(SYSTEM, election, second.invitation)
    with pytest.raises(Refused, match="bukan kode"):
        invitations.mark_by_code(SYSTEM, election, "")
    invitations.mark_undelivered(SYSTEM, third, reason="Pindah")
    told = queries.hamlet_delivery(election)
    assert sum(row.delivered for row in told) == 2 and sum(row.returned for row in told) == 1
    assert sum(row.total for row in told) == 4


def test_papers_hold_no_nik_and_the_letter_only_a_masked_one(election, world, clock, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(roll_papers.pdf, "render", lambda _template, data: seen.append(str(data)) or b"%PDF")
    set_dpt(election, clock)
    roll_papers.board(SYSTEM, election)
    roll_papers.record(SYSTEM, election)
    row = Voter.objects.filter(number__isnull=False).select_related("station", "election__unit").first()
    invitations.letter(SYSTEM, row)
    assert len(seen) == 3 and Roll.objects.get().digest in seen[1]
    for number in Voter.objects.values_list("nik", flat=True):
        assert all(number not in text for text in seen)


def test_papers_are_really_set(election, world, clock) -> None:
    enrol(election, 3)
    roll.announce(SYSTEM, election, starts_on=today())
    assert roll_papers.board(SYSTEM, election).startswith(b"%PDF")
    Voter.objects.all().delete()
    roll.withdraw(SYSTEM, election, reason="ulang")
    set_dpt(election, clock, voters=9)
    row = Voter.objects.filter(number__isnull=False).select_related("station", "election__unit").first()
    assert roll_papers.record(SYSTEM, election).startswith(b"%PDF")
    assert invitations.letter(SYSTEM, row).startswith(b"%PDF")
    parts = list(invitations.parts(SYSTEM, election, None))
    assert sum(count for _name, count, _paper in parts) == 9


def test_no_nik_or_name_in_the_audit(election, world, clock) -> None:
    set_dpt(election, clock)
    row = Voter.objects.order_by("pk").first()
    roll.note_removal(SYSTEM, row, reason=f"Meninggal, NIK {row.nik}")
    told = " ".join(str(change) for change in AuditEntry.objects.values_list("change", flat=True))
    for number, name, code in Voter.objects.values_list("nik", "name", "invitation"):
        assert number not in told and name not in told and code not in told


def test_a_roll_of_3000_is_set_in_a_bounded_number_of_statements(
    election, world, clock, django_assert_max_num_queries
) -> None:
    for number in range(3, 8):
        make_station(election, number=number)
    enrol(election, 3000)
    roll.announce(SYSTEM, election, starts_on=today())
    clock.shift(timedelta(days=5))
    split.accept(SYSTEM, election, digest=split.proposal(SYSTEM, election).split.digest)
    with django_assert_max_num_queries(80):
        roll.set_roll(SYSTEM, election, decree_number="BA 1")
    assert Voter.objects.filter(number__isnull=False).count() == 3000
