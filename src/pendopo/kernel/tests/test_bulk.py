from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from pendopo.kernel import bulk
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.calendar.models import Season
from pendopo.kernel.codes.models import Region

FIELDS = ["code", "name"]


def test_it_works(db: None) -> None:
    assert bulk.load(Region, FIELDS, [("64", "Kalimantan Timur"), ("64.01", "Paser")]) == 2
    assert Region.objects.get(pk="64.01").level == 2


def test_upsert_counts_only_what_differs(db: None) -> None:
    bulk.load(Region, FIELDS, [("64", "Kaltim"), ("64.01", "Paser")])
    rows = [("64", "Kalimantan Timur"), ("64.01", "Paser"), ("64.02", "Kutai Kartanegara")]
    assert bulk.upsert(Region, FIELDS, rows, unique=["code"], update=["name"]) == 2
    assert Region.objects.get(pk="64").name == "Kalimantan Timur"
    assert bulk.upsert(Region, FIELDS, rows, unique=["code"], update=["name"]) == 0


def test_values_come_back_as_django_writes_them(db: None) -> None:
    at = datetime(2026, 11, 21, 7, 31, tzinfo=UTC)
    fields = [
        "at",
        "account_id",
        "actor_name",
        "actor_post",
        "unit_path",
        "action",
        "subject_type",
        "subject_id",
        "change",
    ]
    bulk.load(AuditEntry, fields, [(at, None, "a", "", "", "x.y", "test", "", {"n": [1, "dua"]})])
    entry = AuditEntry.objects.get(at=at)
    assert entry.change == {"n": [1, "dua"]}
    bulk.load(Season, ["kind", "starts_on", "ends_on", "basis"], [("x", date(2026, 1, 1), date(2026, 1, 2), "")])
    assert Season.objects.get(starts_on=date(2026, 1, 1)).ends_on == date(2026, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_one_bad_row_leaves_nothing() -> None:
    with pytest.raises(IntegrityError):
        bulk.load(Region, FIELDS, [("64", "Kaltim"), ("64", "lagi")])
    assert not Region.objects.exists()
