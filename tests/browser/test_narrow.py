"""Words that cannot be broken, wherever anybody can put one, on the narrowest of screens.

At 320 px no page scrolls sideways, and what can be pressed is in view.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from courseapp.models import Course, Enrolment, Framework, Lesson, Prediction, Step
from tests import cast
from tests.browser.conftest import Window
from tests.deciding.weather import FORM, LESSON
from tests.lessonfiles.courses import COURSE, write_course
from tests.lessonfiles.golden import FOLDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
NARROW = {"width": 320, "height": 640}
KINDS = ("predict", "estimate", "interval", "rank", "reflect")
ANSWERS: dict[str, dict[str, str]] = {
    "predict": {"choice": "a"},
    "estimate": {"value": "55"},
    "interval": {"low": "100", "high": "9000"},
    "rank": {"place-a": "1", "place-b": "2", "place-c": "3"},
    "reflect": {"text": "WORD"},
}
SPILT = """() => {
  const width = document.documentElement.clientWidth;
  const inside = (part) => {
    for (let up = part.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  const wide = document.documentElement.scrollWidth > width;
  const pressed = "button, .button, input, select, textarea, summary, h1";
  return [...document.querySelectorAll(wide ? "body *" : pressed)]
    .filter((part) => part.checkVisibility() && !part.closest(".visually-hidden"))
    .filter((part) => part.getBoundingClientRect().right > width + 1 && !inside(part))
    .map((part) => part.outerHTML.slice(0, 90));
}"""


def words(length: int) -> str:
    return "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"[
        :length
    ]


def fill(value: Any, word: str) -> Any:
    """The same with the word for every text in it; keys, names of files and numbers stay."""
    if isinstance(value, dict):
        kept = {"key", "right", "order", "accept", "slug", "lesson", "spoils", "url"}
        return {k: v if k in kept else fill(v, word) for k, v in value.items()}
    if isinstance(value, list):
        return [fill(part, word) for part in value]
    if not isinstance(value, str):
        return value
    return f"<p>{word} <code>{word}</code></p>" if value.startswith("<p>") else word


def prose(word: str) -> str:
    table = f"<tr><th>{word}</th><th>{word}</th></tr><tr><td>{word}</td><td>{word}</td></tr>"
    return (
        f"<h2>{word}</h2><p>{word} <b>{word}</b> <code>{word}</code> <a href='/'>{word}</a></p>"
        f"<ul><li>{word}<ol><li>{word}</li></ol></li></ul><blockquote><p>{word}</p></blockquote>"
        f"<div class='table-scroll'><table>{table}</table></div><p><kbd>{word}</kbd></p>"
        f"<div class='highlight'><pre><code>{word} {word}</code></pre></div>"
    )


def make_course(word: str) -> Course:
    """A lesson of each kind of question, with the word for all that its author wrote."""
    faq = [{"question": word, "html": prose(word)}]
    text = {"title": word, "tagline": word, "intro_html": prose(word), "faq": faq}
    course = cast.make_course("course", 5, glossary=fill(cast.GLOSSARY, word), **text)
    course.phases.update(title=word, aim=word)
    sources = [{"title": word, "url": f"https://example.org/{word}"}]
    course.lessons.update(title=word, teaser=word, objective=word, sources=sources)
    Step.objects.filter(question=None).update(html=prose(word))
    for lesson, kind in zip(course.lessons.order_by("position"), KINDS, strict=True):
        asked, shown = (fill(part, word) for part in cast.KINDS[kind])
        cast.add_revision(lesson.questions.get(), kind, **asked, **shown)
    return course


def load_decision(word: str, root: Path) -> Course:
    weather = (FOLDER / "decide-sound" / "weather.yaml").read_text(encoding="utf-8")
    for text in ("A coat", "Boots", "How wet?", "Which sky?", "Rain", "Hours outside", "Sky", "mm"):
        weather = weather.replace(f'"{text}"', f'"{word}"')
    weather = weather.replace("It pours on the quay.", word).replace("The harbour", word)
    weather = weather.replace("Water stands in the street.", word)
    top = COURSE.replace("A course", word).replace("An aim", word).replace("A phase", word)
    text = LESSON.replace("A title", word).replace("A teaser", word).replace("Write two", word)
    files = {"course.md": top, "phase/lesson.md": text, "weather.yaml": weather}
    call_command("load_lessons", write_course(root, files), verbosity=0)
    return Course.objects.get(slug="course")


def spilt(window: Window, paths: Iterable[str]) -> dict[str, Any]:
    """By path, how wide the page is and what stands outside the window."""
    found = {}
    for path in paths:
        window.go(path)
        width = window.page.evaluate("document.documentElement.scrollWidth")
        outside = window.page.evaluate(SPILT)
        if width > NARROW["width"] or outside:
            found[path] = (width, outside)
    return found


def answer_all(client: Client, word: str) -> None:
    for number, kind in enumerate(KINDS, start=1):
        answer = {name: value.replace("WORD", word) for name, value in ANSWERS[kind].items()}
        revision = Lesson.objects.get(slug=f"lesson-{number}").questions.get().revision
        assert revision
        sent = {**answer, "confidence": "5", "wording": revision.wording}
        client.post(f"/courses/course/lesson-{number}/question-{number}/predict/", sent)
    assert Prediction.objects.count() == len(KINDS)


def make_reader(window: Window, course: Course, word: str) -> tuple[Enrolment, Client]:
    """Somebody by that name in a class by that name, with all lessons open."""
    learner = cast.make_learner(name=word, email=f"{word}@example.org")
    cohort = cast.make_cohort(course, name=word)
    enrolment = cast.enrol(learner, course, cohort=cohort)
    for lesson in course.lessons.all():
        cast.open_lesson(enrolment, lesson)
    client = Client()
    client.force_login(learner)
    window.come_as(learner)
    window.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return enrolment, client


LENGTHS = pytest.mark.parametrize("length", [24, 60])


@LENGTHS
def test_no_word_widens_a_question_or_what_it_reveals(
    new_window: Open, length: int, has_js: bool
) -> None:
    word = words(length)
    course = make_course(word)
    window = new_window()
    enrolment, client = make_reader(window, course, word)
    lessons = [f"/courses/course/lesson-{number}/" for number in range(1, 6)]
    assert spilt(window, lessons) == {}
    answer_all(client, word)
    assert spilt(window, lessons) == {}
    if has_js:
        code = enrolment.cohort.join_code if enrolment.cohort else ""
        others = ["/", "/today/", "/courses/course/", "/courses/course/glossary/", "/account/"]
        assert spilt(window, [*others, "/enrolments/course/", f"/join/{code}/"]) == {}
        window.come_as(None)
        assert spilt(window, ["/", "/courses/course/", "/courses/course/lesson-2/"]) == {}


@LENGTHS
@pytest.mark.parametrize("has_js", [True], indirect=True)
def test_no_word_widens_a_decision_list(new_window: Open, length: int, tmp_path: Path) -> None:
    word = words(length)
    course = load_decision(word, tmp_path)
    window = new_window()
    _, client = make_reader(window, course, word)
    form = FORM | {"question-1": word, "question-2": word}
    lesson = "/courses/course/lesson/"
    assert spilt(window, [lesson]) == {}
    client.post(f"{lesson}what-to-wear/decide/", form | {"act": "keep"})
    assert spilt(window, [lesson]) == {}
    client.post(f"{lesson}what-to-wear/lock/", form)
    assert Framework.objects.get().locked_at
    assert spilt(window, [lesson, f"{lesson}what-to-wear/framework/"]) == {}


@LENGTHS
@pytest.mark.parametrize("has_js", [True], indirect=True)
def test_no_word_widens_what_an_instructor_follows(new_window: Open, length: int) -> None:
    word = words(length)
    course = make_course(word)
    window = new_window()
    enrolment, client = make_reader(window, course, word)
    answer_all(client, word)
    window.come_as(cast.make_learner(name=word, is_staff=True, is_superuser=True))
    desk = "/admin/courseapp"
    cohort, reflection = enrolment.cohort_id, Lesson.objects.get(slug="lesson-5").questions.get().pk
    paths = (
        "/admin/",
        f"{desk}/enrolment/",
        f"{desk}/enrolment/{enrolment.pk}/change/",
        f"{desk}/cohort/",
        f"{desk}/cohort/{cohort}/change/",
        f"{desk}/cohort/{cohort}/learners/",
        f"{desk}/question/{reflection}/change/",
    )
    assert spilt(window, paths) == {}
