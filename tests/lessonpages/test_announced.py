"""A course that is to come: it is named, and leads nowhere."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from courseapp.lessonfiles.reading import read_course
from courseapp.lessonpages.taglines import with_code, without_code
from courseapp.models import Course
from tests.cast import make_course, make_instructor
from tests.lessonfiles.courses import COURSE, write_course

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

COMING = """\
---
emoji: "🦀"
title: "Rust"
tagline: "Read `'a` & `<T>` as scope."
announced: true
---
"""


def load(root: Path, settings: object, **files: str) -> str:
    """Loads a course, and one that is announced beside it."""
    settings.LESSONS_DIR = settings.BASE_DIR = root  # type: ignore[attr-defined]
    for name, text in files.items():
        (root / name).mkdir(exist_ok=True)
        (root / name / "course.md").write_text(text, encoding="utf-8")
    out, err = StringIO(), StringIO()
    try:
        call_command("load_lessons", stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue() + err.getvalue()


def test_it_is_named_in_the_catalogue_and_leads_nowhere(
    client: Client, tmp_path: Path, settings: object
) -> None:
    write_course(tmp_path, {"course.md": COURSE.replace("phases:", "related: [rust]\nphases:")})
    said = load(tmp_path, settings, rust=COMING)
    assert "rust: announced, without lessons." in said
    for address in ("/", "/courses/course/"):
        page = client.get(address).content.decode()
        assert "Coming later" in page
        assert "Read <code>&#x27;a</code> &amp; <code>&lt;T&gt;</code> as scope." in page
        assert "/courses/rust/" not in page
        assert "0 lessons" not in page
    assert client.get("/courses/rust/").status_code == 404
    assert load(tmp_path, settings).count("nothing to change") == 2


def test_related_courses_stand_in_the_authors_order(
    client: Client, tmp_path: Path, settings: object
) -> None:
    names = ["zig", "ada", "rust"]
    related = f"related: [{', '.join(names)}]\nphases:"
    write_course(tmp_path, {"course.md": COURSE.replace("phases:", related)})
    load(tmp_path, settings, **{n: COMING.replace('"Rust"', f'"The {n}"') for n in names})
    page = client.get("/courses/course/").content.decode()
    places = [page.index(f"The {name}") for name in names]
    assert places == sorted(places)


def test_it_becomes_a_course_in_its_own_row(tmp_path: Path, settings: object) -> None:
    load(tmp_path, settings, course=COMING)
    row = Course.objects.get()
    assert row.announced
    write_course(tmp_path)
    load(tmp_path, settings)
    course = Course.objects.get()
    assert (course.pk, course.announced, course.lessons.count()) == (row.pk, False, 1)


def test_nobody_makes_a_cohort_of_it(client: Client) -> None:
    make_course("course")
    Course.objects.create(slug="rust", path="rust", title="Rust to come", announced=True)
    client.force_login(make_instructor())
    for address in ("cohort/add/", "enrolment/"):
        assert "Rust to come" not in client.get(f"/admin/courseapp/{address}").content.decode()


@pytest.mark.parametrize(
    ("files", "line", "message"),
    [
        ({"course.md": COURSE.replace("phases:", "announced: true\nphases:")}, 6, '"phases"'),
        ({"course.md": COMING}, 0, "an announced course has a lesson."),
        ({"course.md": f"{COMING}Welcome.\n"}, 7, "an introduction."),
        ({"course.md": COURSE.replace("phases:", "announced: soon\nphases:")}, 5, "neither true"),
    ],
)
def test_what_it_has_beside_is_refused(
    tmp_path: Path, files: dict[str, str], line: int, message: str
) -> None:
    problems = read_course(write_course(tmp_path, dict(files))).problems
    assert [p for p in problems if p.line == line and message in p.message]
    assert all(problem.hint for problem in problems)


def test_a_tagline_may_hold_code() -> None:
    assert with_code("a `b` <c> `d") == "a <code>b</code> &lt;c&gt; `d"
    assert without_code("a `b` <c>") == "a b <c>"


def test_the_four_paths_of_the_first_course_are_announced() -> None:
    first = read_course(Path("lessons/llm-serving-frameworks")).course
    assert first
    titles = []
    for slug in first.related:
        course = read_course(Path("lessons") / slug).course
        assert course
        assert course.announced
        titles.append(f"{course.emoji} {course.title}")
    assert titles == [
        "🐍 Python Decorators Introduction",
        "🦀 Rust Lifetimes Explained",
        "☸️ Kubernetes Core Concepts",
        "📈 Big O Intuition",
    ]
