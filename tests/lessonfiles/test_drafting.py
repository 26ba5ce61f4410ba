"""Beginning a lesson changes course.md in one place and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from courseapp.lessonfiles.drafting import CannotDraftError, draft_lesson, list_lesson
from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import COURSE, sound, write_course

TODAY = date(2026, 11, 24)
BLOCK = COURSE.replace("lessons: [lesson]", "lessons:  # in order\n      - lesson  # the first")


def test_draft_passes_every_check(tmp_path: Path) -> None:
    folder = write_course(tmp_path)

    file = draft_lesson(folder, "phase", "next", TODAY)

    assert file == folder / "phase/next.md"
    lessons = sound(read_course(folder)).phases[0].lessons
    assert [lesson.slug for lesson in lessons] == ["lesson", "next"]


def test_a_course_is_begun_with_its_first_lesson(tmp_path: Path) -> None:
    draft_lesson(tmp_path / "knots", "first-steps", "the-bowline", TODAY)

    course = sound(read_course(tmp_path / "knots"))
    assert [(phase.slug, len(phase.lessons)) for phase in course.phases] == [("first-steps", 1)]
    draft_lesson(tmp_path / "knots", "first-steps", "the-sheet-bend", TODAY)
    assert len(list(sound(read_course(tmp_path / "knots")).read_lessons)) == 2


def test_a_folder_without_a_course_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(CannotDraftError):
        draft_lesson(tmp_path / "photos", "phase", "next", TODAY)
    with pytest.raises(CannotDraftError):
        draft_lesson(tmp_path / "My Course", "phase", "next", TODAY)
    assert [path.name for path in tmp_path.rglob("*")] == ["photos"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (COURSE, COURSE.replace("[lesson]", "[lesson, next]")),
        (COURSE.replace("[lesson]", "[]"), COURSE.replace("[lesson]", "[next]")),
        (
            COURSE.replace("[lesson]", '[ "lesson" ]'),
            COURSE.replace("[lesson]", '[ "lesson", next ]'),
        ),
        (BLOCK, BLOCK.replace("# the first\n", "# the first\n      - next\n")),
        (
            BLOCK.replace("\n", "\r\n"),
            BLOCK.replace("# the first\n", "# the first\n      - next\n").replace("\n", "\r\n"),
        ),
        ("\ufeff" + COURSE, "\ufeff" + COURSE.replace("[lesson]", "[lesson, next]")),
        (COURSE.replace("[lesson]", "[next]"), COURSE.replace("[lesson]", "[next]")),
    ],
    ids=["list", "empty", "spaced", "lines", "windows", "bom", "listed already"],
)
def test_every_other_byte_of_the_course_file_stays(before: str, after: str) -> None:
    listed = list_lesson(before.encode(), "course.md", "phase", "next")

    assert listed.decode() == after


def test_lesson_goes_to_its_phase_when_another_follows(tmp_path: Path) -> None:
    second = '  - slug: second\n    title: "T"\n    aim: "A"\n    lessons: [other]\n---\nWelcome.\n'
    before = BLOCK.replace("---\nWelcome.\n", second)

    listed = list_lesson(before.encode(), "course.md", "phase", "next").decode()

    assert listed == before.replace("# the first\n", "# the first\n      - next\n")


@pytest.mark.parametrize(
    ("phase", "slug", "message"),
    [
        ("phase", "lesson", "lesson.md exists already; it stays as it is."),
        ("phase", "My Lesson", '"My Lesson" cannot be a name.'),
        ("phases", "next", 'has no phase "phases". Did you mean "phase"?'),
        ("..", "next", '".." cannot be a name.'),
        ("phase", "glossary", '"glossary" cannot be a lesson\'s name.'),
    ],
)
def test_nothing_is_written_when_it_cannot_be_begun(
    tmp_path: Path, phase: str, slug: str, message: str
) -> None:
    folder = write_course(tmp_path)
    before = {file: file.read_bytes() for file in folder.rglob("*.*")}

    with pytest.raises(CannotDraftError) as told:
        draft_lesson(folder, phase, slug, TODAY)

    assert message in str(told.value)
    assert {file: file.read_bytes() for file in folder.rglob("*.*")} == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff", "byte 0xff is not UTF-8."),
        (b"---\ntitle: a: b\n---\n", "a value with a colon needs quotes."),
        (b"---\n---\n", 'has no phase "phase".'),
        (COURSE.replace("    lessons: [lesson]\n", "").encode(), 'write "lessons: []" below'),
        (b"", "the front matter is missing."),
    ],
)
def test_course_file_that_cannot_be_read_is_told(
    tmp_path: Path, content: bytes, message: str
) -> None:
    folder = write_course(tmp_path, {"course.md": content})

    with pytest.raises(CannotDraftError) as told:
        draft_lesson(folder, "phase", "next", TODAY)

    assert message in str(told.value)
    assert not (folder / "phase/next.md").exists()
