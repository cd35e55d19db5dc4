"""What the kernel does by schedule: sealing the trail, decrees that come into force."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone

from pendopo.kernel import audit
from pendopo.kernel.audit.models import AuditSeal
from pendopo.kernel.audit.tasks import seal_new_lines
from pendopo.kernel.clock import today
from pendopo.kernel.schedule.registry import ENTRIES
from pendopo.kernel.units.models import Decree
from pendopo.kernel.units.services import rename_unit
from pendopo.kernel.units.tasks import apply_todays_decrees


def test_it_works_everything_is_sealed_once(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    audit.record("letters.sign", "letters.letter", cast.actor("ratna"))
    assert seal_new_lines() == 1
    assert audit.verify().unsealed == 0 and audit.verify().sound
    assert seal_new_lines() == 0 and AuditSeal.objects.count() == 1


def test_a_later_decree_takes_effect_on_its_day(cast):
    day = today() + timedelta(days=30)
    before = cast.kominfo.name
    rename_unit(cast.actor("admin"), cast.kominfo, name="Dinas Digital", on=day, decree=Decree("1/2026", today()))
    cast.kominfo.refresh_from_db()
    assert cast.kominfo.name == before and apply_todays_decrees() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert apply_todays_decrees() == 1
    cast.kominfo.refresh_from_db()
    assert cast.kominfo.name == "Dinas Digital"


def test_both_are_on_the_schedule():
    assert {"kernel.audit.seal", "kernel.units.apply"} <= set(ENTRIES)
