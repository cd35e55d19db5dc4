"""Declarations that the registers of several apps share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.tables import Column, Status, Table


def by_state(tones: Mapping[Any, str]) -> Callable[[Any], Status]:
    """The state of a row in its own word, with the tone of that state."""

    def status(row: Any) -> Status:
        return Status(tones[row.state], row.get_state_display())

    return status


def years(ahead: int, back: int) -> Callable[[Actor], list[tuple[str, str]]]:
    """The years around this one for a filter, the newest first."""

    def choices(_actor: Actor) -> list[tuple[str, str]]:
        this = today().year
        return [(str(year), str(year)) for year in range(this + ahead, this - back - 1, -1)]

    return choices


def imports(
    name: str, address: str, states: Any, *, at: str = "created_at", detail: str = "account_name",
    detail_label: Any = _("Diunggah oleh"), more: tuple[Column, ...] = (),
) -> Table:  # fmt: skip
    """Files that were checked before; each leads to what came of it at `address`."""
    tones = {states.CHECKED: "watch", states.RUNNING: "info", states.DONE: "ok", states.FAILED: "bad"}
    return Table(
        name=name,
        title=_("Impor sebelumnya"),
        columns=(
            Column("file", _("Berkas"), "file_name", detail=detail, detail_label=detail_label),
            Column("at", _("Diperiksa"), at, kind="datetime", sort=at),
            Column("rows", _("Baris"), kind="number"),
            Column("new", _("Baru"), "counts.new", kind="number"),
            Column("changed", _("Berubah"), "counts.changed", kind="number"),
            Column("bad", _("Perlu diperbaiki"), "counts.bad", kind="number"),
            *more,
            Column("state", _("Keadaan"), by_state(tones), kind="status"),
        ),
        order="-at",
        row_url=lambda row: reverse(address, args=[row.pk]),
        exports=(),
        page_size=10,
        empty_title=_("Belum ada impor"),
        empty_text=_("Berkas yang Anda periksa muncul di sini."),
    )
