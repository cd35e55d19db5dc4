"""What a unit wrote is never changed: only the owner and the standing of a punch may be."""

from django.db import migrations

COLUMNS = "device_id, pin, local_time, state, verify, work_code, zone, utc_time, received_at, flags, raw, upload_id"
WORDS = "a punch is kept as the unit wrote it"


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER attendance_punch_untouched BEFORE UPDATE OF {COLUMNS} ON attendance_punch "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION attendance_punch_untouched() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER attendance_punch_untouched BEFORE UPDATE OF {COLUMNS} ON attendance_punch "
            "FOR EACH ROW EXECUTE FUNCTION attendance_punch_untouched()"
        )


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER attendance_punch_untouched")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER attendance_punch_untouched ON attendance_punch")
        schema_editor.execute("DROP FUNCTION attendance_punch_untouched()")


class Migration(migrations.Migration):
    dependencies = [("attendance", "0002_law")]
    operations = [migrations.RunPython(protect, release)]
