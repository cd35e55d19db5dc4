from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO

import pytest
from django.db import transaction

from pendopo.apps.learning.models import (
    Certificate,
    CertificateSeries,
    Evaluation,
    ExamKind,
    Participant,
)
from pendopo.apps.learning.queries import exams as exam_queries
from pendopo.apps.learning.queries.certificates import signing_posts
from pendopo.apps.learning.services import (
    certificates,
    documents,
    follow_ups,
    trainings,
)
from pendopo.apps.learning.testing import (
    SYSTEM,
    be_there,
    make_exam,
    take,
)
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.people import services as people
from pendopo.kernel.testing import DECREE, SINCE, Cast


def own(training, person) -> Participant:
    return training.participants.get(person=person)


def finish(training) -> None:
    trainings.move(SYSTEM, training, "selesai")


def test_it_works_from_the_draft_to_the_certificate(running, world: Cast) -> None:
    training = running
    pre, post = make_exam(training), make_exam(training, ExamKind.POST)
    for name, before, after in (("sari", 1, 3), ("budi", 0, 2), ("ratna", 2, 1)):
        take(world.actor(name), pre, right=before)
        take(world.actor(name), post, right=after)
    be_there(training)
    finish(training)
    found = exam_queries.results(training)
    assert found.before == Fraction(100, 3) and found.after == Fraction(200, 3) and found.gain == Fraction(100, 3)
    head = signing_posts(training).first()
    certificates.set_series(SYSTEM, unit=training.organiser, year=2026, pattern="800/{no}/{tahun}")
    issued = certificates.issue(SYSTEM, training, post=head, issued_on=today())
    assert [row.number for row in issued] == ["800/001/2026", "800/002/2026"]  # Ratna scored 33.3
    assert {row.name for row in issued} == {"Sari Wulandari", "Budi Santoso"}
    assert (issued[0].signer_name, issued[0].signer_post) == ("Ratna Dewi", "Kepala Dinas")
    paper = documents.certificate_pdf(SYSTEM, issued[0], base_url="https://pendopo.test/")
    assert paper.startswith(b"%PDF") and paper == documents.certificate_pdf(
        SYSTEM, issued[0], base_url="https://pendopo.test/"
    )


def certify(training, **more):
    certificates.set_series(SYSTEM, unit=training.organiser, year=2026, pattern="{no}/{tahun}")
    return certificates.issue(SYSTEM, training, post=signing_posts(training).first(), issued_on=more.get("on", today()))


def test_certificates_only_after_the_end_and_by_a_post_that_signs(running, world: Cast) -> None:
    be_there(running)
    with pytest.raises(Refused, match="sesudah bimtek ditutup"):
        certify(running)
    finish(running)
    for on in (today() - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(Refused):
            certify(running, on=on)
    strange = people.add_post(SYSTEM, world.dishub, title="Kepala UPT", is_head=False)
    with pytest.raises(Refused, match="tidak menandatangani"):
        certificates.issue(SYSTEM, running, post=strange, issued_on=today())
    assert len(certify(running)) == 3
    with pytest.raises(Refused, match="Tidak ada peserta"):
        certify(running)
    with pytest.raises(NotAllowed):
        certificates.issue(world.actor("ratna"), running, post=strange, issued_on=today())


def test_an_empty_post_signs_nothing(running, world: Cast) -> None:
    empty = people.add_post(SYSTEM, world.regency, title="Sekretaris Daerah", is_head=False)
    assert empty not in signing_posts(running)
    held = people.add_post(SYSTEM, world.aplikasi, title="Kepala Seksi", is_head=False)
    with pytest.raises(Refused, match="Tidak ada yang memangku"):
        certificates.signer_of(held, today())


def test_a_revoked_number_is_not_used_again(running, world: Cast) -> None:
    be_there(running)
    finish(running)
    first = certify(running)
    with pytest.raises(Refused, match="alasan"):
        certificates.revoke(SYSTEM, first[0], reason="")
    certificates.revoke(SYSTEM, first[0], reason="Salah nama")
    with pytest.raises(Refused, match="sudah dicabut"):
        certificates.revoke(SYSTEM, first[0], reason="lagi")
    again = certify(running)
    assert [row.sequence for row in again] == [4]
    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4]
    with pytest.raises(Refused, match="sudah dipakai"):
        certificates.set_series(SYSTEM, unit=running.organiser, year=2026, pattern="X/{no}")


def test_a_broken_issue_leaves_no_gap(running, monkeypatch) -> None:
    be_there(running)
    finish(running)
    certificates.set_series(SYSTEM, unit=running.organiser, year=2026, pattern="{no}/{tahun}")

    def broken(*_args, **_more) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(certificates.audit, "record", broken)
        with pytest.raises(RuntimeError), transaction.atomic():
            certificates.issue(SYSTEM, running, post=signing_posts(running).first(), issued_on=today())
    assert CertificateSeries.objects.get().last == 0
    assert [row.sequence for row in certify(running)] == [1, 2, 3]


def test_an_acting_head_signs_as_such(running, world: Cast) -> None:
    post = people.add_post(SYSTEM, world.dishub, title="Kepala Terminal", is_head=False)
    people.assign_role(
        SYSTEM,
        world.wayan,
        role="kepala_bidang",
        unit=world.dishub,
        post=post,
        decree=DECREE,
        starts_on=SINCE,
        kind="plt",
        ends_on=date(2026, 12, 31),
    )
    assert certificates.signer_of(post, today()).post == "Plt. Kepala Terminal"


def test_all_certificates_come_in_one_zip(running, world: Cast) -> None:
    from zipfile import ZipFile

    be_there(running)
    finish(running)
    certify(running)
    job = certificates.start_batch(SYSTEM, running, base_url="https://pendopo.test/")
    job.refresh_from_db()
    assert job.state == "done", job.message
    names = ZipFile(job.folder / job.result_file).namelist()
    assert names == ["0001-budi-santoso.pdf", "0002-ratna-dewi.pdf", "0003-sari-wulandari.pdf"]


def test_the_lists_on_paper_hold_no_nip(running, world: Cast) -> None:
    be_there(running)
    sessions = list(running.sessions.select_related("training"))
    assert documents.attendance_pdf(SYSTEM, running, sessions).startswith(b"%PDF")
    stream = BytesIO()
    assert documents.write_attendance(SYSTEM, running, sessions, stream) == 3
    from pendopo.kernel.sheets import read_rows

    _header, rows = read_rows(stream.getvalue())
    assert not any("1992031420" in value for row in rows for value in row.values)


def test_a_follow_up_is_promised_reported_and_confirmed(running, world: Cast) -> None:
    sari, seat_of = world.actor("sari"), own(running, world.sari)
    with pytest.raises(Refused):
        follow_ups.promise(sari, seat_of, plan="Menyusun peta", due=today())
    with pytest.raises(NotAllowed):
        follow_ups.promise(world.actor("budi"), seat_of, plan="x", due=today() + timedelta(days=9))
    made = follow_ups.promise(sari, seat_of, plan="Menyusun peta", due=today() + timedelta(days=30))
    with pytest.raises(NotAllowed):
        follow_ups.confirm(sari, made)
    with pytest.raises(Refused):
        follow_ups.confirm(world.actor("ratna"), made)
    follow_ups.report(sari, made, result="Selesai 12 halaman")
    follow_ups.give_back(world.actor("ratna"), made, note="Lampirkan peta")
    assert (made.state, made.note) == ("rencana", "Lampirkan peta")
    follow_ups.report(sari, made, result="Dengan peta")
    with pytest.raises(NotAllowed):
        follow_ups.confirm(world.actor("wayan"), made)
    follow_ups.confirm(world.actor("ratna"), made)
    assert (made.state, made.confirmed_by) == ("dikonfirmasi", "Ratna Dewi")


def test_evaluation_is_anonymous_and_shown_from_five(running, world: Cast) -> None:
    sari, seat_of = world.actor("sari"), own(running, world.sari)
    with pytest.raises(Refused):
        follow_ups.evaluate(sari, seat_of, marks=[5, 5, 5, 5])
    follow_ups.evaluate(sari, seat_of, marks=[5, 4, 3, 2, 1], comment="Terlalu singkat")
    seat_of.refresh_from_db()
    with pytest.raises(Refused):
        follow_ups.evaluate(sari, seat_of, marks=[5, 5, 5, 5, 5])
    sheet_of = Evaluation.objects.get()
    assert {field.name for field in Evaluation._meta.fields} == {"id", "training", "marks", "comment"}
    assert exam_queries.opinion(running).means is None
    for _n in range(4):
        Evaluation.objects.create(training=running, marks=[5, 5, 5, 5, 5])
    found = exam_queries.opinion(running)
    assert found.means[1] == Fraction(24, 5) and found.comments == [sheet_of.comment]
