"""What the regency says of an instrument, and local instrument files."""

from __future__ import annotations

import hashlib
import os
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import InstrumentConfirmation, InstrumentFile
from pendopo.apps.maturity.queries import instruments as known
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.reading import is_layer, read_instrument, read_layer
from pendopo.apps.maturity.rules.shapes import LARGEST, BadFile
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

PERMISSION: Final = "maturity.confirm"
LEAST_REASON: Final = 10


@transaction.atomic
def confirm(
    actor: Actor, instrument: Instrument, *, digest: str, document: str, page: str, note: str = ""
) -> InstrumentConfirmation:
    """Say that exactly this file was compared with the official text. `digest` is the one that the person saw."""
    actor.require(PERMISSION)
    if known.is_verified(instrument):
        raise Refused(_("Instrumen ini sudah dicocokkan oleh proyek; tidak perlu dinyatakan lagi."))
    if digest != instrument.digest:
        raise Refused(_("Berkas instrumen berubah sejak Anda membukanya. Muat ulang halaman, lalu cocokkan kembali."))
    document, page = " ".join(document.split()), " ".join(page.split())
    if len(document) < LEAST_REASON:
        raise Refused(_("Sebut naskah resmi yang Anda baca: jenis, nomor, dan tahunnya."), field="document")
    if not page:
        raise Refused(_("Sebut lampiran dan halaman yang Anda cocokkan."), field="page")
    if known.confirmation(instrument):
        raise Refused(_("Berkas ini sudah dinyatakan sesuai. Muat ulang halaman untuk melihat oleh siapa."))
    source = f"{document}, {page}"[:250]
    row = InstrumentConfirmation.objects.create(
        instrument=instrument.key,
        digest=digest,
        source=source,
        note=note.strip(),
        account_id=actor.account_id,
        by_name=actor.name,
    )
    audit.record(
        "maturity.confirm_instrument",
        row,
        actor,
        instrument=instrument.key,
        sha256=digest,
        source=source,
        note=row.note,
    )
    return row


@transaction.atomic
def withdraw(actor: Actor, instrument: Instrument, reason: str) -> None:
    """Take the confirmation of the present file back; the warning returns everywhere."""
    actor.require(PERMISSION)
    reason = " ".join(reason.split())
    if len(reason) < LEAST_REASON:
        raise Refused(_("Tulis alasannya, sekurangnya satu kalimat pendek."), field="reason")
    held = known.confirmation(instrument)
    if held is None:
        raise Refused(_("Tidak ada pernyataan yang dapat ditarik untuk berkas ini."))
    changed = InstrumentConfirmation.objects.filter(pk=held.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(), withdrawn_by=actor.name, withdraw_reason=reason[:500]
    )
    if not changed:
        raise Refused(_("Pernyataan ini baru saja ditarik oleh orang lain. Muat ulang halaman."))
    audit.record("maturity.withdraw_instrument", held, actor, instrument=instrument.key, reason=reason[:500])


def add_file(actor: Actor, content: bytes, *, name: str) -> InstrumentFile:
    """Check an instrument file (or a layer of texts) and put it into the data folder; the former edition is kept.

    Raises Refused with the place in the file. An instrument that is in use keeps its weights.
    """
    actor.require(PERMISSION)
    if len(content) > LARGEST:
        raise Refused(_("Berkas lebih besar dari %(n)s MB.") % {"n": LARGEST // 1_000_000}, field="file")
    try:
        key, layer, new = _read(content, name)
    except BadFile as error:
        raise _bad(error.place, error.message) from error
    _refuse_other_weights(key, layer, new)
    place = _name_of(key, layer)
    _refuse_unfit(content, place)
    with transaction.atomic():
        row = InstrumentFile.objects.create(
            instrument=key,
            layer=layer,
            name=place,
            digest=hashlib.sha256(content).hexdigest(),
            content=content.decode("utf-8"),
            account_id=actor.account_id,
            by_name=actor.name,
        )
        audit.record("maturity.add_instrument", row, actor, instrument=key, file=place, sha256=row.digest)
        _put(loading.local_folder() / place, content)
    return row


def put_back() -> int:
    """Files of instruments in use that are gone from the data folder (a restore brings the database only)."""
    newest: dict[str, InstrumentFile] = {}
    for row in InstrumentFile.objects.order_by("at", "pk"):
        newest[row.name] = row
    missing = [row for name, row in newest.items() if not _is_local(name) and known.is_in_use(row.instrument)]
    for row in missing:
        _put(loading.local_folder() / row.name, row.content.encode())
        audit.record("maturity.put_back_instrument", row, Actor.system("jadwal"), file=row.name, sha256=row.digest)
    return len(missing)


def _read(content: bytes, name: str) -> tuple[str, str, Instrument | None]:
    """Key, layer key (or empty), and the instrument (none for a layer). Raises BadFile."""
    if is_layer(content):
        key, layer = read_layer(content, loading.instruments(), file=name)
        return key, layer.key, None
    found = read_instrument(content, file=name, builtin=False)
    return found.key, "", found


def _refuse_other_weights(key: str, layer: str, new: Instrument | None) -> None:
    old = loading.instruments().get(key)
    if old is None or new is None:
        if layer and old and any(one.key == layer and not _is_local(one.file) for one in old.layers):
            raise _bad("layer", _("Lapisan %(key)s milik program; beri kunci lain.") % {"key": layer})
        return
    if old.builtin:
        raise _bad("instrument", _("Kunci %(key)s dipakai instrumen bawaan program; beri kunci lain.") % {"key": key})
    place = first_difference(old, new)
    if place and known.is_in_use(key):
        raise _bad(
            place,
            _(
                "Instrumen %(key)s sudah dipakai, jadi bobot, susunan, dan tingkatnya tidak dapat diganti. "
                "Yang tersimpan tidak berubah. Beri kunci baru untuk instrumen baru."
            )
            % {"key": key},
        )


def first_difference(old: Instrument, new: Instrument) -> str:
    """The first part whose scoring differs between two editions; empty when they score alike."""
    ours, theirs = _scoring(old), _scoring(new)
    return next((place for place in {**ours, **theirs} if ours.get(place) != theirs.get(place)), "")


def _scoring(one: Instrument) -> dict[str, Any]:
    found: dict[str, Any] = {"level_min": one.level_min, "level_max": one.level_max}
    for domain in one.domains:
        if one.has_domains:
            found[f"domain {domain.no}"] = domain.weight
        for aspect in domain.aspects:
            found[f"aspek {aspect.no}"] = (domain.no, aspect.weight, aspect.mean_of_entries)
            for indicator in aspect.indicators:
                found[f"indikator {indicator.no}"] = (aspect.no, indicator.weight, indicator.entries)
    found["predicates"] = [(rank.name, rank.least or Fraction(0)) for rank in one.predicates]
    return found


def _refuse_unfit(content: bytes, place: str) -> None:
    """Load all local files as they would be; a complaint about this one is the person's."""
    folder = loading.local_folder()
    others = sorted(path for path in folder.glob("*.json") if path.name != place) if folder.is_dir() else []
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch) / place
        trial.write_bytes(content)
        before = {str(one) for one in loading.problems()}
        wrong = loading.load(sorted([*others, trial], key=lambda path: path.name)).problems
    mine = next((one for one in wrong if one.file == place), None)
    new = mine or next((one for one in wrong if str(one) not in before), None)
    if new is not None:
        raise _bad(new.place if new is mine else f"{new.file}: {new.place}", new.message)


def _name_of(key: str, layer: str) -> str:
    """The file that holds it now, or `key.json` / `key.layer.json`."""
    held = loading.instruments().get(key)
    if held is not None and not layer and not held.builtin:
        return held.file
    if held is not None and layer:
        local = next((one.file for one in held.layers if one.key == layer), "")
        if local:
            return local
    return f"{key}.{layer}.json" if layer else f"{key}.json"


def _is_local(name: str) -> bool:
    return (loading.local_folder() / name).is_file()


def _put(target: Path, content: bytes) -> None:
    """All at once: a reader sees the old or the new file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".baru-", delete=False) as new:
        new.write(content)
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).chmod(0o644)
    os.replace(new.name, target)


def _bad(place: str, message: str) -> Refused:
    return Refused(f"{place}: {message}" if place else message, field="file")
