"""Whoever wants to see for himself: the tracker search, the check of an archive, the verifier to take home."""

from __future__ import annotations

import hashlib
import io
import logging
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.elections import public_check, public_limits
from pendopo.apps.elections.crypto.rehearse import Plan, rehearse
from pendopo.apps.elections.models import Archive, Kind
from pendopo.apps.elections.policy_public import CHECK_MEGABYTES
from pendopo.apps.elections.rules import trackers
from pendopo.apps.elections.services import archives
from pendopo.apps.elections.tests.public_elections import Town, count, make_town
from pendopo.apps.elections.tests.test_public_pages import words
from pendopo.kernel import settings_store
from pendopo.kernel.clock import today
from pendopo.kernel.files.services import path_of
from pendopo.kernel.testing import SYSTEM, Cast
from pendopo.ui.formats import fours

pytestmark = pytest.mark.django_db
SEARCH, CHECK = "/publik/pilkades/pelacak/", "/publik/pilkades/periksa/"
KNOWN = next(
    (p / "shared/data/elections" for p in Path(__file__).resolve().parents if (p / "shared/data/elections").is_dir()),
    None,
)
B64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@pytest.fixture(autouse=True)
def calm() -> None:
    public_limits.forget()


@pytest.fixture
def town(cast: Cast) -> Town:
    return make_town(cast.kominfo)


def ask(text: str, **more: Any) -> Any:
    return Client(**more).post(SEARCH, {"pelacak": text})


def send(raw: bytes, name: str = "tps.bel") -> Any:
    return Client().post(CHECK, {"arsip": SimpleUploadedFile(name, raw, "application/octet-stream")})


def test_it_works_a_tracker_is_found_and_its_archive_checked(town: Town) -> None:
    archive = count(town, 1, [1, 2, 2])
    for text in archives.trackers(archive):
        for typed in (text, fours(text), f"Pelacak: {text}=", f"  {text[:20]}\r\n{text[20:]}\t"):
            answer = words(ask(typed))
            assert "Ada di kotak" in answer and "TPS 1" in answer and archive.box.uuid in answer
    checked = send(path_of(archive.file).read_bytes())
    said = words(checked)
    assert checked.status_code == 200 and "Sah, dan sama dengan yang diumumkan" in said
    assert said.count('class="lulus"') == 13 and fours(archive.last_event) in said and "1. AHMAD" not in said
    assert "AHMAD" in said and "66,7%" in said


def test_forms_are_not_kept_by_caches_and_need_their_token(town: Town) -> None:
    for address in (SEARCH, CHECK):
        answer = Client().get(address)
        assert answer["Cache-Control"] == "private, no-store"
        assert Client(enforce_csrf_checks=True).post(address, {"pelacak": "x"}).status_code == 403


def test_a_tracker_is_found_only_whole_and_only_when_announced(town: Town) -> None:
    archive = count(town, 1, [1, 2], publish=False)
    text = archives.trackers(archive)[0]
    assert "Tidak ditemukan" in words(ask(text))
    archives.publish(SYSTEM, archive)
    assert "Ada di kotak" in words(ask(text))
    for part in (text[:42], text[:8], "%", text + "A"):
        answer = ask(part)
        assert answer.status_code == 422 and "Ada di kotak" not in words(answer), part
    assert "Tidak ditemukan" in words(ask(text.swapcase()[:42] + text[42]))
    archives.withdraw(SYSTEM, Archive.objects.get(pk=archive.pk), reason="salah")
    assert "Tidak ditemukan" in words(ask(text))


def test_a_tracker_of_a_trial_is_marked(town: Town) -> None:
    archive = count(town, 1, [1], kind=Kind.TRIAL)
    assert "UJI COBA" in words(ask(archives.trackers(archive)[0]))


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Isi dulu"), (" \n= ", "Isi dulu"), ("abc", "yang Anda isi 3"), ("é" * 43, "Tanda “é”"),
     ("<b>" + "A" * 40, "Tanda “&lt;”"), ("A" * 42 + "B", "Huruf terakhir"), ("A" * 5000, "yang Anda isi 300"),
     ("A" * 20 + "\0" + "A" * 22, "Tanda")],
)  # fmt: skip
def test_what_is_mistyped_is_said(db: None, typed: str, said: str) -> None:
    answer = ask(typed)
    assert answer.status_code == 422 and said in words(answer)


def test_no_search_is_written_to_the_log(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    text = archives.trackers(count(town, 1, [1]))[0]
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        ask(text)
    told = [record for record in caplog.records if record.name != "django.db.backends"]
    assert all(text not in record.getMessage() for record in told)


def test_searches_are_limited_by_address_and_only_there(db: None) -> None:
    text = hashlib.sha256(b"x").digest()
    import base64

    typed = base64.b64encode(text).decode()
    answers = [ask(typed, REMOTE_ADDR="10.0.0.1").status_code for _n in range(32)]
    assert answers[:30] == [200] * 30 and answers[30:] == [429, 429]
    assert ask(typed, REMOTE_ADDR="10.0.0.2").status_code == 200


@given(st.binary(min_size=32, max_size=32), st.lists(st.integers(0, 43), max_size=8), st.sampled_from(["", "=", " ="]))
def test_every_digest_survives_being_typed(raw: bytes, gaps: list[int], end: str) -> None:
    import base64

    text = base64.b64encode(raw).decode().rstrip("=")
    typed = text
    for gap in sorted(gaps, reverse=True):
        typed = f"{typed[:gap]} {typed[gap:]}"
    assert trackers.read(typed + end).text == text == fours(text).replace(" ", "")


@given(st.text(max_size=400))
def test_nothing_that_is_typed_breaks_the_reading(typed: str) -> None:
    found = trackers.read(typed)
    assert bool(found.text) != bool(found.problem)
    assert not found.text or (len(found.text) == 43 and set(found.text) <= set(B64))


def test_a_changed_and_an_older_archive_are_told_apart(town: Town) -> None:
    archive = count(town, 1, [1, 2, 2])
    raw = path_of(archive.file).read_bytes()
    changed = bytearray(raw)
    changed[len(raw) // 2] ^= 1
    said = words(send(bytes(changed)))
    assert "Tidak sah" in said and "Gagal pada pemeriksaan nomor" in said and 'class="gagal"' in said
    cut = words(send(raw[: len(raw) // 3 // 512 * 512 + 100]))
    assert "Berkas terpotong" in cut
    Archive.objects.update(sha256="0" * 64)
    other = words(send(raw))
    assert "Sah, tetapi bukan yang diumumkan" in other and "TPS 1" in other
    Archive.objects.update(published_at=None)
    unknown = words(send(raw))
    assert (
        "bukan arsip yang diumumkan di sini" in unknown and "Balai" not in unknown and archive.box.uuid not in unknown
    )


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("besar", b"\0" * (64 << 20))
    return out.getvalue()


def _member(body: bytes) -> bytes:
    from pendopo.apps.elections.crypto.archive import Writer

    out = io.BytesIO()
    writer = Writer(out, 1795289797)
    writer.data(body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "status", "said"),
    [(b"", 422, "kosong"), (b"x", 200, "Bukan arsip"), (b"%PDF-1.7 bukan", 200, "Bukan arsip"),
     (b"\0" * 4096, 200, "Bukan arsip"), (_bomb(), 200, "Bukan arsip"),
     (_member(b"[" * 900_000), 200, "Tidak sah"), (_member(b"1" * 900_000), 200, "Tidak sah")],
    ids=["empty", "one", "pdf", "zeros", "bomb", "deep", "digits"],
)  # fmt: skip
def test_files_that_are_no_archive(db: None, raw: bytes, status: int, said: str) -> None:
    answer = send(raw)
    assert answer.status_code == status and said in words(answer), words(answer)[:2000]
    assert "Sah, " not in words(answer)


def test_a_file_of_100_megabytes_and_none_at_all_are_refused(db: None) -> None:
    answer = send(b"\0" * (100 << 20))
    assert answer.status_code == 413 and "lebih besar dari 24 MB" in words(answer)
    settings_store.set_value(SYSTEM, CHECK_MEGABYTES, 1, valid_from=today(), basis="Uji")
    settings_store.forget()
    assert send(b"\0" * (2 << 20)).status_code == 413
    assert Client().post(CHECK, {"arsip": "teks"}).status_code == 422 == Client().post(CHECK).status_code


def test_a_name_of_a_file_cannot_write_into_the_page(db: None) -> None:
    said = words(send(b"x", "<script>alert(1)</script>.bel"))
    assert "<script>alert" not in said


def test_checks_are_limited_and_a_full_line_says_so(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(public_check, "PATIENCE", 0.0)
    with (
        public_check._turn(tmp_path), public_check._turn(tmp_path), pytest.raises(public_check.Busy),
        public_check._turn(tmp_path),
    ):  # fmt: skip
        pass
    with public_check._turn(tmp_path):
        pass
    monkeypatch.setattr(public_check, "check", _busy)
    answer = send(b"x")
    assert answer.status_code == 429 and "belum diperiksa" in words(answer)
    assert [send(b"x").status_code for _n in range(6)][-1] == 429


def _busy(*_given: object, **_more: object) -> dict[str, Any]:
    raise public_check.Busy


def test_time_and_memory_of_a_check_are_bounded(tmp_path: Path) -> None:
    plan = Plan(60, 3, 1, "BELENIOS-2048", "1", False, 100, 1, 1, 1795000000)
    (station,) = rehearse(plan, tmp_path / "out", lambda _line: None)
    told = public_check.check(station.file, slots=tmp_path, seconds=600)
    assert told["valid"] is True and told["ballots"] == 60
    with pytest.raises(public_check.TooLong):
        public_check.check(station.file, slots=tmp_path, seconds=0)
    command = [sys.executable, "-m", "pendopo.apps.elections.public_check", str(station.file), "8", "60"]
    done = subprocess.run(command, capture_output=True, env={"PYTHONPATH": str(public_check.SOURCES)}, timeout=600)
    assert done.returncode not in (0, 2) and not done.stdout and b"MemoryError" in done.stderr


@pytest.mark.skipif(KNOWN is None, reason="no shared data here")
@pytest.mark.parametrize("name", ["single-ed25519/7S9MGLY291CTF1.bel", "threshold-ed25519/DwhprB5rk6a8aA.bel"])
def test_an_archive_of_belenios_tool_passes_on_the_page(db: None, name: str) -> None:
    assert KNOWN is not None
    said = words(send((KNOWN / name).read_bytes()))
    assert "Sah, tetapi bukan arsip yang diumumkan di sini" in said and said.count('class="lulus"') == 13


def test_the_verifier_to_take_home_is_the_one_whose_digest_is_shown(town: Town, tmp_path: Path) -> None:
    archive = count(town, 1, [1, 2])
    answer = Client().get(f"{CHECK}periksa-suara.pyz")
    assert fours(hashlib.sha256(answer.content).hexdigest()) in words(Client().get(CHECK))
    assert answer["Cache-Control"] == "public, max-age=3600" and not answer.cookies
    again = Client().get(f"{CHECK}periksa-suara.pyz", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    place = tmp_path / "periksa-suara.pyz"
    place.write_bytes(answer.content)
    done = subprocess.run(
        [sys.executable, str(place), str(path_of(archive.file)), "--jobs", "1"], capture_output=True, timeout=600
    )
    assert done.returncode == 0 and b"SAH" in done.stdout


def test_nothing_of_an_upload_is_kept(town: Town, settings: Any) -> None:
    from pendopo.kernel.files.models import StoredFile

    raw = path_of(count(town, 1, [1]).file).read_bytes()
    before = StoredFile.objects.count()
    send(raw + b"\0" * 512)
    assert StoredFile.objects.count() == before
    assert all(one.stat().st_size == 0 for one in (Path(settings.DATA_DIR) / "periksa").iterdir())
