"""The voter's photo at the check-in desk, and nowhere else on the station's laptop."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pendopo.apps.elections.parcel import Parcel
from pendopo.apps.elections.station import phases
from pendopo.apps.elections.station.testing import CHAIR, SECOND, TWO, make_parcel
from pendopo.apps.elections.tests.station_web import Web, station_web
from pendopo.kernel.files.testing import a_jpeg, a_png

FACE = base64.b64encode(a_jpeg()).decode()
DRAWN = base64.b64encode(a_png(width=3, height=4)).decode()
NONE = "Tidak ada foto: bandingkan dengan KTP-el"
WITNESS = "Yohanes Bria"


def with_photos(**how: Any) -> tuple[Parcel, list[str], list[int]]:
    """Voters 1 and 2 have a photo, the others none."""
    parcel, deck, secrets = make_parcel(voters=4, candidates=2, **how)
    faces = [FACE, DRAWN, "", ""]
    voters = [replace(one, photo=face) for one, face in zip(parcel.voters, faces, strict=True)]
    return replace(parcel, voters=voters), deck, secrets


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with station_web(tmp_path, with_photos) as made:
        made.prepare()
        yield made


def test_the_desk_shows_the_photo_of_the_voter_that_was_found(web: Web) -> None:
    desk = web.officer(SECOND)
    for number, kind, face in ((0, "jpeg", FACE), (1, "png", DRAWN)):
        answer = desk.post("/daftar/", {"cari": web.parcel.voters[number].nik}, headers={"HX-Request": "true"})
        page = answer.content.decode()
        assert f'src="data:image/{kind};base64,{face}"' in page
        assert NONE not in page
        assert answer["Cache-Control"] == "no-store"
    assert FACE not in desk.get("/daftar/").content.decode()


def test_who_has_no_photo_is_compared_with_the_card(web: Web) -> None:
    page = web.officer(SECOND).post("/daftar/", {"cari": web.parcel.voters[2].nik}).content.decode()
    assert NONE in page
    assert "data:image" not in page


def test_nobody_but_an_officer_of_the_desk_sees_a_photo(web: Web) -> None:
    typed = {"cari": web.parcel.voters[0].nik}
    for client in (web.client(), web.officer(WITNESS)):
        assert FACE not in client.post("/daftar/", typed, follow=True).content.decode()
    officer = web.officer(CHAIR)
    for address in ("/papan/", "/papan/isi/", "/catatan/", "/pembukaan/"):
        assert FACE not in officer.get(address).content.decode()


def test_photos_lie_only_in_the_sealed_parcel_of_the_laptop(web: Web) -> None:
    web.open()
    web.officer(SECOND).post("/daftar/", {"cari": web.parcel.voters[0].nik})
    web.officer(SECOND).post("/daftar/hadir/", {"number": 1, "means": "nik"})
    web.cast(1, 0)
    phases.close_voting(web.station, officers=TWO, unused_cards=len(web.deck) - 1)
    phases.seal_box(web.station)
    files = [one for place in (web.folder, web.stick) for one in place.rglob("*") if one.is_file()]
    raws = {one.name: one.read_bytes() for one in files}
    bundle = next(raw for name, raw in raws.items() if name.endswith(".zip"))
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        raws |= {name: archive.read(name) for name in archive.namelist()}
    assert "penutupan.json" in raws
    for name, raw in raws.items():
        assert FACE.encode() not in raw, name
        assert a_jpeg() not in raw, name
