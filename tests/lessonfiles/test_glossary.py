"""The glossary's terms, their links in lessons, and what they are not to give away."""

from pathlib import Path

from courseapp.lessonfiles.documents import Lesson, Prose, Term, UnchangedLesson
from courseapp.lessonfiles.reading import Reading, read_course
from tests.lessonfiles.courses import COURSE, PREDICT, lesson_text, only_lesson, sound, write_course

FROST = """\
- term: "Frost"
  lesson: lesson
  definition: "Water that *froze* where it lay & stayed."
"""
LINK = "There was [some **frost**](../glossary.yaml#frost) there.\n"
HTML = "Water that <em>froze</em> where it lay &amp; stayed."


def read(root: Path, body: str, glossary: str = FROST, **files: str) -> Reading:
    """A course with a glossary, whose one lesson has this body."""
    named = {f"{name}.md": text for name, text in files.items()}
    written = {"glossary.yaml": glossary, "phase/lesson.md": lesson_text(body)}
    return read_course(write_course(root, written | named))


def first_prose(lesson: Lesson) -> str:
    return next(step.html for step in lesson.steps if isinstance(step, Prose))


def messages(reading: Reading) -> list[str]:
    return [problem.message for problem in reading.problems]


def test_a_term_is_read(tmp_path: Path) -> None:
    course = sound(read(tmp_path, f"{LINK}\n{PREDICT}"))

    assert course.glossary == (Term("frost", "Frost", "lesson", HTML),)


def test_a_slug_is_derived_unless_it_is_given(tmp_path: Path) -> None:
    more = '- {term: "Black ice (roads)", lesson: lesson, definition: "Ice."}\n'
    more += '- {term: "Rime’s cousin", slug: rime, lesson: lesson, definition: "Ice."}\n'
    links = "[A](../glossary.yaml#black-ice-roads) and [b](../glossary.yaml#rime).\n"

    course = sound(read(tmp_path, f"{LINK}\n{links}\n{PREDICT}", FROST + more))

    assert [term.slug for term in course.glossary] == ["frost", "black-ice-roads", "rime"]


def test_a_linked_term_opens_its_definition(tmp_path: Path) -> None:
    lesson = only_lesson(read(tmp_path, f"{LINK}\n{PREDICT}"))

    assert first_prose(lesson) == (
        '<p>There was <span class="term"><button aria-describedby="term-frost-definition"'
        ' class="term__word" interestfor="term-frost" popovertarget="term-frost"'
        ' popovertargetaction="show" type="button">some <strong>frost</strong></button>'
        '<span class="term__note" id="term-frost" popover="auto">'
        f'<span id="term-frost-definition">{HTML}</span> '
        '<a class="term__more" href="/courses/course/glossary/#term-frost">Glossary</a>'
        "</span></span> there.</p>"
    )


def test_the_comma_after_a_term_stays_with_it(tmp_path: Path) -> None:
    link = LINK.replace(" there.", ", there.")

    lesson = only_lesson(read(tmp_path, f"{link}\n{PREDICT}"))

    assert first_prose(lesson).endswith("Glossary</a></span>,</span> there.</p>")


def test_a_lesson_knows_when_its_terms_are_shown(tmp_path: Path) -> None:
    terms = "".join(
        f'- {{term: "{name}", lesson: lesson, definition: "Ice."}}\n' for name in ("Hail", "Sleet")
    )
    body = PREDICT.replace("It snowed.", "It [hailed](../glossary.yaml#hail).")
    body = f"{LINK}\n{body}\nThen [sleet](../glossary.yaml#sleet).\n"

    lesson = only_lesson(read(tmp_path, body, FROST + terms))

    assert lesson.summary.terms == (("frost", 9, 0), ("hail", 19, 1), ("sleet", 22, 1))


def test_the_introduction_and_the_faq_link_to_the_page(tmp_path: Path) -> None:
    faq = "## Is it cold?\n\nSee [frost](glossary.yaml#frost) in the [glossary](glossary.yaml).\n"

    course = sound(read(tmp_path, f"{LINK}\n{PREDICT}", faq=faq))

    assert course.faq[0].html == (
        '<p>See <a href="/courses/course/glossary/#term-frost">frost</a> in the '
        '<a href="/courses/course/glossary/">glossary</a>.</p>'
    )


def test_a_definition_counts_as_no_words_of_the_lesson(tmp_path: Path) -> None:
    alone = only_lesson(read_course(write_course(tmp_path / "alone")))

    linked = only_lesson(read(tmp_path, f"{LINK}\n{PREDICT}"))

    assert linked.words - alone.words == 5


def test_a_term_may_open_once_its_question_is_answered(tmp_path: Path) -> None:
    spoiling = FROST + "  spoils: [what-next]\n"

    in_why = PREDICT.replace("It is cold", "It is [frost](../glossary.yaml#frost)")

    assert messages(read(tmp_path, f"{PREDICT}\n{LINK}", spoiling)) == []
    assert messages(read(tmp_path, in_why, spoiling)) == []
    assert messages(read(tmp_path, f"{LINK}\n{PREDICT}", spoiling)) == [
        'the definition of "Frost" gives "what-next" away.'
    ]


def known_from(reading: Reading) -> dict[str, UnchangedLesson]:
    lesson = only_lesson(reading)
    return {lesson.path: UnchangedLesson(lesson.path, lesson.digest, lesson.summary)}


def test_a_lesson_is_read_anew_when_a_definition_in_it_changes(tmp_path: Path) -> None:
    known = known_from(read(tmp_path, f"{LINK}\n{PREDICT}"))
    (tmp_path / "course/glossary.yaml").write_text(FROST.replace("Water", "Rain"), "utf-8")

    again = read_course(tmp_path / "course", known)

    assert "Rain that" in first_prose(only_lesson(again))


def test_a_lesson_is_skipped_when_another_definition_changes(tmp_path: Path) -> None:
    hail = '- {term: "Hail", lesson: other, definition: "Ice."}\n'
    other = PREDICT.replace("what-next", "other") + "\nA [stone](../glossary.yaml#hail).\n"
    files = {
        "course.md": COURSE.replace("[lesson]", "[lesson, other]"),
        "phase/lesson.md": lesson_text(f"{LINK}\n{PREDICT}"),
        "phase/other.md": lesson_text(other),
        "glossary.yaml": FROST + hail,
    }
    folder = write_course(tmp_path, files)
    lessons = sound(read_course(folder)).phases[0].lessons
    known = {le.path: UnchangedLesson(le.path, le.digest, le.summary) for le in lessons}

    (folder / "glossary.yaml").write_text(FROST + hail.replace("Ice", "Stones"), "utf-8")
    again = sound(read_course(folder, known)).phases[0].lessons

    assert [type(lesson) for lesson in again] == [UnchangedLesson, Lesson]


def test_a_skipped_lesson_still_takes_part_in_the_checks(tmp_path: Path) -> None:
    known = known_from(read(tmp_path, f"{LINK}\n{PREDICT}"))
    (tmp_path / "course/glossary.yaml").write_text(FROST + "  spoils: [what-next]\n", "utf-8")

    assert messages(read_course(tmp_path / "course", known)) == [
        'the definition of "Frost" gives "what-next" away.'
    ]


def test_a_lesson_whose_term_is_gone_says_so(tmp_path: Path) -> None:
    known = known_from(read(tmp_path, f"{LINK}\n{PREDICT}"))
    folder = tmp_path / "course"
    (folder / "glossary.yaml").unlink()

    assert messages(read_course(folder, known)) == ['there is no term "frost" in glossary.yaml.']


def test_an_unreadable_glossary_is_the_only_thing_reported(tmp_path: Path) -> None:
    reading = read(tmp_path, f"{LINK}\n{PREDICT}", "terms: none\n")

    assert messages(reading) == ["the file is a group of fields where a list is expected."]
