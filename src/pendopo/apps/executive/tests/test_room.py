"""The room: figures, ranking, drill down, the same filter everywhere, scope, and a bounded number of statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import zeal
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pendopo.apps.executive import testing
from pendopo.kernel import alerts, indicators
from pendopo.kernel.clock import today
from pendopo.kernel.indicators.feed import _providers
from pendopo.kernel.testing import Cast, make_unit
from pendopo.kernel.units.models import Unit, UnitKind

pytestmark = pytest.mark.django_db
ROOM = "/ruang-bupati/"
MOST = 30


def page(client: Client, url: str = ROOM, **more: Any) -> BeautifulSoup:
    answer = client.get(url, more)
    assert answer.status_code == 200, url
    return BeautifulSoup(answer.content, "html.parser")


def test_it_works(figures: Cast, sign_in: Any) -> None:
    html = page(sign_in("bupati"))
    cards = html.select("section.fig")
    assert len(cards) == 4
    assert cards[0]["data-fig"] == "uji.hadir@" and "target 95" in cards[0].text
    assert cards[0].select_one("svg.spark") and cards[0].select_one(".tag")
    ranking = [row.select_one("th a").text for row in html.select("#liga tbody tr")]
    assert ranking[-1] == "Dinas Perhubungan" and len(ranking) == 3
    assert html.select_one("#tren rect") and html.select_one("pd-live")["since"].isdigit()


def test_the_first_page_has_a_bounded_number_of_statements_whatever_the_rows(figures: Cast, sign_in: Any) -> None:
    alerts.raise_alert("uji", "1", figures.dishub.path, severity="bad", title="Senyap")
    client = sign_in("bupati")
    client.get(ROOM)
    counts = []
    for round_ in range(2):
        with (
            zeal.zeal_context(),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            assert client.get(ROOM).status_code == 200
        counts.append(len(seen))
        if round_ == 0:
            for n in range(12):
                make_unit(figures.regency, f"9.{n}", f"Kantor {n}", UnitKind.AGENCY, district_code=f"64.01.{n + 1:02d}")
                alerts.raise_alert("uji", f"x{n}", figures.dishub.path, severity="bad", title=f"Senyap {n}")
            testing.put_days(list(Unit.objects.all()), 60)
    assert counts[1] <= MOST, counts
    assert abs(counts[1] - counts[0]) <= 1, counts


@pytest.mark.parametrize("name", ["figure", "offices", "formula", "map"])
def test_the_other_pages_are_bounded_too(figures: Cast, sign_in: Any, name: str) -> None:
    client = sign_in("bupati")
    url = reverse(f"executive:{name}", args=["uji.hadir"] if name == "figure" else [])
    client.get(url)
    with zeal.zeal_context(), CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    assert len(seen) <= MOST


def test_from_the_regency_to_a_person_each_step_is_one_click_with_the_same_filter(figures: Cast, sign_in: Any) -> None:
    client = sign_in("bupati")
    day = (today() - timedelta(days=3)).isoformat()
    html = page(client, periode="7hari", tanggal=day)
    office = next(a for a in html.select("#liga th a") if "Komunikasi" in a.text)["href"]
    assert "periode=7hari" in office and f"tanggal={day}" in office
    unit = page(client, office).select_one("#liga th a")["href"]
    assert figures.aplikasi.path in unit and "periode=7hari" in unit
    person = page(client, unit).select_one("#liga tbody th a")
    assert person.text == "Budi Santoso" and person["href"] == "/kehadiran/"


def test_a_card_opens_its_definition_parts_and_people(figures: Cast, sign_in: Any) -> None:
    client = sign_in("bupati")
    url = page(client).select_one("section.fig .l a")["href"]
    html = page(client, url)
    assert "Pegawai yang hadir dibagi yang wajib hadir." in html.text
    assert html.select_one("#bagian tbody th").text == "Dinas Perhubungan"
    assert "Sari Wulandari" in html.text


def test_the_formula_is_worked_out_to_the_score_in_the_table(figures: Cast, sign_in: Any) -> None:
    client = sign_in("bupati")
    score = page(client).select("#liga a.score")[0]
    worked = page(client, score["href"]).select_one(".sum tfoot b")
    assert worked.text == score.text


def test_sorting_turns_the_table_round(figures: Cast, sign_in: Any) -> None:
    client, url = sign_in("bupati"), reverse("executive:offices")
    names = [
        [row.text for row in page(client, url, urut="nama", arah=way).select("tbody th a")] for way in ("naik", "turun")
    ]
    assert names[0] == sorted(names[0]) == names[1][::-1]
    assert page(client, url, urut="perubahan").select("tbody th a")


def test_a_head_of_office_sees_the_own_office_only(figures: Cast, sign_in: Any) -> None:
    client = sign_in("ratna")
    html = page(client)
    assert "Bidang Aplikasi" in html.select_one("#liga").text and "Perhubungan" not in html.text
    assert html.select_one("section.fig")["data-fig"] == f"uji.hadir@{figures.kominfo.path}"
    for url in (
        reverse("executive:unit", args=[figures.dishub.path]),
        reverse("executive:figure_unit", args=["uji.hadir", figures.dishub.path]),
        reverse("executive:parts", args=[figures.dishub.path]),
        reverse("executive:formula_unit", args=[figures.dishub.path]),
        f"{reverse('executive:brief')}?unit={figures.dishub.path}",
    ):
        assert client.get(url).status_code == 404, url


def test_staff_are_led_to_their_own_desk_and_nothing_else_opens(figures: Cast, sign_in: Any) -> None:
    client = sign_in("sari")
    answer = client.get(ROOM)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get(reverse("executive:offices")).status_code == 403
    assert Client().get(ROOM).status_code == 302


def test_nonsense_in_the_address_is_not_found_or_the_usual_page(figures: Cast, sign_in: Any) -> None:
    client = sign_in("bupati")
    for url in ("unit/abc/", "unit/123/", "unit/9999/", "angka/tidak.ada/", "angka/uji.hadir/12/"):
        assert client.get(ROOM + url).status_code == 404, url
    assert client.get(ROOM, {"periode": "x", "tanggal": "kemarin"}).status_code == 200
    assert client.get(ROOM, {"tanggal": "1066-10-14"}).status_code == 200


def test_an_empty_regency_says_so(people: Cast, sign_in: Any) -> None:
    html = page(sign_in("bupati"))
    assert "Belum ada angka" in html.text and len(html.select("section.fig.is-none")) == 4


def test_old_figures_are_grey(people: Cast, sign_in: Any) -> None:
    from django.utils import timezone

    testing.put_day(list(Unit.objects.all()), today(), data_at=timezone.now() - timedelta(days=1))
    cards = page(sign_in("bupati")).select("section.fig")
    assert all("is-stale" in card["class"] for card in cards) and "data" in cards[0].select_one(".tag").text


def test_a_past_day_shows_that_day_and_no_live_stream(figures: Cast, sign_in: Any) -> None:
    html = page(sign_in("bupati"), tanggal=(today() - timedelta(days=4)).isoformat())
    assert html.select_one("pd-live") is None and html.select_one("#baru") is None
    assert "sudah lewat" in html.text


def test_month_and_week_sum_over_their_days(figures: Cast, sign_in: Any) -> None:
    from pendopo.apps.executive.queries.room import room

    actor = figures.actor("bupati")
    week = room(actor, "", kind="7hari")
    assert week is not None
    points = indicators.series(["uji.hadir"], [""], week.frame.span.since, week.frame.span.until)["uji.hadir", ""]
    expected = round(100 * sum(p.num for p in points) / sum(p.den for p in points), 1)
    assert float(week.cards[0].figure.value or 0) == pytest.approx(expected, abs=0.051)
    assert len(week.frame.buckets) == 12 and week.frame.buckets[-1] == (today() - timedelta(days=6), today())


def test_the_feed_shows_what_apps_contribute(figures: Cast, sign_in: Any) -> None:
    from django.utils import timezone

    @indicators.feed_provider
    def recent(actor: Any, unit_path: str, limit: int) -> list[indicators.FeedItem]:
        return [
            indicators.FeedItem(at=timezone.now(), time="07.31.08", title="Sari Wulandari", detail="tepat", tone="ok")
        ]

    try:
        item = page(sign_in("bupati")).select_one("#baru li")
    finally:
        _providers.popitem()
    assert item.time.text == "07.31.08" and "Sari Wulandari" in item.text


def test_the_live_part_holds_the_same_sections(figures: Cast, sign_in: Any) -> None:
    client = sign_in("bupati")
    ids = {part["id"] for part in page(client, bagian="segar").select("section[id]")}
    assert {"liga", "perhatian", "tren", "baru", "angka-1"} <= ids
    assert ids <= {part["id"] for part in page(client).select("section[id]")}


def test_the_brief_is_one_page(figures: Cast, sign_in: Any) -> None:
    answer = sign_in("bupati").get(reverse("executive:brief"))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page/") <= 1


def test_offices_are_found_by_name_within_reach(figures: Cast) -> None:
    from pendopo.apps.executive.search import find

    assert [hit.label for hit in find(figures.actor("bupati"), "perhub")] == ["Dinas Perhubungan"]
    assert find(figures.actor("ratna"), "perhub") == [] and find(figures.actor("sari"), "perhub") == []


def test_a_thin_day_says_so_and_leads_to_the_last_full_one(figures: Cast, sign_in: Any) -> None:
    from django.utils import timezone

    from pendopo.kernel.indicators.models import IndicatorPoint

    IndicatorPoint.objects.filter(key="uji.hadir", unit_path="", period=today()).delete()
    indicators.put_many([indicators.Point("uji.hadir", "", today(), 3, 5, timezone.now())])
    html = page(sign_in("bupati"))
    assert "Baru 5 pegawai wajib hadir" in html.select_one(".thin").text
    assert (
        page(sign_in("bupati"), html.select_one(".thin a")["href"].replace("?", ROOM + "?")).select_one(".thin") is None
    )


@pytest.mark.parametrize("who", ["bupati", "ratna", "budi", "auditor"])
def test_the_brief_is_set_for_everyone_who_may_also_without_figures(people: Cast, sign_in: Any, who: str) -> None:
    client = sign_in(who)
    assert client.get(reverse("executive:brief")).content.startswith(b"%PDF")
    testing.put_days(list(Unit.objects.all()), 3)
    alerts.raise_alert("uji", "1", people.kominfo.path, severity="watch", title="Kata # dengan * tanda $ typst @x <y>")
    assert client.get(reverse("executive:brief")).content.startswith(b"%PDF")
