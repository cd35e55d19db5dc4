"""docs/map.md: the tree, a sentence per folder, taken from the folders themselves."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

HEAD: Final = """# Map

Written by `./pendopo map` from the first sentence of each package (or of its README); do not edit by hand.
Upper layers may import lower ones: project and demo, then executive, then attendance and administration, then
personnel,
then ui, then kernel.
"""
TOP: Final = {
    "pendopo": "the one command",
    "src/pendopo": "the program",
    "tests": "what crosses apps: architecture, journeys in a browser, crashes",
    "bench": "what `./pendopo bench` runs",
    "docs": "pages for administrators, clerks and developers; decisions; rules of law",
}
WITHOUT: Final = {"tests", "migrations", "templates", "static", "locale", "typst", "data", "__pycache__", "management"}


def draw(root: Path) -> str:
    """The text of the map."""
    lines = [HEAD]
    lines += [f"- `{path}` {about}" for path, about in TOP.items() if (root / path).exists()]
    lines += ["", "## src/pendopo", ""]
    base = root / "src" / "pendopo"
    for folder in sorted(path.parent for path in base.rglob("__init__.py")):
        parts = folder.relative_to(base).parts
        if parts and not WITHOUT & set(parts):
            lines.append(f"{'  ' * (len(parts) - 1)}- `{parts[-1]}/` {sentence(folder)}".rstrip())
    return "\n".join(lines) + "\n"


def sentence(folder: Path) -> str:
    """The first sentence of the package's docstring or of its README."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or ""
    readme = folder / "README.md"
    if not text and readme.exists():
        text = next((line for line in readme.read_text().splitlines() if line and not line.startswith("#")), "")
    first = " ".join(text.split("\n\n")[0].split())
    return first.split(". ")[0].rstrip(".:")


def write(root: Path) -> Path:
    target = root / "docs" / "map.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(draw(root))
    return target
