from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from pendopo.apps.learning.models import (
    Participant,
    ParticipantState,
    Presence,
    TrainingState,
)
from pendopo.apps.learning.services import (
    enrolment,
    presence,
    trainings,
)
from pendopo.apps.learning.testing import (
    SYSTEM,
    be_there,
    make_training,
    open_training,
    seat,
    training_facts,
)
from pendopo.apps.personnel.testing import make_employee
from pendopo.kernel.clock import now
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import Cast


def own(training, person) -> Participant:
    return training.participants.get(person=person)


def finish(training) -> None:
    trainings.move(SYSTEM, training, "selesai")


def test_it_works_only_who_organises_may_make_and_move(world: Cast) -> None:
    with pytest.raises(NotAllowed):
        trainings.create(world.actor("opi"), facts=training_facts(world.kominfo))
    training = make_training(world.kominfo)
    with pytest.raises(NotAllowed):
        trainings.move(world.actor("ratna"), training, "buka")
    with pytest.raises(Refused, match="Belum ada perangkat daerah"):
        trainings.move(SYSTEM, training, "buka")
    with pytest.raises(Refused, match="alasan"):
        trainings.move(SYSTEM, training, "batal")
    open_training(training, world.kominfo)
    with pytest.raises(Refused, match="Belum ada peserta"):
        trainings.move(SYSTEM, training, "mulai")
    trainings.move(SYSTEM, training, "batal", reason="Narasumber sakit")
    with pytest.raises(Refused):
        trainings.edit(SYSTEM, training, facts=training_facts(world.kominfo))


@pytest.mark.parametrize(
    "change, field",
    [
        ({"ends_on": date(2026, 3, 1)}, "ends_on"),
        ({"quota": 0}, "quota"),
        ({"hours": 0}, "hours"),
        ({"nominate_until": date(2026, 4, 1)}, "nominate_until"),
    ],
)
def test_facts_out_of_order_are_refused(world: Cast, change, field) -> None:
    with pytest.raises(Refused) as refusal:
        trainings.create(SYSTEM, facts=training_facts(world.kominfo, **change))
    assert refusal.value.field == field


def test_topics_are_taken_from_the_list_only(world: Cast) -> None:
    training = trainings.create(SYSTEM, facts=training_facts(world.kominfo), topic_keys=["uji:25", "uji:25"])
    assert [row.key for row in training.topics.all()] == ["uji:25"]
    with pytest.raises(Refused), transaction.atomic():
        trainings.edit(SYSTEM, training, facts=training_facts(world.kominfo), topic_keys=["tidak:1"])
    trainings.edit(SYSTEM, training, facts=training_facts(world.kominfo), topic_keys=["uji:36"])
    assert [row.key for row in training.topics.all()] == ["uji:36"]


def test_an_office_names_its_own_people_within_its_quota(world: Cast) -> None:
    training = make_training(world.regency, quota=9)
    invitation = enrolment.invite(SYSTEM, training, unit=world.kominfo, quota=1)
    other = enrolment.invite(SYSTEM, training, unit=world.dishub, quota=1)
    opi = world.actor("opi")
    with pytest.raises(Refused, match="tidak sedang dibuka"):
        enrolment.nominate(opi, invitation, [world.sari.pk])
    trainings.move(SYSTEM, training, "buka")
    with pytest.raises(Refused, match="tinggal 1"):
        enrolment.nominate(opi, invitation, [world.sari.pk, world.budi.pk])
    with pytest.raises(Refused, match="tidak bekerja"):
        enrolment.nominate(opi, invitation, [world.wayan.pk])
    with pytest.raises(NotAllowed):
        enrolment.nominate(opi, other, [world.wayan.pk])
    with pytest.raises(NotAllowed):
        enrolment.nominate(world.actor("sari"), invitation, [world.sari.pk])
    enrolment.nominate(opi, invitation, [world.sari.pk])
    with pytest.raises(Refused):
        enrolment.nominate(opi, invitation, [world.sari.pk])
    with pytest.raises(Refused, match="sudah mengusulkan"):
        enrolment.uninvite(SYSTEM, invitation)
    enrolment.uninvite(SYSTEM, other)


def test_nobody_is_named_after_the_last_day(world: Cast, clock) -> None:
    training = make_training(world.regency, nominate_until=date(2026, 3, 2), ends_on=date(2026, 3, 9))
    invitation = enrolment.invite(SYSTEM, training, unit=world.kominfo, quota=2)
    trainings.move(SYSTEM, training, "buka")
    clock.shift(timedelta(days=1))
    with pytest.raises(Refused, match="Batas usulan"):
        enrolment.nominate(world.actor("opi"), invitation, [world.sari.pk])


def test_a_full_training_puts_people_on_the_waiting_list_and_moves_them_up(world: Cast) -> None:
    training = make_training(world.kominfo, quota=1)
    open_training(training, world.kominfo)
    sari, budi, ratna = seat(training, [world.sari.pk, world.budi.pk, world.ratna.pk], world.kominfo)
    assert (sari.state, budi.state, ratna.state) == ("diterima", "cadangan", "cadangan")
    with pytest.raises(Refused, match="Semua tempat terisi"):
        enrolment.accept(SYSTEM, budi)
    with pytest.raises(Refused, match="alasan"):
        enrolment.withdraw(world.actor("sari"), sari, reason=" ")
    with pytest.raises(NotAllowed):
        enrolment.withdraw(world.actor("budi"), sari, reason="iri")
    enrolment.withdraw(world.actor("sari"), sari, reason="Sakit")
    budi.refresh_from_db()
    assert budi.state == ParticipantState.ACCEPTED
    enrolment.decline(SYSTEM, budi, reason="Tugas lain")
    ratna.refresh_from_db()
    assert ratna.state == ParticipantState.ACCEPTED
    with pytest.raises(Refused):
        enrolment.decline(SYSTEM, budi, reason="lagi")


def test_a_larger_quota_lets_those_who_wait_in(world: Cast) -> None:
    training = make_training(world.kominfo, quota=1)
    open_training(training, world.kominfo)
    seat(training, [world.sari.pk, world.budi.pk], world.kominfo)
    trainings.edit(SYSTEM, training, facts=training_facts(world.kominfo, quota=5))
    assert training.participants.filter(state="diterima").count() == 2


def test_own_registration_only_where_it_is_open(world: Cast) -> None:
    closed = make_training(world.kominfo)
    open_training(closed, world.dishub)
    with pytest.raises(Refused, match="tidak membuka"):
        enrolment.register_self(world.actor("sari"), closed)
    training = make_training(world.kominfo, open_registration=True, quota=1)
    trainings.move(SYSTEM, training, "buka")
    assert enrolment.register_self(world.actor("wayan"), training).state == "diterima"
    assert enrolment.register_self(world.actor("sari"), training).state == "cadangan"
    with pytest.raises(Refused):
        enrolment.register_self(world.actor("sari"), training)
    with pytest.raises(Refused, match="tidak terhubung"):
        enrolment.register_self(world.actor("admin"), training)
    enrolment.withdraw(world.actor("sari"), own(training, world.sari), reason="batal")
    assert enrolment.register_self(world.actor("sari"), training).state == "cadangan"


def test_the_second_scan_changes_nothing(running, world: Cast) -> None:
    session = running.sessions.get()
    token = presence.token_now(SYSTEM, session)
    first = presence.scan(world.actor("sari"), session, token)
    again = presence.scan(world.actor("sari"), session, token)
    assert (first.outcome, again.outcome) == ("recorded", "again")
    assert first.at == again.at
    assert Presence.objects.count() == 1


def test_a_scan_is_refused_for_old_codes_strangers_and_the_wrong_hour(running, world: Cast, clock) -> None:
    session = running.sessions.get()
    token = presence.token_now(SYSTEM, session)
    assert "tidak terdaftar" in presence.scan(world.actor("wayan"), session, token).message
    assert "tidak terdaftar" in presence.scan(world.actor("admin"), session, token).message
    clock.shift(timedelta(seconds=59))
    assert presence.scan(world.actor("sari"), session, token).outcome == "recorded"
    clock.shift(timedelta(seconds=30))
    assert "berganti" in presence.scan(world.actor("budi"), session, token).message
    clock.move_to(session.starts_at - timedelta(minutes=31))
    early = presence.token_now(SYSTEM, session)
    assert "belum dimulai" in presence.scan(world.actor("budi"), session, early).message
    clock.move_to(session.ends_at + timedelta(minutes=16))
    late = presence.token_now(SYSTEM, session)
    assert "berakhir" in presence.scan(world.actor("budi"), session, late).message
    assert Presence.objects.count() == 1
    with pytest.raises(NotAllowed):
        presence.token_now(world.actor("sari"), session)


def test_who_signed_in_after_the_scan_is_recorded_with_the_time_of_the_scan(running, world: Cast, clock) -> None:
    session = running.sessions.get()
    token, at = presence.token_now(SYSTEM, session), now()
    clock.shift(timedelta(minutes=4))
    assert presence.scan(world.actor("sari"), session, token).outcome == "refused"
    found = presence.scan(world.actor("sari"), session, token, seen_at=at)
    assert (found.outcome, found.at) == ("recorded", at)


def test_by_hand_needs_a_reason_and_a_participant(running, world: Cast) -> None:
    session, seat_of = running.sessions.get(), own(running, world.sari)
    with pytest.raises(Refused, match="alasan"):
        presence.mark(SYSTEM, session, seat_of, reason=" ")
    with pytest.raises(NotAllowed):
        presence.mark(world.actor("opi"), session, seat_of, reason="x")
    other = make_training(world.dishub)
    open_training(other, world.dishub)
    (stranger,) = seat(other, [world.wayan.pk], world.dishub)
    with pytest.raises(Refused, match="bukan peserta"):
        presence.mark(SYSTEM, session, stranger, reason="x")
    row = presence.mark(SYSTEM, session, seat_of, reason="baterai habis")
    assert presence.mark(SYSTEM, session, seat_of, reason="lagi") == row
    with pytest.raises(Refused, match="sudah tercatat hadir"):
        enrolment.withdraw(world.actor("sari"), seat_of, reason="pulang")
    presence.unmark(SYSTEM, row, reason="keliru")
    assert not Presence.objects.exists()


def test_a_session_with_presence_stays(running) -> None:
    be_there(running)
    with pytest.raises(Refused):
        trainings.remove_session(SYSTEM, running.sessions.get())


def test_who_is_still_waiting_at_the_end_was_not_in(world: Cast) -> None:
    training = make_training(world.kominfo, quota=1)
    open_training(training, world.kominfo)
    seat(training, [world.sari.pk, world.budi.pk], world.kominfo)
    trainings.move(SYSTEM, training, "mulai")
    finish(training)
    assert training.state == TrainingState.DONE
    assert own(training, world.budi).state == ParticipantState.DECLINED


def test_sessions_lie_within_the_training(world: Cast) -> None:
    training = make_training(world.kominfo)
    start = datetime.fromisoformat("2026-03-03T08:00:00+08:00")
    with pytest.raises(Refused, match="di luar tanggal"):
        trainings.add_session(
            SYSTEM, training, facts=trainings.SessionFacts(start, start + timedelta(hours=1), "X", "Y")
        )
    with pytest.raises(Refused, match="selesai sebelum"):
        trainings.add_session(SYSTEM, training, facts=trainings.SessionFacts(start, start, "X", "Y"))


def test_a_person_of_another_office_is_no_delegate_of_the_training(world: Cast) -> None:
    stranger = make_employee(world.dishub, number=9, name="Orang Lain")
    training = make_training(world.kominfo)
    open_training(training, world.kominfo)
    with pytest.raises(Refused):
        seat(training, [stranger.pk], world.kominfo)
