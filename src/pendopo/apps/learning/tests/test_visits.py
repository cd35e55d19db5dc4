from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pendopo.apps.learning import public
from pendopo.apps.learning.models import AdoptionState, Delegate
from pendopo.apps.learning.queries.visits import missing_for_done
from pendopo.apps.learning.services import adoptions, documents, reminders, visits
from pendopo.apps.learning.services import visit_parts as parts
from pendopo.apps.learning.testing import SYSTEM, TOPIC, make_adoption, make_visit, visit_facts
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.files.testing import an_upload
from pendopo.kernel.testing import Cast


def pdf(name: str = "notulen.pdf") -> SimpleUploadedFile:
    return an_upload(name)


def facts(visit, **more) -> adoptions.AdoptionFacts:
    known = {"practice": "Peta kompetensi", "topic_key": TOPIC}
    return adoptions.AdoptionFacts(**{**known, **more})


def test_it_works_from_the_request_to_a_changed_indicator(world: Cast) -> None:
    ratna = world.actor("ratna")
    visit = visits.create(ratna, facts=visit_facts(world.kominfo), topic_keys=[TOPIC])
    visits.move(ratna, visit, "setujui")
    visits.move(ratna, visit, "jadwalkan")
    parts.add_employee(ratna, visit, world.sari.pk)
    question = parts.ask(ratna, visit, text="Bagaimana memulai?", topic_key=TOPIC)
    parts.answer(ratna, question, answer="Dari peta jabatan", answered_by="Kepala Diskominfo Kota Uji")
    visits.move(ratna, visit, "laksanakan")
    parts.set_minutes(ratna, visit, minutes="Dibahas peta jabatan.", upload=pdf())
    made = adoptions.adopt(
        ratna,
        visit,
        facts=facts(
            visit,
            owner=world.kominfo,
            person_id=world.sari.pk,
            due=today() + timedelta(days=90),
            level_from=2,
            level_to=3,
        ),
    )
    visits.move(ratna, visit, "laporkan")
    visits.move(ratna, visit, "selesai")
    adoptions.note(world.actor("sari"), made, text="Peta 40 jabatan", state="selesai", upload=pdf("bukti.pdf"))
    (found,) = public.adoptions([TOPIC])
    assert (found.state, found.level_from, found.level_to, found.unit_name) == ("selesai", 2, 3, world.kominfo.name)
    assert public.adoptions(["lain"]) == []
    assert made.finished_on == today()
    assert documents.visit_pdf(SYSTEM, visit).startswith(b"%PDF")


def test_scheduling_needs_topic_dates_and_letter(world: Cast) -> None:
    for change, topics, field in (
        ({}, (), "topics"),
        ({"starts_on": None, "ends_on": None}, (TOPIC,), "starts_on"),
        ({"request_number": "", "request_date": None}, (TOPIC,), "request_number"),
    ):
        visit = make_visit(world.kominfo, until="setujui", topics=topics, **change)
        with pytest.raises(Refused) as refusal:
            visits.move(SYSTEM, visit, "jadwalkan")
        assert refusal.value.field == field
    scheduled = make_visit(world.kominfo, until="jadwalkan")
    with pytest.raises(Refused):
        visits.edit(SYSTEM, scheduled, facts=visit_facts(world.kominfo), topic_keys=[])
    with pytest.raises(Refused, match="rombongan"):
        visits.move(SYSTEM, scheduled, "laksanakan")


def test_a_report_needs_minutes_and_the_end_needs_adoptions(world: Cast) -> None:
    held = make_visit(world.kominfo, until="laksanakan")
    with pytest.raises(Refused, match="Notulen"):
        visits.move(SYSTEM, held, "laporkan")
    visit = make_visit(world.kominfo, until="laporkan")
    assert missing_for_done(visit) == ["adoption"]
    with pytest.raises(Refused, match="diadopsi"):
        visits.move(SYSTEM, visit, "selesai")
    made = make_adoption(visit)
    with pytest.raises(Refused, match=r"penanggung jawab.*tenggat"):
        visits.move(SYSTEM, visit, "selesai")
    adoptions.edit(SYSTEM, made, facts=facts(visit, owner=world.kominfo, due=today()))
    visits.move(SYSTEM, visit, "selesai")
    with pytest.raises(Refused, match="tidak boleh kosong"):
        adoptions.edit(SYSTEM, made, facts=facts(visit, owner=None, due=today()))
    with pytest.raises(Refused):
        make_adoption(visit)


def test_a_visit_without_adoption_ends_with_the_reason_in_writing(world: Cast) -> None:
    visit = make_visit(world.kominfo, until="laporkan")
    visits.move(SYSTEM, visit, "selesai", no_adoption_reason="Sistem mereka belum jalan")
    assert visit.no_adoption_reason == "Sistem mereka belum jalan"
    received = make_visit(world.kominfo, until="laporkan", direction="masuk")
    visits.move(SYSTEM, received, "selesai")


def test_a_dropped_adoption_does_not_hold_the_visit(world: Cast) -> None:
    visit = make_visit(world.kominfo, until="laporkan")
    adoptions.note(SYSTEM, make_adoption(visit), text="Tidak cocok", state="batal")
    assert missing_for_done(visit) == ["adoption"]


def test_only_the_own_unit_and_only_with_the_permission(world: Cast) -> None:
    visit = make_visit(world.dishub)
    for act in (
        lambda: visits.create(world.actor("sari"), facts=visit_facts(world.aplikasi)),
        lambda: visits.create(world.actor("opi"), facts=visit_facts(world.dishub)),
        lambda: visits.move(world.actor("ratna"), visit, "setujui"),
        lambda: visits.move(world.actor("opi"), make_visit(world.kominfo), "setujui"),
        lambda: parts.add_guest(world.actor("opi"), visit, name="x", post="", institution="y"),
        lambda: adoptions.adopt(world.actor("opi"), visit, facts=facts(visit)),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_refusing_and_cancelling_need_a_reason(world: Cast) -> None:
    visit = make_visit(world.kominfo)
    for name in ("tolak", "batal"):
        with pytest.raises(Refused, match="alasan"):
            visits.move(SYSTEM, visit, name)
    visits.move(SYSTEM, visit, "tolak", reason="Anggaran habis")
    with pytest.raises(Refused, match="sudah berubah"):
        visits.move(SYSTEM, visit, "setujui")
    with pytest.raises(Refused, match="tidak dapat diubah"):
        parts.ask(SYSTEM, visit, text="Mengapa?")


def test_the_delegation_is_of_the_office_and_each_once(world: Cast) -> None:
    visit = make_visit(world.kominfo)
    parts.add_employee(SYSTEM, visit, world.sari.pk)
    for person in (world.sari, world.wayan, world.admin):
        with pytest.raises(Refused):
            parts.add_employee(SYSTEM, visit, person.pk)
    assert Delegate.objects.count() == 1
    assert not any(field.name in ("nip", "phone", "email") for field in Delegate._meta.fields)


def test_answers_come_with_who_gave_them_and_after_scheduling(world: Cast) -> None:
    visit = make_visit(world.kominfo)
    question = parts.ask(SYSTEM, visit, text="Bagaimana?")
    with pytest.raises(Refused, match="sejak kunjungan dijadwalkan"):
        parts.answer(SYSTEM, question, answer="Begini", answered_by="Kadis")
    scheduled = make_visit(world.kominfo, until="jadwalkan")
    question = parts.ask(SYSTEM, scheduled, text="Bagaimana?")
    with pytest.raises(Refused) as refusal:
        parts.answer(SYSTEM, question, answer="Begini", answered_by=" ")
    assert refusal.value.field == "answered_by"
    parts.answer(SYSTEM, question, answer="Begini", answered_by="Kadis")
    with pytest.raises(Refused, match="sudah dijawab"):
        parts.remove_question(SYSTEM, question)


@pytest.mark.parametrize(
    "change, field",
    [
        ({"level_from": 3, "level_to": 2}, "level_to"),
        ({"level_to": 6}, "level_to"),
        ({"topic_key": "tidak:ada"}, "topics"),
        ({"practice": " "}, "practice"),
        ({"person_id": 10**9}, "person"),
    ],
)
def test_an_adoption_that_cannot_be_is_refused(world: Cast, change, field) -> None:
    visit = make_visit(world.kominfo, until="laksanakan")
    with pytest.raises(Refused) as refusal:
        adoptions.adopt(SYSTEM, visit, facts=facts(visit, **change))
    assert refusal.value.field == field


def test_the_person_in_charge_works_where_it_is_adopted(world: Cast) -> None:
    visit = make_visit(world.kominfo, until="laksanakan")
    with pytest.raises(Refused, match="tidak bekerja"):
        adoptions.adopt(SYSTEM, visit, facts=facts(visit, owner=world.dishub, person_id=world.sari.pk))


def test_progress_is_written_by_who_works_on_it(world: Cast) -> None:
    visit = make_visit(world.kominfo, until="laksanakan")
    made = make_adoption(visit, owner=world.kominfo, person_id=world.sari.pk)
    with pytest.raises(NotAllowed):
        adoptions.note(world.actor("budi"), made, text="x", state="berjalan")
    with pytest.raises(Refused, match="Lengkapi"):
        adoptions.note(world.actor("sari"), made, text="selesai", state="selesai")
    with pytest.raises(Refused):
        adoptions.note(world.actor("sari"), made, text="x", state="entah")
    adoptions.note(world.actor("sari"), made, text="Mulai", state="berjalan")
    adoptions.note(world.actor("sari"), made, text="Berhenti", state="batal")
    with pytest.raises(Refused):
        adoptions.note(world.actor("sari"), made, text="Lagi", state="berjalan")
    assert made.state == AdoptionState.DROPPED


def test_what_is_late_is_told_once_and_taken_back(world: Cast, clock) -> None:
    visit = make_visit(world.kominfo, until="laksanakan")
    made = make_adoption(visit, owner=world.kominfo, due=today())
    assert reminders.remind() == 0
    clock.shift(timedelta(days=1))
    assert reminders.remind() == reminders.remind() == 1
    alert = Alert.objects.unfinished().get(kind="learning.adoption")
    assert alert.unit_path == world.kominfo.path
    adoptions.note(SYSTEM, made, text="Selesai", state="selesai")
    assert reminders.remind() == 0
    assert not Alert.objects.unfinished().filter(kind="learning.adoption").exists()


def test_a_file_that_is_no_document_is_refused(world: Cast) -> None:
    visit = make_visit(world.kominfo, until="laksanakan")
    with pytest.raises(Refused) as refusal:
        parts.set_minutes(SYSTEM, visit, minutes="", upload=SimpleUploadedFile("x.exe", b"MZ"))
    assert refusal.value.field == "file"
    with pytest.raises(Refused):
        parts.add_photo(SYSTEM, visit, upload=SimpleUploadedFile("x.png", b"%PDF-1.7"))
