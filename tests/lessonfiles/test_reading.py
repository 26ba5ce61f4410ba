"""The door: whole courses in, whole courses out."""

import ast
import os
from pathlib import Path

import pytest

import courseapp.lessonfiles
from courseapp.lessonfiles.documents import (
    Answer,
    Estimate,
    Lesson,
    Predict,
    Prose,
    Rank,
    Reflect,
    UnchangedLesson,
)
from courseapp.lessonfiles.files import LARGEST_TEXT
from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import (
    COURSE,
    HEAD,
    PREDICT,
    SVG,
    lesson_text,
    only_lesson,
    read_body,
    sound,
    write_course,
)

SHOWN = PREDICT + "\n![Snow](picture.svg)\n"


def test_course_is_read_whole(tmp_path: Path) -> None:
    faq = "## Is it *cold*?\n\nYes.\n\n## Is it wet? ##\nNo.\n"

    course = sound(read_course(write_course(tmp_path, {"faq.md": faq})))

    assert (course.slug, course.path) == ("course", str(tmp_path / "course"))
    assert (course.emoji, course.title, course.tagline) == ("⚡", "A course", "A tagline")
    assert course.intro_html == "<p>Welcome.</p>"
    assert course.faq == (
        Answer("Is it *cold*?", "<p>Yes.</p>"),
        Answer("Is it wet?", "<p>No.</p>"),
    )
    assert [(phase.slug, phase.title, phase.aim) for phase in course.phases] == [
        ("phase", "A phase", "An aim")
    ]
    assert [lesson.path for lesson in course.phases[0].lessons] == ["phase/lesson.md"]


def test_a_course_is_in_english_unless_it_says_otherwise(tmp_path: Path) -> None:
    swiss = COURSE.replace("phases:", "language: de-CH\nphases:")

    assert sound(read_course(write_course(tmp_path))).language == "en"
    assert sound(read_course(write_course(tmp_path, {"course.md": swiss}))).language == "de-CH"


def test_lessons_come_in_the_order_listed(tmp_path: Path) -> None:
    listed = COURSE.replace("[lesson]", "[zebra, lesson, ant]")
    named = {
        f"phase/{name}.md": lesson_text(PREDICT.replace("what-next", name))
        for name in ("zebra", "ant")
    }

    course = sound(read_course(write_course(tmp_path, named | {"course.md": listed})))

    assert [lesson.slug for lesson in course.phases[0].lessons] == ["zebra", "lesson", "ant"]


def test_lesson_knows_its_steps_and_their_lines(tmp_path: Path) -> None:
    lesson = only_lesson(read_body(tmp_path, f"It is November.\n\n{PREDICT}\nAnd then?\n"))

    assert [(type(step), step.line) for step in lesson.steps] == [
        (Prose, 9),
        (Predict, 11),
        (Prose, 22),
    ]
    assert lesson.summary.questions == (("what-next", 11),)


def test_predict_is_read(tmp_path: Path) -> None:
    question = next(only_lesson(read_body(tmp_path, PREDICT)).questions)

    assert isinstance(question, Predict)
    assert (question.key, question.prompt) == ("what-next", "What comes next?")
    assert [(o.key, o.line, o.text, o.why_html, o.is_right) for o in question.options] == [
        ("a", 12, "Rain", "<p>Tempting, because it is November.</p>", False),
        ("b", 14, "Snow", "<p>It is cold.</p>", True),
    ]
    assert question.reveal_html == "<p>It snowed.</p>"


def test_options_and_whys_go_on_over_indented_lines(tmp_path: Path) -> None:
    body = PREDICT.replace(
        "- [x] Snow\n  why: It is cold.\n",
        "- [x] Snow\n  and *ice*\n  why: It is cold:\n\n    - at night\n    - at noon\n",
    )

    question = next(only_lesson(read_body(tmp_path, body)).questions)

    assert isinstance(question, Predict)
    assert question.options[1].html == "Snow\nand <em>ice</em>"
    assert question.options[1].why_html == (
        "<p>It is cold:</p>\n<ul>\n<li>at night</li>\n<li>at noon</li>\n</ul>"
    )


@pytest.mark.parametrize(
    ("answer", "value", "unit"),
    [
        ("60 requests", 60.0, "requests"),
        ("1,000 tokens per second", 1000.0, "tokens per second"),
        ("0.855", 0.855, ""),
        ("1.5e3 W", 1500.0, "W"),
        ("38 %", 38.0, "%"),
        ("38%", 38.0, "%"),
        ("−4 °C", -4.0, "°C"),
    ],
)
def test_estimate_takes_a_number_and_a_unit(
    tmp_path: Path, answer: str, value: float, unit: str
) -> None:
    body = estimate_body(answer, "within 5 %")

    question = next(only_lesson(read_body(tmp_path, body)).questions)

    assert isinstance(question, Estimate)
    assert (question.prompt, question.value, question.unit) == ("How much?", value, unit)


@pytest.mark.parametrize(
    ("written", "accept", "margin"),
    [
        ("within 5 %", "percent", 5.0),
        ("within 2.5%", "percent", 2.5),
        ("within a factor of 2", "factor", 2.0),
        ("interval on a log scale", "log-interval", 0.0),
        ("interval on a linear scale", "linear-interval", 0.0),
    ],
)
def test_estimate_says_what_it_accepts(
    tmp_path: Path, written: str, accept: str, margin: float
) -> None:
    question = next(only_lesson(read_body(tmp_path, estimate_body("60", written))).questions)

    assert isinstance(question, Estimate)
    assert (question.accept, question.margin) == (accept, margin)


def estimate_body(answer: str, accept: str) -> str:
    fields = f"answer: {answer}\naccept: {accept}\n"
    return f"::: estimate much\nHow much?\n\n{fields}::: reveal\nSo.\n:::\n"


def rank_body(*items: str) -> str:
    listed = "".join(f"{place}. {item}\n" for place, item in enumerate(items, start=1))
    return f"::: rank by-cold\nColdest first.\n\n{listed}:::\n"


def test_rank_keeps_the_right_order_and_shows_another(tmp_path: Path) -> None:
    question = next(only_lesson(read_body(tmp_path, rank_body("Ice", "Water", "Steam"))).questions)

    assert isinstance(question, Rank)
    assert [item.text for item in question.items] == ["Ice", "Water", "Steam"]
    assert sorted(item.key for item in question.items) == ["a", "b", "c"]


def test_reflect_is_read(tmp_path: Path) -> None:
    body = (
        "::: reflect your-own\nWhat would you wear?\n::: model\nA coat.\n"
        "::: rubric\n- It is **warm**.\n- It is\n  dry.\n:::\n"
    )

    question = next(only_lesson(read_body(tmp_path, body)).questions)

    assert isinstance(question, Reflect)
    assert question.model_html == "<p>A coat.</p>"
    assert question.rubric == ("It is <strong>warm</strong>.", "It is\ndry.")
    assert question.reveal_html == ""


def public(question: object) -> object:
    """What a learner may see before the prediction is locked."""
    if isinstance(question, Predict):
        return (
            question.key,
            question.prompt_html,
            [(option.key, option.text, option.html) for option in question.options],
        )
    if isinstance(question, Rank):
        shown = sorted(question.items, key=lambda item: item.key)
        return (
            question.key,
            question.prompt_html,
            [(item.key, item.text, item.html) for item in shown],
        )
    assert isinstance(question, Estimate)
    return question.key, question.prompt_html, question.unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PREDICT, PREDICT.replace("[ ] R", "[o] R").replace("[x]", "[ ]").replace("[o]", "[x]")),
        (
            rank_body("Ice", "Water", "Steam", "Plasma"),
            rank_body("Plasma", "Water", "Ice", "Steam"),
        ),
        (
            estimate_body("60 W", "within 5 %"),
            estimate_body("7 W", "interval on a log scale"),
        ),
    ],
)
def test_what_is_seen_before_the_prediction_does_not_depend_on_the_answer(
    tmp_path: Path, one: str, other: str
) -> None:
    first = only_lesson(read_body(tmp_path / "one", f"First.\n\n{one}"))
    second = only_lesson(read_body(tmp_path / "other", f"First.\n\n{other}"))

    assert one != other
    assert first.steps[0] == second.steps[0]
    assert public(first.steps[1]) == public(second.steps[1])


@pytest.mark.parametrize(
    "content", ["\ufeff" + lesson_text(), lesson_text().replace("\n", "\r\n")], ids=["bom", "crlf"]
)
def test_byte_order_mark_and_windows_line_ends_make_no_difference(
    tmp_path: Path, content: str
) -> None:
    plain = only_lesson(read_body(tmp_path / "plain", PREDICT))

    files: dict[str, str | bytes] = {"phase/lesson.md": content}
    changed = only_lesson(read_course(write_course(tmp_path / "changed", files)))

    assert changed.steps == plain.steps
    assert changed.title == plain.title


def told(folder: Path) -> list[tuple[str, int, str]]:
    """(path in the folder, line, message) of all problems."""
    return [
        (Path(problem.path).relative_to(folder).as_posix(), problem.line, problem.message)
        for problem in read_course(folder).problems
    ]


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    huge = lesson_text(PREDICT + "x" * 5 * 1024 * 1024)
    folder = write_course(tmp_path, {"phase/lesson.md": huge})

    assert told(folder) == [("phase/lesson.md", 0, "the file is larger than 256 KB.")]


def test_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    text = lesson_text(PREDICT)
    comment = f"<!--{'x' * (LARGEST_TEXT - len(text) - 7)}-->"

    assert only_lesson(read_body(tmp_path, PREDICT + comment)).title == "A title"


def test_other_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    latin = lesson_text(PREDICT.replace("It snowed.", "Über Nacht.")).encode("latin-1")
    folder = write_course(tmp_path, {"phase/lesson.md": latin})

    assert told(folder) == [("phase/lesson.md", 17, "byte 0xdc is not UTF-8.")]


def test_symlink_out_of_the_course_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(lesson_text())
    (tmp_path / "secret.svg").write_text(SVG)
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(SHOWN)})
    (folder / "phase/lesson.md").unlink()
    (folder / "phase/lesson.md").symlink_to(tmp_path / "secret.md")

    assert told(folder) == [("phase/lesson.md", 0, "the file lies outside of the course's folder.")]


def test_picture_linked_from_outside_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text(SVG)
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(SHOWN)})
    (folder / "phase/picture.svg").unlink()
    (folder / "phase/picture.svg").symlink_to(tmp_path / "secret.svg")

    assert told(folder) == [
        (
            "phase/lesson.md",
            20,
            'the picture "picture.svg": the file lies outside of the course\'s folder.',
        )
    ]


def test_picture_in_a_folder_linked_from_outside_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/secret.svg").write_text(SVG)
    shown = SHOWN.replace("picture.svg", "secrets/secret.svg")
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(shown)})
    (folder / "phase/secrets").symlink_to(tmp_path / "secrets")

    assert told(folder) == [
        (
            "phase/lesson.md",
            20,
            'the picture "secrets/secret.svg": the file lies outside of the course\'s folder.',
        ),
        ("phase/secrets", 0, "the folder is a link to another; links are not followed."),
    ]


def test_linked_folder_is_told(tmp_path: Path) -> None:
    folder = write_course(tmp_path)
    (folder / "more").symlink_to(tmp_path)

    assert told(folder) == [("more", 0, "the folder is a link to another; links are not followed.")]


def test_links_that_run_in_a_circle_are_told(tmp_path: Path) -> None:
    folder = write_course(tmp_path)
    (folder / "phase/lesson.md").unlink()
    (folder / "phase/lesson.md").symlink_to("lesson.md")

    assert told(folder) == [("phase/lesson.md", 0, "there is no such file.")]


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = write_course(tmp_path)
    (folder / "phase/lesson.md").unlink()
    os.mkfifo(folder / "phase/lesson.md")

    assert told(folder) == [("phase/lesson.md", 0, "there is no such file.")]


def test_missing_folder_is_told(tmp_path: Path) -> None:
    assert told(tmp_path / "nowhere") == [(".", 0, "there is no such folder.")]


def test_folder_name_is_a_slug(tmp_path: Path) -> None:
    folder = write_course(tmp_path).rename(tmp_path / "My Course")

    assert told(folder) == [(".", 0, '"My Course" cannot be a course\'s name.')]


def test_related_course_exists_beside_this_one(tmp_path: Path) -> None:
    write_course(tmp_path).rename(tmp_path / "another")
    listed = COURSE.replace("phases:", "related: [another]\nphases:")

    course = sound(read_course(write_course(tmp_path, {"course.md": listed})))

    assert course.related == ("another",)


def test_reading_is_deterministic(tmp_path: Path) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(SHOWN)})

    assert read_course(folder) == read_course(folder)


def known_lesson(folder: Path) -> dict[str, UnchangedLesson]:
    lesson = only_lesson(read_course(folder))
    return {lesson.path: UnchangedLesson(lesson.path, lesson.digest, lesson.summary)}


def test_known_lesson_is_not_read_again(tmp_path: Path) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(SHOWN)})
    known = known_lesson(folder)

    again = sound(read_course(folder, known)).phases[0].lessons

    assert again == tuple(known.values())


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("phase/lesson.md", "It snowed.", "It snowed a lot."),
        ("phase/picture.svg", "M0 0h40", "M0 0h20"),
    ],
)
def test_changed_lesson_or_picture_is_read_again(
    tmp_path: Path, path: str, old: str, new: str
) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(SHOWN)})
    known = known_lesson(folder)
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new))

    again = sound(read_course(folder, known)).phases[0].lessons[0]

    assert isinstance(again, Lesson)
    assert again.digest != known["phase/lesson.md"].digest


def test_lost_picture_of_a_known_lesson_is_told(tmp_path: Path) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(SHOWN)})
    known = known_lesson(folder)
    (folder / "phase/picture.svg").unlink()

    assert [problem.message for problem in read_course(folder, known).problems] == [
        'the picture "picture.svg": there is no such file.'
    ]


def test_known_lesson_takes_part_in_checks_between_files(tmp_path: Path) -> None:
    head = HEAD.replace("sources: []", "sources: []\nformerly: [next]")
    files: dict[str, str | bytes] = {
        "course.md": COURSE.replace("[lesson]", "[lesson, other]"),
        "phase/lesson.md": f"{head}{PREDICT}\nSee [the other](other.md).\n",
        "phase/other.md": lesson_text(PREDICT.replace("what-next", "what-then")),
    }
    folder = write_course(tmp_path, files)
    lessons = sound(read_course(folder)).phases[0].lessons
    known = {
        lesson.path: UnchangedLesson(lesson.path, lesson.digest, lesson.summary)
        for lesson in lessons
    }
    (folder / "phase/other.md").rename(folder / "phase/next.md")
    (folder / "phase/next.md").write_text(lesson_text())
    (folder / "course.md").write_text(COURSE.replace("[lesson]", "[lesson, next]"))

    assert [
        (problem.line, problem.message, problem.source_line)
        for problem in read_course(folder, known).problems
    ] == [
        (8, '"next" is the name of a lesson now: phase/next.md.', "formerly: [next]"),
        (
            21,
            'the link to "phase/other.md" is dead: the course has no such lesson.',
            "See [the other](other.md).",
        ),
        (9, '"what-next" names two questions of the course.', "::: predict what-next"),
    ]


def test_nothing_here_needs_django() -> None:
    for file in Path(courseapp.lessonfiles.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert [name for name in names if name.split(".")[0] == "django"] == [], file.name


def test_minutes_are_counted_up_to_each_answer(tmp_path: Path) -> None:
    other = PREDICT.replace("what-next", "and-then")
    lesson = only_lesson(read_body(tmp_path, "word " * 66 + f"\n\n{PREDICT}\n{other}"))
    first, second = lesson.minutes_in
    assert first == pytest.approx(66 / 220 + 20 / 60, abs=0.05)
    assert second > first + 20 / 60


@pytest.mark.parametrize("title", ["\u200b", "\u3164", "\u2800 \u0301"])
def test_a_title_that_shows_as_nothing_is_told(tmp_path: Path, title: str) -> None:
    unseen = lesson_text().replace('"A title"', f'"{title}"')
    assert told(write_course(tmp_path, {"phase/lesson.md": unseen})) == [
        ("phase/lesson.md", 2, '"title" shows as nothing.')
    ]
