"""The parameters of an election (section 2.4): questions, group, key, and the hash phi that everything is tied to."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pendopo.apps.elections.crypto.errors import Invalid, NonCanonical
from pendopo.apps.elections.crypto.formats import (
    BASE58,
    UUID,
    base64_hash,
    dump,
    element,
    fields,
    items,
    load,
    words,
)
from pendopo.apps.elections.crypto.groups import Element, Group, group_named

MOST_ANSWERS: Final = 64
MOST_QUESTIONS: Final = 16
FIELDS: Final = (
    *("version", "description", "name", "group", "public_key", "questions", "uuid"),
    *("administrator", "credential_authority"),
)


@dataclass(frozen=True)
class Question:
    """A homomorphic question. With `blank` the choices of a ballot begin with one for the empty vote."""

    text: str
    answers: tuple[str, ...]
    blank: bool = False
    least: int = 1
    most: int = 1

    @property
    def width(self) -> int:
        """Numbers of choices in a ballot, and of figures in the result."""
        return len(self.answers) + self.blank

    @property
    def shifts(self) -> range:
        return range(self.least, self.most + 1)

    def allows(self, choices: Sequence[int]) -> bool:
        if len(choices) != self.width or any(choice not in (0, 1) for choice in choices):
            return False
        if self.blank and choices[0]:
            return not any(choices[1:])
        return self.least <= sum(choices) <= self.most

    def json(self) -> dict[str, Any]:
        blank = {"blank": True} if self.blank else {}
        return {"answers": list(self.answers), **blank, "min": self.least, "max": self.most, "question": self.text}


@dataclass(frozen=True)
class Election:
    raw: bytes
    uuid: str
    name: str
    description: str
    group: Group
    key: Element
    questions: tuple[Question, ...]

    @cached_property
    def phi(self) -> str:
        """b64 of the hash of the parameters as they stand in the archive."""
        return base64_hash(self.raw)


def read_election(raw: bytes) -> Election:
    found = fields(load(raw), FIELDS, FIELDS[-2:])
    if found["version"] != 1 or type(found["version"]) is not int:
        raise Invalid("election.version", f"version {found['version']}")
    uuid = words(found["uuid"])
    if not UUID.fullmatch(uuid):
        raise Invalid("election.uuid", uuid[:40])
    group = group_named(words(found["group"]))
    questions = items(found["questions"])
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise Invalid("election.questions", f"{len(questions)} questions")
    key = element(group, found["public_key"])
    if not group.member(key) or key == group.one:
        raise Invalid("element.member", "the public key of the election")
    for name in FIELDS[-2:]:
        words(found.get(name, ""))
    return Election(
        raw,
        uuid,
        words(found["name"]),
        words(found["description"]),
        group,
        key,
        tuple(read_question(value) for value in questions),
    )


def read_question(value: Any) -> Question:
    if type(value) is dict and "type" in value:
        raise Invalid("election.questions", "only homomorphic questions are supported")
    found = fields(value, ("answers", "blank", "min", "max", "question"), ("blank",))
    answers = tuple(words(answer) for answer in items(found["answers"]))
    least, most = found["min"], found["max"]
    if type(least) is not int or type(most) is not int or found.get("blank", False) not in (True, False):
        raise NonCanonical(detail="min and max are whole numbers, blank is true or false")
    if not (1 <= len(answers) <= MOST_ANSWERS and 0 <= least <= most <= len(answers)):
        raise Invalid("election.questions", "min, max and the number of answers do not fit")
    return Question(words(found["question"]), answers, bool(found.get("blank", False)), least, most)


def make_election(
    group: Group, key: Element, *, name: str, description: str, questions: Sequence[Question], uuid: str
) -> Election:
    raw = dump(
        {
            "version": 1,
            "description": description,
            "name": name,
            "group": group.name,
            "public_key": group.text(key),
            "questions": [question.json() for question in questions],
            "uuid": uuid,
        }
    )
    return read_election(raw)


def new_uuid(length: int = 14) -> str:
    return "".join(secrets.choice(BASE58) for _ in range(length))
