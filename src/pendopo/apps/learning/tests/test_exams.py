from datetime import timedelta
from io import BytesIO

import pytest

from pendopo.apps.learning.models import (
    Answer,
    ExamKind,
    Participant,
    Question,
)
from pendopo.apps.learning.queries import exams as exam_queries
from pendopo.apps.learning.services import (
    exams,
    questions,
)
from pendopo.apps.learning.testing import (
    SYSTEM,
    make_exam,
    make_training,
    take,
)
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.sheets import write_xlsx
from pendopo.kernel.testing import Cast


def own(training, person) -> Participant:
    return training.participants.get(person=person)


def test_it_works_each_choice_is_saved_and_the_key_stays_away_from_the_browser(running, world: Cast) -> None:
    exam = make_exam(running)
    sari = world.actor("sari")
    attempt = exams.begin(sari, exam)
    assert exams.begin(sari, exam) == attempt
    first = running.questions.first()
    exams.answer(sari, attempt, question_id=first.pk, choice=2)
    exams.answer(sari, attempt, question_id=first.pk, choice=0)
    assert Answer.objects.get().choice == 0
    seen = exam_queries.shown(attempt, 1)
    assert not hasattr(seen, "right") and seen.choice == 0
    with pytest.raises(Refused):
        exams.answer(sari, attempt, question_id=first.pk, choice=3)
    with pytest.raises(Refused):
        exams.answer(sari, attempt, question_id=first.pk + 1000, choice=0)
    with pytest.raises(Refused, match="bukan milik"):
        exams.answer(world.actor("budi"), attempt, question_id=first.pk, choice=0)
    done = exams.submit(sari, attempt)
    assert (done.right, done.total) == (1, 3)
    assert exams.submit(sari, attempt).submitted_at == done.submitted_at
    with pytest.raises(Refused, match="sudah dikumpulkan"):
        exams.answer(sari, attempt, question_id=first.pk, choice=1)
    with pytest.raises(Refused, match="sudah mengerjakan"):
        exams.begin(sari, exam)
    assert exam_queries.review(done) == []  # the first test: both ask the same


def test_more_attempts_count_the_best(running, world: Cast) -> None:
    exam = make_exam(running, ExamKind.POST, attempts=2)
    take(world.actor("sari"), exam, right=3)
    take(world.actor("sari"), exam, right=1)
    assert exam_queries.best_scores(running)[own(running, world.sari).pk][ExamKind.POST] == 100


def test_a_test_is_open_for_its_hours_and_for_participants(running, world: Cast, clock) -> None:
    exam = make_exam(running, ExamKind.POST)
    with pytest.raises(Refused, match="hanya untuk peserta"):
        exams.begin(world.actor("wayan"), exam)
    attempt = exams.begin(world.actor("sari"), exam)
    question = running.questions.first()
    exams.answer(world.actor("sari"), attempt, question_id=question.pk, choice=question.right)
    clock.move_to(exam.closes_at)
    with pytest.raises(Refused, match="Waktu tes sudah habis"):
        exams.answer(world.actor("sari"), attempt, question_id=question.pk, choice=1)
    with pytest.raises(Refused, match="sudah ditutup"):
        exams.begin(world.actor("budi"), exam)
    assert exams.close_overdue() == 1 and exams.close_overdue() == 0
    attempt.refresh_from_db()
    assert (attempt.right, attempt.submitted_at) == (1, exam.closes_at)
    assert len(exam_queries.review(attempt)) == 3
    clock.move_to(exam.opens_at - timedelta(minutes=1))
    with pytest.raises(Refused, match="belum dibuka"):
        exams.begin(world.actor("budi"), exam)


def test_the_bank_is_closed_by_the_first_attempt(running, world: Cast) -> None:
    question = running.questions.first()
    questions.edit(SYSTEM, question, text="Baru?", options=["Ya", "Tidak"], right=1)
    exams.begin(world.actor("sari"), make_exam(running))
    for act in (
        lambda: questions.add(SYSTEM, running, text="Lagi?", options=["a", "b"], right=0),
        lambda: questions.edit(SYSTEM, question, text="Lagi?", options=["a", "b"], right=0),
        lambda: questions.remove(SYSTEM, question),
    ):
        with pytest.raises(Refused, match="Tes sudah dikerjakan"):
            act()


def test_question_rows_say_the_share_before_and_after(running, world: Cast) -> None:
    pre, post = make_exam(running), make_exam(running, ExamKind.POST)
    take(world.actor("sari"), pre, right=1)
    take(world.actor("budi"), pre, right=0)
    take(world.actor("sari"), post, right=3)
    rows = exam_queries.question_rows(running)
    assert [(row.before, row.after) for row in rows] == [(50, 100), (0, 100), (0, 100)]


def sheet(rows) -> bytes:
    stream = BytesIO()
    write_xlsx(stream, ("Pertanyaan", "A", "B", "C", "D", "E", "Benar"), rows)
    return stream.getvalue()


def test_questions_come_in_from_a_sheet_after_a_dry_run(world: Cast) -> None:
    training = make_training(world.kominfo)
    content = sheet(
        [
            ("Satu?", "a", "b", "", "", "", "B"),
            ("Dua?", "a", "", "c", "", "", "A"),
            ("Satu?", "a", "b", "", "", "", "A"),
        ]
    )
    found = questions.check_sheet(SYSTEM, training, content, name="soal.xlsx")
    assert [row["text"] for row in found.rows] == ["Satu?"]
    assert [(error["row"], error["column"]) for error in found.errors] == [(3, "b"), (4, "pertanyaan")]
    assert not Question.objects.exists()
    assert questions.take_sheet(SYSTEM, found) == 1
    with pytest.raises(Refused, match="sudah diimpor"):
        questions.take_sheet(SYSTEM, found)
    with pytest.raises(Refused, match="Kolom"):
        questions.check_sheet(SYSTEM, training, b"soal;jawab\nx;y\n", name="soal.csv")
    with pytest.raises(Refused):
        questions.check_sheet(SYSTEM, training, b"%PDF-1.4 \0\0\0", name="soal.xlsx")
    with pytest.raises(NotAllowed):
        questions.check_sheet(world.actor("opi"), training, content, name="soal.xlsx")
