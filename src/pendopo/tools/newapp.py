"""`./pendopo new-app NAME`: the pattern of an app as files, entered wherever an app has to be named."""

from __future__ import annotations

import keyword
import os
import re
import subprocess
import sys
from pathlib import Path
from string import Template
from typing import Final

PATTERN: Final = Path(__file__).with_name("newapp_pattern")


class NotAName(Exception):
    """The name cannot be that of a new app."""


def create(root: Path, name: str, title: str = "") -> Path:
    """Writes the app below `root` and returns its folder. Raises NotAName before anything is written."""
    _refuse_bad_name(root, name)
    words = name.replace("_", " ")
    singular = words.removesuffix("s") or words
    shown = title or words.capitalize()
    facts = {
        "name": name,
        "title": shown,
        "title_low": shown.lower(),
        "title_en": words.capitalize(),
        "title_en_low": words,
        "model": "".join(part.capitalize() for part in singular.split()),
        "item": singular.replace(" ", "_"),
        "config": "".join(part.capitalize() for part in words.split()) + "Config",
        "address": (title or words).lower().replace(" ", "-"),
    }
    folder = root / "src" / "pendopo" / "apps" / name
    for source in sorted(PATTERN.rglob("*.txt")):
        relative = str(source.relative_to(PATTERN)).removesuffix(".txt").replace("NAME", name)
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(source.read_text()).substitute(facts))
    _enter(root, facts)
    _manage(root, "makemigrations", name, "-n", "initial", "-v0")
    _format(root, folder)
    _translate(root, Template((PATTERN / "english.json").read_text()).substitute(facts))
    return folder


def _refuse_bad_name(root: Path, name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise NotAName(f"{name!r} is no name for an app: lower-case English words, joined by underscores.")
    if (root / "src" / "pendopo" / "apps" / name).exists():
        raise NotAName(f"There is an app {name!r} already.")


def _enter(root: Path, facts: dict[str, str]) -> None:
    """Settings, addresses, import contracts, isolation table."""
    name = facts["name"]
    project = root / "src" / "pendopo" / "project"
    _insert(
        project / "settings.py",
        r'    "pendopo\.apps\.executive\.apps',
        f'    "pendopo.apps.{name}.apps.{facts["config"]}",\n',
    )
    _insert(
        project / "urls.py",
        r'    path\("ruang-bupati/"',
        f'    path("{facts["address"]}/", include("pendopo.apps.{name}.urls")),\n',
    )
    contracts = root / "pyproject.toml"
    text = contracts.read_text()
    text = text.replace('"pendopo.apps.attendance | ', f'"pendopo.apps.{name} | pendopo.apps.attendance | ', 1)
    text = text.replace('containers = ["', f'containers = ["pendopo.apps.{name}", "', 1)
    contracts.write_text(text)
    _insert(
        root / "tests" / "architecture" / "isolation.py",
        r"^ROUTES: ",
        f'{name.upper()} = {{"{name}:register": read(), "{name}:add": form()}}\n',
    )
    table = root / "tests" / "architecture" / "isolation.py"
    table.write_text(table.read_text().replace("**SIGN_IN,", f"**SIGN_IN, **{name.upper()},", 1))


def _insert(path: Path, before: str, line: str) -> None:
    """Puts a line before the first one that matches."""
    text = path.read_text()
    found = re.search(before, text, re.MULTILINE)
    if found is None:
        raise NotAName(f"{path.name} has no line like {before!r}: enter the app there by hand.")
    path.write_text(text[: found.start()] + line + text[found.start() :])


def _manage(root: Path, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "DJANGO_SETTINGS_MODULE": "pendopo.project.settings"}
    environment["PENDOPO_DATA"] = str(root / "data" / "test")
    environment.pop("PENDOPO_DATABASE_URL", None)
    command = [sys.executable, "-m", "django", *arguments]
    subprocess.run(command, cwd=root, env=environment, check=True)  # noqa: S603


def _format(root: Path, folder: Path) -> None:
    ruff = str(Path(sys.executable).parent / "ruff")
    changed = [str(folder), str(root / "src/pendopo/project"), str(root / "tests/architecture/isolation.py")]
    for command in (["check", "-q", "--fix", "--select", "I"], ["format", "-q"]):
        subprocess.run([ruff, *command, *changed], cwd=root, check=False)  # noqa: S603


def _translate(root: Path, english: str) -> None:
    """The app's own texts in the catalogue, in the English of its pattern; the map of folders."""
    code = (
        "import django; django.setup()\n"
        "import json; from pathlib import Path; from pendopo.tools import map, messages\n"
        f"root = Path({str(root)!r}); messages.update(root, json.loads({english!r})); map.write(root)"
    )
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "DJANGO_SETTINGS_MODULE": "pendopo.project.settings"}
    environment["PENDOPO_DATA"] = str(root / "data" / "test")
    subprocess.run([sys.executable, "-c", code], cwd=root, env=environment, check=True)  # noqa: S603
