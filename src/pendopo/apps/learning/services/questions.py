"""The bank of questions of a training. It is closed from the first attempt on: everybody gets the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import Question, QuestionImport, Training
from pendopo.apps.learning.queries.certificates import bank_is_locked
from pendopo.apps.learning.rules.questions import COLUMNS, LETTERS, Drafted, Fault, checked, drafted, places
from pendopo.apps.learning.services.trainings import refuse_closed, require_organiser
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.sheets import SheetError, read_rows, write_xlsx

MOST = 500
FIELDS = {"pertanyaan": "text", "benar": "right"}
EXAMPLE = ("Siapa yang menetapkan arsitektur SPBE kabupaten?", "Bupati", "Kepala desa", "Camat", "", "", "A")


@transaction.atomic
def add(actor: Actor, training: Training, *, text: str, options: Sequence[str], right: int) -> Question:
    _require_open_bank(actor, training)
    good = _good(text, options, right)
    question = Question.objects.create(training=training, text=good.text, options=list(good.options), right=good.right)
    audit.record("learning.question_add", training, actor, question=question.pk)
    return question


@transaction.atomic
def edit(actor: Actor, question: Question, *, text: str, options: Sequence[str], right: int) -> Question:
    _require_open_bank(actor, question.training)
    good = _good(text, options, right)
    question.text, question.options, question.right = good.text, list(good.options), good.right
    question.save()
    audit.record("learning.question_edit", question.training, actor, question=question.pk)
    return question


@transaction.atomic
def remove(actor: Actor, question: Question) -> None:
    _require_open_bank(actor, question.training)
    audit.record("learning.question_remove", question.training, actor, question=question.pk)
    question.delete()


@transaction.atomic
def check_sheet(actor: Actor, training: Training, file: IO[bytes] | bytes, *, name: str) -> QuestionImport:
    """A dry run: what could be taken and what is wrong, row by row. Raises Refused (field "file")."""
    _require_open_bank(actor, training)
    try:
        header, rows = read_rows(file, name=name)
    except SheetError as error:
        raise Refused(str(error), field="file") from error
    columns = places(header)
    missing = [column for column in ("pertanyaan", "a", "b", "benar") if column not in columns]
    if missing:
        raise Refused(
            _("Kolom %(names)s tidak ada di baris pertama. Pakai templat, lalu unggah lagi.")
            % {"names": ", ".join(missing)},
            field="file",
        )
    if len(rows) > MOST:
        raise Refused(_("Berkas ini lebih dari %(n)s soal. Bagi menjadi beberapa berkas.") % {"n": MOST}, field="file")
    good: list[dict[str, Any]] = []
    bad: list[dict[str, Any]] = []
    known = {text.casefold() for text in training.questions.values_list("text", flat=True)}
    for row in rows:
        cells = {column: row.values[place] for column, place in columns.items()}
        found = drafted(cells)
        if isinstance(found, Fault):
            bad.append({"row": row.number, "column": found.column, "reason": words_of(found)})
        elif found.text.casefold() in known:
            bad.append({"row": row.number, "column": "pertanyaan", "reason": _("Pertanyaan ini sudah ada.")})
        else:
            known.add(found.text.casefold())
            good.append({"text": found.text, "options": list(found.options), "right": found.right})
    return QuestionImport.objects.create(
        training=training, file_name=name[:200], rows=good, errors=bad, account_id=actor.account_id
    )


@transaction.atomic
def take_sheet(actor: Actor, found: QuestionImport) -> int:
    """Take the good rows of a checked sheet, once. Returns how many."""
    _require_open_bank(actor, found.training)
    changed = QuestionImport.objects.filter(pk=found.pk, taken_at__isnull=True).update(taken_at=timezone.now())
    if not changed:
        raise Refused(_("Berkas ini sudah diimpor."))
    Question.objects.bulk_create([Question(training=found.training, **row) for row in found.rows])
    audit.record("learning.question_import", found.training, actor, questions=len(found.rows))
    return len(found.rows)


def write_template(actor: Actor, stream: IO[bytes]) -> None:
    """An XLSX with the columns and one example."""
    actor.require("learning.manage")
    write_xlsx(stream, COLUMNS, [EXAMPLE], widths=(60, 24, 24, 24, 24, 24, 8))


def words_of(fault: Fault) -> str:
    return {
        "empty": _("Pertanyaan kosong."),
        "gap": _("Ada pilihan kosong di tengah. Isi berurutan dari A."),
        "few": _("Sebuah soal mempunyai dua sampai lima pilihan."),
        "same": _("Dua pilihan sama bunyinya."),
        "right": _("Jawaban benar harus huruf salah satu pilihan, misalnya B."),
    }[fault.kind]


def _good(text: str, options: Sequence[str], right: int) -> Drafted:
    found = checked(text, options, right)
    if isinstance(found, Fault):
        field = FIELDS.get(found.column, f"option_{max(LETTERS.casefold().find(found.column), 0)}")
        raise Refused(words_of(found), field=field)
    return found


def _require_open_bank(actor: Actor, training: Training) -> None:
    require_organiser(actor, training)
    refuse_closed(training)
    if bank_is_locked(training):
        raise Refused(_("Tes sudah dikerjakan, jadi soalnya tetap: semua peserta menjawab soal yang sama."))
