"""Whatever the trail stores as a code has words for the auditor."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pendopo.kernel.audit.words import ACTIONS, FIELDS
from tests.architecture.sources import is_test, modules


def calls() -> Iterator[tuple[str, ast.Call]]:
    for name, tree in modules().items():
        if is_test(name):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                yield name, node


def test_it_works_there_are_actions_in_the_sources():
    assert len(list(calls())) > 50


def test_every_action_has_words():
    said = {(name, call.args[0].value) for name, call in calls() if isinstance(call.args[0], ast.Constant)}
    assert not sorted((name, action) for name, action in said if action not in ACTIONS)


def test_every_field_of_a_change_has_words():
    said = {(name, word.arg) for name, call in calls() for word in call.keywords if word.arg}
    assert not sorted((name, field) for name, field in said if field not in FIELDS)
