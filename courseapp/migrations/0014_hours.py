"""From when a schedule counts hours."""

from datetime import UTC, datetime, time
from typing import Any

from django.db import migrations, models

BATCH = 500


def keep_what_is_open(apps: Any, schema_editor: Any) -> None:
    """Who began before they enrolled (in a cohort, mostly) goes on by their start, as so far."""
    enrolments = apps.get_model("courseapp", "Enrolment").objects.using(schema_editor.connection.alias)
    changed = []
    for enrolment in enrolments.only("start", "enrolled_at").iterator(BATCH):
        begins = datetime.combine(enrolment.start, time(14, tzinfo=UTC))
        if begins < enrolment.enrolled_at:
            enrolment.hours_from = begins
            changed.append(enrolment)
    enrolments.bulk_update(changed, ["hours_from"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("courseapp", "0013_a_lists_lesson")]

    operations = [
        migrations.AddField(
            "enrolment",
            "hours_from",
            models.DateTimeField(
                blank=True,
                editable=False,
                help_text="From when the schedule counts hours, unless that is the enrolment.",
                null=True,
            ),
        ),
        migrations.RunPython(keep_what_is_open, migrations.RunPython.noop, elidable=True),
    ]
