"""Every page that can be opened without an argument, and some with one, as different people see it: two screens, two
themes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import resolve, reverse
from playwright.sync_api import BrowserContext, Page

from pendopo.kernel.policy import permissions_of
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
LOOK = {"admin": "admin", "bupati": "bupati", "ratna": "kepala_opd", "sari": "pegawai"}
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


def opens_for(path: str, role: str) -> bool:
    """Whether the view's own declaration lets the role in."""
    access = resolve(path.split("?")[0]).func.access
    held = permissions_of(role, whole_regency=role in ("admin", "bupati"))
    return not access.permissions or bool(held & set(access.permissions))


@pytest.mark.parametrize("screen", list(SCREENS))
def test_it_works_for_everyone_on_every_page(live: Live, another: Callable[..., BrowserContext], screen: str) -> None:
    """Each page is judged as two of the people see it on each screen, not the same two."""
    touch = screen == "phone"
    said: dict[str, list[str]] = {}
    seen: Counter[str] = Counter()
    for who, role in sorted(LOOK.items(), reverse=touch):
        context = another(**SCREENS[screen], has_touch=touch, is_mobile=touch, reduced_motion="reduce")
        page = live.enter(context, who)
        for path in [*plain_pages(), *pages_with_objects(live)]:
            if seen[path] > 1 or not opens_for(path, role):
                continue
            answer = page.goto(live.url + path, wait_until="domcontentloaded")
            assert answer is not None
            if answer.status == 404 or page.url.split("?")[0] != (live.url + path).split("?")[0]:
                continue
            assert answer.status == 200, f"{who} {path}: {answer.status}"
            seen[path] += 1
            for words in _complaints(page, touch):
                said.setdefault(words, []).append(f"{who} {path}")
        context.close()
    assert len(seen) > 60, f"only {len(seen)} pages opened: {sorted(seen)}"
    assert not said, "\n".join(f"{words}  ({len(at)}: {', '.join(at[:3])})" for words, at in sorted(said.items()))


def test_every_entry_of_the_menu_opens(live: Live, desk: BrowserContext) -> None:
    for who in LOOK:
        page = live.enter(desk, who)
        page.goto(live.url)
        links = page.locator("nav.side li a, nav.tabbar a").evaluate_all("all => all.map(a => a.href)")
        assert len(links) > 3
        refused = {link: status for link in set(links) if (status := page.request.get(link).status) != 200}
        assert refused == {}, who


def _complaints(page: Page, touch: bool) -> list[str]:
    """What is wrong in the light, and what else in the dark."""
    in_light = page.evaluate(PROBE, {"touch": touch})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    in_dark = [f"dark: {words}" for words in page.evaluate(PROBE, {"touch": False}) if words not in in_light]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return [*in_light, *in_dark]
