"""The starting rows of the law: patterns of Perpres 21/2023 and the example bands."""

from decimal import Decimal

from django.db import migrations

from pendopo.apps.attendance.rules import law


def fill(apps, schema_editor):
    Pattern, Day, Band = (
        apps.get_model("attendance", name) for name in ("SchedulePattern", "PatternDay", "DeductionBand")
    )
    patterns = {
        code: Pattern.objects.create(code=code, name=name, kind=kind, basis=basis)
        for code, name, kind, basis in law.PATTERNS
    }
    Day.objects.bulk_create(
        Day(
            pattern=patterns[code],
            season=season,
            weekday=weekday,
            start=start,
            end=end,
            rest=rest,
            valid_from=law.SINCE,
            basis=patterns[code].basis,
        )
        for code, season, weekdays, start, end, rest in law.HOURS
        for weekday in weekdays
    )
    Band.objects.bulk_create(
        Band(
            kind=kind,
            code=code,
            low=low,
            high=high,
            percent=Decimal(percent),
            missing=missing,
            valid_from=law.BANDS_SINCE,
            basis=law.BANDS_BASIS,
        )
        for kind, code, low, high, percent, missing in law.BANDS
    )


class Migration(migrations.Migration):
    dependencies = [("attendance", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
