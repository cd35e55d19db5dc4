"""The English catalogue: `update` brings it up to date with the sources, `incomplete` names what is missing.

Texts are found in templates by Django's own `templatize` and in Python by Babel. `python -m pendopo.tools.messages`
is the check.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parents[3]
CATALOGUE: Final = Path("src/pendopo/locale/en/LC_MESSAGES/django.po")
KEYWORDS: Final[Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
NOTHING: Final[Mapping[str, str]] = {}
PLACE: Final = re.compile(r"%\((\w+)\)[#0\- +]?\d*(?:\.\d+)?[a-zA-Z]|%[sd]|{(\w*)}")


@dataclass(frozen=True)
class Message:
    place: str
    text: str | tuple[str, ...]
    context: str | None


def sources(root: Path) -> Iterator[Message]:
    """Every marked text of the templates and modules under src/pendopo, tests left out."""
    base = root / "src" / "pendopo"
    for path in sorted([*base.rglob("*.py"), *base.rglob("templates/**/*.html"), *base.rglob("templates/**/*.txt")]):
        name = path.relative_to(base)
        if "tests" in name.parts or "migrations" in name.parts:
            continue
        yield from _messages(path, str(name))


def _messages(path: Path, name: str) -> Iterator[Message]:
    text = path.read_text()
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = templatize(text, origin=name)
    found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _line, message, _comments, context in found:
        parts = (message,) if isinstance(message, str) else tuple(part for part in message if part)
        if parts and parts[0]:
            yield Message(name, parts[0] if len(parts) == 1 else parts, context)


def load(root: Path) -> Catalog:
    path = root / CATALOGUE
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def update(root: Path = ROOT, english: Mapping[str, str] = NOTHING) -> tuple[int, int]:
    """Rewrites the catalogue; returns how many texts are new and how many are gone. `english` fills what is still
    empty.
    """
    old = load(root)
    known = {(_key(message.id), message.context): message.string for message in old if message.id}
    fresh = Catalog(locale="en", project="Pendopo", charset="utf-8", fuzzy=False)
    fresh.header_comment = "# English for Pendopo. Kept up to date by ./pendopo messages."
    for message in sources(root):
        string = known.get((_key(message.text), message.context)) or english.get(str(message.text))
        fresh.add(message.text, string=string, locations=[(message.place, 0)], context=message.context)
    kept = {(_key(message.id), message.context) for message in fresh if message.id}
    (root / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    with (root / CATALOGUE).open("wb") as file:
        write_po(file, fresh, width=120, sort_output=True, omit_header=False, include_lineno=False)
    _without_dates(root / CATALOGUE)
    return len(kept - set(known)), len(set(known) - kept)


def _without_dates(path: Path) -> None:
    """Dates in the header would change the file each time."""
    lines = [line for line in path.read_text().splitlines() if not re.match(r'"(POT-Creation|PO-Revision)-Date', line)]
    path.write_text("\n".join(lines) + "\n")


def _key(text: Any) -> Any:
    return tuple(text) if isinstance(text, list | tuple) else text


def incomplete(root: Path = ROOT) -> Iterator[str]:
    """What the check complains about: no translation, an empty one, or one whose placeholders differ."""
    catalogue = load(root)
    seen = set()
    for message in sources(root):
        key = (_key(message.text), message.context)
        if key in seen:
            continue
        seen.add(key)
        entry = catalogue.get(
            message.text if isinstance(message.text, str) else message.text[0], context=message.context
        )
        if entry is None:
            yield f"{message.place}: not in the catalogue: {message.text!r} (run ./pendopo messages)"
        elif not entry.string or (isinstance(entry.string, tuple | list) and not all(entry.string)):
            yield f"{message.place}: no English for {message.text!r}"
        elif _places(message.text) != _places(entry.string):
            yield f"{message.place}: the placeholders of {message.text!r} and its English differ"


def _places(text: Any) -> set[str]:
    """The placeholders of a text; of several forms, those of any."""
    forms = text if isinstance(text, list | tuple) else [text]
    return {match.group(0) for form in forms for match in PLACE.finditer(str(form))}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.project.settings")
    import django

    django.setup()
    found = list(incomplete())
    print("\n".join(found))
    sys.exit(bool(found))
