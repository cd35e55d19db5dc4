"""What the screens of elections share: crumbs, tabs, the words of a form, and the objects that an actor may open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.elections.models import Pilkades
from pendopo.apps.elections.queries import elections as queries
from pendopo.kernel.actor import Actor
from pendopo.kernel.http import actor_of
from pendopo.ui.form_pages import FormPage
from pendopo.ui.registers import Crumbs

ROOMS = (
    ("election", gettext_lazy("Ringkasan"), "elections.view"),
    ("stages", gettext_lazy("Tahapan"), "elections.view"),
    ("roll", gettext_lazy("Daftar pemilih"), "elections.voters"),
    ("stations", gettext_lazy("TPS"), "elections.view"),
    ("candidates", gettext_lazy("Calon"), "elections.view"),
    ("members", gettext_lazy("Petugas"), "elections.view"),
    ("keys", gettext_lazy("Kunci"), "elections.view"),
    ("boxes", gettext_lazy("Kartu dan paket"), "elections.view"),
    ("archives", gettext_lazy("Arsip"), "elections.view"),
    ("result", gettext_lazy("Hasil"), "elections.view"),
    ("objections", gettext_lazy("Keberatan"), "elections.view"),
)
"""Pages of one election by the name of their address; those that nobody serves are left out."""
PAGES = {
    "stages": gettext_lazy("Tahapan"),
    "roll": gettext_lazy("Daftar pemilih"),
    "stations": gettext_lazy("TPS dan dusun"),
    "candidates": gettext_lazy("Calon"),
    "members": gettext_lazy("Petugas"),
    "keys": gettext_lazy("Kunci"),
    "archives": gettext_lazy("Arsip TPS"),
    "handcounts": gettext_lazy("Hitung slip"),
    "objections": gettext_lazy("Keberatan"),
    "risk": gettext_lazy("Audit slip"),
    "determination": gettext_lazy("Penetapan"),
}
"""Pages of one election from which others are opened, as the way to those names them."""
FIXED = ("siap", "pemungutan", "penghitungan", "ditetapkan", "diarsipkan", "dibatalkan")
"""States of an election in which stations and candidates stay as they are."""


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Pilkades"), reverse("elections:elections")), *more]


def in_election(election: Pilkades, *more: tuple[str, str]) -> Crumbs:
    return crumbs((election.unit.name, page_of(election)), *more)


def in_page(election: Pilkades, name: str, *more: tuple[str, str]) -> Crumbs:
    """The way to what is opened from one of `PAGES`."""
    return in_election(election, (str(PAGES[name]), page_of(election, name)), *more)


def page_of(election: Pilkades, name: str = "election") -> str:
    return reverse(f"elections:{name}", args=[election.pk])


def form_words(
    election: Pilkades, name: str, title: str, submit: str, done: str, sentence: str = "", draft: str = ""
) -> FormPage:
    """What stands around a form that is opened from one of `PAGES` and goes back there."""
    back = page_of(election, name)
    return FormPage(title, submit, done, back, in_page(election, name), sentence=sentence, draft=draft)


def address(name: str, election: Pilkades) -> str:
    """The page of an election by its name, "" where no slice serves it."""
    try:
        return reverse(name, args=[election.pk]) if name else ""
    except NoReverseMatch:
        return ""


def rooms(actor: Actor, election: Pilkades, current: str) -> list[dict[str, Any]]:
    """The tabs of one election, those that the actor may open."""
    shown = [(name, label) for name, label, permission in ROOMS if actor.can(permission)]
    pairs = [(name, label, address(f"elections:{name}", election)) for name, label in shown]
    return [{"label": label, "url": url, "current": name == current} for name, label, url in pairs if url]


def tabs(current: str) -> list[dict[str, Any]]:
    """The registers of the app."""
    registers = [
        ("elections", gettext_lazy("Pemilihan")),
        ("all_candidates", gettext_lazy("Calon")),
        ("all_members", gettext_lazy("Petugas")),
        ("recap", gettext_lazy("Rekapitulasi")),
        ("all_objections", gettext_lazy("Keberatan")),
    ]
    return [
        {"label": label, "url": reverse(f"elections:{name}"), "current": name == current} for name, label in registers
    ]


def visible_election(request: HttpRequest, election_id: int) -> Pilkades:
    return get_object_or_404(queries.elections(actor_of(request)), pk=election_id)


def run_election(request: HttpRequest, election_id: int, permission: str = "elections.run") -> Pilkades:
    """An election that the actor prepares; not found otherwise."""
    return get_object_or_404(queries.run_by(actor_of(request), permission), pk=election_id)
