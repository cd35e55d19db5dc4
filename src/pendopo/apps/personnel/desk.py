from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.apps.personnel import queries
from pendopo.kernel.actor import Actor
from pendopo.kernel.desk import DeskItem, desk_provider


@desk_provider
def files_to_import(actor: Actor) -> list[DeskItem]:
    """Files that this person checked and that wait for the decision to import them, or broke down."""
    return [
        DeskItem(
            _("Impor pegawai %(file)s belum dijalankan") % {"file": impor.file_name},
            ngettext("%(n)s baris diperiksa", "%(n)s baris diperiksa", impor.rows) % {"n": impor.rows},
            reverse("personnel:import", args=[impor.pk]),
            _("Periksa"),
            due=(impor.created_at + timedelta(days=queries.KEEP_DAYS)).date(),
            severity="watch",
        )
        for impor in queries.imports_waiting(actor)
    ]
