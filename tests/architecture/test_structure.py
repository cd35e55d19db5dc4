"""What the import contracts cannot see: relations, public faces, services, addresses, sizes, the map."""

from __future__ import annotations

import ast
import inspect
import types
import typing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model, QuerySet
from django.urls import URLPattern, URLResolver, get_resolver

from pendopo.kernel.http import Access
from pendopo.tools.map import draw
from pendopo.tools.size import too_long
from tests.architecture.sources import app_of, imports, is_test, modules

ROOT = Path(__file__).resolve().parents[2]
# As in pyproject.toml; a relation may point to the own level only within the same app.
LEVELS = {
    "kernel": 0,
    "ui": 1,
    "personnel": 2,
    "attendance": 3,
    "administration": 3,
    "regulations": 3,
    "learning": 3,
    "elections": 3,
    "executive": 4,
    "maturity": 4,
}
OPEN_TO_OTHERS = ("public", "events")
COMPOSERS = ("pendopo.project", "pendopo.demo", "pendopo.verbs", "pendopo.cli", "pendopo.conftest")


def level(label: str) -> int:
    """An app the table does not name yet stands in the middle, beside attendance."""
    return LEVELS.get(label, 3)


def test_it_works_every_app_has_its_place() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("pendopo.")}
    assert set(LEVELS) <= ours


def test_relations_point_downward() -> None:
    wrong = []
    for config in apps.get_app_configs():
        if not config.name.startswith("pendopo."):
            continue
        for model in config.get_models():
            for field in [*model._meta.fields, *model._meta.many_to_many]:
                target = field.related_model
                if not isinstance(target, type) or not target.__module__.startswith("pendopo."):
                    continue
                other = target._meta.app_label
                if other != config.label and level(other) >= level(config.label):
                    wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert not wrong


def test_other_apps_are_seen_through_public_and_events() -> None:
    wrong = []
    for found in imports():
        mine, theirs = app_of(found.importer), app_of(found.imported)
        if not theirs or mine == theirs or is_test(found.importer) or found.importer.startswith(COMPOSERS):
            continue
        part = ([*found.imported.split("."), ""])[3]
        if part not in OPEN_TO_OTHERS:
            wrong.append(f"{found.importer}:{found.line} imports {found.imported}")
    assert not wrong


def test_nobody_asks_for_a_model_by_name() -> None:
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if ".migrations." not in name
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model"
        if any(isinstance(argument, ast.Constant) for argument in node.args)
    ]
    assert not wrong


def test_no_signal_handlers_and_no_utils() -> None:
    assert [name for name in modules() if name.rsplit(".", 1)[-1] in ("utils", "helpers", "signals")] == []
    assert [f"{i.importer}:{i.line}" for i in imports() if i.imported == "django.db.models.signals"] == []


PUBLIC = [name for name in modules() if app_of(name) and name.split(".")[3:4] == ["public"]]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_face_returns_no_models(name: str) -> None:
    module = import_module(name)
    wrong = []
    for attribute, value in vars(module).items():
        if attribute.startswith("_") or not inspect.isfunction(value) or not value.__module__.startswith("pendopo."):
            continue
        hints = typing.get_type_hints(value)
        assert "return" in hints, f"{name}.{attribute} does not say what it returns"
        if any(isinstance(part, type) and issubclass(part, Model | QuerySet) for part in parts_of(hints["return"])):
            wrong.append(attribute)
    assert not wrong


def parts_of(hint: Any) -> list[Any]:
    """A type and everything inside its brackets."""
    origin = typing.get_origin(hint)
    inner = [part for argument in typing.get_args(hint) for part in parts_of(argument)]
    return [hint if isinstance(hint, type) and not isinstance(hint, types.GenericAlias) else origin, *inner]


SCREENS = ("views", "forms", "cli")
DEVICE_SCREENS = ("device_views",)


def people_call() -> set[tuple[str, str]]:
    """(module, function) of every service that a screen or a command calls."""
    called = set()
    for name, tree in modules().items():
        part = (name.split(".") + [""] * 4)[3]
        if not app_of(name) or is_test(name) or part in DEVICE_SCREENS or not part.startswith(SCREENS):
            continue
        names = _service_names(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            if isinstance(function, ast.Name) and function.id in names:
                module, attribute = names[function.id]
                if attribute:
                    called.add((module, attribute))
            elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                module, attribute = names.get(function.value.id, ("", ""))
                if module and not attribute:
                    called.add((module, function.attr))
    return called


def _service_names(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Local name -> (service module, function or '' for the module itself)."""
    known, found = modules(), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and "services" in node.module.split("."):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = (full, "") if full in known else (node.module, alias.name)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if alias.name == "services":
                    found[alias.asname or alias.name] = (f"{node.module}.services", "")
    return found


# Called by screens, and no act of a person on data: they read, check or compute.
NO_ACT = {
    "pendopo.apps.attendance.services.devices.group_of",  # the group of an office, made when it is first needed
    "pendopo.apps.attendance.services.engine.recompute_range",  # the formula again over what is stored already
    "pendopo.apps.attendance.services.months.month_ends",
    "pendopo.apps.executive.services.walls.actor_of",  # a wall has no person: its token is its right
    "pendopo.apps.executive.services.walls.pair",
    "pendopo.apps.executive.services.walls.reader",
    "pendopo.apps.executive.services.walls.screen_of",
    "pendopo.apps.executive.services.walls.waiting",
    "pendopo.apps.personnel.services.files.path_of",
    "pendopo.apps.personnel.services.sheets.errors_csv",
    "pendopo.apps.personnel.services.sheets.write_errors",
    "pendopo.apps.personnel.services.sheets.write_template",
}


def test_what_people_do_is_done_in_their_name() -> None:
    wrong = []
    for module_name, function_name in sorted(people_call()):
        function = getattr(import_module(module_name), function_name, None)
        if not inspect.isfunction(function) or f"{module_name}.{function_name}" in NO_ACT:
            continue
        parameters = list(inspect.signature(function).parameters)
        if parameters[:1] != ["actor"]:
            wrong.append(f"{module_name}.{function_name}({', '.join(parameters)})")
    assert not wrong


def addresses(patterns: list[Any] | None = None, prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            found.append((prefix + str(pattern.pattern), pattern.callback))
    return found


def test_every_address_says_who_may_open_it() -> None:
    wrong = [address for address, view in addresses() if not isinstance(getattr(view, "access", None), Access)]
    assert not wrong


def test_nothing_is_too_long_to_read() -> None:
    assert list(too_long()) == []


def test_the_map_is_current() -> None:
    assert (ROOT / "docs" / "map.md").read_text() == draw(ROOT), "run ./pendopo map"
