"""What the FAQ may not tell before a lesson has asked it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courseapp", "0018_names")]

    operations = [
        migrations.AlterField(
            model_name="course",
            name="faq",
            field=models.JSONField(
                default=list, help_text="A list of {question, html, spoils: question keys}."
            ),
        ),
    ]
