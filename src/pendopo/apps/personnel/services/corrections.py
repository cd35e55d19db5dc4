"""Putting right what was recorded wrongly, and opening a NIK. The audit trail keeps what stood there before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.personnel.models import Pegawai, Riwayat, RiwayatUnit
from pendopo.apps.personnel.rules.identity import appointment, kind_of
from pendopo.apps.personnel.rules.names import mask_nik, tidy_name, tidy_phone, tidy_title
from pendopo.apps.personnel.services.careers import Facts, checked_nip, finish, locked, refuse_known
from pendopo.apps.personnel.services.dossier import HISTORIES, Dossier
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused

FACTS = ("nip", "name", "title_front", "title_back", "birth_place", "nik", "email", "phone", "appointed_on")
PERSONAL = frozenset({"nip", "nik", "email", "phone"})


@transaction.atomic
def correct(actor: Actor, pegawai: Pegawai, *, facts: Facts) -> list[str]:
    """Correct who somebody is; an empty NIK keeps the stored one. Returns the names of the fields that changed."""
    dossier = locked(actor, pegawai, may_have_ended=True)
    row = dossier.pegawai
    facts = replace(facts, nik=facts.nik or row.nik)
    nip = checked_nip(facts)
    refuse_known([Pegawai(nip=nip.digits, nik=facts.nik)], but=row.pk)
    if kind_of(nip) != row.kind and dossier.golongan:
        raise Refused(_("NIP PNS dan PPPK tidak dapat dipertukarkan selama ada riwayat golongan."), field="nip")
    wanted: dict[str, Any] = {
        "nip": nip.digits,
        "name": tidy_name(facts.name),
        "title_front": tidy_title(facts.title_front),
        "title_back": tidy_title(facts.title_back),
        "birth_place": tidy_name(facts.birth_place),
        "nik": facts.nik,
        "email": facts.email.strip().lower(),
        "phone": tidy_phone(facts.phone),
        "appointed_on": facts.appointed_on or appointment(nip),
    }
    changed = [name for name in FACTS if getattr(row, name) != wanted[name]]
    if not changed:
        return []
    change = {name: [shown(name, getattr(row, name)), shown(name, wanted[name])] for name in changed}
    for name in changed:
        setattr(row, name, wanted[name])
    row.kind, row.sex, row.birth_date = kind_of(nip), nip.sex, nip.birth_date
    finish(actor, dossier, "personnel.correct", **change)
    return changed


@transaction.atomic
def withdraw(actor: Actor, entry: Riwayat, *, reason: str) -> None:
    """Take a wrong row out of a history; the first placement stays."""
    if type(entry) not in HISTORIES:
        raise TypeError(type(entry))
    pegawai: Pegawai = entry.pegawai  # type: ignore[attr-defined]
    dossier = locked(actor, pegawai, may_have_ended=True)
    if not reason.strip():
        raise Refused(_("Tulis alasan pembatalan, misalnya nomor SK yang benar."), field="reason")
    rows = list(dossier.rows(type(entry)))
    found = next((row for row in rows if row.pk == entry.pk), None)
    if found is None:
        raise Refused(_("Riwayat ini sudah dibatalkan orang lain. Muat ulang halaman."))
    if isinstance(entry, RiwayatUnit) and len(rows) == 1:
        raise Refused(_("Penempatan satu-satunya tidak dapat dibatalkan. Catat mutasi yang benar lebih dahulu."))
    _remove(dossier, found)
    change = {"tmt": str(found.tmt), "sk": found.sk_number, "row": str(found), "reason": reason.strip()}
    finish(actor, dossier, "personnel.withdraw", history=type(entry).__name__, **change)


def _remove(dossier: Dossier, row: Any) -> None:
    dossier.rows(type(row)).remove(row)  # type: ignore[attr-defined]
    if isinstance(row, RiwayatUnit):
        dossier.touched(row.tmt)
    type(row)._default_manager.filter(pk=row.pk).delete()


@transaction.atomic
def reinstate(actor: Actor, pegawai: Pegawai, *, reason: str) -> None:
    """Undo a wrongly recorded end of service."""
    dossier = locked(actor, pegawai, may_have_ended=True)
    row = dossier.pegawai
    if row.ended_on is None:
        raise Refused(_("%(name)s masih aktif; tidak ada yang perlu dibatalkan.") % {"name": row.full_name})
    if not reason.strip():
        raise Refused(_("Tulis alasan pembatalan."), field="reason")
    change = {"kind": row.end_kind, "on": str(row.ended_on), "reason": reason.strip()}
    dossier.touched(row.ended_on)
    row.end_kind, row.ended_on = "", None
    finish(actor, dossier, "personnel.reinstate", **change)


def read_nik(actor: Actor, pegawai: Pegawai) -> str:
    """The NIK in full, for who may; the reading is recorded."""
    actor.require("personnel.nik")
    found = Pegawai.objects.select_related("unit").get(pk=pegawai.pk)
    if not actor.covers(found.unit.path):
        raise NotAllowed("personnel.nik")
    audit.record("personnel.read_nik", found, actor)
    return found.nik


def note_export(actor: Actor, *, kind: str) -> None:
    """Record that a list of employees with their NIP left the house."""
    actor.require("personnel.view")
    audit.record("personnel.export", "personnel.pegawai", actor, kind=kind)


def shown(name: str, value: object) -> str:
    """A fact as it may stand in the audit trail or a list of changes: personal numbers are masked."""
    text = "" if value is None else str(value)
    return mask_nik(text) if name in PERSONAL else text
