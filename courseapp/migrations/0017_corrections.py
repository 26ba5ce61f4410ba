import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courseapp", "0016_outbox")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="corrected_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="corrects",
                to="courseapp.revision",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="correction",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
