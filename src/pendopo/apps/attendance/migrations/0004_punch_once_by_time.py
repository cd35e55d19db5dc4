"""The unique key of a punch with the time before the PIN: a post touches one page of it instead of one for each PIN."""

from importlib import import_module

from django.db import migrations, models

untouched = import_module("pendopo.apps.attendance.migrations.0003_punch_untouched")
ONCE = "punch_once"


class Migration(migrations.Migration):
    dependencies = [("attendance", "0003_punch_untouched")]
    operations = [
        # SQLite copies the table to change its key, and a trigger does not come along
        migrations.RunPython(untouched.release, untouched.protect),
        migrations.RemoveConstraint("punch", ONCE),
        migrations.AddConstraint(
            "punch", models.UniqueConstraint(fields=["device", "local_time", "pin", "state"], name=ONCE)
        ),
        migrations.RunPython(untouched.protect, untouched.release),
    ]
