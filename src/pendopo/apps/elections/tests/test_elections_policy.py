import pytest

from pendopo.apps.elections.queries import candidates, elections, members
from pendopo.apps.elections.testing import (
    make_candidate,
    make_committee,
    make_election,
    make_member,
    make_village,
)
from pendopo.kernel import policy
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.testing import Cast, make_person

RUN = {"view", "run", "voters", "count", "objections"}


@pytest.mark.parametrize(
    "role, held",
    [
        ("pegawai", set()),
        ("kepala_bidang", set()),
        ("operator_opd", set()),
        ("pengelola_presensi", set()),
        ("admin", {"view"}),
        ("bupati", {"view"}),
        ("sekda", {"view"}),
        ("auditor", {"view"}),
        ("kepala_opd", {"view"}),
        ("penghitung_pilkades", {"view", "count"}),
        ("panitia_pilkades", {*RUN, "keys", "results"}),
        ("pengelola_pilkades", {*RUN, "keys", "results", "manage"}),
    ],
)
def test_it_works_each_role_has_its_permissions(role: str, held: set[str]) -> None:
    names = {name for name in policy.permissions_of(role) if name.startswith("elections.")}
    assert names == {f"elections.{name}" for name in held}


def test_everybody_sees_the_own_villages_only(world: Cast) -> None:
    one, two = make_village(world.regency), make_village(world.regency, name="Desa Lain")
    first, second = make_election(one), make_election(two)
    make_candidate(first, name="Calon Pertama")
    make_member(second, name="Petugas Kedua")
    committee = actor_of(make_committee(one).account_id)
    district = actor_of(make_person("Camat", "kepala_opd", one.parent, username="camat").account_id)
    assert list(elections.elections(committee)) == [first] == list(elections.run_by(committee))
    assert set(elections.elections(district)) == {first, second} and not elections.run_by(district)
    assert set(elections.elections(world.actor("bupati"))) == {first, second}
    for name in ("sari", "ratna", "wayan"):
        assert not elections.elections(world.actor(name)).exists()
        assert not candidates.candidates(world.actor(name)).exists()
    assert [row.name for row in candidates.candidates(committee)] == ["Calon Pertama"]
    assert not members.members(committee).exists()
    assert [row.name for row in members.members(district)] == ["Petugas Kedua"]


def test_people_are_found_in_the_own_units_and_the_village(world: Cast) -> None:
    village = make_village(world.regency)
    election = make_election(village)
    committee = actor_of(make_committee(village).account_id)
    assert members.find_people(committee, election, "sari") == []
    assert [one.name for one in members.find_people(committee, election, "panitia")] == ["Panitia Uji"]
    assert world.sari in members.find_people(world.actor("bupati"), election, "wulan sari")
    assert members.find_people(committee, election, "a") == []
