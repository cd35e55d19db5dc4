"""Bytes and rows agree: bytes without a row go after a day, a row without its bytes raises an alert."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from pendopo.kernel import alerts
from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.files.services import COMING, digest_of, folder, path_of

ALERT: Final = "files.damaged"
DAY: Final = 24 * 3600
AT_ONCE: Final = 500
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
GOING: Final = ".gone-"
WEEK: Final = 7
log = logging.getLogger("pendopo.files")


def remove_orphans(*, now: float | None = None) -> int:
    """Removes what has lain for a day without a row: transactions that were undone, uploads that were cut off."""
    before = (now or time.time()) - DAY
    removed = 0
    for group in _groups(before):
        known = set(StoredFile.objects.filter(sha256__in=[p.name for p in group]).values_list("sha256", flat=True))
        removed += sum(_remove(path, before) for path in group if path.name not in known)
    for path in folder().glob(f"{COMING}*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed += 1
    if removed:
        log.info("orphaned files removed", extra={"count": removed})
    return removed


def _groups(before: float) -> Iterator[list[Path]]:
    group: list[Path] = []
    for path in folder().glob("??/*"):
        if path.name.startswith(GOING):
            path.replace(path.with_name(path.name.removeprefix(GOING)))  # a sweep was cut off here
        elif DIGEST.fullmatch(path.name) and path.stat().st_mtime < before:
            group.append(path)
        if len(group) == AT_ONCE:
            yield group
            group = []
    yield group


def _remove(path: Path, before: float) -> int:
    """Moves aside first: should the same content have come in this very moment, it goes back."""
    aside = path.with_name(f"{GOING}{path.name}")
    path.replace(aside)
    if aside.stat().st_mtime >= before or StoredFile.objects.filter(sha256=path.name).exists():
        aside.replace(path)
        return 0
    aside.unlink()
    return 1


def check_digests(day: date) -> int:
    """Every kept file is there; a seventh, another each day, is read and compared. Returns how many fail."""
    failed, seen = 0, ""
    for stored in StoredFile.objects.order_by("sha256", "pk").iterator(chunk_size=AT_ONCE):
        if stored.sha256 == seen:
            continue
        seen = stored.sha256
        due = int(seen[:4], 16) % WEEK == day.toordinal() % WEEK
        path = path_of(stored)
        sound = digest_of(path) == seen if due else path.is_file() and path.stat().st_size == stored.size
        if not sound:
            failed += 1
            detail = _("%(name)s, disimpan oleh %(who)s. Pulihkan berkas ini dari cadangan terakhir.")
            alerts.raise_alert(
                ALERT, seen[:32], "", severity="bad", title=_("Berkas tersimpan hilang atau rusak"),
                detail=detail % {"name": stored.name, "who": stored.account_name or "-"},
            )  # fmt: skip
        elif due:
            alerts.clear(ALERT, seen[:32])
    return failed
