"""Every template compiles, extends and includes what exists, and holds nothing the content security policy refuses:
`python -m pendopo.tools.templates`."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parents[1]
REFUSED: Final = {
    "an inline style attribute": re.compile(r"<[a-zA-Z][^>]*\sstyle\s*="),
    "an inline event handler": re.compile(r"<[a-zA-Z][^>]*\son[a-z]+\s*="),
    "an inline style element": re.compile(r"<style[\s>]"),
    "a javascript: address": re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE),
    "htmx code in an attribute": re.compile(r"\shx-on[:=-]"),
}
INLINE_SCRIPT: Final = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>")
REFERENCE: Final = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"'#]+)")
COMMENT: Final = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.DOTALL)


def problems(root: Path = SOURCE) -> Iterator[str]:
    """One line for each fault of a template."""
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    for folder in sorted(root.rglob("templates")):
        for path in sorted(folder.rglob("*.html")):
            name = str(path.relative_to(folder))
            text = COMMENT.sub("", path.read_text())
            try:
                get_template(name)
                for used in REFERENCE.findall(text):
                    get_template(used)
            except (TemplateSyntaxError, TemplateDoesNotExist) as error:
                yield f"{path.relative_to(root)}: {type(error).__name__}: {error}"
            yield from (f"{path.relative_to(root)}: {what}" for what, sign in REFUSED.items() if sign.search(text))
            if INLINE_SCRIPT.search(text):
                yield f"{path.relative_to(root)}: an inline script"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.project.settings")
    import django

    django.setup()
    found = list(problems())
    print("\n".join(found))
    sys.exit(bool(found))
