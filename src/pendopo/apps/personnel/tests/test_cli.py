import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pendopo.apps.personnel.cli import app
from pendopo.apps.personnel.models import Pegawai
from pendopo.apps.personnel.testing import make_nip
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.testing import cast

pytestmark = pytest.mark.django_db
GOOD = f"nipBaru;nama;kodeUnit\n{make_nip(1)};AGUS SALIM;2.16\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    cast()
    path = tmp_path / "pegawai.csv"
    path.write_text(GOOD)
    return path


def test_it_works(file: Path) -> None:
    result = CliRunner().invoke(app, ["import", str(file)])

    assert result.exit_code == 0
    assert "1 baru, 0 berubah diimpor; 0 sama, 0 perlu diperbaiki" in result.stdout
    assert Pegawai.objects.get().full_name == "Agus Salim"
    assert AuditEntry.objects.get(action="personnel.import").actor_name == "baris perintah"


def test_a_dry_run_writes_nothing(file: Path) -> None:
    result = CliRunner().invoke(app, ["import", str(file), "--dry-run", "--json"])

    answer = json.loads(result.stdout)
    assert (answer["new"], answer["bad"], answer["imported"], answer["file_rows"]) == (1, 0, False, 1)
    assert not Pegawai.objects.exists()


def test_bad_rows_give_status_1_and_the_good_ones_go_in(file: Path) -> None:
    file.write_text(GOOD + "123;SALAH;2.16\n")

    result = CliRunner().invoke(app, ["import", str(file), "--json"])

    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (answer["new"], answer["bad"], answer["errors"][0]["row"], answer["errors"][0]["column"]) == (
        1,
        1,
        3,
        "nipBaru",
    )
    assert Pegawai.objects.count() == 1
    again = CliRunner().invoke(app, ["import", str(file)])
    assert "0 baru, 0 berubah diimpor; 1 sama, 1 perlu diperbaiki" in again.stdout
    assert "baris 3, nipBaru" in again.stdout


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04x", b"\x00\x01" * 9000, None])
def test_a_file_that_cannot_be_used_gives_status_2(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)

    result = CliRunner().invoke(app, ["import", str(file)])

    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert result.stderr.strip()
