"""Courses that are named before they have lessons."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courseapp", "0019_public")]

    operations = [
        migrations.AddField(
            model_name="course",
            name="announced",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Named as coming; it has no lessons yet, and no page.",
                verbose_name="announced",
            ),
        ),
    ]
