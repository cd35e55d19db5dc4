"""Every page that can be opened without an argument, and some with one, as different people see it: two screens, two
themes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from tests.architecture.isolation import ROUTES
from tests.architecture.routes import addresses, has_object
from tests.journeys.conftest import Live

pytestmark = pytest.mark.journey
PROBE = (Path(__file__).parent / "probes.js").read_text()
NO_PAGE = {"ui:colors", "personnel:template", "executive:brief", "executive:wall", "mfa_download_recovery_codes"}
NO_PAGE |= {"ui:tasks", "ui:search"}
"""Files and fragments, and the wall, which has a journey of its own."""
LEADS_ON = {"account_login", "mfa_authenticate", "account_inactive", "mfa_activate_totp", "mfa_reauthenticate"}
"""Pages of the way in, which send on who is in already."""
SEES = {"sari": 7, "bupati": 14, "ratna": 14, "admin": 30}
"""Who looks, and how many pages must open at least: a sweep over refusals proves nothing."""
SCREENS = {"desk": {"viewport": {"width": 1366, "height": 768}}, "phone": {"viewport": {"width": 360, "height": 740}}}


def plain_pages() -> Iterator[str]:
    for address in addresses():
        route = ROUTES[address.name]
        if has_object(address) or route.does not in ("read", "form") or address.name in NO_PAGE | LEADS_ON:
            continue
        yield reverse(address.name)


def pages_with_objects(live: Live) -> list[str]:
    person, kominfo = live.facts["people"]["sari"], live.facts["units"]["kominfo"]
    return [
        f"/ruang-bupati/unit/{kominfo}/",
        f"/ruang-bupati/unit/{live.facts['units']['aplikasi']}/",
        "/ruang-bupati/angka/attendance.present/",
        f"/ruang-bupati/rumus/{kominfo}/",
        f"/ruang-bupati/kantor/{kominfo}/",
        f"/kehadiran/bulan/?unit={kominfo}",
        f"/kehadiran/pegawai/{person}/",
        f"/kehadiran/pegawai/{person}/{live.today}/",
        f"/kehadiran/ketidakhadiran/catat/?pegawai={person}",
        f"/kehadiran/mesin/{live.facts['device']}/",
        f"/kehadiran/mesin/{live.facts['device']}/ubah/",
        "/kehadiran/jadwal/1/",
        "/kehadiran/jadwal/1/ubah/",
        f"/kepegawaian/{person}/",
        f"/kepegawaian/{person}/mutasi/",
        f"/kepegawaian/{person}/jabatan/",
        "/pengaturan/akun/1/",
        "/pengaturan/akun/1/tugaskan/",
        "/pengaturan/unit/2/",
        "/pengaturan/unit/2/ganti-nama/",
        "/pengaturan/unit/2/pecah/",
        "/pengaturan/nilai/attendance.device_rate/",
    ]


@pytest.fixture(scope="module")
def refused() -> set[tuple[str, str]]:
    """Who may not open what: found out on the first screen."""
    return set()


@pytest.mark.parametrize("screen", list(SCREENS))
def test_it_works_for_everyone_on_every_page(
    live: Live, another: Callable[..., BrowserContext], refused: set[tuple[str, str]], screen: str
) -> None:
    touch = screen == "phone"
    said: dict[str, list[str]] = {}
    seen: Counter[str] = Counter()
    for who, least in SEES.items():
        context = another(**SCREENS[screen], has_touch=touch, is_mobile=touch, reduced_motion="reduce")
        page = live.enter(context, who)
        opened = 0
        for path in [*plain_pages(), *pages_with_objects(live)]:
            if not touch and seen[path] > 1:
                opened += 1
                continue
            if (who, path) in refused:
                continue
            answer = page.goto(live.url + path, wait_until="domcontentloaded")
            assert answer is not None
            if answer.status in (403, 404) or page.url.split("?")[0] != (live.url + path).split("?")[0]:
                refused.add((who, path))
                continue
            assert answer.status == 200, f"{who} {path}: {answer.status}"
            opened += 1
            seen[path] += 1
            for words in _complaints(page, touch):
                said.setdefault(words, []).append(f"{who} {path}")
        assert opened >= least, f"{who} sees only {opened} pages"
        context.close()
    assert not said, "\n".join(f"{words}  ({len(at)}: {', '.join(at[:3])})" for words, at in sorted(said.items()))


def _complaints(page: Page, touch: bool) -> list[str]:
    """What is wrong in the light, and what else in the dark."""
    in_light = page.evaluate(PROBE, {"touch": touch})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    in_dark = [f"dark: {words}" for words in page.evaluate(PROBE, {"touch": False}) if words not in in_light]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return [*in_light, *in_dark]
