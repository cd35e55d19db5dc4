"""The verb: specimen, refusals, and that it needs no Django."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from pendopo.apps.elections.printer.cli import tps_printer

app = typer.Typer(rich_markup_mode=None)
app.command()(tps_printer)


def run(*words):
    return CliRunner().invoke(app, list(words))


def test_it_works_specimen(tmp_path):
    ran = run("--device", f"folder://{tmp_path}/kertas", "--width", "58", "--test-page")
    assert ran.exit_code == 0, ran.output
    assert "Halaman uji" in ran.output
    assert "HALAMAN UJI" in (tmp_path / "kertas/0001.txt").read_text()


def test_specimen_that_does_not_come_out(tmp_path):
    ran = run("--device", str(tmp_path / "lp0"), "--test-page")
    assert ran.exit_code == 1
    assert "Periksa kabel" in ran.output
    (tmp_path / "keadaan.json").write_text('{"paper": "out"}')
    assert "Kertas habis" in run("--device", f"folder://{tmp_path}", "--test-page").output


@pytest.mark.parametrize(
    "words",
    [
        ("--width", "60", "--station", "https://10.0.0.1"),
        ("--device", "lp0", "--station", "https://10.0.0.1"),
        (),
        ("--station", "*"),
        ("--station", "10.0.0.1"),
        ("--station", "https://10.0.0.1", "--port", "70000"),
    ],
)
def test_wrong_words_are_refused(words):
    assert run(*words).exit_code == 2


def test_the_package_needs_no_django():
    text = "import sys; import pendopo.apps.elections.printer.cli; sys.exit('django' in sys.modules)"
    source = {"PYTHONPATH": __file__.rpartition("/pendopo/apps/")[0]}
    assert subprocess.run([sys.executable, "-c", text], env=source, timeout=300).returncode == 0
