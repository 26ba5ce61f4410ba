"""The command, on real files."""

import gc
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.db.models import QuerySet
from pytest_django import Settings

from courseapp.answers.recording import regrade
from courseapp.loading.courses import load_course
from courseapp.loading.plan import StaleReadingError
from courseapp.models import Course, Enrolment, Lesson, Opening
from tests.cast import NOON, enrol, make_cohort, make_learner

pytestmark = pytest.mark.django_db

COURSE = """\
---
emoji: "⚡"
title: "Course {slug}"
tagline: "A tagline."
phases:
  - slug: bets
    title: "Bets"
    aim: "Meet them"
    lessons: [{lessons}]
---
Welcome.
"""
LESSON = """\
---
title: "Title"
teaser: "Nine in the evening"
minutes: 1
objective: See what decides.
checked: 2026-11-24
sources: []
---
It is nine in the evening. {words}

::: predict bet-{slug}
Which one?

- [ ] Apples
  why: No.
- [x] Pears
  why: Yes.
:::
"""


def write(lessons: Path, course: str, *slugs: str, minutes: int = 1) -> None:
    """A course of these lessons, one question each; `minutes` may be untrue."""
    folder = lessons / course / "bets"
    folder.mkdir(parents=True, exist_ok=True)
    head = COURSE.format(slug=course, lessons=", ".join(slugs))
    (lessons / course / "course.md").write_text(head, encoding="utf-8")
    for path in folder.glob("*.md"):
        path.unlink()
    for slug in slugs:
        text = LESSON.format(slug=slug, words="word " * 140)
        text = text.replace("minutes: 1", f"minutes: {minutes}")
        (folder / f"{slug}.md").write_text(text, encoding="utf-8")


def remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


@pytest.fixture
def lessons(tmp_path: Path, settings: Settings) -> Path:
    settings.LESSONS_DIR = settings.BASE_DIR = tmp_path
    return tmp_path


def run(*arguments: str) -> tuple[str, str]:
    """Standard output and error, the closing sentence of a failure among them."""
    out, err = StringIO(), StringIO()
    try:
        call_command("load_lessons", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"{error} ({error.returncode})")
    return out.getvalue(), err.getvalue()


def test_courses_are_loaded_then_nothing_is_left_to_change(lessons: Path) -> None:
    write(lessons, "one", "first", "second")
    write(lessons, "two", "third")
    assert run()[0] == (
        "one: a new course with 2 lessons.\n"
        "    course added: Course one\n"
        "    phases added: Bets\n"
        "    added: first, second\n"
        "    questions added: bet-first, bet-second\n"
        "two: a new course with 1 lesson.\n"
        "    course added: Course two\n"
        "    phases added: Bets\n"
        "    added: third\n"
        "    questions added: bet-third\n"
    )
    assert run() == ("one: nothing to change.\ntwo: nothing to change.\n", "")


def test_a_course_with_a_mistake_stays_as_it_is_and_others_load(lessons: Path) -> None:
    write(lessons, "one", "first")
    run()
    write(lessons, "one", "first", "second", minutes=9)
    write(lessons, "two", "third")
    out, err = run()
    assert out.splitlines()[0] == "two: a new course with 1 lesson."
    assert "one/bets/first.md:4: " in err
    assert err.endswith("1 of 2 courses could not be loaded. (1)")
    assert set(Lesson.objects.values_list("slug", flat=True)) == {"first", "third"}


def test_dry_run_says_what_would_be_done_and_writes_nothing(lessons: Path) -> None:
    write(lessons, "one", "first")
    out, _ = run("--dry-run")
    assert out.splitlines()[0] == "one: a new course with 1 lesson."
    assert out.splitlines()[-1] == "This was a dry run: nothing was written."
    assert not Course.objects.exists()


def test_dry_run_takes_no_course_down(lessons: Path) -> None:
    write(lessons, "one", "first")
    write(lessons, "two", "third")
    run()
    remove(lessons / "two")
    assert "two: its folder is gone; deleted.\n" in run("--dry-run")[0]
    assert Course.objects.filter(slug="two", retired_at=None).exists()


def test_a_course_whose_folder_is_gone_is_deleted(lessons: Path) -> None:
    write(lessons, "one", "first")
    write(lessons, "two", "third")
    run()
    remove(lessons / "two")
    assert run()[0] == "one: nothing to change.\ntwo: its folder is gone; deleted.\n"
    assert list(Course.objects.values_list("slug", flat=True)) == ["one"]


@pytest.mark.parametrize("take", [lambda course: enrol(make_learner(), course), make_cohort])
def test_a_course_somebody_takes_is_retired_and_comes_back(
    lessons: Path, take: Callable[[Course], object]
) -> None:
    write(lessons, "one", "first")
    write(lessons, "two", "third")
    run()
    course = Course.objects.get(slug="two")
    take(course)
    remove(lessons / "two")
    assert run()[0].endswith("two: its folder is gone; retired, as learners take it.\n")
    gone = Course.objects.get(slug="two")
    assert gone.retired_at
    assert gone.loaded_at > course.loaded_at
    assert run()[0] == "one: nothing to change.\n"
    write(lessons, "two", "third")
    assert run()[0] == (
        "one: nothing to change.\n"
        "two: 1 lesson, all of them as before.\n"
        "    course back again: Course two\n"
    )
    assert Course.objects.get(slug="two").retired_at is None


def test_a_single_folder_takes_no_other_course_down(lessons: Path) -> None:
    write(lessons, "one", "first")
    write(lessons, "two", "third")
    run()
    remove(lessons / "two")
    assert run(str(lessons / "one"))[0] == "one: nothing to change.\n"
    assert Course.objects.count() == 2


def test_a_folder_without_courses_takes_no_course_down(lessons: Path) -> None:
    write(lessons, "one", "first")
    run()
    remove(lessons / "one")
    _, err = run()
    assert err == f"There is no course in {lessons}. Set HUNCH_LESSONS to their folder. (1)"
    assert Course.objects.exists()


def test_a_course_with_a_mistake_is_not_taken_down(lessons: Path) -> None:
    write(lessons, "one", "first")
    run()
    (lessons / "one" / "course.md").unlink()
    out, err = run()
    assert out == ""
    assert "course.md" in err
    assert Course.objects.get().retired_at is None


def test_the_folder_may_be_named_from_anywhere(
    lessons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(lessons, "one", "first")
    run()
    assert Course.objects.get().path == "one"
    monkeypatch.chdir(lessons / "one")
    assert run("../one")[0] == "one: nothing to change.\n"


def test_what_a_learner_has_open_stays_open_when_a_lesson_goes_in_front(lessons: Path) -> None:
    write(lessons, "one", "first")
    run()
    enrolment = enrol(make_learner(), Course.objects.get())
    enrolment.start = enrolment.start.replace(year=2020)
    enrolment.save()
    write(lessons, "one", "zeroth", "first")
    run()
    assert [opening.lesson.slug for opening in Opening.objects.all()] == ["first"]


@pytest.mark.parametrize(
    ("failures", "order", "problems"),
    [
        (2, ["second", "first"], []),
        (
            3,
            ["first", "second"],
            [
                "one: the course changed while it was being loaded (busy).\n"
                "    Load it again in a moment."
            ],
        ),
    ],
)
def test_a_load_that_meets_another_is_tried_again(
    lessons: Path,
    monkeypatch: pytest.MonkeyPatch,
    failures: int,
    order: list[str],
    problems: list[str],
) -> None:
    monkeypatch.chdir(lessons)
    write(lessons, "one", "first", "second")
    run()
    write(lessons, "one", "second", "first")
    met = iter([True] * failures + [False])

    def meet(enrolments: QuerySet[Enrolment]) -> None:
        if next(met):
            raise StaleReadingError("busy")

    outcome = load_course(Path("one"), NOON, meet, regrade)
    assert list(map(str, outcome.problems)) == problems
    assert [lesson.slug for lesson in Lesson.objects.current()] == order


def test_a_rule_that_nobody_else_broke_is_our_own_fault(lessons: Path) -> None:
    """Trying again would not help, and saying so would hide it."""
    write(lessons, "one", "first", "second")
    run()
    write(lessons, "one", "second", "first")
    calls = []

    def refuse(enrolments: QuerySet[Enrolment]) -> None:
        calls.append(enrolments)
        raise IntegrityError("NOT NULL constraint failed: courseapp_lesson.room")

    with pytest.raises(IntegrityError, match="room"):
        load_course(lessons / "one", NOON, refuse, regrade)
    assert len(calls) == 1
    assert [lesson.slug for lesson in Lesson.objects.current()] == ["first", "second"]


@pytest.mark.parametrize("minutes", [1, 9])
def test_garbage_is_collected_again_once_a_course_is_loaded_or_refused(
    lessons: Path, minutes: int
) -> None:
    write(lessons, "fruit", "one", minutes=minutes)
    load_course(lessons / "fruit", NOON, lambda enrolments: None, regrade)

    assert gc.isenabled()


COMING = """---
emoji: "🦀"
title: "Course fruit"
tagline: "Coming."
announced: true
---
"""


def announce(lessons: Path, course: str) -> None:
    if (lessons / course).exists():
        remove(lessons / course)
    (lessons / course).mkdir()
    (lessons / course / "course.md").write_text(COMING, encoding="utf-8")


def test_an_announced_course_becomes_one_with_its_row_and_address_kept(lessons: Path) -> None:
    announce(lessons, "fruit")
    assert "fruit: announced, without lessons." in run()[0]
    coming = Course.objects.get()
    assert (coming.slug, coming.announced, coming.lessons.count()) == ("fruit", True, 0)
    assert "fruit: nothing to change." in run()[0]
    write(lessons, "fruit", "first")
    run()
    course = Course.objects.get()
    assert (course.pk, course.slug, course.announced) == (coming.pk, "fruit", False)
    assert course.lessons.count() == 1


def test_a_course_that_nobody_takes_can_be_announced_again(lessons: Path) -> None:
    write(lessons, "fruit", "first")
    run()
    announce(lessons, "fruit")
    run()
    assert (Course.objects.get().announced, Lesson.objects.count()) == (True, 0)


@pytest.mark.parametrize("take", [lambda c: enrol(make_learner(), c), make_cohort])
def test_a_course_that_is_taken_is_not_announced(
    lessons: Path, take: Callable[[Course], object]
) -> None:
    write(lessons, "fruit", "first")
    run()
    take(Course.objects.get())
    announce(lessons, "fruit")
    for options in (["--dry-run"], []):
        message = "the course is announced, but learners or cohorts have it already."
        assert message in run(*options)[1]
    course = Course.objects.get()
    assert (course.announced, course.lessons.count(), course.retired_at) == (False, 1, None)


def test_an_announced_course_whose_folder_goes_is_deleted(lessons: Path) -> None:
    write(lessons, "veg", "first")
    announce(lessons, "fruit")
    run()
    remove(lessons / "fruit")
    assert "fruit: its folder is gone; deleted." in run()[0]
    assert [course.slug for course in Course.objects.all()] == ["veg"]
