from dataclasses import replace
from datetime import timedelta

import pytest

from pendopo.apps.elections.models import (
    Archive,
    ArchiveState,
    Box,
    ElectionState,
    KeySet,
    Kind,
    MemberRole,
    Pilkades,
    Stage,
    Station,
)
from pendopo.apps.elections.parcel import pin_fits
from pendopo.apps.elections.services import candidates, elections, members, progress, stages, stations
from pendopo.apps.elections.testing import (
    SYSTEM,
    election_facts,
    make_candidate,
    make_committee,
    make_district,
    make_election,
    make_member,
    make_station,
    make_village,
    set_state,
)
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.codes.models import Region
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.files.testing import a_png, an_upload
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.testing import Cast
from pendopo.kernel.units.models import Unit, UnitKind


def test_it_works_an_election_is_made_with_its_schedule_stations_candidates_and_people(world: Cast) -> None:
    election = make_election(world.regency)
    station = make_station(election, hamlets=["Mekar", "Sari"])
    one, two = make_candidate(election, number=1), make_candidate(election, number=2)
    make_member(election, role=MemberRole.COMMITTEE_HEAD)
    witness = make_member(election, role=MemberRole.WITNESS, station=station, candidate=one, pin=True)
    assert election.stages.count() == 14 and station.hamlets.count() == 2
    assert [row.number for row in election.candidates.all()] == [1, 2] and two.photo is not None
    assert len(witness.pin) == 6 and pin_fits(witness.pin, witness.pin_hash)


def test_a_wave_is_made_for_several_villages_or_for_none(world: Cast) -> None:
    one, two = make_village(world.regency), make_village(world.regency, name="Desa Lain")
    made = elections.create(SYSTEM, villages=[one, two, one], facts=election_facts(wave="Gelombang I"))
    assert {row.unit for row in made} == {one, two} and {row.wave for row in made} == {"Gelombang I"}
    three = make_village(world.regency, name="Desa Tiga")
    with pytest.raises(Refused, match="sudah mempunyai pemilihan") as refusal:
        elections.create(SYSTEM, villages=[three, one], facts=election_facts())
    assert refusal.value.field == "day" and not Pilkades.objects.filter(unit=three).exists()
    set_state(made[0], ElectionState.CANCELLED)
    assert elections.create(SYSTEM, villages=[one], facts=election_facts())


def test_only_villages_and_only_by_who_manages(world: Cast) -> None:
    with pytest.raises(Refused, match="bukan desa"):
        elections.create(SYSTEM, villages=[world.kominfo], facts=election_facts())
    village = make_village(world.regency)
    committee = actor_of(make_committee(village).account_id)
    with pytest.raises(NotAllowed):
        elections.create(committee, villages=[village], facts=election_facts())
    with pytest.raises(Refused) as refusal:
        elections.create(
            SYSTEM, villages=[village], facts=replace(election_facts(), closes_at=election_facts().opens_at)
        )
    assert refusal.value.field == "closes_at"


@pytest.mark.parametrize(
    "code, said",
    [
        ("64.01.06.1002", "diawali 2"),
        ("64.01.6.2002", "berbentuk"),
        ("64.01.09.2002", "bukan desa di"),
        ("64.01.06.2999", "tidak ada dalam daftar wilayah"),
    ],
)
def test_the_code_of_a_new_village_is_checked(world: Cast, code: str, said: str) -> None:
    district = make_district(world.regency)
    Region.objects.create(code="64.01.06.2002", name="Padang Jaya")
    with pytest.raises(Refused, match=said) as refusal:
        elections.open_village(SYSTEM, elections.NewVillage(district, code, "Padang Jaya"))
    assert refusal.value.field == "code"
    made = elections.open_village(SYSTEM, elections.NewVillage(district, "64.01.06.2002", "Padang Jaya"))
    assert (made.name, made.kind, made.parent) == ("Desa Padang Jaya", UnitKind.VILLAGE, district)
    with pytest.raises(Refused, match="sudah terdaftar"):
        elections.open_village(SYSTEM, elections.NewVillage(district, "64.01.06.2002", "Padang Jaya"))


def test_a_manager_opens_villages_but_gets_no_right_on_units(world: Cast) -> None:
    from pendopo.kernel.testing import make_person

    district = make_district(world.regency)
    actor = actor_of(make_person("P", "pengelola_pilkades", world.regency, username="dpmd").account_id)
    assert not actor.can("units.manage")
    elections.open_village(actor, elections.NewVillage(district, "64.01.06.2002", "Baru"))
    with pytest.raises(NotAllowed):
        elections.open_village(actor, elections.NewVillage(world.kominfo, "64.01.06.2003", "Salah"))
    assert not actor.can("units.manage") and Unit.objects.filter(code="64.01.06.2002").exists()


def test_a_step_names_everything_that_is_missing_and_changes_nothing(world: Cast) -> None:
    election = make_election(world.regency, decree_number="")
    with pytest.raises(Refused) as refusal:
        elections.move(SYSTEM, election, "daftar")
    assert "SK panitia" in refusal.value.message and "ketua panitia" in refusal.value.message
    election.refresh_from_db()
    assert election.state == ElectionState.PREPARING
    elections.edit(SYSTEM, election, facts=election_facts())
    make_member(election, role=MemberRole.COMMITTEE_HEAD)
    elections.move(SYSTEM, election, "daftar")
    with pytest.raises(Refused, match="sudah berubah"):
        elections.move(SYSTEM, Pilkades.objects.get(), "daftar")


def test_another_village_s_committee_may_do_nothing(world: Cast, election: Pilkades) -> None:
    other = make_village(world.regency, name="Desa Lain")
    stranger = actor_of(make_committee(other).account_id)
    with pytest.raises(NotAllowed):
        elections.move(stranger, election, "dpt")
    with pytest.raises(NotAllowed):
        stations.add_station(stranger, election, place="X")
    with pytest.raises(NotAllowed):
        candidates.draw_numbers(stranger, election)
    with pytest.raises(NotAllowed):
        members.add(stranger, election, facts=members.MemberFacts("panitia", "X"))
    with pytest.raises(NotAllowed):
        stages.shift(stranger, election, days=1, reason="x")


def test_cancelling_needs_a_reason_and_ends_all_changes(election: Pilkades) -> None:
    with pytest.raises(Refused, match="alasan") as refusal:
        elections.move(SYSTEM, election, "batal", reason=" ")
    assert refusal.value.field == "reason"
    elections.move(SYSTEM, election, "batal", reason="Calon tunggal")
    assert election.reason == "Calon tunggal"
    for act in (
        lambda: stations.add_station(SYSTEM, election, place="X"),
        lambda: elections.edit(SYSTEM, election, facts=election_facts()),
        lambda: stages.shift(SYSTEM, election, days=1, reason="x"),
        lambda: make_member(election),
    ):
        with pytest.raises(Refused, match="dibatalkan"):
            act()


def boxes_for(election: Pilkades, kind: str) -> list[Box]:
    keys = KeySet.objects.create(
        election=election, kind=kind, group="Ed25519", threshold=2, size=3, trustees="[]", joint_key="1", digest="d"
    )
    return [
        Box.objects.create(
            station=one, kind=kind, keyset=keys, uuid=f"{kind}{one.pk}", election_text="{}", credentials="[]", cards=5,
            signing_public="00", parcel_sha256="ab",
        )
        for one in election.stations.all()
    ]  # fmt: skip


def test_ready_waits_for_numbers_photos_officers_keys_boxes_and_the_trial(world: Cast) -> None:
    election = make_election(world.regency)
    station = make_station(election)
    make_candidate(election, number=1, photo=False)
    make_candidate(election, number=3)
    set_state(election, ElectionState.ROLL_FINAL)
    said = " ".join(elections.missing(election, "siap"))
    for words in ("Undi nomor urut", "Unggah foto: CALON SATU", "KPPS", "upacara kunci"):
        assert words in said
    first, second = election.candidates.order_by("number")
    candidates.edit(
        SYSTEM, first, photo=an_upload("f.png", a_png()),
        facts=candidates.CandidateFacts(first.name, first.ballot_name, first.born_on),
    )  # fmt: skip
    second.number = 2
    second.save()
    make_member(election, role=MemberRole.KPPS_HEAD, station=station, pin=True)
    make_member(election, role=MemberRole.KPPS, station=station, pin=True)
    trial = boxes_for(election, Kind.TRIAL)[0]
    boxes_for(election, Kind.OFFICIAL)
    assert elections.missing(election, "siap") == ["Belum ada hasil uji coba yang diumumkan."]
    first.refresh_from_db()
    Archive.objects.create(
        box=trial, sha256="a", size=1, state=ArchiveState.SOUND, published_at="2026-11-01T00:00Z", file=first.photo
    )
    elections.move(SYSTEM, election, "siap")
    with pytest.raises(Refused, match="terkunci"):
        stations.add_station(SYSTEM, election, place="X")
    with pytest.raises(Refused, match="hanya dimulai"):
        elections.move(SYSTEM, election, "mulai")
    Pilkades.objects.update(day=today())
    elections.move(SYSTEM, election, "mulai")
    assert election.state == ElectionState.VOTING
    with pytest.raises(Refused, match="belum dapat dilakukan"):
        elections.move(SYSTEM, election, "hitung")


def test_what_boxes_and_keys_were_made_from_stays(world: Cast, election: Pilkades) -> None:
    make_station(election)
    boxes_for(election, Kind.TRIAL)
    facts = election_facts(title=election.title, zone=election.zone)
    elections.edit(SYSTEM, election, facts=replace(facts, wave="Gelombang III"))
    with pytest.raises(Refused) as refusal:
        elections.edit(SYSTEM, election, facts=replace(facts, group="BELENIOS-2048"))
    assert refusal.value.field == "group"
    with pytest.raises(Refused, match="sudah memuat"):
        elections.edit(SYSTEM, election, facts=replace(facts, day=facts.day + timedelta(1)))


def test_another_day_takes_the_schedule_along_but_is_the_regency_s(world: Cast) -> None:
    village = make_village(world.regency)
    election = make_election(village)
    done = election.stages.get(key="panitia")
    Stage.objects.filter(pk=done.pk).update(done_on=done.ends_on)
    campaign = election.stages.get(key="kampanye")
    later = replace(election_facts(), day=election.day + timedelta(14))
    with pytest.raises(Refused, match="kabupaten"):
        elections.edit(actor_of(make_committee(village).account_id), election, facts=later)
    elections.edit(SYSTEM, election, facts=later)
    assert election.stages.get(key="kampanye").starts_on == campaign.starts_on + timedelta(14)
    assert election.stages.get(key="pemungutan").starts_on == later.day
    assert election.stages.get(key="panitia").starts_on == done.starts_on


def test_stages_are_shifted_edited_finished_and_own_ones_removed(election: Pilkades) -> None:
    before = {one.key: one.starts_on for one in election.stages.all()}
    assert stages.shift(SYSTEM, election, days=-3, reason="Perbup baru") == 9
    after = {one.key: one.starts_on for one in election.stages.all()}
    assert after["uji"] == before["uji"] - timedelta(3) and after["keberatan"] == before["keberatan"]
    assert after["pemungutan"] == election.day
    for days, reason in ((0, "x"), (401, "x"), (3, " ")):
        with pytest.raises(Refused):
            stages.shift(SYSTEM, election, days=days, reason=reason)
    first = election.stages.get(key="panitia")
    with pytest.raises(Refused, match="masa depan"):
        stages.finish(SYSTEM, first, on=today() + timedelta(1))
    with pytest.raises(Refused, match="belum mulai"):
        stages.finish(SYSTEM, first, on=first.starts_on - timedelta(1))
    stages.finish(SYSTEM, first, on=today())
    with pytest.raises(Refused, match="sudah dicatat"):
        stages.finish(SYSTEM, Stage.objects.get(pk=first.pk), on=today())
    stages.reopen(SYSTEM, first)
    with pytest.raises(Refused, match="tidak dapat dihapus"):
        stages.remove(SYSTEM, first)
    own = stages.add(SYSTEM, election, name="Deklarasi damai", starts_on=today(), ends_on=today())
    stages.remove(SYSTEM, own)
    with pytest.raises(Refused, match="sebelum mulai"):
        stages.add(SYSTEM, election, name="X", starts_on=today(), ends_on=today() - timedelta(1))


def test_a_late_stage_is_told_once_and_forgotten_when_done(election: Pilkades) -> None:
    first = election.stages.get(key="panitia")
    others = election.stages.exclude(pk=first.pk)
    others.update(ends_on=today() + timedelta(100))
    assert progress.tell_late(today()) == 1 and progress.tell_late(today()) == 1
    alert = Alert.objects.get()
    assert alert.unit_path == election.unit.path and alert.severity == "bad"
    stages.finish(SYSTEM, first, on=today())
    alert.refresh_from_db()
    assert alert.resolved_at is not None
    assert progress.tell_late(today()) == 0


def test_the_figure_counts_elections_under_way(world: Cast, election: Pilkades) -> None:
    from pendopo.kernel.indicators.models import IndicatorPoint

    election.stages.update(ends_on=today() + timedelta(500))
    make_election(make_village(world.regency, name="Desa Telat"))
    make_election(make_village(world.regency, name="Desa Batal"), state=ElectionState.CANCELLED)
    progress.put_on_time(today())
    whole = IndicatorPoint.objects.get(key=progress.ON_TIME, unit_path="")
    assert (whole.num, whole.den) == (1, 2)
    own = IndicatorPoint.objects.get(key=progress.ON_TIME, unit_path=election.unit.path)
    assert (own.num, own.den) == (1, 1)


def test_hamlets_and_stations_are_unique_and_kept_while_in_use(election: Pilkades) -> None:
    made = stations.add_hamlets(SYSTEM, election, ["Mekar", " mekar ", "Tanjung  Sari", ""])
    assert [one.name for one in made] == ["Mekar", "Tanjung Sari"]
    assert stations.add_hamlets(SYSTEM, election, ["MEKAR"]) == []
    station = make_station(election, number=4)
    assert make_station(election).number == 5
    with pytest.raises(Refused, match="sudah ada"):
        stations.add_station(SYSTEM, election, number=4, place="X")
    for change in ({"place": " "}, {"booths": 0}, {"number": 0}):
        with pytest.raises(Refused):
            stations.edit_station(SYSTEM, station, **{"number": 4, "place": "X", "booths": 1, **change})
    make_member(election, role=MemberRole.KPPS, station=station)
    with pytest.raises(Refused, match="petugas"):
        stations.remove_station(SYSTEM, station)
    assert Station.objects.filter(pk=station.pk).exists()


def test_who_watches_does_not_run_and_a_namesake_may(election: Pilkades) -> None:
    station = make_station(election)
    candidate = make_candidate(election, name="Ibu Calon", accepted=False)
    make_member(election, role=MemberRole.KPPS, name="Ali Akbar", station=station)
    witness = members.MemberFacts(MemberRole.WITNESS, "ali  akbar", station=station, candidate=candidate)
    with pytest.raises(Refused, match="tidak boleh merangkap"):
        members.add(SYSTEM, election, facts=witness)
    members.add(SYSTEM, election, facts=replace(witness, same_name_is_other=True))
    with pytest.raises(Refused, match="terdaftar sebagai calon"):
        members.add(SYSTEM, election, facts=members.MemberFacts(MemberRole.COMMITTEE, "Ibu Calon"))
    for facts, field in (
        (members.MemberFacts(MemberRole.KPPS, "Tanpa TPS"), "station"),
        (members.MemberFacts(MemberRole.WITNESS, "Tanpa calon", station=station), "candidate"),
        (members.MemberFacts(MemberRole.COMMITTEE, "Dengan TPS", station=station), "station"),
        (members.MemberFacts(MemberRole.COMMITTEE, " "), "name"),
    ):
        with pytest.raises(Refused) as refusal:
            members.add(SYSTEM, election, facts=facts)
        assert refusal.value.field == field


def test_the_same_person_is_found_by_account_whatever_the_name(world: Cast, election: Pilkades) -> None:
    make_member(election, role=MemberRole.BPD, name="Sari", person=world.sari)
    with pytest.raises(Refused, match="merangkap"):
        make_member(
            election, role=MemberRole.COMMITTEE, name="S. Wulandari", person=world.sari, same_name_is_other=True
        )


def test_a_pin_is_shown_once_kept_as_a_hash_and_void_when_somebody_else_comes(election: Pilkades) -> None:
    station = make_station(election)
    head = make_member(election, role=MemberRole.KPPS_HEAD, name="Ketua", station=station)
    slip = members.issue_pins(SYSTEM, [head])[0]
    head.refresh_from_db()
    assert pin_fits(slip.pin, head.pin_hash) and slip.pin not in head.pin_hash
    assert not any(slip.pin in str(line.change) for line in AuditEntry.objects.all())
    members.edit(SYSTEM, head, facts=members.MemberFacts(MemberRole.KPPS_HEAD, "Orang Lain", station=station))
    head.refresh_from_db()
    assert head.pin_hash == ""
    with pytest.raises(Refused, match="Ketuanya sudah ada"):
        make_member(election, role=MemberRole.KPPS_HEAD, station=station)
    members.leave(SYSTEM, head, on=today(), reason="Pindah")
    with pytest.raises(Refused, match="Tidak ada petugas"):
        members.issue_pins(SYSTEM, [head])
    make_member(election, role=MemberRole.KPPS_HEAD, station=station)
