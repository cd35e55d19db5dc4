"""The tools that judge the sources say what is wrong, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from pendopo.tools import environment, messages
from pendopo.tools.catalogues import compile_catalogues
from pendopo.tools.checks import run_checks
from pendopo.tools.map import sentence
from pendopo.tools.size import too_long
from pendopo.tools.templates import INLINE_SCRIPT, REFUSED

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A tree with one module and one template."""
    base = tmp_path / "src" / "pendopo"
    (base / "templates").mkdir(parents=True)
    (base / "views.py").write_text('_("Simpan %(n)s")\nngettext("satu", "%(n)s buah", n)\npgettext("mesin", "Baca")\n')
    (base / "templates" / "a.html").write_text("{% load i18n %}{% translate 'Batal' %}")
    return tmp_path


def test_it_works_messages_of_python_and_templates(sources: Path) -> None:
    assert messages.update(sources) == (4, 0)
    assert len(list(messages.incomplete(sources))) == 4
    po = sources / messages.CATALOGUE
    text = po.read_text().replace('msgid "Batal"\nmsgstr ""', 'msgid "Batal"\nmsgstr "Cancel"')
    po.write_text(text.replace('msgid "Simpan %(n)s"\nmsgstr ""', 'msgid "Simpan %(n)s"\nmsgstr "Save %(m)s"'))
    told = list(messages.incomplete(sources))
    assert len(told) == 3 and "placeholders" in "".join(told) and "Batal" not in "".join(told)
    before = po.read_text()
    assert messages.update(sources) == (0, 0) and po.read_text() == before
    (sources / "src" / "pendopo" / "templates" / "a.html").unlink()
    assert messages.update(sources) == (0, 1)


def test_catalogues_are_compiled_when_they_changed(sources: Path) -> None:
    messages.update(sources)
    assert len(compile_catalogues(sources)) == 1 and compile_catalogues(sources) == []
    with (sources / messages.CATALOGUE).open("rb") as file:
        assert len(read_po(file)) == 4


def test_long_modules_and_functions_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\n" + "    x = 1\n" * 60 + "\n" * 400)
    assert list(too_long(tmp_path)) == ["a.py: 461 lines", "a.py:1: f has 61 lines"]


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ('<p style="width:1px">', "an inline style attribute"),
        ("<p onclick='x()'>", "an inline event handler"),
        ("<style>", "an inline style element"),
        ('<a href="javascript:x">', "a javascript: address"),
    ],
)
def test_what_the_policy_refuses_is_seen(markup: str, name: str) -> None:
    assert REFUSED[name].search(markup)
    assert not any(sign.search('<p class="style" data-one="1"><a href="/x">') for sign in REFUSED.values())
    assert INLINE_SCRIPT.search("<script>") and not INLINE_SCRIPT.search('<script type="module" src="x">')


def test_an_unknown_check_is_told_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_checks(ROOT, ["sizes"]) == 2 and "size" in capsys.readouterr().err
    assert run_checks(ROOT, ["size"]) == 0


def test_the_locks_hold_every_hash_and_no_address() -> None:
    for name in environment.LOCKS.values():
        lock = (ROOT / name).read_text()
        assert "://" not in lock and "/work" not in lock and "file:" not in lock
        pins = [line for line in lock.splitlines() if line[:1].isalnum()]
        assert len(pins) > 20 and all("==" in line and line.endswith("\\") for line in pins)
    run, dev = ((ROOT / name).read_text() for name in environment.LOCKS.values())
    assert {line for line in run.splitlines() if line[:1].isalnum()} <= set(dev.splitlines())


def test_the_installer_itself_is_pinned_with_its_hashes() -> None:
    line = environment.pinned_line((ROOT / "requirements-dev.lock").read_text(), "uv")
    assert line.startswith("uv==") and line.count("--hash=sha256:") > 5 and not line.rstrip().endswith("\\")


def test_an_environment_is_current_only_with_the_lock_of_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "works", lambda venv: True)
    venv = tmp_path / "venv"
    venv.mkdir()
    (tmp_path / "requirements.lock").write_text("a==1")
    assert not environment.is_current(tmp_path, venv, "run")
    environment.stamp(tmp_path, venv, "run")
    assert environment.is_current(tmp_path, venv, "run")
    (tmp_path / "requirements.lock").write_text("a==2")
    assert not environment.is_current(tmp_path, venv, "run")


def test_the_map_takes_the_first_sentence(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text('"""One thing: and\nits name. Another."""')
    assert sentence(tmp_path) == "One thing: and its name"
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "README.md").write_text("# Head\n\nFrom the page. More.\n")
    assert sentence(tmp_path) == "From the page"
