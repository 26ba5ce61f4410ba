import pytest
from django.contrib.auth.models import Group

pytestmark = pytest.mark.django_db


def test_instructors_have_just_these_rights() -> None:
    group = Group.objects.get(name="Instructors")

    rights = group.permissions.values_list("content_type__app_label", "codename")
    assert sorted(rights) == [
        ("courseapp", "add_cohort"),
        ("courseapp", "change_cohort"),
        ("courseapp", "change_enrolment"),
        ("courseapp", "view_cohort"),
        ("courseapp", "view_course"),
        ("courseapp", "view_enrolment"),
        ("courseapp", "view_framework"),
        ("courseapp", "view_lesson"),
        ("courseapp", "view_phase"),
        ("courseapp", "view_prediction"),
        ("courseapp", "view_question"),
    ]
