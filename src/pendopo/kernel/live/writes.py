"""Publishing. The row is part of the caller's transaction: a change that is rolled back was never on a screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import connection, transaction

# Order of ids = order of commits, which the poller needs. SQLite has one writer; PostgreSQL takes this lock until
# commit.
PUBLISH_LOCK: Final = 0x70656E646F706F


def publish(topic: str, unit_path: str, data: dict[str, Any]) -> None:
    """Tells the screens under `unit_path` that something changed. Call it late in the transaction: publishers queue
    for one lock.
    """
    publish_many([(topic, unit_path, data)])


def publish_many(events: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Publishes several (topic, unit_path, data) at the price of one statement."""
    from pendopo.kernel.live.models import LiveEvent

    rows = [
        LiveEvent(topic=topic, unit_path=unit_path, data={**data, "unit_path": unit_path})
        for topic, unit_path, data in events
    ]
    if not rows:
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISH_LOCK])
        LiveEvent.objects.bulk_create(rows)


def last_id() -> int:
    """The number of the latest event: a page puts it in `?sejak=` so that nothing is missed between drawing and
    listening.
    """
    from pendopo.kernel.live.models import LiveEvent

    return LiveEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
