"""Checking an archive as a task."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Archive
from pendopo.apps.elections.services.archives import JOB, check
from pendopo.kernel.jobs import Progress, job


@job(JOB)
def check_archive(progress: Progress, *, archive: int) -> dict[str, Any]:
    """Everything that the public verifier checks; the report stays with the archive."""
    found = Archive.objects.select_related("file", "box__keyset", "box__station__election").get(pk=archive)
    checked = check(found)
    return {_("Surat suara"): checked.ballots, _("Arsip"): checked.get_state_display()}
