"""Where a government stands: ties, classes, provinces, movement, neighbours, whom to learn from; and the pages."""

from __future__ import annotations

import html
import io
import re
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pendopo.apps.maturity.models import BenchmarkImport, Peer, PublishedResult
from pendopo.apps.maturity.queries import benchmark as queries
from pendopo.apps.maturity.queries.benchmark import Field, Period
from pendopo.apps.maturity.services import benchmark as services
from pendopo.apps.maturity.tests import fictitious
from pendopo.kernel import settings_store
from pendopo.kernel.sheets import read_rows
from pendopo.kernel.testing import SYSTEM, Cast, make_person

NOW = Period(2024, "spbe-59-2020")


def put(name: str, index: int, *, year: int = 2024, kind: str = "kabupaten", own: bool = False, **more: Any) -> Peer:
    """One published result, straight into the tables. `domains` are hundredths."""
    result = {key: more.pop(key) for key in ("predicate", "domains", "aspects", "exact", "flags") if key in more}
    peer, _made = Peer.objects.get_or_create(
        key=f"{kind}:{name.lower().replace(' ', '')}", defaults={"name": name, "kind": kind, "is_own": own, **more}
    )
    PublishedResult.objects.create(
        peer=peer, year=year, instrument="spbe-59-2020", index=index, imported_by="Uji", **result
    )
    return peer


def ranks(places: Field, what: str = "nation_rank") -> dict[str, Any]:
    return {row.name: getattr(row, what) for row in places.rows}


def fill(count: int = 130, **more: Any) -> None:
    for year in (2024, 2023):
        content = fictitious.xlsx(fictitious.rows(count, year=year, **more))
        services.run(SYSTEM, services.check(SYSTEM, content, name="hasil.xlsx", source="Laporan uji"))


def test_it_works_with_the_leaders_of_2024(db: None) -> None:
    put("Kabupaten Banyuwangi", 477, exact="953/200", province="Jawa Timur")
    put("Kementerian Kominfo", 475, kind="kementerian", exact="949/200")
    put("Kementerian Keuangan", 474, kind="kementerian")
    put("Provinsi Jawa Barat", 473, kind="provinsi", exact="189/40")
    places = queries.load(NOW)
    assert list(ranks(places).values()) == [1, 2, 3, 4]
    assert ranks(places, "class_rank")["Kementerian Keuangan"] == 2
    assert ranks(places, "province_rank") == {
        "Kabupaten Banyuwangi": 1, "Kementerian Kominfo": None, "Kementerian Keuangan": None,
        "Provinsi Jawa Barat": None,
    }  # fmt: skip
    assert {row.predicate for row in places.rows} == {"Memuaskan"}


def test_ties_share_a_rank_in_the_nation_the_class_and_the_province(db: None) -> None:
    for name, index, province in (("A", 300, "X"), ("B", 280, "X"), ("C", 280, "Y"), ("D", 280, "X"), ("E", 100, "X")):
        put(name, index, province=province)
    put("Kota F", 280, kind="kota", province="X")
    places = queries.load(NOW)
    assert ranks(places) == {"A": 1, "B": 2, "C": 2, "D": 2, "Kota F": 2, "E": 6}
    assert ranks(places, "class_rank") == {"A": 1, "B": 2, "C": 2, "D": 2, "E": 5, "Kota F": 1}
    assert ranks(places, "province_rank") == {"A": 1, "B": 2, "D": 2, "Kota F": 2, "C": 1, "E": 5}
    assert [row.name for row in places.rows if row.nation and row.nation.tied] == ["B", "C", "D", "Kota F"]


def test_ranks_go_by_the_published_two_decimals(db: None) -> None:
    put("A", 350, exact="699/200")
    put("B", 350, exact="7/2")
    assert list(ranks(queries.load(NOW)).values()) == [1, 1]


def test_percentile_is_the_share_below(db: None) -> None:
    for place, name in enumerate("ABCDE"):
        put(name, 200 + place)
    assert ranks(queries.load(NOW), "percentile") == {"E": 90, "D": 70, "C": 50, "B": 30, "A": 10}


def test_movement_counts_only_those_who_were_there(db: None) -> None:
    for name, before, after in (("A", 250, 260), ("B", 300, 240), ("C", 200, 250)):
        put(name, before, year=2023)
        put(name, after)
    put("Baru", 400)
    places = queries.load(NOW)
    assert ranks(places, "moved") == {"Baru": None, "A": 1, "C": 1, "B": -2}
    assert ranks(places, "gained") == {"Baru": None, "A": 10, "C": 50, "B": -60}


def test_another_instrument_is_another_ranking(db: None) -> None:
    peer = put("A", 250)
    PublishedResult.objects.create(peer=peer, year=2024, instrument="pemdi-8-2026", index=400, imported_by="Uji")
    assert [row.index for row in queries.load(NOW).rows] == [250]
    assert [one.key for one in queries.periods()] == ["2024.pemdi-8-2026", "2024.spbe-59-2020"]


def test_predicates_that_were_not_published_follow_the_rule_of_the_year(db: None) -> None:
    """2023 ranks by two decimals: 3.50 (exact 3.4985) was Sangat Baik, in 2024 Baik."""
    put("A", 350, exact="6997/2000")
    put("A", 350, exact="6997/2000", year=2023)
    assert queries.load(NOW).rows[0].predicate == "Baik"
    assert queries.load(Period(2023, "spbe-59-2020")).rows[0].predicate == "Sangat Baik"


def test_neighbours_are_three_above_and_three_below(db: None) -> None:
    for place in range(10):
        put(f"K{place}", 300 - place, own=place == 5)
    put("Kota lain", 295, kind="kota")
    places = queries.load(NOW)
    assert places.own
    assert [row.name for row in places.near(places.own)] == [f"K{n}" for n in range(2, 9)]


def test_equals_are_counted_and_do_not_hide_the_neighbours(db: None) -> None:
    for name, index in (("A", 320), ("B", 310), *((f"S{n}", 300) for n in range(5)), ("Z", 290)):
        put(name, index, own=name == "S2")
    places = queries.load(NOW)
    assert places.own
    assert [row.name for row in places.near(places.own)] == ["A", "B", "S2", "Z"]
    assert places.equals(places.own) == 4


def test_class_lines_average_and_count(db: None) -> None:
    for name, index in (("A", 440), ("B", 261), ("C", 260)):
        put(name, index, own=name == "B")
    (line,) = queries.class_lines(queries.load(NOW))
    assert line.spread.mean == Fraction(961, 300)
    assert line.counts == (1, 0, 2, 0, 0)
    assert line.is_own


def pairs_of(part: str = "") -> list[str]:
    return [one.standing.name for one in queries.pairs(queries.load(NOW), part=part).teachers]


def world_of_pairs() -> None:
    """We are weak in domain 3; A and B are better there, B grew more; C is a city, D too large, E worse."""
    put("Kita", 240, own=True, population=280_000, domains={"1": 300, "3": 150})
    put("A", 300, population=300_000, domains={"1": 200, "3": 400})
    put("B", 290, population=150_000, domains={"1": 200, "3": 300})
    put("C", 400, kind="kota", population=280_000, domains={"1": 500, "3": 500})
    put("D", 400, population=900_000, domains={"1": 500, "3": 500})
    put("E", 200, population=280_000, domains={"1": 200, "3": 100})
    put("A", 295, year=2022)
    put("B", 150, year=2022)


def test_pairs_are_of_our_size_and_class_and_better_where_we_are_weak(db: None) -> None:
    world_of_pairs()
    found = queries.pairs(queries.load(NOW))
    assert found.chosen
    assert (found.chosen.no, found.by_aspect, found.sized) == ("3", False, True)
    assert [(one.standing.name, one.better, one.grown) for one in found.teachers] == [
        ("B", Fraction(3, 2), 140), ("A", Fraction(5, 2), 5),
    ]  # fmt: skip
    assert pairs_of("1") == []


def test_the_size_factor_is_a_setting(db: None) -> None:
    from datetime import date

    world_of_pairs()
    settings_store.set_value(SYSTEM, "maturity.pair_factor", "4", valid_from=date(2020, 1, 1), basis="Keputusan")
    assert pairs_of() == ["B", "A", "D"]


def test_without_our_population_size_is_not_compared_and_said(db: None) -> None:
    world_of_pairs()
    Peer.objects.filter(is_own=True).update(population=None)
    found = queries.pairs(queries.load(NOW))
    assert not found.sized
    assert {one.standing.name for one in found.teachers} == {"A", "B", "D"}


def test_aspects_are_compared_where_they_are_known(db: None) -> None:
    put("Kita", 240, own=True, population=1000, domains={"1": 300}, aspects={"1": 300, "6": 100})
    put("A", 300, population=1000, domains={"1": 500}, aspects={"1": 250, "6": 300})
    found = queries.pairs(queries.load(NOW))
    assert found.chosen
    assert (found.by_aspect, found.chosen.no, found.chosen.name) == (True, "6", "Pelaksanaan Audit TIK")


def test_nobody_is_ours_or_no_parts(db: None) -> None:
    put("A", 300)
    assert queries.pairs(queries.load(NOW)).chosen is None
    Peer.objects.update(is_own=True)
    assert queries.pairs(queries.load(NOW)).parts == ()


def test_a_pair_leads_to_a_study_visit_with_everything_filled_in(cast: Cast, client: Client) -> None:
    world_of_pairs()
    Peer.objects.filter(name="B").update(province="Jambi")
    client.force_login(cast.admin.account)
    text = client.get(reverse("maturity:benchmark_pairs")).content.decode()
    found = re.findall(r'href="([^"]*studi-tiru/baru/[^"]*)"', text)
    assert len(found) == 2
    form = client.get(html.unescape(found[0])).content.decode()
    assert 'value="Belajar Manajemen SPBE"' in form
    assert 'value="Jambi"' in form
    assert form.count('<option value="spbe-59-2020:') > form.count('" selected>') >= 11


def test_without_the_permission_there_is_no_way_to_a_visit(cast: Cast, client: Client) -> None:
    world_of_pairs()
    client.force_login(cast.bupati.account)
    assert "studi-tiru/baru" not in client.get(reverse("maturity:benchmark_pairs")).content.decode()


PAGES = ("benchmark", "benchmark_results", "benchmark_pairs")


@pytest.mark.parametrize("name", PAGES)
def test_pages_while_there_is_nothing(cast: Cast, client: Client, name: str) -> None:
    client.force_login(cast.bupati.account)
    answer = client.get(reverse(f"maturity:{name}"))
    assert answer.status_code == 200


def signed_in(cast: Cast, client: Client, name: str = "admin") -> Client:
    client.force_login(getattr(cast, name).account)
    return client


@pytest.mark.parametrize("name", PAGES)
def test_statements_do_not_grow_with_the_rows(cast: Cast, client: Client, name: str) -> None:
    signed_in(cast, client)
    counts = []
    for count in (130, 1300):
        fill(count)
        Peer.objects.filter(key="kabupaten:uji0001").update(is_own=True)
        client.get(reverse(f"maturity:{name}"))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(f"maturity:{name}")).status_code == 200
        counts.append(len(found))
        Peer.objects.update(is_own=False)
    assert PublishedResult.objects.count() > 2400
    assert counts[0] == counts[1] <= 25


def test_the_register_filters_searches_and_exports(cast: Cast, client: Client) -> None:
    signed_in(cast, client)
    fill()
    url = reverse("maturity:benchmark_results")
    text = client.get(url, {"kelas": "kota", "provinsi": "Uji 3"}).content.decode()
    assert "Kota Uji 0003" in text
    assert "Kab. Uji" not in text
    assert "Kota Uji 0004" not in text
    assert "Kabupaten Uji 0002" in client.get(url, {"cari": "0002 kabupaten"}).content.decode()
    answer = client.get(url, {"kelas": "provinsi", "unduh": "xlsx"})
    content = io.BytesIO(b"".join(answer.streaming_content)).getvalue()  # type: ignore[attr-defined]
    _header, rows = read_rows(content)
    assert sum(1 for row in rows if row.values[0].startswith("Provinsi Uji")) == 5
    assert client.get(url, {"unduh": "pdf", "kelas": "provinsi"}).content.startswith(b"%PDF")
    older = client.get(url, {"periode": "2023.spbe-59-2020", "kelas": "provinsi"}).content.decode()
    assert "2023" in older


def test_a_government_has_a_page_and_can_be_made_ours(cast: Cast, client: Client) -> None:
    signed_in(cast, client)
    fill()
    peer = Peer.objects.get(key="kabupaten:uji0005")
    url = reverse("maturity:benchmark_peer", args=[peer.pk])
    text = client.get(url).content.decode()
    assert "Tetapkan sebagai pemerintah sendiri" in text
    assert client.post(reverse("maturity:benchmark_own", args=[peer.pk])).status_code == 302
    assert Peer.objects.get(is_own=True) == peer
    text = client.get(reverse("maturity:benchmark")).content.decode()
    assert "Kabupaten Uji 0005" in text
    assert "Tetangga peringkat" in text
    assert client.get(reverse("maturity:benchmark_peer", args=[peer.pk + 10_000])).status_code == 404


def test_the_import_pages_from_file_to_result(cast: Cast, client: Client) -> None:
    from pendopo.apps.maturity import tasks_benchmark  # noqa: F401

    signed_in(cast, client)
    rows = [*fictitious.rows(40), [99, "Kab. Salah", "Kabupaten", 2024, "6,3", *[""] * 7]]
    file = io.BytesIO(fictitious.xlsx(rows))
    file.name = "hasil.xlsx"
    answer = client.post(reverse("maturity:benchmark_imports"), {"file": file, "source": "Laporan uji 2024"})
    row = BenchmarkImport.objects.get()
    assert answer["Location"] == reverse("maturity:benchmark_import", args=[row.pk])
    text = client.get(answer["Location"]).content.decode()
    assert "Nilai harus 0 sampai 5." in text
    assert not PublishedResult.objects.exists()
    assert client.post(reverse("maturity:benchmark_import_run", args=[row.pk])).status_code == 302
    assert PublishedResult.objects.count() == len(rows) - 1
    assert "selesai" in client.get(answer["Location"]).content.decode()
    for kind in ("xlsx", "csv"):
        assert client.get(reverse("maturity:benchmark_import_errors", args=[row.pk, kind])).status_code == 200
    assert client.get(reverse("maturity:benchmark_template")).status_code == 200


def test_what_was_typed_stays_after_a_refusal(cast: Cast, client: Client) -> None:
    signed_in(cast, client)
    file = io.BytesIO(b"Warna;Ukuran\r\nmerah;3\r\n")
    file.name = "hasil.csv"
    answer = client.post(reverse("maturity:benchmark_imports"), {"file": file, "source": "Laporan uji 2024"})
    assert answer.status_code == 422
    assert "Laporan uji 2024" in answer.content.decode()
    assert "tidak ada di baris pertama" in answer.content.decode()


@pytest.mark.parametrize("name", ["sari", "ratna", "bupati"])
def test_importing_is_for_those_who_may(cast: Cast, client: Client, name: str) -> None:
    signed_in(cast, client, name)
    assert client.get(reverse("maturity:benchmark_imports")).status_code == 403
    expected = 403 if name == "sari" else 200
    assert client.get(reverse("maturity:benchmark")).status_code == expected


def test_the_external_assessor_has_no_benchmark_but_instruments(cast: Cast, client: Client) -> None:
    person = make_person("Asri Luar", "asesor_eksternal", cast.regency, username="asri")
    client.force_login(person.account)
    assert client.get(reverse("maturity:benchmark")).status_code == 403
    assert client.get(reverse("maturity:instruments")).status_code == 200
    assert client.get(reverse("maturity:instrument_indicator", args=["spbe-5-2018", "35"])).status_code == 200
