from datetime import date

import pytest
import time_machine

from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.people import services
from pendopo.kernel.people.models import AssignmentKind, Post
from pendopo.kernel.people.queries import actor_of, assignments_of
from pendopo.kernel.testing import DECREE, SINCE, SYSTEM, Cast
from pendopo.kernel.units.models import Unit


def test_it_works_a_person_acts_from_a_post(cast: Cast) -> None:
    ratna = cast.actor("ratna")
    assert ratna.unit_path == cast.kominfo.path
    assert ratna.post == "Kepala Dinas"
    assert ratna.can("units.view")
    assert not ratna.can("units.manage")


def test_a_person_with_two_posts_chooses_one(cast: Cast) -> None:
    services.assign_role(
        SYSTEM, cast.ratna, role="kepala_opd", unit=cast.dishub, post=Post.objects.get(unit=cast.dishub), decree=DECREE,
        kind=AssignmentKind.PLT, starts_on=SINCE, ends_on=date(2099, 1, 1),
    )  # fmt: skip
    assert cast.ratna.account_id is not None
    first, second = assignments_of(cast.ratna.account_id)
    assert actor_of(cast.ratna.account_id, second.pk).post == "Plt. Kepala Dinas"
    assert actor_of(cast.ratna.account_id, second.pk).unit_path == cast.dishub.path
    assert actor_of(cast.ratna.account_id).assignment_id == first.pk


def test_an_assignment_that_is_over_gives_nothing(cast: Cast) -> None:
    assert cast.ratna.account_id is not None
    held = assignments_of(cast.ratna.account_id)[0]
    services.end_assignment(SYSTEM, held, on=date(2026, 1, 31))
    with time_machine.travel("2026-02-01T04:00:00Z"):
        actor = actor_of(cast.ratna.account_id, held.pk)
    assert not actor.can("units.view")
    assert not Unit.objects.visible_to(actor).exists()


def test_scope_is_the_own_unit_and_below(cast: Cast) -> None:
    visible = set(Unit.objects.visible_to(cast.actor("ratna")).values_list("code", flat=True))
    assert visible == {"2.16", "2.16.1"}
    assert Unit.objects.visible_to(cast.actor("bupati")).count() == Unit.objects.count()
    assert not Unit.objects.visible_to(cast.actor("sari")).exists()


def test_a_post_has_one_definitive_holder_on_a_day(cast: Cast) -> None:
    post = Post.objects.get(unit=cast.dishub)
    with pytest.raises(Refused, match="Wayan"):
        services.assign_role(
            SYSTEM, cast.budi, role="kepala_opd", unit=cast.dishub, post=post, decree=DECREE, starts_on=date(2026, 1, 1)
        )


def test_an_acting_holder_needs_an_end(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        services.assign_role(
            SYSTEM,
            cast.budi,
            role="kepala_opd",
            unit=cast.dishub,
            decree=DECREE,
            kind=AssignmentKind.PLH,
            starts_on=SINCE,
        )
    assert refusal.value.field == "ends_on"


def test_ending_twice_is_refused(cast: Cast) -> None:
    assert cast.ratna.account_id is not None
    one, same = (assignments_of(cast.ratna.account_id)[0] for _ in range(2))
    services.end_assignment(SYSTEM, one, on=date(2026, 1, 31))
    with pytest.raises(Refused):
        services.end_assignment(SYSTEM, same, on=date(2026, 2, 28))


def test_one_account_a_person_and_one_person_a_name(cast: Cast) -> None:
    with pytest.raises(Refused):
        services.open_account(SYSTEM, cast.sari, username="sari2", password="x")
    stranger = services.add_person(SYSTEM, name="Orang Baru")
    with pytest.raises(Refused):
        services.open_account(SYSTEM, stranger, username="sari", password="x")


def test_only_with_the_permission(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        services.add_person(cast.actor("ratna"), name="X")
