import pytest

from courseapp.models import Course, Lesson, Phase, Question
from tests.admin.desk import ADMIN, make_superuser, signed_in, text_of
from tests.cast import make_course, make_instructor, make_lesson

pytestmark = pytest.mark.django_db

SOURCES = {
    "course": "course/course.md",
    "phase": "course/course.md",
    "lesson": "course/phase/lesson-1.md:1",
    "question": "course/phase/lesson-1.md:10",
}
MODELS = {"course": Course, "phase": Phase, "lesson": Lesson, "question": Question}


@pytest.mark.parametrize("model", SOURCES)
def test_what_files_say_is_read_only_and_names_the_file(model: str) -> None:
    make_course(lessons=1)
    pk = MODELS[model].objects.get().pk  # type: ignore[attr-defined]
    client = signed_in(make_instructor())

    text = text_of(client.get(f"{ADMIN}/{model}/{pk}/change/"))

    assert f"The file is the source: {SOURCES[model]}" in text
    assert 'name="_save"' not in text


@pytest.mark.parametrize("model", SOURCES)
def test_not_even_a_superuser_changes_them(model: str) -> None:
    make_course(lessons=1)
    pk = MODELS[model].objects.get().pk  # type: ignore[attr-defined]
    client = signed_in(make_superuser())
    urls = ["add/", f"{pk}/change/", f"{pk}/delete/"]

    assert [client.post(f"{ADMIN}/{model}/{url}").status_code for url in urls] == [403] * 3


@pytest.mark.parametrize("model", SOURCES)
def test_lists_are_shown(model: str) -> None:
    make_course(lessons=1)

    assert signed_in(make_instructor()).get(f"{ADMIN}/{model}/?q=e").status_code == 200


def test_instructors_see_titles_and_solutions() -> None:
    make_course(lessons=1)
    client = signed_in(make_instructor())

    text = text_of(client.get(f"{ADMIN}/question/{Question.objects.get().pk}/change/"))

    assert "<div>The first</div><div>The second (right)</div>" in text
    assert "Secret title 1" in text


@pytest.mark.parametrize(("kind", "has_options"), [("predict", True), ("estimate", False)])
def test_only_a_question_with_options_names_them(kind: str, has_options: bool) -> None:
    question = make_lesson(kind).questions.get()
    client = signed_in(make_instructor())

    text = text_of(client.get(f"{ADMIN}/question/{question.pk}/change/"))

    assert ("Options:" in text) is has_options
