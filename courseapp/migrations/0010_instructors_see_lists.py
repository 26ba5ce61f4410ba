"""Decision lists get a name to read, and the group `Instructors` may look at those of its
cohorts."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = ["view_framework"]


def give_rights(apps, schema_editor):
    """Django makes permissions after all migrations; the group needs them now."""
    database = schema_editor.connection.alias
    app = apps.get_app_config("courseapp")
    app.models_module = True
    create_permissions(app, verbosity=0, using=database, apps=apps)
    app.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for group in instructors(apps, schema_editor):
        group.permissions.add(
            *permissions.filter(content_type__app_label="courseapp", codename__in=RIGHTS)
        )


def take_rights(apps, schema_editor):
    for group in instructors(apps, schema_editor):
        group.permissions.remove(*group.permissions.filter(codename__in=RIGHTS))


def instructors(apps, schema_editor):
    """The group, unless a site has removed it."""
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    return groups.filter(name="Instructors")


class Migration(migrations.Migration):
    dependencies = [
        ("courseapp", "0009_minutes_in"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="framework",
            options={"verbose_name": "decision list", "verbose_name_plural": "decision lists"},
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
