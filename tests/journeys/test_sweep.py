"""Every page that can be opened without an argument, and some with one, as different people see it: two screens, two
themes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import resolve, reverse
from playwright.sync_api import BrowserContext

from pendopo.kernel.policy import permissions_of
from tests.architecture.isolation import ROUTES
from tests.architecture.routes import addresses, has_object
from tests.journeys.conftest import Live
from tests.journeys.looks import complaints
from tests.journeys.sweep_pages import of_apps, with_objects

pytestmark = [pytest.mark.journey, pytest.mark.looks]
NO_PAGE = {
    "elections:roll_sample": "a sheet",
    "executive:brief": "a PDF",
    "executive:wall": "has a journey of its own",
    "learning:question_template": "a sheet",
    "maturity:benchmark_template": "a sheet",
    "maturity:past_template": "a sheet",
    "mfa_download_recovery_codes": "a text file",
    "personnel:template": "a sheet",
    "pilkades:script": "a program",
    "public:feed": "JSON for machines",
    "regulations:template": "a sheet",
    "ui:colors": "a style sheet",
    "ui:search": "a fragment",
    "ui:tasks": "a fragment",
}
LEADS_ON = {"account_login", "mfa_authenticate", "account_inactive", "mfa_activate_totp", "mfa_reauthenticate"}
"""Pages of the way in, which send on who is in already."""
LOOK = {
    "admin": "admin",
    "koordinator": "koordinator_spbe",
    "bupati": "bupati",
    "ratna": "kepala_opd",
    "sari": "pegawai",
    "asesor": "asesor_eksternal",
    "": "",
}
WHOLE = ("admin", "bupati", "koordinator_spbe", "asesor_eksternal")
SCREENS = {"desk": {"viewport": {"width": 1366, "height": 768}}, "phone": {"viewport": {"width": 360, "height": 740}}}


def plain_pages() -> Iterator[str]:
    for address in addresses():
        route = ROUTES[address.name]
        if has_object(address) or route.does not in ("read", "form") or address.name in {*NO_PAGE, *LEADS_ON}:
            continue
        yield reverse(address.name)


def opens_for(path: str, role: str) -> bool:
    """Whether the view's own declaration lets the role in."""
    view: Any = resolve(path.split("?")[0]).func
    access = view.access
    if not role:
        return bool(access.kind == "public")
    held = permissions_of(role, whole_regency=role in WHOLE)
    return not access.permissions or bool(held & set(access.permissions))


def pages_of(live: Live, who: str, role: str, seen: Counter[str], often: int) -> Iterator[str]:
    """Each page for some of the people, those of the apps for the one who has most to do there."""
    for path in [*plain_pages(), *with_objects(live)]:
        if seen[path] < often and opens_for(path, role):
            yield path
    yield from of_apps(live).get(who, [])


@pytest.mark.parametrize("screen", list(SCREENS))
def test_it_works_for_everyone_on_every_page(live: Live, another: Callable[..., BrowserContext], screen: str) -> None:
    """Each page is judged as two of the people see it at a desk, and another on a phone."""
    touch = screen == "phone"
    context = another(**SCREENS[screen], has_touch=touch, is_mobile=touch, reduced_motion="reduce")
    page = live.enter(context)
    said: dict[str, list[str]] = {}
    seen: Counter[str] = Counter()
    looks = [*LOOK, *(who for who in of_apps(live) if who not in LOOK)]
    for who in reversed(looks) if touch else looks:
        live.sign_in(context, who)
        for path in pages_of(live, who, LOOK.get(who, "none"), seen, often=1 if touch else 2):
            answer = page.goto(live.url + path, wait_until="load")
            assert answer is not None
            if answer.status == 404 or page.url.split("?")[0] != (live.url + path).split("?")[0]:
                continue
            assert answer.status in (200, 422), f"{who} {path}: {answer.status}"
            seen[path] += 1
            for words in complaints(page, touch):
                said.setdefault(words, []).append(f"{who} {path}")
    assert not said, "\n".join(f"{words}  ({len(at)}: {', '.join(at[:3])})" for words, at in sorted(said.items()))
    unseen = [path for paths in of_apps(live).values() for path in paths if not seen[path]]
    assert not unseen, "nobody saw these"
    assert len(seen) > 180, f"only {len(seen)} pages opened: {sorted(seen)}"


def test_every_entry_of_the_menu_opens(live: Live, desk: BrowserContext) -> None:
    for who in filter(None, LOOK):
        page = live.enter(desk, who)
        page.goto(live.url)
        links = page.locator("nav.side li a, nav.tabbar a").evaluate_all("all => all.map(a => a.href)")
        assert len(links) > 3
        refused = {link: status for link in set(links) if (status := page.request.get(link).status) != 200}
        assert refused == {}, who
