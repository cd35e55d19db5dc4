"""The wall: paired once, read-only, revoked; the map: imported whole or not at all, schematic without."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from pendopo.apps.executive.models import MapShape, WallScreen
from pendopo.apps.executive.queries.districts import by_district, crossings
from pendopo.apps.executive.queries.tree import Place, Tree
from pendopo.apps.executive.services import maps, walls
from pendopo.apps.executive.services.walls import PAGE_COOKIE, STREAM_COOKIE
from pendopo.apps.executive.subscribers import listening_screen
from pendopo.kernel.actor import ANONYMOUS
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.indicators import Total
from pendopo.kernel.testing import SYSTEM, Cast
from pendopo.kernel.units.models import Unit

pytestmark = pytest.mark.django_db
WALL = "/ruang-bupati/dinding"


def square(code: str, west: float, **properties: Any) -> dict[str, Any]:
    ring = [[west, -2.0], [west, -1.0], [west + 1, -1.0], [west + 1, -2.0], [west, -2.0]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Kecamatan {code}", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def test_it_works(figures: Cast, sign_in: Any) -> None:
    admin, screen = sign_in("admin"), Client()
    made = admin.post(reverse("executive:screen_create"), {"name": "Ruang rapat", "unit_path": ""})
    address = BeautifulSoup(made.content, "html.parser").select_one(".one-time").text
    assert "Pasang layar ini" in screen.get(address).content.decode()
    answer = screen.post(address)
    assert answer["Location"] == WALL
    cookies = answer.cookies
    assert cookies[PAGE_COOKIE]["path"] == WALL and cookies[STREAM_COOKIE]["path"] == "/langsung/"
    assert cookies[PAGE_COOKIE]["httponly"] and cookies[PAGE_COOKIE]["samesite"] == "Lax"
    html = BeautifulSoup(screen.get(WALL).content, "html.parser")
    assert (
        len(html.select("[data-scene]")) >= 4 and html.select_one("[data-clock]") and html.select_one("[data-fig-age]")
    )
    assert html["data-theme"] if html.name == "html" else html.html["data-theme"] == "dark"


def test_the_address_works_once_and_a_mere_visit_binds_nothing(people: Cast) -> None:
    _screen, secret = walls.create_screen(people.actor("admin"), name="Lobi")
    url = reverse("executive:pair", args=[secret])
    assert Client().get(url).status_code == 200 and Client().get(url).status_code == 200
    assert Client().post(url).status_code == 302
    assert Client().get(url).status_code == 410 and Client().post(url).status_code == 410
    with pytest.raises(Refused):
        walls.pair("salah")


def test_an_old_address_is_dead(people: Cast, time_machine: Any = None) -> None:
    screen, secret = walls.create_screen(people.actor("admin"), name="Lobi")
    WallScreen.objects.filter(pk=screen.pk).update(pairing_until=screen.created_at - timedelta(hours=1))
    with pytest.raises(Refused):
        walls.pair(secret)


def test_only_digests_are_kept(people: Cast) -> None:
    screen, secret = walls.create_screen(people.actor("admin"), name="Lobi")
    _same, token = walls.pair(secret)
    row = str(WallScreen.objects.filter(pk=screen.pk).values().get())
    assert secret not in row and token not in row


def test_a_screen_may_read_the_wall_and_nothing_else(figures: Cast) -> None:
    _screen, secret = walls.create_screen(figures.actor("admin"), name="Lobi", unit_path=figures.kominfo.path)
    client = Client()
    client.post(reverse("executive:pair", args=[secret]))
    assert client.get(WALL).status_code == 200
    assert client.post(WALL).status_code == 405
    assert "Dinas Perhubungan" not in client.get(WALL).content.decode()
    for name in ("room", "offices", "map", "brief", "screens", "alerts"):
        assert client.get(reverse(f"executive:{name}")).status_code == 302, name
    request = RequestFactory().get("/langsung/")
    request.COOKIES[STREAM_COOKIE] = client.cookies[STREAM_COOKIE].value
    actor = listening_screen(request)
    assert actor.unit_path == figures.kominfo.path and actor.permissions == {"executive.view", "alerts.view"}


def test_a_revoked_screen_sees_nothing(figures: Cast, sign_in: Any) -> None:
    screen, secret = walls.create_screen(figures.actor("admin"), name="Lobi")
    client = Client()
    client.post(reverse("executive:pair", args=[secret]))
    sign_in("admin").post(reverse("executive:screen_revoke", args=[screen.pk]))
    answer = client.get(WALL)
    assert answer.status_code == 401 and "uji.hadir" not in answer.content.decode()
    with pytest.raises(Refused):
        walls.revoke_screen(figures.actor("admin"), WallScreen.objects.get())
    assert listening_screen(RequestFactory().get("/")) is ANONYMOUS


def test_who_opens_the_wall_without_a_screen(figures: Cast, sign_in: Any) -> None:
    assert sign_in("bupati").get(WALL).status_code == 200
    for client in (sign_in("ratna"), sign_in("sari"), Client()):
        assert client.get(WALL).status_code == 401
    assert sign_in("ratna").get(reverse("executive:screens")).status_code == 403
    with pytest.raises(NotAllowed):
        walls.create_screen(figures.actor("ratna"), name="Lobi")


def test_a_map_is_imported_and_drawn(figures: Cast, sign_in: Any) -> None:
    admin = sign_in("admin")
    file = SimpleUploadedFile(
        "peta.geojson", geojson(square("64.01.04", 116.0), square("640105", 117.0), square("99.01.01", 1))
    )
    assert admin.post(reverse("executive:map_import"), {"file": file}).status_code == 302
    assert list(MapShape.objects.values_list("code", flat=True)) == ["64.01.04", "64.01.05"]
    html = BeautifulSoup(sign_in("bupati").get(reverse("executive:map")).content, "html.parser")
    assert len(html.select("svg.map path")) == 2 and not html.select("svg.map polygon")
    admin.post(reverse("executive:map_remove"))
    html = BeautifulSoup(sign_in("bupati").get(reverse("executive:map")).content, "html.parser")
    assert html.select("svg.map polygon") and "skematik" in html.text


def broken(geometry: Any) -> bytes:
    return geojson({"type": "Feature", "properties": {"code": "64.01.04"}, "geometry": geometry})


NO_MAPS = [b"", b"PK\x03\x04", b"[]", b'{"type":"FeatureCollection"}', b"[" * 5000, geojson(square("99.01.01", 1))]
NO_MAPS += [broken(None), broken({"type": "Polygon", "coordinates": [[["x"]]]}), broken({"type": "Point"})]


@pytest.mark.parametrize("content", NO_MAPS)
def test_what_is_no_map_is_refused_and_the_old_map_stays(people: Cast, content: bytes) -> None:
    maps.import_map(SYSTEM, geojson(square("64.01.04", 116.0)), source="a")
    with pytest.raises(Refused) as told:
        maps.import_map(SYSTEM, content, source="b")
    assert told.value.field == "file" and MapShape.objects.get().source == "a"


def test_only_who_may_imports(people: Cast, sign_in: Any) -> None:
    assert sign_in("bupati").get(reverse("executive:map_import")).status_code == 403
    with pytest.raises(NotAllowed):
        maps.remove_map(people.actor("bupati"))


def test_the_command_imports_or_says_why_not(people: Cast, tmp_path: Path, capsys: Any) -> None:
    good, bad = tmp_path / "good.geojson", tmp_path / "bad.geojson"
    good.write_bytes(geojson(square("64.01.04", 116.0)))
    bad.write_text("x")
    call_command("import_map", str(good))
    assert "1 districts stored" in capsys.readouterr().out
    for file in (bad, tmp_path / "none"):
        with pytest.raises(CommandError):
            call_command("import_map", str(file))


def test_a_district_sums_all_its_units_and_none_twice() -> None:
    def place(path: str, district: str) -> Place:
        return Place(path, path, path, "agency", district=district)

    tree = Tree(
        place("", "a"), (), (place("0001", "a"), place("00010001", "b"), place("00010002", "a"), place("0002", "b"))
    )
    points = {"0001": Total(90, 100, 1), "00010001": Total(10, 20, 1), "0002": Total(5, 5, 1)}
    sums = by_district(crossings(tree), points)
    assert {code: (total.num, total.den) for code, total in sums.items()} == {"a": (80, 80), "b": (15, 25)}
    assert Unit.objects.count() == 0
