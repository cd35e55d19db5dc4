"""The sources as the architecture tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).resolve().parents[2] / "src"


class Import(NamedTuple):
    importer: str
    imported: str
    line: int


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((SOURCE / "pendopo").rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(), filename=str(path))
    return found


def imports() -> Iterator[Import]:
    """Every import of one pendopo module by another, `from x import y` as x.y when y is a module."""
    known = modules()
    for importer, tree in known.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(importer, alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    yield Import(importer, full if full in known else node.module, node.lineno)


def app_of(module: str) -> str:
    """`personnel` for anything under pendopo.apps.personnel, else ''."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["pendopo", "apps"] and len(parts) > 2 else ""


def is_test(module: str) -> bool:
    return any(part in ("tests", "testing", "conftest") or part.startswith("testing_") for part in module.split("."))
