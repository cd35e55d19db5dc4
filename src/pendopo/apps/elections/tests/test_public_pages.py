"""The elections as anybody reads them: the list, an election, its live result, reports, open data."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.elections.models import (
    Archive,
    Box,
    Candidate,
    Determination,
    Discrepancy,
    ElectionState,
    HandCount,
    Kind,
    Objection,
    ObjectionState,
    Pilkades,
)
from pendopo.apps.elections.rules.public_figures import Tally, hand_state, share, summed
from pendopo.apps.elections.services import archives
from pendopo.apps.elections.testing import make_election, make_village, set_state
from pendopo.apps.elections.tests.public_elections import NIK, Town, count, make_town
from pendopo.apps.elections.words_public import sheet_steps
from pendopo.kernel.clock import today
from pendopo.kernel.testing import SYSTEM, Cast
from pendopo.ui.formats import fours

pytestmark = pytest.mark.django_db
HOME = "/publik/pilkades/"


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def raw(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def town(cast: Cast) -> Town:
    return make_town(cast.kominfo)


def test_it_works_from_the_portal_to_the_archive_of_a_station(town: Town) -> None:
    guest = Client()
    archive = count(town, 1, [1, 2, 2, 0])
    assert HOME in words(guest.get("/publik/"))
    listed = words(guest.get(HOME))
    assert town.page in listed and "hasil 1 dari 2 TPS" in listed
    shown = words(guest.get(town.page))
    assert "1 dari 2 TPS" in shown and "Sementara" in shown and "Desa Ahmad maju" in shown
    assert fours(archive.sha256) in shown and fours(archive.last_event) in shown
    assert "50,0%" in shown and "25,0%" in shown
    assert "2 dari 3 pemegang kunci" in shown and "Balai 2" in shown
    report = guest.get(f"{HOME}arsip/{archive.box.uuid}/")
    assert "4 surat suara masuk" in words(report) and "ikut membuka" in words(report)
    file = guest.get(f"{HOME}arsip/{archive.box.uuid}.bel")
    assert hashlib.sha256(raw(file)).hexdigest() == archive.sha256
    assert file["Cache-Control"] == "public, max-age=300" and file["ETag"] == f'"{archive.sha256}"'
    again = guest.get(f"{HOME}arsip/{archive.box.uuid}.bel", headers={"if-none-match": file["ETag"]})
    assert again.status_code == 304 and not again.content


def test_the_result_is_first_and_a_station_is_a_line_that_opens(town: Town) -> None:
    count(town, 1, [1, 2, 2, 0])
    shown = words(Client().get(town.page))
    places = [shown.index(f'id="{name}"') for name in ("hasil", "tps-1", "calon", "jadwal")]
    assert places == sorted(places)
    told, waits = shown.split('id="tps-1"')[1].split('id="tps-2"')
    assert '<details class="pp-fold"><summary>' in told and "pemilih terdaftar" not in told
    assert "4 surat suara · terbanyak <b>2. SITI 2</b>" in told.split("</summary>")[0]
    assert "<details" not in waits.split("</section>")[0] and "4 pemilih terdaftar" in waits


def addresses(town: Town, archive: Archive) -> list[str]:
    """Every public address that could tell something of this archive."""
    uuid, year = archive.box.uuid, town.election.day.year
    return [
        HOME, town.page, f"{town.page}hasil/", f"{HOME}arsip/{uuid}/", f"{HOME}arsip/{uuid}.bel",
        f"{HOME}data/arsip/{uuid}/pelacak.json", f"{HOME}data/pemilihan/{town.election.pk}.json",
        f"{HOME}data/pemilihan/{town.election.pk}.csv", f"{HOME}data/gelombang/{year}/gelombang-i.json",
        f"{HOME}data/gelombang/{year}/gelombang-i.csv", f"{HOME}data/", f"{HOME}periksa/", f"{HOME}pelacak/",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", Kind.values)
def test_nothing_of_an_archive_is_reachable_before_it_is_announced(town: Town, kind: str) -> None:
    archive = count(town, 1, [1, 1, 2], kind=kind, publish=False)
    for address in addresses(town, archive):
        answer = Client().get(address)
        uuid_asked = archive.box.uuid in address
        assert answer.status_code == (404 if uuid_asked else 200), address
        text = raw(answer).decode()
        for secret in (archive.sha256, archive.last_event, f"{archive.box.uuid}.bel", "66,7"):
            assert secret not in text.replace(" ", "") or uuid_asked, address
    archives.publish(SYSTEM, archive)
    assert all(raw(Client().get(address)) for address in addresses(town, archive))
    archives.withdraw(SYSTEM, Archive.objects.get(pk=archive.pk), reason="salah berkas")
    assert Client().get(f"{HOME}arsip/{archive.box.uuid}.bel").status_code == 404
    assert archive.sha256 not in words(Client().get(town.page))


def test_an_archive_of_a_dropped_box_or_a_later_moment_is_not_public(town: Town) -> None:
    archive = count(town, 1, [1])
    address = f"{HOME}arsip/{archive.box.uuid}/"
    Archive.objects.update(published_at=archive.published_at + timedelta(hours=1))  # type: ignore[operator]
    assert Client().get(address).status_code == 404
    Archive.objects.update(published_at=archive.published_at)
    assert Client().get(address).status_code == 200
    Box.objects.filter(pk=archive.box_id).update(dropped_at=archive.published_at)
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("state", [ElectionState.CANCELLED, ElectionState.PREPARING, ElectionState.REGISTRATION])
def test_cancelled_and_unready_elections_are_not_shown(town: Town, state: str) -> None:
    archive = count(town, 1, [1, 2])
    set_state(town.election, state)
    assert "Belum ada pemilihan" in words(Client().get(HOME))
    for address in addresses(town, archive):
        if address not in (HOME, f"{HOME}data/", f"{HOME}periksa/", f"{HOME}pelacak/"):
            assert Client().get(address).status_code == 404, address
    assert Client().get(f"{town.page}calon/1/foto/").status_code == 404


def test_nothing_of_voters_and_no_names_of_officers_is_told(town: Town) -> None:
    archive = count(town, 1, [1, 2])
    Objection.objects.create(
        election=town.election, filed_by="Pak Pengaju", capacity="calon", subject="Pokok rahasia", text="isi",
        filed_on=today(), answer_by=today(), state=ObjectionState.EXAMINED,
    )  # fmt: skip
    for address in addresses(town, archive):
        text = raw(Client().get(address)).decode()
        assert "Rahasia" not in text and NIK not in text and "Pak Pengaju" not in text and "Pokok rahasia" not in text
        assert "Ketua KPPS" not in text and "Petugas" not in text
    assert "Sedang diperiksa" in words(Client().get(town.page))


def test_public_pages_set_no_cookie_and_may_be_kept(town: Town) -> None:
    archive = count(town, 1, [1])
    for address, age in (
        (HOME, 60), (town.page, 15), (f"{town.page}hasil/", 15), (f"{HOME}arsip/{archive.box.uuid}/", 300),
        (f"{HOME}data/", 300), (f"{HOME}data/pemilihan/{town.election.pk}.json", 60),
    ):  # fmt: skip
        answer = Client().get(address)
        assert answer["Cache-Control"] == f"public, max-age={age}" and not answer.cookies, address
        assert Client().post(address).status_code == 405
    set_state(town.election, ElectionState.DETERMINED)
    settled = Client().get(town.page)
    assert settled["Cache-Control"] == "public, max-age=300" and "live.js" not in words(settled)


def test_before_the_day_there_are_places_candidates_and_no_result(cast: Cast) -> None:
    town = make_town(cast.kominfo, state=ElectionState.ROLL_FINAL)
    shown = words(Client().get(town.page))
    assert "Hasil resmi" not in shown and "Balai 1" in shown and "Ahmad" in shown and "live.js" not in shown
    photo = Client().get(f"{town.page}calon/1/foto/")
    assert photo.status_code == 200 and raw(photo).startswith(b"\x89PNG")
    for number in (0, 9):
        assert Client().get(f"{town.page}calon/{number}/foto/").status_code == 404
    Candidate.objects.filter(number=1).update(photo=None)
    assert Client().get(f"{town.page}calon/1/foto/").status_code == 404
    assert "UJI COBA" not in shown


def test_a_trial_is_marked_and_never_among_the_results(town: Town) -> None:
    archive = count(town, 1, [2, 2], kind=Kind.TRIAL)
    shown = words(Client().get(town.page))
    assert "UJI COBA" in shown and "Belum ada TPS yang hasilnya diumumkan" in shown
    assert "UJI COBA" in words(Client().get(f"{HOME}arsip/{archive.box.uuid}/"))
    told = Client().get(f"{HOME}data/pemilihan/{town.election.pk}.json").json()["pemilihan"]
    assert told["tps_diumumkan"] == 0 and all(one["hasil"] is None for one in told["tps"])


def test_the_live_part_is_sent_again_only_when_something_changed(town: Town) -> None:
    count(town, 1, [1])
    first = Client().get(f"{town.page}hasil/")
    tag = {"if-none-match": first["ETag"]}
    assert "<html" not in words(first) and Client().get(f"{town.page}hasil/", headers=tag).status_code == 304
    count(town, 2, [2, 2])
    again = Client().get(f"{town.page}hasil/", headers=tag)
    assert again.status_code == 200 and 'data-told="2"' in words(again) and "Sementara" not in words(again)


def test_the_hand_count_is_told_only_when_two_agree(town: Town) -> None:
    archive = count(town, 1, [1, 1, 2])
    HandCount.objects.create(box=archive.box, account_id=1, account_name="Satu", counts=[0, 2, 1])
    assert "dua orang secara terpisah" in words(Client().get(town.page))
    HandCount.objects.create(box=archive.box, account_id=2, place=2, account_name="Dua", counts=[0, 2, 1])
    shown = words(Client().get(town.page))
    assert "Hitungan slip sama dengan hasil" in shown and "Satu</" not in shown
    for account in (1, 2):
        HandCount.objects.create(
            box=archive.box, round=2, place=account, account_id=account, account_name="x", counts=[1, 1, 1]
        )
    Discrepancy.objects.create(box=archive.box, what="Slip kurang", state="dijelaskan", finding="Terselip di bilik")
    shown = words(Client().get(town.page))
    assert "Hitungan slip berbeda" in shown and "selisih 1" in shown and "Terselip di bilik" in shown


def test_the_elected_one_and_the_sheet_of_a_tie_are_shown(town: Town) -> None:
    count(town, 1, [1, 2])
    winner = Candidate.objects.get(number=2)
    made = Determination.objects.create(
        election=town.election, winner=winner, votes=1, tie_rule="tps_terbesar", decree_number="07/PAN/2026",
        determined_on=today(), sheet={"names": {"2": "SITI"}, "steps": [
            {"title": "TPS terbanyak", "text": "TPS 1", "columns": ["TPS", "Siti"], "rows": [["TPS 1", 1]], "left": [2]}
        ]},
    )  # fmt: skip
    shown = words(Client().get(town.page))
    assert "07/PAN/2026" in shown and "2. Siti" in shown and "TPS terbanyak" in shown and "2. SITI" in shown
    Determination.objects.filter(pk=made.pk).update(withdrawn_at=made.determined_on.isoformat() + "T00:00Z")
    assert "07/PAN/2026" not in words(Client().get(town.page))


def test_search_waves_paging_and_empty_states(cast: Cast) -> None:
    for number in range(1, 24):
        village = make_village(cast.kominfo, name=f"Desa Uji {number:02}", code=f"64.01.09.2{number:03}")
        make_election(village, state=ElectionState.ROLL_FINAL, wave="Gelombang II" if number == 3 else "Gelombang I")
    guest = Client()
    first = words(guest.get(HOME))
    assert "23 pemilihan" in first and 'rel="next"' in first
    following = HOME + first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    seen = {name for page in (first, words(guest.get(following))) for name in _villages(page)}
    assert len(seen) == 23
    assert _villages(words(guest.get(f"{HOME}?cari=uji+07"))) == ["Desa Uji 07"]
    assert _villages(words(guest.get(f"{HOME}?gelombang=Gelombang+II"))) == ["Desa Uji 03"]
    assert "Tidak ada yang cocok" in words(guest.get(f"{HOME}?cari=tidakada"))
    for odd in ("?sesudah=zzz", "?sesudah=99999999999999999999", "?cari=%00%27%22", "?gelombang=%00", "?sebelum=-1"):
        assert guest.get(f"{HOME}{odd}").status_code == 200, odd


def _villages(page: str) -> list[str]:
    return [part.split("<")[0] for part in page.split('/">')[1:] if part.startswith("Desa Uji")]


@pytest.mark.parametrize(
    "odd",
    ["0/", "99999999999999999999/", "0/hasil/", "arsip/xxxx/", "arsip/%00/", "arsip/x.bel", "data/arsip/x/pelacak.json",
     "data/pemilihan/0.json", "data/pemilihan/0.csv", "data/gelombang/0/x.json", "data/gelombang/2026/tidak-ada.csv",
     "data/gelombang/99999999/x.json", "arsip/..%2f..%2f/", "-1/"],
)  # fmt: skip
def test_odd_addresses_are_not_there(db: None, odd: str) -> None:
    assert Client().get(f"{HOME}{odd}").status_code == 404


def test_open_data_agree_with_the_archives(town: Town) -> None:
    count(town, 1, [1, 2, 2, 0])
    base = f"{HOME}data/"
    answer = Client().get(f"{base}pemilihan/{town.election.pk}.json")
    assert answer["Access-Control-Allow-Origin"] == "*" and not answer.cookies
    told = answer.json()["pemilihan"]
    assert [(one["nomor"], one["suara"]) for one in told["tps"][0]["hasil"]["suara"]] == [(1, 1), (2, 2), (0, 1)]
    assert told["tps"][1]["hasil"] is None
    tag = {"if-none-match": answer["ETag"]}
    unchanged = Client().get(f"{base}pemilihan/{town.election.pk}.json", headers=tag)
    assert unchanged.status_code == 304 and unchanged["Access-Control-Allow-Origin"] == "*"
    assert Client().post(f"{base}pemilihan/{town.election.pk}.json").status_code == 405
    sheet = raw(Client().get(f"{base}pemilihan/{town.election.pk}.csv")).decode()
    rows = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    assert [(row["tps"], row["nomor_calon"], row["suara"]) for row in rows] == [
        ("1", "1", "1"), ("1", "2", "2"), ("1", "0", "1"), ("2", "", ""),
    ]  # fmt: skip
    year = town.election.day.year
    wave = Client().get(f"{base}gelombang/{year}/gelombang-i.json").json()
    assert [one["id"] for one in wave["pemilihan"]] == [town.election.pk] and wave["pemilihan"][0] == told
    of_wave = Client().get(f"{base}gelombang/{year}/gelombang-i.csv")
    assert of_wave["Content-Type"].startswith("text/csv") and raw(of_wave).decode() == sheet
    trackers = Client().get(told["tps"][0]["hasil"]["pelacak"].replace("http://testserver", "")).json()
    assert trackers["jumlah"] == 4 and trackers["pelacak"] == sorted(trackers["pelacak"])


def test_the_number_of_statements_does_not_grow(cast: Cast, django_assert_max_num_queries: Any) -> None:
    town = make_town(cast.kominfo, stations=3)
    for number in (1, 2, 3):
        archive = count(town, number, [1])
        HandCount.objects.create(box=archive.box, account_id=1, account_name="x", counts=[0, 1, 0])
    count(town, 1, [1], kind=Kind.TRIAL)
    with django_assert_max_num_queries(16):
        assert Client().get(town.page).status_code == 200
    with django_assert_max_num_queries(5):
        Client().get(HOME)
    with django_assert_max_num_queries(7):
        Client().get(f"{HOME}data/gelombang/{town.election.day.year}/gelombang-i.json")
    with django_assert_max_num_queries(2):
        Client().get(f"{HOME}arsip/{archive.box.uuid}/")


@given(st.lists(st.lists(st.integers(0, 500), min_size=4, max_size=4), max_size=8))
def test_a_sum_is_the_sum_of_its_stations(many: list[list[int]]) -> None:
    names = [(0, ""), (1, "A"), (2, "B"), (3, "C")]
    tallies = [Tally.of(names, counts) for counts in many]
    total = summed(tallies, names[1:])
    assert total.ballots == sum(map(sum, many)) == sum(one.ballots for one in tallies)
    assert [one.votes for one in total.choices] == [sum(row[n] for row in many) for n in (1, 2, 3)]
    assert all(one.percent is None or 0 <= one.percent <= 100 for one in total.choices)
    if total.ballots:
        parts = [one.percent for one in total.choices] + [total.blank_percent]
        assert abs(sum(part for part in parts if part is not None) - 100) <= Decimal("0.2")


def test_figures_at_their_edges() -> None:
    assert share(1, 0) is None and share(1, 3) == Decimal("33.3") and share(1, 8) == Decimal("12.5")
    empty = summed([], [(1, "A")])
    assert (empty.ballots, empty.blank, empty.leading) == (0, None, frozenset())
    told = {"begun": True, "counts": [1, 2]}
    assert hand_state(begun=False, agreed=None, unclear=0, counts=[1]).state == "none"
    assert hand_state(agreed=None, unclear=0, **told).state == "running"
    assert hand_state(agreed=[1, 2], unclear=0, **told).state == "same"
    assert hand_state(agreed=[1, 2], unclear=1, **told).difference == 1
    assert hand_state(agreed=[3], unclear=0, **told).state == "differs"
    assert sheet_steps("x") == sheet_steps({}) == sheet_steps({"steps": [1]}) == []


def test_every_address_lives_without_rows(db: None) -> None:
    assert not Pilkades.objects.exists()
    for address in ("", "pelacak/", "periksa/", "data/"):
        assert Client().get(f"{HOME}{address}").status_code == 200
