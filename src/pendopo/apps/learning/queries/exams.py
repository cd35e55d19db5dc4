"""Tests, their results, evaluation and certificates as they are shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils import timezone

from pendopo.apps.learning import policy
from pendopo.apps.learning.models import (
    Answer,
    Attempt,
    Certificate,
    Exam,
    ExamKind,
    FollowUp,
    Participant,
    ParticipantState,
    Question,
    Training,
    TrainingState,
)
from pendopo.apps.learning.queries.trainings import accepted, attended_by, person_of
from pendopo.apps.learning.rules import eligibility
from pendopo.apps.learning.rules.score import gain, mean, normalised_gain, score
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import under
from pendopo.kernel.settings_store import value

FEWEST_SHEETS = 5


def exams(training: Training) -> dict[str, Exam]:
    return {exam.kind: exam for exam in training.exams.all()}


def own_attempts(actor: Actor) -> QuerySet[Attempt]:
    """Only the person's own: nobody looks over a shoulder."""
    rows = Attempt.objects.filter(participant__person=person_of(actor))
    return rows.select_related("exam__training", "participant")


def own_exams(actor: Actor, now: datetime) -> list[tuple[Exam, Participant]]:
    """Tests that are open now and that the person has not finished."""
    seats = Participant.objects.filter(person=person_of(actor), state=ParticipantState.ACCEPTED)
    states = (TrainingState.OPEN, TrainingState.RUNNING, TrainingState.DONE)
    found = []
    for seat in seats.filter(training__state__in=states, training__exams__closes_at__gt=now).distinct():
        for exam in seat.training.exams.filter(opens_at__lte=now, closes_at__gt=now):
            if not seat.tries.filter(exam=exam, submitted_at__isnull=False).exists():
                found.append((exam, seat))
    return found


def is_open(exam: Exam, now: datetime | None = None) -> bool:
    return exam.opens_at <= (now or timezone.now()) < exam.closes_at


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as a participant sees it: no right answer in it."""

    place: int
    total: int
    question_id: int
    text: str
    options: list[str]
    choice: int | None
    answered: int


def shown(attempt: Attempt, place: int) -> Shown | None:
    """The question at a place counted from 1, None outside."""
    if not 1 <= place <= len(attempt.asked):
        return None
    question = Question.objects.only("text", "options").get(pk=attempt.asked[place - 1])
    chosen = dict(attempt.answers.values_list("question", "choice"))
    return Shown(
        place, len(attempt.asked), question.pk, question.text, question.options, chosen.get(question.pk), len(chosen)
    )


def unanswered(attempt: Attempt) -> list[int]:
    """Places of the questions without an answer."""
    known = set(attempt.answers.values_list("question", flat=True))
    return [place for place, pk in enumerate(attempt.asked, 1) if pk not in known]


@dataclass(frozen=True, slots=True)
class Reviewed:
    text: str
    chosen: str
    right: str
    is_right: bool


def review(attempt: Attempt) -> list[Reviewed]:
    """Question by question with the right answers; only after the last test is closed, because both ask the same."""
    if attempt.exam.kind != ExamKind.POST or attempt.exam.closes_at > timezone.now():
        return []
    questions = Question.objects.in_bulk(attempt.asked)
    chosen = dict(attempt.answers.values_list("question", "choice"))
    found = []
    for pk in attempt.asked:
        question = questions[pk]
        choice = chosen.get(pk)
        said = question.options[choice] if choice is not None else ""
        found.append(Reviewed(question.text, said, question.options[question.right], choice == question.right))
    return found


Scores = dict[int, dict[str, Fraction | None]]


def best_scores(training: Training) -> Scores:
    """By participant and kind: the best submitted score."""
    found: Scores = defaultdict(dict)
    rows = Attempt.objects.filter(exam__training=training, submitted_at__isnull=False)
    for person, kind, right, total in rows.values_list("participant", "exam__kind", "right", "total"):
        new = score(right or 0, total or 0)
        old = found[person].get(kind)
        if old is None or (new is not None and new > old):
            found[person][kind] = new
    return found


@dataclass(frozen=True, slots=True)
class ResultRow:
    participant: Participant
    before: Fraction | None
    after: Fraction | None
    gain: Fraction | None
    share_won: Fraction | None


@dataclass(frozen=True, slots=True)
class Results:
    rows: list[ResultRow]
    before: Fraction | None
    after: Fraction | None
    gain: Fraction | None


def results(training: Training) -> Results:
    """Everybody's scores and gain; the means are over those who took that test, the gain over those who took both."""
    scores = best_scores(training)
    rows = []
    for person in accepted(training):
        before, after = scores[person.pk].get(ExamKind.PRE), scores[person.pk].get(ExamKind.POST)
        rows.append(ResultRow(person, before, after, gain(before, after), normalised_gain(before, after)))
    return Results(
        rows, mean([row.before for row in rows]), mean([row.after for row in rows]), mean([row.gain for row in rows])
    )


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """Share right before and after, in percent of those who were asked and submitted."""

    question: Question
    before: Fraction | None
    after: Fraction | None
    change: Fraction | None


def question_rows(training: Training) -> list[QuestionRow]:
    """How each question went; the first attempt of each person counts. Three queries."""
    firsts = Attempt.objects.filter(exam__training=training, submitted_at__isnull=False, number=1)
    asked: dict[str, Counter[int]] = {kind: Counter() for kind in ExamKind.values}
    kinds: dict[int, str] = {}
    for pk, kind, questions in firsts.values_list("pk", "exam__kind", "asked"):
        asked[kind].update(questions)
        kinds[pk] = kind
    bank = list(training.questions.all())
    keys = {question.pk: question.right for question in bank}
    right: dict[str, Counter[int]] = {kind: Counter() for kind in ExamKind.values}
    for attempt, question, choice in Answer.objects.filter(attempt__in=firsts).values_list(
        "attempt", "question", "choice"
    ):
        if keys.get(question) == choice:
            right[kinds[attempt]][question] += 1
    rows = []
    for one in bank:
        before, after = (score(right[kind][one.pk], asked[kind][one.pk]) for kind in ("awal", "akhir"))
        rows.append(QuestionRow(one, before, after, gain(before, after)))
    return rows


@dataclass(frozen=True, slots=True)
class Opinion:
    """What participants thought: None in `means` until there are enough sheets that nobody can be guessed."""

    sheets: int
    means: list[Fraction] | None
    comments: list[str]


def opinion(training: Training) -> Opinion:
    rows = list(training.evaluations.values_list("marks", "comment"))
    if len(rows) < FEWEST_SHEETS:
        return Opinion(len(rows), None, [])
    columns = list(zip(*(marks for marks, _comment in rows), strict=True))
    means = [Fraction(sum(column), len(column)) for column in columns]
    return Opinion(len(rows), means, [comment for _marks, comment in rows if comment])


def rule_of(training: Training) -> eligibility.Rule:
    """What a certificate of this training asks for, by the settings in force on its last day."""
    has_post = training.exams.filter(kind=ExamKind.POST).exists()
    least_post = int(value(policy.LEAST_POST, on=training.ends_on)) if has_post else None
    return eligibility.Rule(int(value(policy.LEAST_PRESENCE, on=training.ends_on)), least_post)


@dataclass(frozen=True, slots=True)
class Candidate:
    participant: Participant
    attended: int
    sessions: int
    post: Fraction | None
    verdict: eligibility.Verdict
    certificate: Certificate | None


def candidates(training: Training) -> list[Candidate]:
    """Everybody with what a certificate needs, and the valid certificate."""
    rule, sessions = rule_of(training), training.sessions.count()
    attended, scores = attended_by(training), best_scores(training)
    valid = {
        row.participant_id: row
        for row in Certificate.objects.filter(participant__training=training, revoked_at__isnull=True)
    }
    rows = []
    for person in accepted(training):
        there, post = attended.get(person.pk, 0), scores[person.pk].get(ExamKind.POST)
        judged = eligibility.verdict(rule, attended=there, sessions=sessions, post=post)
        rows.append(Candidate(person, there, sessions, post, judged, valid.get(person.pk)))
    return rows


def certificates(actor: Actor) -> QuerySet[Certificate]:
    """The own ones; those of the own unit's people for viewers; those of the own trainings for organisers."""
    seen = Q(participant__person=person_of(actor))
    if actor.can("learning.view"):
        seen |= under(actor.unit_path, "participant__unit__path")
    if actor.can("learning.manage"):
        seen |= under(actor.unit_path, "participant__training__organiser__path")
    return Certificate.objects.filter(seen).select_related("participant__training__organiser", "series")


def follow_ups(actor: Actor) -> QuerySet[FollowUp]:
    """As participants are seen."""
    seen = Q(participant__person=person_of(actor))
    if actor.can("learning.view"):
        seen |= under(actor.unit_path, "participant__unit__path")
    if actor.can("learning.manage"):
        seen |= under(actor.unit_path, "participant__training__organiser__path")
    return FollowUp.objects.filter(seen).select_related("participant__training__organiser", "participant__unit")


def owes_follow_up(actor: Actor) -> list[Participant]:
    """Trainings that ended without the person having written what will be done."""
    rows = Participant.objects.filter(
        person=person_of(actor), state=ParticipantState.ACCEPTED, training__state=TrainingState.DONE,
        follow_ups__isnull=True,
    )  # fmt: skip
    return list(rows.select_related("training").order_by("training__ends_on")[:10])


def owes_evaluation(actor: Actor) -> list[Participant]:
    rows = Participant.objects.filter(
        person=person_of(actor), state=ParticipantState.ACCEPTED, training__state=TrainingState.DONE,
        has_evaluated=False,
    )  # fmt: skip
    return list(rows.select_related("training").order_by("training__ends_on")[:10])
