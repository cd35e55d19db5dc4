from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pendopo.apps.learning.models import Attempt, Certificate, ExamKind, Presence, StudyVisit, Training
from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.queries.certificates import signing_posts
from pendopo.apps.learning.services import certificates, follow_ups, presence, trainings
from pendopo.apps.learning.testing import (
    SYSTEM,
    TOPIC,
    be_there,
    make_adoption,
    make_exam,
    make_training,
    make_visit,
    open_training,
    take,
)
from pendopo.kernel import desk
from pendopo.kernel.clock import today
from pendopo.kernel.files.testing import a_png, an_upload
from pendopo.kernel.testing import PASSWORD, Cast


def sign_in(world: Cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(world, name).account)
    return client


def url(name: str, *args) -> str:
    return reverse(f"learning:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def test_it_works_a_training_is_drafted_opened_and_shown(world: Cast) -> None:
    client = sign_in(world, "bkpsdm")
    given = {
        "title": "Bimtek Keamanan", "purpose": "Aman", "organiser": world.kominfo.pk, "topics": [TOPIC],
        "starts_on": "2026-03-10", "ends_on": "2026-03-11", "zone": "Asia/Makassar", "mode": "luring",
        "place": "Aula", "hours": "16", "quota": "30", "open_registration": "on",
    }  # fmt: skip
    response = client.post(url("training_add"), given)
    training = Training.objects.get()
    assert response.url == url("training", training.pk)
    session = {"starts_at": "2026-03-10T08:00", "ends_at": "2026-03-10T10:00", "subject": "Sandi", "speaker": "BSSN"}
    assert client.post(url("session_add", training.pk), session).status_code == 302
    assert training.sessions.get().starts_at.isoformat() == "2026-03-10T00:00:00+00:00"
    assert "2026-03-10T08:00" in text(client.get(url("session_edit", training.sessions.get().pk)))
    assert client.post(url("training_move", training.pk, "buka")).status_code == 302
    assert "Bimtek Keamanan" in text(sign_in(world, "sari").get(url("trainings")))
    page = text(sign_in(world, "sari").get(url("training", training.pk)))
    assert "25 Kompetensi SDM" in page and "Daftar" in page and "Riwayat" not in page


def test_a_refused_form_keeps_what_was_typed(world: Cast) -> None:
    client = sign_in(world, "bkpsdm")
    response = client.post(url("training_add"), {"title": "Judul yang diketik", "quota": "0"})
    assert response.status_code == 422
    assert "Judul yang diketik" in text(response) and "Isi Tujuan." in text(response)


def test_pages_of_all_kinds_draw(running, world: Cast) -> None:
    pre, post = make_exam(running), make_exam(running, ExamKind.POST)
    take(world.actor("sari"), pre, right=1)
    take(world.actor("sari"), post, right=3)
    be_there(running)
    session = running.sessions.get()
    trainings.move(SYSTEM, running, "selesai")
    certificates.set_series(SYSTEM, unit=running.organiser, year=2026, pattern="{no}")
    certificates.issue(SYSTEM, running, post=signing_posts(running).first(), issued_on=today())
    plan = follow_ups.promise(
        world.actor("sari"), queries.own(world.actor("sari"), running), plan="Peta", due=today() + timedelta(days=9)
    )
    pages = [
        url("trainings"), url("training", running.pk), url("training_people", running.pk), url("participants"),
        url("questions", running.pk), url("results", running.pk), url("certificates", running.pk),
        url("sheet", session.pk), url("attendance_pdf", running.pk), url("attendance_xlsx", running.pk),
        url("follow_ups"), url("follow_up", plan.pk), url("visits"), url("adoptions"), url("visit_add"),
        url("question_template"), url("participants") + "?unduh=xlsx", url("trainings") + "?unduh=pdf",
    ]  # fmt: skip
    client = sign_in(world, "bkpsdm")
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        if response.streaming:
            b"".join(response.streaming_content)
    mine = sign_in(world, "sari")
    attempt = Attempt.objects.get(exam=post)
    own = Certificate.objects.get(name__startswith="Sari")
    for page in (
        url("exam", post.pk),
        url("exam_result", attempt.pk),
        url("certificate_pdf", own.pk),
        url("trainings"),
    ):
        assert mine.get(page).status_code == 200, page
    assert sign_in(world, "wayan").get(url("certificate_pdf", own.pk)).status_code == 404


@pytest.mark.parametrize("name", ["questions", "results", "certificates", "training_people", "training_edit"])
def test_participants_do_not_see_the_organisers_pages(running, world: Cast, name) -> None:
    assert sign_in(world, "sari").get(url(name, running.pk)).status_code == 403


def test_the_wall_shows_a_code_and_takes_the_next_by_itself(running, world: Cast) -> None:
    client, session = sign_in(world, "bkpsdm"), running.sessions.get()
    page = text(client.get(url("wall", session.pk)))
    assert "<svg" in page and 'hx-trigger="every 10s"' in page
    part = text(client.get(url("wall", session.pk), headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<div class="qr-code"')


def test_a_scan_records_at_once_and_says_so(running, world: Cast) -> None:
    session = running.sessions.get()
    address = url("scan", session.pk, presence.token_now(SYSTEM, session))
    client = sign_in(world, "sari")
    assert "Kehadiran Anda tercatat." in text(client.get(address))
    assert "sudah tercatat" in text(client.get(address))
    assert Presence.objects.count() == 1
    old = client.get(url("scan", session.pk, "1.abc"))
    assert old.status_code == 422 and "berganti" in text(old)
    assert client.get(url("scan", 10**6, "1.abc")).status_code == 404


def test_who_must_sign_in_first_is_recorded_by_the_time_of_the_scan(running, world: Cast, clock) -> None:
    session = running.sessions.get()
    address = url("scan", session.pk, presence.token_now(SYSTEM, session))
    client = Client()
    response = client.get(address)
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))
    clock.shift(timedelta(minutes=3))
    client.post(response.url, {"login": "sari", "password": PASSWORD})
    assert "Kehadiran Anda tercatat." in text(client.get(address))
    # the address alone, in another browser, is worth nothing any more
    other = sign_in(world, "budi")
    assert other.get(address).status_code == 422
    assert Client().get(address).status_code == 422


def test_by_hand_from_the_sheet(running, world: Cast) -> None:
    client, session = sign_in(world, "bkpsdm"), running.sessions.get()
    ids = list(running.participants.values_list("pk", flat=True)[:2])
    client.post(url("mark", session.pk), {"participant": ids, "reason": ""})
    assert not Presence.objects.exists()
    client.post(url("mark", session.pk), {"participant": ids, "reason": "sinyal hilang"})
    assert Presence.objects.filter(method="tangan").count() == 2
    client.post(url("unmark", Presence.objects.first().pk), {"reason": "keliru"})
    assert Presence.objects.count() == 1


def test_a_test_on_a_phone_saves_each_tap_and_hides_the_key(running, world: Cast) -> None:
    exam = make_exam(running)
    client = sign_in(world, "sari")
    response = client.post(url("exam", exam.pk))
    attempt = Attempt.objects.get()
    assert response.url == url("exam_question", attempt.pk, 1)
    page = text(client.get(response.url))
    assert "Soal 1 dari 3" in page and "benar" not in page.lower() and "right" not in page
    assert client.post(response.url, {"choice": "9"}).status_code == 422
    assert client.post(response.url, {"choice": "0"}).url == url("exam_question", attempt.pk, 2)
    assert 'aria-pressed="true"' in text(client.get(response.url))
    assert client.post(url("exam", exam.pk)).url == url("exam_question", attempt.pk, 2)
    assert "1 dari 3 soal terjawab" in text(client.get(url("exam_finish", attempt.pk)))
    assert client.post(url("exam_submit", attempt.pk)).url == url("exam_result", attempt.pk)
    assert "33,3" in text(client.get(url("exam_result", attempt.pk)))
    assert client.get(url("exam_question", attempt.pk, 1)).status_code == 302
    assert sign_in(world, "budi").get(url("exam_result", attempt.pk)).status_code == 404
    assert client.get(url("exam_question", attempt.pk, 99)).status_code == 302


def test_nominating_from_the_list_of_the_office(world: Cast) -> None:
    training = make_training(world.regency, quota=5)
    open_training(training, world.kominfo, quota=1)
    invitation = training.invitations.get()
    client = sign_in(world, "opi")
    page = text(client.get(url("nominate", invitation.pk)))
    assert "Sari Wulandari" in page and "Wayan" not in page and "199203142015032001" not in page
    refused = client.post(url("nominate", invitation.pk), {"people": [world.sari.pk, world.budi.pk]})
    assert refused.status_code == 422 and text(refused).count(" checked") == 2
    assert client.post(url("nominate", invitation.pk), {"people": [world.sari.pk]}).status_code == 302
    assert sign_in(world, "wayan").get(url("nominate", invitation.pk)).status_code == 404
    everyone = sign_in(world, "bkpsdm")
    ids = list(training.participants.values_list("pk", flat=True))
    everyone.post(url("participants_accept"), {"id": ids, "kembali": url("training_people", training.pk)})
    assert training.participants.get().state == "diterima"


def test_a_sheet_of_questions_goes_through_its_dry_run(world: Cast) -> None:
    training = make_training(world.kominfo)
    client = sign_in(world, "bkpsdm")
    content = b"pertanyaan;a;b;benar\nSatu?;ya;tidak;A\nDua?;ya;ya;A\n"
    response = client.post(url("question_import", training.pk), {"file": SimpleUploadedFile("soal.csv", content)})
    page = text(client.get(response.url))
    assert "1 soal baik" in page and "Dua pilihan sama bunyinya." in page
    client.post(response.url + "ambil/")
    assert training.questions.count() == 1
    bad = client.post(url("question_import", training.pk), {"file": SimpleUploadedFile("soal.csv", b"")})
    assert bad.status_code == 422


def test_anybody_checks_a_certificate_and_reads_no_nip(running, world: Cast) -> None:
    be_there(running)
    trainings.move(SYSTEM, running, "selesai")
    certificates.set_series(SYSTEM, unit=running.organiser, year=2026, pattern="{no}/X")
    row = certificates.issue(SYSTEM, running, post=signing_posts(running).first(), issued_on=today())[0]
    page = text(Client().get(url("certificate_check", row.code)))
    assert "Sertifikat ini berlaku." in page and row.name in page
    assert row.signer_nip and row.signer_nip not in page.replace(" ", "")
    assert text(Client().get(url("certificate_check", row.code.lower()))).count(row.number) == 1
    certificates.revoke(SYSTEM, row, reason="Salah cetak nama")
    assert "Salah cetak nama" in text(Client().get(url("certificate_check", row.code)))
    assert Client().get(url("certificate_check", "X" * 16)).status_code == 404


def test_certificates_are_issued_from_the_page(running, world: Cast) -> None:
    be_there(running)
    trainings.move(SYSTEM, running, "selesai")
    client = sign_in(world, "bkpsdm")
    given = {"pattern": "800/{no}", "post": signing_posts(running).first().pk, "issued_on": today().isoformat()}
    assert client.post(url("certificates", running.pk), given | {"pattern": "tanpa"}).status_code == 422
    assert client.post(url("certificates", running.pk), given).status_code == 302
    assert Certificate.objects.count() == 3
    assert client.post(url("certificates_batch", running.pk)).status_code == 302


def test_evaluation_and_follow_up_by_form(running, world: Cast) -> None:
    client = sign_in(world, "sari")
    marks = {f"mark_{n}": "4" for n in range(5)}
    assert client.post(url("evaluate", running.pk), marks | {"mark_3": ""}).status_code == 422
    assert client.post(url("evaluate", running.pk), marks).status_code == 302
    client.post(url("follow_up_add", running.pk), {"plan": "Peta proses", "due": "2026-05-01"})
    plan = queries.own(world.actor("sari"), running).follow_ups.get()
    assert client.post(url("follow_up_act", plan.pk, "konfirmasi")).status_code == 404
    client.post(url("follow_up_act", plan.pk, "lapor"), {"result": "Jadi"})
    assert sign_in(world, "wayan").get(url("follow_up", plan.pk)).status_code == 404
    sign_in(world, "ratna").post(url("follow_up_act", plan.pk, "konfirmasi"))
    plan.refresh_from_db()
    assert plan.state == "dikonfirmasi"


def test_a_visit_by_its_forms(world: Cast) -> None:
    client = sign_in(world, "ratna")
    given = {
        "direction": "keluar", "title": "Ke kota", "purpose": "Belajar", "owner": world.kominfo.pk,
        "government": "Kota Uji", "government_kind": "kota", "topics": [TOPIC], "request_number": "000/1",
        "request_date": "2026-03-01", "starts_on": "2026-03-02", "ends_on": "2026-03-02",
    }  # fmt: skip
    client.post(url("visit_add"), given)
    visit = StudyVisit.objects.get()
    for name in ("setujui", "jadwalkan"):
        client.post(url("visit_move", visit.pk, name))
    client.post(url("delegate_employee", visit.pk), {"person": world.sari.pk})
    client.post(url("delegate_guest", visit.pk), {"name": "Tamu", "institution": "Kota Uji"})
    when = {"starts_at": "2026-03-02T09:00", "ends_at": "2026-03-02T10:00", "subject": "Paparan"}
    client.post(url("agenda_add", visit.pk), when)
    client.post(url("visit_ask", visit.pk), {"text": "Bagaimana?", "topic_key": TOPIC})
    client.post(url("visit_answer", visit.questions.get().pk), {"answer": "Begini", "answered_by": "Kadis"})
    client.post(url("visit_move", visit.pk, "laksanakan"))
    file = an_upload("notulen.pdf")
    client.post(url("minutes", visit.pk), {"minutes": "Isi", "file": file})
    photo = an_upload("foto.png", a_png())
    client.post(url("photo_add", visit.pk), {"file": photo, "caption": "Rapat"})
    client.post(url("adopt", visit.pk), {"practice": "Peta", "topic_key": TOPIC, "owner": world.kominfo.pk})
    client.post(url("visit_move", visit.pk, "laporkan"))
    page = text(client.get(url("visit", visit.pk)))
    for words in ("Begini", "Paparan", "notulen.pdf", "Rapat", "tenggat pada setiap adopsi", "Sari Wulandari"):
        assert words in page, words
    client.post(url("visit_move", visit.pk, "selesai"))
    visit.refresh_from_db()
    assert visit.state == "dilaporkan"
    file = client.get(url("minutes_file", visit.pk))
    assert file.headers["Content-Disposition"].startswith("attachment") and file.getvalue().startswith(b"%PDF")
    assert client.get(url("visit_pdf", visit.pk)).content.startswith(b"%PDF")
    assert sign_in(world, "wayan").get(url("minutes_file", visit.pk)).status_code == 404
    assert sign_in(world, "sari").get(url("visit", visit.pk)).status_code == 200


def test_the_person_in_charge_writes_progress(world: Cast) -> None:
    visit = make_visit(world.kominfo, until="laksanakan")
    made = make_adoption(visit, owner=world.kominfo, person_id=world.sari.pk, due=today())
    client = sign_in(world, "sari")
    assert client.post(url("adoption_note", made.pk), {"state": "berjalan", "text": "Mulai"}).status_code == 302
    assert "Mulai" in text(client.get(url("adoption", made.pk)))
    assert sign_in(world, "budi").get(url("adoption_note", made.pk)).status_code == 404
    assert sign_in(world, "wayan").get(url("adoption", made.pk)).status_code == 404


def test_the_desk_says_what_waits(running, world: Cast) -> None:
    make_exam(running)
    asked = make_training(world.regency, title="Bimtek Data")
    open_training(asked, world.kominfo)
    visit = make_visit(world.kominfo)
    made = make_visit(world.kominfo, until="laksanakan")
    make_adoption(made, owner=world.kominfo, person_id=world.sari.pk, due=today())
    titles = [str(item.title) for item in desk.desk_of(world.actor("sari")).items]
    assert any(title.startswith("Tes awal") for title in titles)
    assert any(title.startswith("Adopsi:") for title in titles)
    assert any("Bimtek Data" in str(item.title) for item in desk.desk_of(world.actor("opi")).items)
    assert any(visit.title in str(item.title) for item in desk.desk_of(world.actor("ratna")).items)
    assert desk.desk_of(world.actor("sari")).failed == 0


def test_search_keeps_to_what_may_be_seen(world: Cast) -> None:
    from pendopo.apps.learning.search import find_trainings, find_visits

    make_training(world.dishub, title="Bimtek Terminal")
    make_visit(world.dishub, title="Belajar Terminal")
    assert [hit.label for hit in find_trainings(world.actor("wayan"), "terminal")] == ["Bimtek Terminal"]
    assert find_trainings(world.actor("ratna"), "terminal") == []
    assert len(find_visits(world.actor("wayan"), "terminal")) == 1
    assert find_visits(world.actor("sari"), "terminal") == []
