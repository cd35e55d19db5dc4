"""No module over 400 lines, no function over 60: `python -m pendopo.tools.size`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parents[1]
MODULE_LINES: Final = 400
FUNCTION_LINES: Final = 60


def too_long(root: Path = SOURCE) -> Iterator[str]:
    """What is longer than a person reads at once, one line each. Migrations are exempt."""
    for path in sorted(root.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        lines = text.count("\n")
        name = path.relative_to(root)
        if lines > MODULE_LINES:
            yield f"{name}: {lines} lines"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    yield f"{name}:{node.lineno}: {node.name} has {length} lines"


if __name__ == "__main__":
    found = list(too_long())
    print("\n".join(found))
    sys.exit(bool(found))
