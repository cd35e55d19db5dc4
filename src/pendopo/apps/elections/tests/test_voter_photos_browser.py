"""shrink.js in a real browser: what the server then gets is small, named as before, and without the camera's notes."""

import base64
import io
import struct
import zipfile

import pytest
from playwright.sync_api import Page

from pendopo.apps.elections.rules.photos import HEIGHT, MOST_BYTES, WIDTH
from pendopo.apps.elections.services import photo_zip
from pendopo.apps.elections.tests.booth_page import open_booth
from pendopo.kernel.files.inspect import picture
from pendopo.ui.tests.conftest import chromium, desktop  # noqa: F401

pytestmark = pytest.mark.journey
NIK = "6401010101900001"
RUN = """async ([raw, told]) => {
    const zip = new Blob([Uint8Array.from(atob(raw), one => one.charCodeAt(0))]);
    const small = await booth.shrunk(zip, (done, of) => told.push([done, of]));
    const bytes = new Uint8Array(await small.arrayBuffer());
    let text = ""; for (const one of bytes) text += String.fromCharCode(one);
    return [btoa(text), told];
}"""


@pytest.fixture
def page(desktop) -> Page:  # noqa: F811
    return open_booth(desktop, entry="../roll/shrink.js")


def shrink(page: Page, content: bytes) -> tuple[bytes, list[list[int]]]:
    raw, told = page.evaluate(RUN, [base64.b64encode(content).decode(), []])
    return base64.b64decode(raw), told


def noise(page: Page, kind: str, width: int, height: int) -> bytes:
    """A picture that compresses badly."""
    raw = page.evaluate(
        """async ([kind, width, height]) => {
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [width, height];
            const pen = canvas.getContext("2d"), data = pen.createImageData(width, height);
            for (let at = 0; at < data.data.length; at += 1) data.data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
            pen.putImageData(data, 0, 0);
            return canvas.toDataURL(kind, 0.95).split(",")[1];
        }""",
        [kind, width, height],
    )
    return base64.b64decode(raw)


def with_notes(jpeg: bytes, note: bytes) -> bytes:
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 8) + b"Exif\0\0" + note + jpeg[2:]


def test_large_pictures_become_small_ones_under_the_same_names(page: Page) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"TPS 1/{NIK}.jpg", with_notes(noise(page, "image/jpeg", 900, 1600), b"GPS 1.9S 116.1E"))
        archive.writestr("TPS 1/", b"")
        archive.writestr(f"{NIK[:-1]}2.PNG", noise(page, "image/png", 800, 300), zipfile.ZIP_STORED)
        archive.writestr("catatan é.txt", b"bukan foto" * 1000)
    small, told = shrink(page, out.getvalue())
    assert told == [[1, 3], [2, 3], [3, 3]]
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"TPS 1/{NIK}.jpg", f"{NIK[:-1]}2.jpg", "catatan é.txt"]
        assert b"GPS" not in archive.read(f"TPS 1/{NIK}.jpg")
    photos = photo_zip.read(small)
    assert [one.problem for one in photos] == ["", "", "name"]
    sizes = [picture(one.content, ".jpg") for one in photos[:2]]
    assert sizes == [(180, HEIGHT), (WIDTH, 90)]
    assert all(len(one.content) <= MOST_BYTES for one in photos)


def test_a_small_picture_is_left_as_it_is(page: Page) -> None:
    out = io.BytesIO()
    kept = noise(page, "image/png", 40, 50)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{NIK}.png", kept)
    small, _told = shrink(page, out.getvalue())
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        assert archive.read(f"{NIK}.png") == kept


def test_what_is_no_zip_is_not_made_into_one(page: Page) -> None:
    for raw in (b"", b"PK\x05\x06", b"bukan zip" * 100):
        with pytest.raises(Exception, match=r"no zip|damaged|Offset|bounds"):
            shrink(page, raw)
