"""What the regent's room shows of learning."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from pendopo.apps.learning.services.figures import TRAINED
from pendopo.kernel.indicators import Indicator, register

register(
    Indicator(
        key=TRAINED,
        title=_("Pegawai dilatih tahun ini"),
        unit=_("%"),
        kind="ratio",
        scale=100,
        definition=_("Pegawai yang hadir paling sedikit satu sesi bimtek tahun ini, dibagi pegawai yang bertugas."),
        source=_("Catatan hadir bimtek"),
        owner=_("BKPSDM"),
        method=_("Dihitung tiap malam dari catatan hadir; satu orang dihitung sekali."),
        every=timedelta(days=1),
        max_age=timedelta(days=2),
        order=220,
    )
)
