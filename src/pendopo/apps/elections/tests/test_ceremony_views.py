"""The key ceremony and the opening through their screens."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from pendopo.apps.elections import closing as closings
from pendopo.apps.elections.crypto.verify import verify
from pendopo.apps.elections.station import holder, urls_ceremony
from pendopo.apps.elections.station.ceremony import fingerprint, read_public
from pendopo.apps.elections.station.desks import CEREMONY, OPENING
from pendopo.apps.elections.station.testing import make_parcel
from pendopo.apps.elections.tests import ceremonies
from pendopo.project import station_settings

KEPT = (
    *("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "CONTENT_SECURITY_POLICY", "STORAGES", "MESSAGE_STORAGE"),
    *("CSRF_FAILURE_VIEW", "STATION_STICK", "STATION_PORT", "STATION_TLS", "SESSION_COOKIE_SECURE", "ALLOWED_HOSTS"),
)


@pytest.fixture(autouse=True)
def _station(tmp_path: Path) -> Iterator[None]:
    """A laptop with nothing open on it."""
    settings = {name: getattr(station_settings, name) for name in KEPT}
    with override_settings(**settings, STATION_FOLDER=tmp_path / "tps"), ceremonies.quick():
        holder.forget()
        forget()
        yield
        forget()
        holder.forget()


def forget() -> None:
    CEREMONY.clear()
    OPENING.clear()
    OPENING.known.clear()


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="127.0.0.1:8443")


def plan_form(size: int = 3, threshold: int = 2, **changes: Any) -> dict[str, Any]:
    form: dict[str, Any] = {
        "kind": "official",
        "title": "Pilkades Desa Sukamaju 2026",
        "village": "Sukamaju",
        "regency": "Kabupaten Contoh",
        "place": "Balai Desa",
        "threshold": threshold,
        "witnesses": "Gede Widiarta\nLuh Ayu Dewi\n",
        "group": "Ed25519",
    }
    for number in range(1, size + 1):
        form |= {f"name_{number}": ceremonies.NAMES[number - 1], f"role_{number}": ceremonies.ROLES[number - 1]}
    return form | changes


def upload(name: str, raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def words(response: Any) -> str:
    return str(response.content.decode())


def held_ceremony(client: Client, size: int, threshold: int) -> tuple[bytes, list[bytes]]:
    assert client.post("/upacara/kunci/rencana/", plan_form(size, threshold)).status_code == 302
    assert f"{threshold} dari {size}" in words(client.get("/upacara/kunci/"))
    assert client.post("/upacara/kunci/buat/").status_code == 302
    files = []
    for index in range(1, size + 1):
        assert ceremonies.NAMES[index - 1] in words(client.get("/upacara/kunci/"))
        told = {"passphrase": ceremonies.passphrase(index), "again": ceremonies.passphrase(index)}
        assert client.get(f"/upacara/kunci/{index}/sandi/").status_code == 200
        assert client.post(f"/upacara/kunci/{index}/sandi/", told)["Location"] == f"/upacara/kunci/{index}/uji/"
        taken = client.get(f"/upacara/kunci/{index}/berkas/")
        assert taken["Content-Disposition"].startswith(f'attachment; filename="kunci-{index}-')
        assert client.get(f"/upacara/kunci/{index}/uji/").status_code == 200
        form = {"file": upload("kunci.pendopo", taken.content), "passphrase": ceremonies.passphrase(index)}
        assert client.post(f"/upacara/kunci/{index}/uji/", form).status_code == 302
        files.append(taken.content)
    assert client.post("/upacara/kunci/selesai/").status_code == 302
    page = words(client.get("/upacara/kunci/"))
    public = client.get("/upacara/kunci/pemegang-kunci.json").content
    digest = fingerprint(json.loads(public))
    assert " ".join(digest[start : start + 4] for start in range(0, 32, 4)) in page
    assert client.get("/upacara/kunci/berita-acara.pdf").content.startswith(b"%PDF")
    return public, files


@pytest.mark.parametrize(("size", "threshold"), [(3, 2), (5, 3)])
def test_it_works_from_the_plan_to_the_verified_archives(
    client: Client, tmp_path: Path, size: int, threshold: int
) -> None:
    public, files = held_ceremony(client, size, threshold)
    keys = read_public(public)
    assert (keys.threshold, len(keys.names), keys.record["witnesses"]) == (
        threshold,
        size,
        ["Gede Widiarta", "Luh Ayu Dewi"],
    )
    held = ceremonies.Held(CEREMONY.running, public, files)  # type: ignore[arg-type]
    bundles = [ceremonies.bundle(held, votes, station=n) for n, votes in enumerate(([0, 1, 1, 2], [3, 1]), 1)]
    registry = {"keys": {uuid: ceremonies.PUBLIC for uuid, _raw in bundles}}
    client.post("/upacara/kunci/akhiri/")
    assert CEREMONY.running is None
    client.post("/upacara/buka/daftar-kunci/", {"known": upload("kunci-tps.json", json.dumps(registry).encode())})
    client.post("/upacara/buka/pemegang/", {"public": upload("pemegang-kunci.json", public)})
    several = [upload(f"berkas-tps-{n}.zip", raw) for n, (_uuid, raw) in enumerate(bundles, 1)]
    assert client.post("/upacara/buka/berkas/", {"bundles": several}).status_code == 302
    page = words(client.get("/upacara/buka/"))
    assert page.count("tanda tangan TPS cocok") == 2 and f"0 dari {threshold} kunci" in page
    for turn in range(threshold):
        assert "Hasil desa" not in words(client.get("/upacara/buka/"))
        assert client.get("/upacara/buka/rekapitulasi.pdf").status_code == 404
        index = size - turn
        form = {"file": upload("kunci.pendopo", files[index - 1]), "passphrase": ceremonies.passphrase(index)}
        assert client.post("/upacara/buka/kunci/", form).status_code == 302
    page = words(client.get("/upacara/buka/"))
    assert "Hasil desa" in page
    assert client.get("/upacara/buka/rekapitulasi.pdf").content.startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(client.get("/upacara/buka/semua.zip").content)) as packed:
        assert len(packed.namelist()) == 5
    for uuid, raw in bundles:
        assert client.get(f"/upacara/buka/berita-acara/{uuid}.pdf").content.startswith(b"%PDF")
        finished = closings.unpack(client.get(f"/upacara/buka/hasil/{uuid}.zip").content)[2]
        assert finished.startswith(closings.unpack(raw)[2])
        path = tmp_path / "hasil.bel"
        path.write_bytes(finished)
        assert verify(path).valid
    client.post("/upacara/buka/akhiri/")
    assert "Hasil desa" not in words(client.get("/upacara/buka/"))


def addresses() -> list[tuple[str, str]]:
    """Every address of the ceremony and the opening, with the methods that it may be asked by."""
    found = []
    for pattern in urls_ceremony.urlpatterns:
        told = {"index": 1, "uuid": "x"}
        names = pattern.pattern.converters
        address = reverse(f"upacara:{pattern.name}", kwargs={name: told[name] for name in names})
        found += [(address, "get"), (address, "post")]
    return found


@pytest.mark.parametrize(
    "where", [{"REMOTE_ADDR": "192.168.7.20"}, {"HTTP_HOST": "tps.example:8443"}, {"REMOTE_ADDR": ""}]
)
def test_only_the_browser_on_this_laptop_gets_in(client: Client, where: dict[str, str]) -> None:
    CEREMONY.plan = ceremonies.plan()
    CEREMONY.start(ceremonies.NOW)
    asked = addresses()
    assert len(asked) == 2 * 22
    for address, method in asked:
        response = getattr(client, method)(address, **where)
        assert response.status_code == 403, address
        assert "Komang" not in words(response)
    assert CEREMONY.running is not None and not any(part.sealed for part in CEREMONY.running.parts)


def test_without_a_token_of_the_page_nothing_changes() -> None:
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:8443")
    CEREMONY.plan = ceremonies.plan()
    assert strict.post("/upacara/kunci/buat/").status_code == 403
    assert strict.post("/upacara/kunci/akhiri/").status_code == 403
    assert CEREMONY.running is None and CEREMONY.plan is not None


def test_a_plan_with_mistakes_keeps_what_was_typed(client: Client) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"threshold": 4}, "paling banyak 3"),
        ({"threshold": 1}, "threshold"),
        ({"name_2": ceremonies.NAMES[0]}, "Satu orang hanya boleh"),
        ({"role_3": ""}, "Isi nama dan jabatan"),
        ({"title": ""}, "tidak boleh kosong"),
    ]
    for changes, said in cases:
        response = client.post("/upacara/kunci/rencana/", plan_form(**changes))
        assert response.status_code == 422 and said in words(response)
        assert "Balai Desa" in words(response) and CEREMONY.plan is None


def test_leaving_the_page_loses_nothing_and_ending_asks_first(client: Client) -> None:
    assert client.get("/upacara/kunci/")["Location"] == "/upacara/kunci/rencana/"
    client.post("/upacara/kunci/rencana/", plan_form())
    assert 'value="Komang Sudana"' in words(client.get("/upacara/kunci/rencana/"))
    client.post("/upacara/kunci/buat/")
    running = CEREMONY.running
    assert client.post("/upacara/kunci/buat/").status_code == 409
    assert client.get("/upacara/kunci/rencana/")["Location"] == "/upacara/kunci/"
    told = {"passphrase": ceremonies.passphrase(2), "again": ceremonies.passphrase(2)}
    client.post("/upacara/kunci/2/sandi/", told)
    assert "belum diunduh" in words(Client(HTTP_HOST="127.0.0.1:8443").get("/upacara/kunci/"))
    assert client.post("/upacara/kunci/selesai/").status_code == 409
    assert client.get("/upacara/kunci/1/uji/")["Location"] == "/upacara/kunci/1/sandi/"
    assert client.get("/upacara/kunci/1/berkas/").status_code == 409
    assert client.get("/upacara/kunci/9/sandi/").status_code == 409
    assert client.get("/upacara/kunci/pemegang-kunci.json").status_code == 302
    assert "dihapus" in words(client.get("/upacara/kunci/akhiri/")) and CEREMONY.running is running
    client.post("/upacara/kunci/akhiri/")
    assert CEREMONY.running is None


def test_a_refused_passphrase_is_not_sent_back(client: Client) -> None:
    client.post("/upacara/kunci/rencana/", plan_form())
    client.post("/upacara/kunci/buat/")
    told = {"passphrase": "rahasia satu dua", "again": "rahasia satu tiga"}
    response = client.post("/upacara/kunci/1/sandi/", told)
    assert response.status_code == 422 and "tidak sama" in words(response) and "rahasia" not in words(response)
    client.post("/upacara/kunci/1/sandi/", {"passphrase": "rahasia satu dua", "again": "rahasia satu dua"})
    taken = client.get("/upacara/kunci/1/berkas/").content
    form = {"file": upload("k", taken), "passphrase": "rahasia satu tiga"}
    response = client.post("/upacara/kunci/1/uji/", form)
    assert response.status_code == 422 and "tidak cocok dengan kunci milik" in words(response)
    assert "satu tiga" not in words(response)
    form = {"file": upload("k", b"x" * 70_000), "passphrase": "rahasia satu dua"}
    assert "terlalu besar" in words(client.post("/upacara/kunci/1/uji/", form))
    assert client.post("/upacara/kunci/1/uji/", {"passphrase": "x"}).status_code == 422


def test_the_opening_says_why_a_file_is_refused(client: Client) -> None:
    held = ceremonies.hold(2, 3, kind="trial")
    uuid, good = ceremonies.bundle(held, [1, 2], kind="trial", extra=1)
    wrong = [upload("foto.jpg", b"GIF89a"), upload("berkas-tps-1.zip", good)]
    response = client.post("/upacara/buka/berkas/", {"bundles": wrong})
    page = words(response)
    assert response.status_code == 422 and "foto.jpg: Berkas ini bukan berkas TPS" in page
    assert "UJI COBA" in page and "Pemilih hadir 3, surat suara 2." in page
    assert "tanda tangan belum dapat diperiksa" in page
    assert client.post("/upacara/buka/berkas/", {}).status_code == 422
    assert "rusak" in words(client.post("/upacara/buka/pemegang/", {"public": upload("a", b"{}")}))
    assert "sebelum berkas TPS" in words(
        client.post("/upacara/buka/daftar-kunci/", {"known": upload("a", b'{"keys":{}}')})
    )
    form = {"file": upload("k", held.files[0]), "passphrase": ceremonies.passphrase(1)}
    assert "pilih dahulu daftar kunci TPS" in words(client.post("/upacara/buka/kunci/", form))
    client.post("/upacara/buka/akhiri/")
    registry = json.dumps({"keys": {uuid: ceremonies.PUBLIC}}).encode()
    client.post("/upacara/buka/daftar-kunci/", {"known": upload("kunci-tps.json", registry)})
    client.post("/upacara/buka/berkas/", {"bundles": [upload("berkas-tps-1.zip", good)]})
    form = {"file": upload("k", held.files[0]), "passphrase": "salah sekali"}
    response = client.post("/upacara/buka/kunci/", form)
    assert response.status_code == 422 and "tidak cocok dengan kunci milik Komang Sudana" in words(response)
    form = {"file": upload("k", held.files[0]), "passphrase": ceremonies.passphrase(1)}
    client.post("/upacara/buka/kunci/", form)
    form = {"file": upload("k", held.files[0]), "passphrase": ceremonies.passphrase(1)}
    assert "sudah memakai kuncinya" in words(client.post("/upacara/buka/kunci/", form))
    assert "Mulai lagi" in words(client.post(f"/upacara/buka/keluarkan/{uuid}/"))
    for address in (f"hasil/{uuid}.zip", f"berita-acara/{uuid}.pdf", "rekapitulasi.pdf", "semua.zip"):
        assert client.get(f"/upacara/buka/{address}").status_code == 404
    client.post("/upacara/buka/akhiri/")
    assert OPENING.running is None


def test_a_station_may_be_taken_out_before_the_first_key(client: Client) -> None:
    uuid, good = ceremonies.bundle(ceremonies.hold(2, 3), [1, 2])
    client.post("/upacara/buka/berkas/", {"bundles": upload("b.zip", good)})
    assert "arsip sah" in words(client.get("/upacara/buka/"))
    assert "1 TPS masuk, 0 dari 2 kunci" in words(client.get("/upacara/"))
    assert client.post(f"/upacara/buka/keluarkan/{uuid}/").status_code == 302
    assert "arsip sah" not in words(client.get("/upacara/buka/"))
    folder = OPENING.get().folder
    OPENING.clear()
    assert not folder.exists()


def test_nothing_is_written_to_the_disk_by_a_ceremony(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut at any moment leaves nothing: neither keys nor passphrases, sealed or not."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    held_ceremony(client, 3, 2)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_key_of_the_station_on_this_laptop_is_known(client: Client) -> None:
    held = ceremonies.hold(2, 3)
    uuid, good = ceremonies.bundle(held, [1, 2])
    parcel = make_parcel()[0]
    told = json.loads(parcel.election) | {"uuid": uuid}
    opening = OPENING.get()
    OPENING.learn(replace(parcel, election=json.dumps(told), signing_seed=ceremonies.SEED))
    assert opening.known == {uuid: ceremonies.PUBLIC}
    client.post("/upacara/buka/berkas/", {"bundles": upload("b.zip", good)})
    assert "tanda tangan TPS cocok" in words(client.get("/upacara/buka/"))
    OPENING.clear()
    OPENING.learn(replace(parcel, election=json.dumps(told)))
    response = client.post("/upacara/buka/berkas/", {"bundles": upload("b.zip", good)})
    assert response.status_code == 422 and "tidak cocok dengan kunci TPS ini" in words(response)


def test_one_holder_may_go_first(client: Client) -> None:
    """The order of the roll is a proposal: somebody who has to leave takes the key first."""
    client.post("/upacara/kunci/rencana/", plan_form(5, 3))
    client.post("/upacara/kunci/buat/")
    page = words(client.get("/upacara/kunci/"))
    assert page.count("Dahulukan") == 4 and "/upacara/kunci/5/sandi/" in page
    told = {"passphrase": ceremonies.passphrase(5), "again": ceremonies.passphrase(5)}
    client.post("/upacara/kunci/5/sandi/", told)
    taken = client.get("/upacara/kunci/5/berkas/").content
    form = {"file": upload("k", taken), "passphrase": ceremonies.passphrase(5)}
    assert client.post("/upacara/kunci/5/uji/", form).status_code == 302
    assert "1 dari 5 sudah menguji" in words(client.get("/upacara/kunci/"))
    assert client.get("/upacara/kunci/5/uji/")["Location"] == "/upacara/kunci/"
