"""The group `Instructors`, with just the rights an instructor needs.

They hold for the instructor's own cohorts only; the admin sees to that.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = [
    "add_cohort",
    "change_cohort",
    "view_cohort",
    "change_enrolment",
    "view_enrolment",
    "view_prediction",
    "view_course",
    "view_phase",
    "view_lesson",
    "view_question",
]


def make_group(apps, schema_editor):
    """Django makes permissions after all migrations; the group needs them now."""
    database = schema_editor.connection.alias
    app = apps.get_app_config("courseapp")
    app.models_module = True
    create_permissions(app, verbosity=0, using=database, apps=apps)
    app.models_module = None
    group, _ = apps.get_model("auth", "Group").objects.using(database).get_or_create(name="Instructors")
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    group.permissions.set(
        permissions.filter(content_type__app_label="courseapp", codename__in=RIGHTS)
    )


def remove_group(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name="Instructors").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("courseapp", "0002_tally_covers_enrolment"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_group, remove_group)]
