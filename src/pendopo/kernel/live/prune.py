"""Keeps the buffer of live events short."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from pendopo.kernel.live.models import LiveEvent
from pendopo.kernel.live.writes import last_id

KEPT: Final = timedelta(hours=1)


def prune() -> int:
    """Removes events older than an hour and returns how many. The newest stays: from it a stream knows whether it
    missed any.
    """
    return LiveEvent.objects.filter(created_at__lt=timezone.now() - KEPT, id__lt=last_id()).delete()[0]
