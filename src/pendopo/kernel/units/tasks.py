"""A change by decree with a later date takes effect on its day."""

from __future__ import annotations

from django.db import transaction

from pendopo.kernel.clock import today
from pendopo.kernel.schedule import daily
from pendopo.kernel.units.services import apply_versions


@daily("kernel.units.apply", at="00:01")
def apply_todays_decrees() -> int:
    with transaction.atomic():
        return apply_versions(today())
