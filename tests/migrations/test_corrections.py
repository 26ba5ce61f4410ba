"""0017: who answered before it can be judged anew after it."""

from pathlib import Path
from typing import Any

import pytest

from courseapp.models import Prediction, Revision
from tests.lessonfiles.courses import lesson_text, write_course
from tests.loading.test_corrections import CORRECTED, RAIN, SNOW, Class
from tests.migrations.test_hours import migrate, migrate_to_the_newest

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@pytest.fixture
def lessons(tmp_path: Path, settings: Any) -> Class:
    settings.LESSONS_DIR = settings.BASE_DIR = tmp_path
    return Class(tmp_path)


def test_answers_of_the_last_release_are_put_right(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    before = list(Prediction.objects.values())
    old = migrate("0016_outbox").get_model("courseapp", "Revision")
    fields = {field.name for field in old._meta.get_fields()}
    assert not fields & {"corrected_by", "correction"}
    (revision,) = old.objects.values()

    migrate_to_the_newest()

    (now,) = Revision.objects.values()
    assert now == revision | {"corrected_by_id": None, "correction": None}
    assert list(Prediction.objects.values()) == before
    write_course(lessons.root, {"phase/lesson.md": lesson_text(SNOW.format(fields=CORRECTED))})
    assert "what-next (1 person graded anew)" in lessons.load()
    assert list(Prediction.objects.values()) == [before[0] | {"is_right": False}]
    assert "This lesson had the answer wrong." in lessons.page(client)
