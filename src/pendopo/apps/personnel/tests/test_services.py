from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from pendopo.apps.personnel import services
from pendopo.apps.personnel.events import EmployeePlaced
from pendopo.apps.personnel.models import Pegawai, RiwayatGolongan
from pendopo.apps.personnel.services import Facts, PostFacts
from pendopo.apps.personnel.testing import SK, SYSTEM, employ, make_employee, make_nip
from pendopo.kernel import events
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db
NIP = "199001012015031001"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[EmployeePlaced]:
    heard: list[EmployeePlaced] = []
    monkeypatch.setitem(events._handlers, EmployeePlaced, [heard.append])
    return heard


def hire(people: Cast, actor: str = "bkpsdm", **changed: object) -> Pegawai:
    facts = Facts(**{"nip": NIP, "name": "AGUS SALIM", "title_back": "S.T.", "nik": "6401010101900001", **changed})  # type: ignore[arg-type]
    post = PostFacts("Analis Jaringan", "functional", job_class=8)
    return services.hire(
        people.actor(actor), facts=facts, unit=people.aplikasi, tmt=date(2015, 3, 1), sk=SK, golongan="III/a", post=post
    )


def test_it_works(people: Cast, told: list[EmployeePlaced]) -> None:
    row = hire(people)

    row.refresh_from_db()
    assert (row.full_name, row.person.name) == ("Agus Salim, S.T.", "Agus Salim, S.T.")
    assert (row.kind, row.sex, row.birth_date, row.appointed_on) == ("pns", "L", date(1990, 1, 1), date(2015, 3, 1))
    assert (row.status, row.unit, row.golongan, row.post, row.job_class) == (
        "active",
        people.aplikasi,
        "III/a",
        "Analis Jaringan",
        8,
    )
    assert row.riwayat_unit.get().is_current
    assert row.riwayat_golongan.get().sk_number == SK.number
    assert told == [EmployeePlaced(row.pk, date(2015, 3, 1))]
    line = AuditEntry.objects.get(action="personnel.hire")
    assert line.actor_name == "Dewi Kartika"
    assert "6401010101900001" not in str(line.change)


def test_the_present_state_follows_the_newest_tmt_whatever_the_order(people: Cast, told: list[EmployeePlaced]) -> None:
    row, actor = hire(people), people.actor("bkpsdm")

    services.promote(actor, row, golongan="III/c", tmt=date(2023, 4, 1), sk=SK)
    services.promote(actor, row, golongan="III/b", tmt=date(2019, 4, 1), sk=SK)
    services.place(actor, row, unit=people.dishub, tmt=date(2024, 1, 1), sk=SK)
    services.place(actor, row, unit=people.kominfo, tmt=date(2020, 1, 1), sk=SK)
    services.appoint(actor, row, post=PostFacts("Kepala Seksi", "structural", "IV.a", 9), tmt=date(2024, 2, 1), sk=SK)

    row.refresh_from_db()
    assert (row.golongan, row.golongan_tmt, row.unit, row.post, row.eselon) == (
        "III/c",
        date(2023, 4, 1),
        people.dishub,
        "Kepala Seksi",
        "IV.a",
    )
    assert [(r.golongan, r.is_current) for r in row.riwayat_golongan.all()] == [
        ("III/c", True),
        ("III/b", False),
        ("III/a", False),
    ]
    assert [(r.unit, r.ends_on) for r in row.riwayat_unit.all()] == [
        (people.dishub, None), (people.kominfo, date(2023, 12, 31)), (people.aplikasi, date(2019, 12, 31))
    ]  # fmt: skip
    assert row.riwayat_jabatan.first().unit == people.dishub
    assert [event.since for event in told[1:]] == [date(2024, 1, 1), date(2020, 1, 1)]


def test_what_is_to_come_waits_for_its_day(people: Cast) -> None:
    with time_machine.travel("2026-11-12T01:00:00Z", tick=False):
        row = hire(people)
        services.place(SYSTEM, row, unit=people.dishub, tmt=date(2026, 12, 1), sk=SK)
        services.end(SYSTEM, row, kind="retired", on=date(2027, 1, 1), sk=SK)
        row.refresh_from_db()
        assert (row.unit, row.status, row.next_change_on) == (people.aplikasi, "active", date(2026, 12, 1))
        assert services.settle_due(SYSTEM) == 0
    with time_machine.travel("2026-11-30T16:30:00Z", tick=False):  # 00.30 of 1 December in Makassar
        assert services.settle_due(SYSTEM) == 1
        assert services.settle_due(SYSTEM) == 0
        row.refresh_from_db()
        assert (row.unit, row.status) == (people.dishub, "active")
    with time_machine.travel("2027-01-02T00:00:00Z", tick=False):
        services.settle_due(SYSTEM)
        row.refresh_from_db()
        assert (row.status, row.next_change_on) == ("retired", None)


def test_an_end_of_service_closes_the_placement_and_can_be_undone(people: Cast, told: list[EmployeePlaced]) -> None:
    row = hire(people)

    services.end(SYSTEM, row, kind="died", on=date(2025, 5, 5), sk=SK)
    assert row.riwayat_unit.get().ends_on == date(2025, 5, 4)
    services.reinstate(SYSTEM, row, reason="Salah orang")

    row.refresh_from_db()
    assert (row.status, row.ended_on, row.riwayat_unit.get().ends_on) == ("active", None, None)
    assert [event.since for event in told[1:]] == [date(2025, 5, 5)] * 2


def test_a_wrong_row_is_withdrawn_with_its_reason(people: Cast, told: list[EmployeePlaced]) -> None:
    row = hire(people)
    services.place(SYSTEM, row, unit=people.dishub, tmt=date(2024, 1, 1), sk=SK)

    services.withdraw(people.actor("bkpsdm"), row.riwayat_unit.get(unit=people.dishub), reason="SK dibatalkan")

    row.refresh_from_db()
    assert row.unit == people.aplikasi
    assert row.riwayat_unit.get().ends_on is None
    assert told[-1] == EmployeePlaced(row.pk, date(2024, 1, 1))
    assert AuditEntry.objects.get(action="personnel.withdraw").change["reason"] == "SK dibatalkan"


def test_facts_are_corrected_and_personal_numbers_masked_in_the_trail(people: Cast) -> None:
    row = hire(people)
    facts = Facts(nip=NIP, name="Agus Salim", title_back="S.T., M.T.", phone="0812345678", nik="6401010101900009")

    assert services.correct(people.actor("bkpsdm"), row, facts=facts) == ["title_back", "nik", "phone"]
    assert services.correct(people.actor("bkpsdm"), row, facts=facts) == []

    row.refresh_from_db()
    assert (row.full_name, row.person.name, row.nik) == (
        "Agus Salim, S.T., M.T.",
        "Agus Salim, S.T., M.T.",
        "6401010101900009",
    )
    line = AuditEntry.objects.get(action="personnel.correct")
    assert line.change["title_back"] == ["S.T.", "S.T., M.T."]
    assert "6401010101900009" not in str(line.change)
    assert "0812345678" not in str(line.change)


def test_reading_a_nik_leaves_a_trace(people: Cast) -> None:
    row = hire(people)

    assert services.read_nik(people.actor("bkpsdm"), row) == "6401010101900001"
    assert AuditEntry.objects.filter(action="personnel.read_nik").count() == 1
    for name in ("opi", "ratna", "sari", "auditor"):
        with pytest.raises(NotAllowed):
            services.read_nik(people.actor(name), row)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"nip": "123"}, "nip"),
        ({"birth_date": date(1990, 1, 2)}, "birth_date"),
        ({"sex": "P"}, "sex"),
        ({"appointed_on": date(2016, 3, 1)}, "appointed_on"),
    ],
)
def test_a_nip_that_does_not_fit_is_refused_at_its_field(people: Cast, changed: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        hire(people, **changed)
    assert refusal.value.field == field
    assert not Pegawai.objects.exists()


def test_nobody_is_registered_twice(people: Cast) -> None:
    hire(people)

    for changed in ({}, {"nip": make_nip(7)}):
        with pytest.raises(Refused):
            hire(people, **changed)
    with pytest.raises(Refused):
        make_employee(people.kominfo, number=9, person=Pegawai.objects.get().person)
    assert Pegawai.objects.count() == 1


def test_each_verb_needs_the_permission(people: Cast) -> None:
    row = hire(people)
    for name in ("sari", "ratna", "bupati", "auditor"):
        actor = people.actor(name)
        for verb in (
            lambda actor=actor: services.place(actor, row, unit=people.kominfo, tmt=date(2024, 1, 1), sk=SK),
            lambda actor=actor: services.promote(actor, row, golongan="III/b", tmt=date(2024, 1, 1), sk=SK),
            lambda actor=actor: services.appoint(actor, row, post=PostFacts("X"), tmt=date(2024, 1, 1), sk=SK),
            lambda actor=actor: services.end(actor, row, kind="retired", on=date(2024, 1, 1), sk=SK),
            lambda actor=actor: services.correct(actor, row, facts=Facts(nip=NIP, name="Lain")),
            lambda actor=actor: services.reinstate(actor, row, reason="x"),
            lambda actor=actor: services.withdraw(actor, row.riwayat_golongan.get(), reason="x"),
            lambda name=name: hire(people, actor=name, nip=make_nip(8), nik=""),
            lambda actor=actor: services.settle_due(actor),
        ):
            with pytest.raises(NotAllowed):
                verb()
    row.refresh_from_db()
    assert (row.golongan, row.unit) == ("III/a", people.aplikasi)


def test_a_clerk_writes_for_the_own_office_only(people: Cast) -> None:
    row, clerk = hire(people), people.actor("opi")
    other = employ(people)["wayan"]

    services.place(clerk, row, unit=people.kominfo, tmt=date(2024, 1, 1), sk=SK)
    with pytest.raises(Refused) as refusal:
        services.place(clerk, row, unit=people.dishub, tmt=date(2025, 1, 1), sk=SK)
    assert refusal.value.field == "unit"
    for verb in (
        lambda: services.place(clerk, other, unit=people.kominfo, tmt=date(2024, 1, 1), sk=SK),
        lambda: services.promote(clerk, other, golongan="III/b", tmt=date(2024, 1, 1), sk=SK),
        lambda: services.appoint(clerk, other, post=PostFacts("X"), tmt=date(2024, 1, 1), sk=SK),
        lambda: services.end(clerk, other, kind="moved", on=date(2024, 1, 1), sk=SK),
        lambda: services.correct(clerk, other, facts=Facts(nip=other.nip, name="Lain")),
        lambda: services.withdraw(clerk, other.riwayat_golongan.get(), reason="x"),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_the_same_step_twice_is_refused(people: Cast) -> None:
    row = hire(people)
    day = date(2024, 1, 1)
    services.place(SYSTEM, row, unit=people.dishub, tmt=day, sk=SK)
    services.promote(SYSTEM, row, golongan="III/b", tmt=day, sk=SK)
    services.appoint(SYSTEM, row, post=PostFacts("Kepala"), tmt=day, sk=SK)
    wrong = row.riwayat_golongan.get(tmt=day)
    services.withdraw(SYSTEM, wrong, reason="keliru")
    services.end(SYSTEM, row, kind="retired", on=date(2025, 1, 1), sk=SK)

    for verb in (
        lambda: services.place(SYSTEM, row, unit=people.dishub, tmt=day, sk=SK),
        lambda: services.promote(SYSTEM, row, golongan="III/b", tmt=day, sk=SK),
        lambda: services.appoint(SYSTEM, row, post=PostFacts("Kepala"), tmt=day, sk=SK),
        lambda: services.end(SYSTEM, row, kind="retired", on=date(2025, 1, 1), sk=SK),
        lambda: services.withdraw(SYSTEM, wrong, reason="keliru"),
    ):
        with pytest.raises(Refused):
            verb()
    services.reinstate(SYSTEM, row, reason="keliru")
    with pytest.raises(Refused):
        services.reinstate(SYSTEM, row, reason="keliru")


def test_steps_that_cannot_be_are_refused(people: Cast) -> None:
    row = hire(people)
    for verb, field in (
        (lambda: services.place(SYSTEM, row, unit=people.aplikasi, tmt=date(2024, 1, 1), sk=SK), "unit"),
        (lambda: services.place(SYSTEM, row, unit=people.dishub, tmt=date(2010, 1, 1), sk=SK), "tmt"),
        (lambda: services.promote(SYSTEM, row, golongan="IX", tmt=date(2024, 1, 1), sk=SK), "golongan"),
        (lambda: services.end(SYSTEM, row, kind="active", on=date(2024, 1, 1), sk=SK), "kind"),
        (lambda: services.end(SYSTEM, row, kind="retired", on=date(2015, 3, 1), sk=SK), "on"),
        (lambda: services.withdraw(SYSTEM, row.riwayat_golongan.get(), reason=" "), "reason"),
        (lambda: services.withdraw(SYSTEM, row.riwayat_unit.get(), reason="x"), None),
    ):
        with pytest.raises(Refused) as refusal:
            verb()
        assert refusal.value.field == field


def test_the_database_keeps_one_current_row_of_a_kind(people: Cast) -> None:
    row = hire(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        RiwayatGolongan.objects.create(pegawai=row, golongan="III/b", tmt=date(2020, 1, 1), is_current=True)


def test_people_of_the_kernel_become_employees(people: Cast) -> None:
    made = employ(people)

    assert made["sari"].pk == people.sari.pk
    assert made["sari"].unit == people.aplikasi
