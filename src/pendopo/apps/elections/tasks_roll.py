"""Work of the worker for the roll: the import of voters and their photos, letters of a whole village."""

from __future__ import annotations

import zipfile
from typing import Any

from django.utils.translation import gettext as _

from pendopo.apps.elections.models import PhotoImport, Pilkades, RollImport
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.services import invitations, roll_import, voter_photos
from pendopo.kernel.jobs import Progress, job
from pendopo.kernel.schedule import daily


@job(roll_import.JOB)
def import_voters(progress: Progress, *, found: str) -> dict[str, Any]:
    row = RollImport.objects.select_related("election__unit").get(pk=found)
    counts = roll_import.run(progress, row)
    return {_("Pemilih baru"): counts["new"], _("Pemilih berubah"): counts["changed"]}


@job(voter_photos.JOB)
def import_photos(progress: Progress, *, found: str) -> dict[str, Any]:
    row = PhotoImport.objects.select_related("election__unit").get(pk=found)
    counts = voter_photos.run(progress, row)
    return {_("Foto baru"): counts["new"], _("Foto diganti"): counts["changed"], _("Foto sama"): counts["same"]}


@job(invitations.JOB)
def print_invitations(progress: Progress, *, election: int, station: int | None) -> dict[str, Any]:
    """Letters of a village or a station in one ZIP; the file is there only when it is whole."""
    found = Pilkades.objects.select_related("unit").get(pk=election)
    progress.total(queries.listed(found).filter(**({"station": station} if station else {})).count())
    progress.job.folder.mkdir(parents=True, exist_ok=True)
    unfinished, count = progress.job.folder / ".zip", 0
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
        for name, letters, paper in invitations.parts(progress.actor, found, station):
            archive.writestr(name, paper)
            count += letters
            progress.step(letters)
    unfinished.replace(progress.result_file("undangan-memilih.zip"))
    return {_("Undangan"): count}


@daily("elections.forget_imports", at="01:50")
def forget_imports() -> None:
    roll_import.forget_old()
    voter_photos.forget_old()
