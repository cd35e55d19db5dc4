"""`./pendopo new-app` in a copy of the sources: what it writes passes the checks and the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pendopo.tools.checks import all_checks
from pendopo.tools.newapp import NotAName, create

ROOT = Path(__file__).resolve().parents[2]
NAME = "sample_letters"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources without anything that was made from them."""
    target = tmp_path_factory.mktemp("sources")
    without = shutil.ignore_patterns("__pycache__", "*.mo", ".mypy_cache")
    for name in ("src", "tests", "docs"):
        shutil.copytree(ROOT / name, target / name, ignore=without)
    shutil.copy2(ROOT / "pyproject.toml", target)
    if (ROOT / ".mypy_cache").is_dir():
        shutil.copytree(ROOT / ".mypy_cache", target / ".mypy_cache")
    create(target, NAME, "Surat Contoh")
    return target


def run(root: Path, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "PENDOPO_DATA": str(root / "data"), **more}
    for name in ("PYTEST_XDIST_WORKER", "PENDOPO_DATABASE_URL"):  # one database is enough to prove a pattern
        environment.pop(name, None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if (command[0] == sys.executable and "django" in command) or "pendopo.tools" in " ".join(command):
        environment["DJANGO_SETTINGS_MODULE"] = "pendopo.project.settings"
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=1800)


def test_it_works_its_own_tests_and_the_houses_pass(copy: Path) -> None:
    own = f"src/pendopo/apps/{NAME}"
    house = ["tests/architecture/test_structure.py", "tests/architecture/test_isolation.py"]
    pytest_there = [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider"]
    # Of the isolation matrix only that the new addresses are in it; the rest of it runs in the suite itself.
    done = run(copy, [*pytest_there, own, *house, "-k", "not test_matrix and not another_office and not live_stream"])
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("name", sorted(set(all_checks(ROOT)) - {"deploy"}))
def test_no_check_complains_about_it(copy: Path, name: str) -> None:
    check = all_checks(copy)[name]
    done = run(copy, check.command, **check.environment)
    said = [line for line in (done.stdout + done.stderr).splitlines() if NAME in line or "Traceback" in line]
    assert said == []


@pytest.mark.parametrize("name", ["Letters", "surat-masuk", "2letters", "class", "personnel", "../letters", ""])
def test_a_name_that_is_none_changes_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "src" / "pendopo" / "apps" / "personnel").mkdir(parents=True)
    with pytest.raises(NotAName):
        create(tmp_path, name)
    assert [path.name for path in tmp_path.rglob("*.py")] == []
