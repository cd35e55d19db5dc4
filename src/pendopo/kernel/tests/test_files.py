"""Files that people hand in: what is taken, what is refused and why, and that nothing of them is ever lost."""

from __future__ import annotations

import io
import logging
import os
import time
import zipfile
import zlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from pendopo.kernel import files, pdf
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.errors import Refused
from pendopo.kernel.files import sweep
from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.files.testing import CONTENT_TYPES, a_jpeg, a_pdf, a_png, an_office_file, an_upload

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("uji")


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "kept"


def refused(name: str, content: bytes, **how: Any) -> str:
    with pytest.raises(Refused) as caught:
        files.keep(SYSTEM, an_upload(name, content), **how)
    assert caught.value.field == "file"
    return caught.value.message


def test_it_works(place: Path) -> None:
    stored = files.keep(SYSTEM, an_upload("Perbup 12.pdf"))

    assert (stored.name, stored.content_type, stored.size) == ("Perbup 12.pdf", "application/pdf", len(a_pdf()))
    assert files.verify(stored)
    answer = files.response(stored)
    assert b"".join(answer) == a_pdf()  # type: ignore[arg-type]
    answer.close()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert [p.name for p in place.rglob("*") if p.is_file()] == [stored.sha256]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", a_pdf()),
        ("A.PDF", a_pdf()),
        ("a.docx", an_office_file()),
        ("a.xlsx", an_office_file(folder="xl")),
        ("a.pptx", an_office_file(folder="ppt")),
        ("a.png", a_png()),
        ("a.jpg", a_jpeg()),
        ("a.jpeg", a_jpeg() + b"kamera"),
        ("a.pdf", a_pdf(b"4 0 obj<</OpenAction [3 0 R /Fit]>>endobj\n")),
        ("a.docx", an_office_file({"word/embeddings/Book.xlsx": an_office_file(folder="xl")})),
    ],
)
def test_good_files_are_taken(name: str, content: bytes) -> None:
    assert files.verify(files.keep(SYSTEM, an_upload(name, content)))


def test_our_own_documents_are_taken() -> None:
    made = pdf.render("kernel/typst/notice.typ", {"title": "Uji", "regency": "Paser", "lines": ["satu"]})
    assert files.verify(files.keep_bytes(SYSTEM, made, name="laporan.pdf"))


def packed_object(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"9 0 obj<</Type/ObjStm/Filter/FlateDecode>>\nstream\n" + packed + b"\nendstream endobj\n"


@pytest.mark.parametrize(
    "body",
    [
        b"4 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n",
        b"4 0 obj<</JS 5 0 R>>endobj\n",
        b"4 0 obj<</S/J#61vaScript>>endobj\n",
        b"4 0 obj<</S/Launch/F(cmd.exe)>>endobj\n",
        b"4 0 obj<</EmbeddedFiles 5 0 R>>endobj\n",
        b"4 0 obj<</Type/EmbeddedFile>>endobj\n",
        b"4 0 obj<</OpenAction 5 0 R>>endobj\n",
        b"4 0 obj<</OpenAction<</S/URI>>>>endobj\n",
        b"4 0 obj<</#4FpenAction 5 0 R>>endobj\n",
        b"4 0 obj<</AA<</O 5 0 R>>>>endobj\n",
        b"% stream\n4 0 obj<</S/JavaScript>>endobj\n% endstream\n",
        packed_object(b"4 0 <</S/JavaScript/JS(x)>>"),
        packed_object(b"4 0 <</AA 5 0 R>>"),
    ],
)
def test_a_pdf_that_acts_is_refused(body: bytes) -> None:
    assert "PDF ini memuat skrip" in refused("a.pdf", a_pdf(body))


HIDDEN = b"4 0 <</S/JavaScript/JS(x)>>"


@pytest.mark.parametrize(
    "body",
    [
        b"<</Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]>>\nstream\n" + zlib.compress(HIDDEN).hex().encode(),
        b"<</Type/ObjStm/Filter/ASCIIHexDecode>>\nstream\n" + HIDDEN.hex().encode(),
        b"<</Type/ObjStm/Filter[/FlateDecode/FlateDecode]>>\nstream\n" + zlib.compress(zlib.compress(HIDDEN)),
        b"<</Type/ObjStm/Filter/FlateDecode/DecodeParms<</Predictor 2>>>>\nstream\n" + zlib.compress(b"x"),
        b"<</Fil#74er/ASCIIHexDecode/Type/ObjStm>>\nstream\n" + HIDDEN.hex().encode(),
        b"<</Type/Obj#53tm/Filter/FlateDecode>>\nstream\n" + zlib.compress(HIDDEN),
    ],
    ids=("hex and flate", "hex", "twice", "differences", "escaped filter", "escaped type"),
)
def test_objects_packed_so_that_nobody_can_look_are_refused(body: bytes) -> None:
    assert refused("a.pdf", a_pdf(b"9 0 obj" + body + b"\nendstream endobj\n")) != ""


def test_a_locked_cut_or_lengthened_pdf_is_refused() -> None:
    assert "kata sandi" in refused("a.pdf", a_pdf(b"4 0 obj<</Encrypt 5 0 R>>endobj\n"))
    assert "rusak" in refused("a.pdf", a_pdf()[:-10])
    assert "rusak" in refused("a.pdf", b"%PDF-x.y" + a_pdf()[8:])
    assert "isi lain" in refused("a.pdf", a_pdf() + b"x" * 5000)


def test_random_bytes_in_a_stream_are_no_script() -> None:
    """Compressed pictures hold /JS by chance."""
    files.keep(SYSTEM, an_upload("a.pdf", a_pdf(b"4 0 obj<<>>\nstream\n\x00/JS \x01/AA \nendstream endobj\n")))


def test_a_pdf_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pendopo.kernel.files.pdf_scan.MOST_UNPACKED", 10_000)
    assert "terlalu besar" in refused("a.pdf", a_pdf(packed_object(b" " * 20_000)))


def test_two_files_in_one_are_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.txt", "x")
    for name, content in (("a.pdf", a_pdf()), ("a.jpg", a_jpeg()), ("a.png", a_png())):
        refused(name, content + archive.getvalue())
    refused("a.pdf", a_pdf(b"% <script>alert(1)</script>\n"))
    refused("a.png", a_png() + b"<?php")
    refused("a.jpg", a_jpeg() + b"<?php phpinfo();")
    refused("a.docx", a_pdf())
    refused("a.docx", b"PK\x03\x04" + an_office_file())
    refused("a.docx", an_office_file() + b"x")
    refused("a.docx", an_office_file(folder="xl"))
    refused("a.png", a_jpeg())


@pytest.mark.parametrize(
    "name",
    ["word/vbaProject.bin", "word/activeX/activeX1.xml", "word/embeddings/oleObject1.bin", "xl/macrosheets/s.xml",
     "word/run.exe"],
)  # fmt: skip
def test_macros_and_objects_are_refused(name: str) -> None:
    assert "makro" in refused("a.docx", an_office_file({name: b"x"}))


def test_a_macro_type_is_refused_whatever_its_name() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES.replace(b"Types ", b"Types a='x.macroEnabled.main+xml' "))
        archive.writestr("word/document.xml", b"<d/>")
    assert "makro" in refused("a.docx", target.getvalue())


@pytest.mark.parametrize(
    "name", ["../x.xml", "/etc/passwd", "word/../../x", "C:/x", "word\\..\\x", "word/\u202egpj.exe"]
)
def test_names_that_lead_out_are_refused(name: str) -> None:
    refused("a.docx", an_office_file({name: b"x"}))


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "terlalu besar" in refused("a.docx", an_office_file({"word/a.xml": b"\0" * 12_000_000}))
    many = an_office_file({f"word/{n}.xml": b"" for n in range(3001)})
    assert "terlalu besar" in refused("a.docx", many)
    monkeypatch.setattr("pendopo.kernel.files.office.MOST_UNPACKED", 1000)
    assert "terlalu besar" in refused("a.docx", an_office_file({"word/a.xml": os.urandom(1001)}))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = an_office_file({"word/a.xml": b"abc" * 1000})
    refused("a.docx", content.replace((3000).to_bytes(4, "little"), (30).to_bytes(4, "little")))


def test_archives_inside_and_passwords_are_refused() -> None:
    inner = an_office_file({"word/embeddings/Book.xlsx": an_office_file(folder="xl")})
    refused("a.docx", an_office_file({"word/embeddings/B.docx": inner}))
    refused("a.docx", an_office_file({"word/embeddings/B.zip": b"PK"}))
    refused(
        "a.docx", an_office_file({"word/embeddings/B.xlsx": an_office_file({"xl/vbaProject.bin": b"x"}, folder="xl")})
    )
    locked = bytearray(an_office_file())
    place = locked.find(b"PK\x01\x02") + 8
    locked[place] |= 1
    assert "kata sandi" in refused("a.docx", bytes(locked))


def test_pictures_are_walked_to_their_end() -> None:
    refused("a.png", a_png()[:-4])
    refused("a.png", a_png(width=60_000, height=60_000))
    refused("a.png", a_png(width=0))
    refused("a.jpg", a_jpeg()[:10])
    refused("a.jpg", a_jpeg()[:-2])


def test_size_and_kind() -> None:
    good = a_pdf()
    files.keep(SYSTEM, an_upload("a.pdf", good), most=len(good))
    assert "lebih besar" in refused("a.pdf", good, most=len(good) - 1)
    nameless_size = io.BytesIO(good)
    nameless_size.name = "a.pdf"
    with pytest.raises(Refused):
        files.keep(SYSTEM, nameless_size, most=len(good) - 1)
    assert "kosong" in refused("a.pdf", b"")
    assert "PDF, DOCX" in refused("a.exe", b"MZ")
    assert "tidak diterima" in refused("a.pdf.exe", good)
    assert "tidak sesuai" in refused("a.pdf", b"halo")
    assert "JPG" in refused("a.pdf", good, kinds=files.IMAGES)


def test_a_refusal_leaves_nothing_and_is_logged_without_content(place: Path, caplog: Any) -> None:
    with caplog.at_level(logging.WARNING, logger="pendopo.files"):
        refused("rahasia.pdf", b"isi rahasia")
    assert [p for p in place.rglob("*") if p.is_file()] == []
    assert StoredFile.objects.count() == 0
    record = caplog.records[-1]
    assert record.code == "magic"
    assert "rahasia" not in str(record.__dict__)


@given(st.text(max_size=400))
def test_any_name_becomes_a_plain_one(name: str) -> None:
    clean = files.clean_name(name)
    assert 1 <= len(clean) <= 160
    assert clean.isprintable() and clean == clean.strip()
    assert not set(clean) & set('/\\<>:"|?*\0\u202e\u2066')
    assert clean not in (".", "..")
    assert files.clean_name(clean) == clean


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\surat\\Nota.pdf", "Nota.pdf"),
        ("gaji\u202efdp.exe", "gajifdp.exe"),
        ("a\0b.pdf", "ab.pdf"),
        ("CON.pdf", "berkas CON.pdf"),
        ("", "berkas"),
        ("x" * 400 + ".pdf", "x" * 140 + ".pdf"),
    ],
)
def test_names(name: str, clean: str) -> None:
    assert files.clean_name(name) == clean


def test_the_same_content_again_heals_a_damaged_file() -> None:
    stored = files.keep(SYSTEM, an_upload())
    files.path_of(stored).write_bytes(b"rusak")
    assert not files.verify(stored)
    again = files.keep(SYSTEM, an_upload("lain.pdf"))
    assert again.pk != stored.pk and files.verify(stored)


def test_orphans_go_after_a_day(place: Path) -> None:
    stored = files.keep(SYSTEM, an_upload())
    try:
        with transaction.atomic():
            undone = files.keep(SYSTEM, an_upload("b.pdf", a_pdf(text="dibatalkan")))
            raise Refused("batal")
    except Refused:
        pass
    (place / ".new-terputus").write_bytes(b"x")
    lost = files.path_of(undone)
    assert lost.is_file() and sweep.remove_orphans() == 0
    assert sweep.remove_orphans(now=time.time() + 2 * sweep.DAY) == 2
    assert not lost.exists() and files.verify(stored)


def test_what_came_in_again_meanwhile_stays(place: Path) -> None:
    stored = files.keep(SYSTEM, an_upload())
    path = files.path_of(stored)
    assert sweep._remove(path, time.time() - sweep.DAY) == 0
    assert files.verify(stored)
    path.replace(path.with_name(f".gone-{path.name}"))  # a sweep that was cut off
    sweep.remove_orphans()
    assert files.verify(stored)


def test_a_missing_or_damaged_file_raises_an_alert() -> None:
    stored = files.keep(SYSTEM, an_upload())
    path, day = files.path_of(stored), date(2026, 11, 1)
    week = [day + timedelta(days=n) for n in range(7)]
    assert sum(sweep.check_digests(one) for one in week) == 0
    path.write_bytes(a_pdf()[:-1] + b"\r")
    assert sum(sweep.check_digests(one) for one in week) == 1
    path.unlink()
    assert sweep.check_digests(day) == 1
    assert Alert.objects.get(kind=sweep.ALERT).severity == "bad"
    files.keep(SYSTEM, an_upload())
    assert sum(sweep.check_digests(one) for one in week) == 0
    assert not Alert.objects.unfinished().filter(kind=sweep.ALERT).exists()


def test_the_field_says_what_it_takes() -> None:
    field = files.UploadField(kinds=files.PDF, help_text="Pindaian lengkap.")
    assert str(field.help_text) == "Pindaian lengkap. PDF, paling besar 20 MB."
    assert field.widget.attrs["accept"] == ".pdf"
