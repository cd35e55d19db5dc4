"""`./pendopo maturity`: JSON lines in and out, the list, and the check of a file, in a process without Django."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pendopo.apps.maturity.cli import lines

SOURCE = Path(__file__).resolve().parents[4]
ALL_3 = {str(no): 3 for no in range(1, 48)}


def run(data: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PENDOPO_DATA": str(data)}
    environment["PENDOPO_DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    command = [sys.executable, "-m", "pendopo", "maturity", *arguments]
    return subprocess.run(command, input=given, capture_output=True, env=environment, timeout=300)


def score(tmp_path: Path, *rows: Any) -> tuple[int, list[dict[str, Any]]]:
    given = b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    done = run(tmp_path / "none", "score", "-", given=given)
    assert done.stderr == b""
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_it_works_for_the_three_instruments_without_a_database(tmp_path: Path) -> None:
    old = {str(no): 2 for no in range(1, 35)} | {"35-1": 5, "35-2": 5, "35-3": 5}
    code, answers = score(
        tmp_path,
        {"id": "banyu", "instrument": "spbe-59-2020", "year": 2024, "levels": ALL_3 | {"32": 5, "1": 4}},
        {"instrument": "spbe-5-2018", "year": 2019, "levels": old},
        {"instrument": "pemdi-8-2026", "year": 2026, "levels": {str(no): 4 for no in range(1, 21)}},
    )
    assert code == 0
    assert answers[0] == {
        "line": 1,
        "id": "banyu",
        "instrument": "spbe-59-2020",
        "year": 2024,
        "aspects": {
            "1": "3.10", "2": "3.00", "3": "3.00", "4": "3.00", "5": "3.00", "6": "3.00", "7": "3.20", "8": "3.00",
        },
        "domains": {"1": "3.10", "2": "3.00", "3": "3.00", "4": "3.12"},
        "index": "3.07",
        "index_exact": "767/250",
        "predicate": "Baik",
        "verified": True,
    }  # fmt: skip
    assert (answers[1]["index"], answers[1]["aspects"]["7"]) == ("2.30", "3.50")
    assert (answers[2]["index"], answers[2]["predicate"], answers[2]["domains"]) == ("4.00", "Memuaskan", {})
    assert answers[2]["verified"] is False
    assert "naskah resmi" in answers[2]["notes"][0]
    assert not (tmp_path / "none").exists()


def test_bad_lines_are_told_with_their_place_and_the_rest_is_scored(tmp_path: Path) -> None:
    base = {"instrument": "spbe-59-2020", "year": 2024, "levels": ALL_3}
    bad = [
        (b"{", "line", "kolom 2"),
        (b"[1]", "line", "daftar"),
        (b"\xff\xfe", "line", "UTF-8"),
        (b"[" * 200_000, "line", "terlalu dalam"),
        (b'{"a": NaN}', "line", "NaN"),
        (b'{"year": 2024, "year": 2023}', "year", "dua kali"),
        (b'{"instrument": "spbe-59-2020", "year": 2024, "levels": {"1": 3, "1": 4}}', "levels.1", "dua kali"),
        (base | {"instrument": "spbe-60"}, "instrument", "tidak dikenal"),
        ({"year": 2024, "levels": ALL_3}, "instrument", "wajib"),
        ({"instrument": "spbe-59-2020", "levels": ALL_3}, "year", "wajib"),
        (base | {"year": "2024"}, "year", "bilangan bulat"),
        (base | {"year": 2024.5}, "year", "bilangan bulat"),
        (base | {"year": True}, "year", "bilangan bulat"),
        (base | {"year": 2020}, "year", "mulai 2021"),
        (base | {"levels": [3]}, "levels", "daftar"),
        ({"instrument": "spbe-59-2020", "year": 2024}, "levels", "wajib"),
        (base | {"levels": ALL_3 | {"5": 6}}, "levels.5", "bukan 6"),
        (base | {"levels": ALL_3 | {"5": 2.5}}, "levels.5", "bukan 2.5"),
        (base | {"levels": {**ALL_3, "47": None}}, "levels.47", "kosong"),
        (base | {"levels": {str(no): 3 for no in range(1, 47)}}, "levels.47", "belum diisi"),
        (base | {"levels": ALL_3 | {"48": 1}}, "levels.48", "tidak mengenal"),
    ]
    code, answers = score(tmp_path, *(row for row, _place, _words in bad), base)
    assert code == 1
    assert len(answers) == len(bad) + 1
    for number, (answer, (_row, place, words)) in enumerate(zip(answers, bad, strict=False), 1):
        assert (answer["line"], answer["place"], words in answer["error"].lower() or words in answer["error"]) == (
            number, place, True,
        ), answer  # fmt: skip
    assert answers[-1]["index"] == "3.00"


def test_the_id_comes_back_whatever_it_is(tmp_path: Path) -> None:
    ids = ["é\ud800", 7, None, {"a": [1]}, ""]
    code, answers = score(tmp_path, *({"id": one, "instrument": "x"} for one in ids))
    assert code == 1
    assert [answer["id"] for answer in answers] == ids


def test_an_id_that_cannot_be_written_comes_back_empty(tmp_path: Path) -> None:
    rows = [b'{"id": 1e999}', *(b'{"id": ' + b"[" * deep + b"]" * deep + b"}" for deep in range(900, 1010, 3))]
    done = run(tmp_path, "score", "-", given=b"\n".join(rows))
    answers = done.stdout.splitlines()
    assert (done.returncode, done.stderr, len(answers)) == (1, b"", len(rows))
    assert json.loads(answers[0])["id"] is None
    assert all(answer.endswith((b'"place": "instrument"}', b'"place": "line"}')) for answer in answers)


def test_a_year_after_the_instrument_is_a_note(tmp_path: Path) -> None:
    code, answers = score(tmp_path, {"instrument": "spbe-59-2020", "year": 2027, "levels": ALL_3})
    assert code == 0
    assert "berlaku sampai 2025" in answers[0]["notes"][0]


def test_the_predicate_follows_the_rule_of_the_year(tmp_path: Path) -> None:
    levels = dict.fromkeys(ALL_3, 2) | {str(no): 5 for no in range(42, 48)} | {"21": 3, "22": 3, "32": 3}
    rows = [{"instrument": "spbe-59-2020", "year": year, "levels": levels} for year in (2023, 2024)]
    _code, answers = score(tmp_path, *rows)
    assert [(one["index"], one["index_exact"]) for one in answers] == [("2.60", "1039/400")] * 2
    assert [one["predicate"] for one in answers] == ["Baik", "Cukup"]


def test_missing_may_count_as_zero_in_a_simulation(tmp_path: Path) -> None:
    row = {"instrument": "spbe-59-2020", "year": 2023, "levels": {"1": 5}}
    done = run(tmp_path, "score", "-", "--missing", "zero", given=json.dumps(row).encode())
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["index"], len(answer["missing"])) == (0, "0.07", 46)
    assert "simulasi" in answer["notes"][0]


def test_blank_lines_count_and_a_mark_at_the_start_is_passed_over(tmp_path: Path) -> None:
    row = json.dumps({"instrument": "spbe-59-2020", "year": 2024, "levels": ALL_3}).encode()
    path = tmp_path / "nilai.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + row + b"\r\n\r\n  \n" + row)
    done = run(tmp_path, "score", str(path))
    assert done.returncode == 0
    assert [json.loads(line)["line"] for line in done.stdout.splitlines()] == [1, 4]


def test_a_line_without_end_is_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "panjang.jsonl"
    path.write_bytes(b"[" + b"1," * 2_000_000 + b"\n[]\n")
    with path.open("rb") as source:
        assert list(lines(source)) == [(1, None), (2, b"[]")]


def test_a_file_that_is_not_there_is_status_2(tmp_path: Path) -> None:
    done = run(tmp_path, "score", str(tmp_path / "tidak.jsonl"))
    assert done.returncode == 2
    assert b"tidak.jsonl" in done.stderr and b"Traceback" not in done.stderr


def test_a_reader_that_leaves_is_no_trouble(tmp_path: Path) -> None:
    row = json.dumps({"instrument": "spbe-59-2020", "year": 2024, "levels": ALL_3}).encode() + b"\n"
    path = tmp_path / "banyak.jsonl"
    path.write_bytes(row * 5_000)
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PENDOPO_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "pendopo", "maturity", "score", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None and process.stderr is not None
        assert b'"line": 1' in process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(300) == 141


def test_an_answer_comes_before_the_next_line_is_there(tmp_path: Path) -> None:
    row = json.dumps({"instrument": "spbe-59-2020", "year": 2024, "levels": ALL_3}).encode() + b"\n"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PENDOPO_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "pendopo", "maturity", "score", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None and process.stdout is not None
        for _time in range(2):
            process.stdin.write(row)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["index"] == "3.00"
        process.stdin.close()
        assert process.wait(300) == 0


def test_the_list_tells_what_is_not_verified_and_what_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments" / "rusak.json").write_text("{}")
    done = run(tmp_path, "instruments")
    assert done.returncode == 1
    assert b"belum dicocokkan" in done.stdout
    assert b"rusak.json: instrument: Wajib ada." in done.stderr
    listed = json.loads(run(tmp_path, "instruments", "--json").stdout)
    assert [(one["instrument"], one["verified"]) for one in listed["instruments"]] == [
        ("spbe-5-2018", True), ("spbe-59-2020", True), ("pemdi-8-2026", False),
    ]  # fmt: skip
    assert listed["problems"] == [{"file": "rusak.json", "place": "instrument", "error": "Wajib ada."}]
    assert run(tmp_path / "lain", "instruments").returncode == 0


@pytest.mark.parametrize("name", ["spbe-59-2020.json", "spbe-59-2020.pedoman-3-2024.json", "pemdi-8-2026.json"])
def test_the_files_of_the_project_pass_the_check(tmp_path: Path, name: str) -> None:
    done = run(tmp_path, "check", str(SOURCE / "pendopo" / "apps" / "maturity" / "data" / name))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Benar: ")


def test_a_bad_instrument_file_is_told_with_file_and_place(tmp_path: Path) -> None:
    value = json.loads((SOURCE / "pendopo/apps/maturity/data/spbe-59-2020.json").read_text())
    value["instrument"] = "spbe-uji"
    value["domains"][3]["aspects"][1]["indicators"][0]["weight"] = "3.5"
    path = tmp_path / "uji.json"
    path.write_text(json.dumps(value))
    done = run(tmp_path, "check", str(path))
    assert done.returncode == 1
    told = done.stderr.decode()
    assert told == f"{path}: domains[3].aspects[1].weight: Bobot aspek 8 tertulis 18, jumlah indikatornya 18.5.\n"
    missing = run(tmp_path, "check", str(tmp_path / "tidak.json"))
    assert missing.returncode == 1 and b"Traceback" not in missing.stderr
