import pytest

from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.queries import visits as visit_queries
from pendopo.apps.learning.testing import make_training, make_visit, open_training, seat
from pendopo.kernel import policy
from pendopo.kernel.testing import Cast, make_person


@pytest.mark.parametrize(
    "role, held",
    [
        ("pegawai", set()),
        ("kepala_bidang", {"view"}),
        ("bupati", {"view"}),
        ("auditor", {"view"}),
        ("operator_opd", {"view", "nominate", "visit"}),
        ("kepala_opd", {"view", "nominate", "visit", "visit_approve"}),
        ("sekda", {"view", "visit_approve"}),
        ("pengelola_bimtek", {"view", "manage", "nominate", "visit", "visit_approve"}),
        ("pengelola_presensi", {"view", "manage", "nominate", "visit", "visit_approve"}),
        ("admin", {"view", "manage", "nominate", "visit", "visit_approve"}),
    ],
)
def test_it_works_each_role_has_its_permissions(role: str, held: set[str]) -> None:
    names = {name for name in policy.permissions_of(role) if name.startswith("learning.")}
    assert names == {f"learning.{name}" for name in held}


def seen(world: Cast, name: str) -> set[str]:
    return set(queries.trainings(world.actor(name)).values_list("title", flat=True))


def test_trainings_are_seen_by_organiser_invited_office_participant_and_everybody_when_open(world: Cast) -> None:
    draft = make_training(world.dishub, title="Rancangan")
    invited = make_training(world.regency, title="Undangan", quota=9)
    open_training(invited, world.kominfo)
    make_training(world.kominfo, title="Milik Kominfo")
    free = make_training(world.dishub, title="Terbuka", open_registration=True)
    open_training(free)
    assert seen(world, "wayan") == {"Rancangan", "Terbuka"}
    assert seen(world, "ratna") == {"Undangan", "Milik Kominfo", "Terbuka"}
    assert seen(world, "budi") == {"Undangan", "Terbuka"}
    assert seen(world, "sari") == {"Terbuka"}
    assert seen(world, "bupati") == {"Rancangan", "Undangan", "Milik Kominfo", "Terbuka"}
    seat(invited, [world.sari.pk], world.kominfo)
    assert seen(world, "sari") == {"Undangan", "Terbuka"}
    assert not queries.manages(world.actor("ratna"), draft)


def test_an_office_sees_its_own_people_only(world: Cast) -> None:
    training = make_training(world.regency, quota=9)
    open_training(training, world.kominfo, world.dishub)
    seat(training, [world.sari.pk], world.kominfo)
    seat(training, [world.wayan.pk], world.dishub)

    def names(name: str) -> set[str]:
        return set(queries.participants(world.actor(name)).values_list("name", flat=True))

    assert names("ratna") == {"Sari Wulandari"} and names("sari") == {"Sari Wulandari"}
    assert names("wayan") == {"Wayan Sudana"} and names("bkpsdm") == {"Sari Wulandari", "Wayan Sudana"}
    assert names("opi") == {"Sari Wulandari"}


def test_a_manager_of_one_office_organises_there_only(world: Cast) -> None:
    mine, other = make_training(world.kominfo), make_training(world.dishub)
    person = make_person("Pengelola", "pengelola_bimtek", world.kominfo, username="pengelola")
    from pendopo.kernel.people.queries import actor_of

    actor = actor_of(person.account_id)
    assert list(queries.managed(actor)) == [mine]
    assert other not in queries.trainings(actor)


def test_visits_are_of_the_own_unit(world: Cast) -> None:
    mine, other = make_visit(world.kominfo), make_visit(world.dishub)
    assert list(visit_queries.visits(world.actor("ratna"))) == [mine]
    assert list(visit_queries.visits(world.actor("wayan"))) == [other]
    assert list(visit_queries.visits(world.actor("sari"))) == []
    assert visit_queries.visits(world.actor("auditor")).count() == 2
