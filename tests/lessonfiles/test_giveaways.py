"""What anybody may read, held against what lessons have yet to ask."""

import re
from pathlib import Path
from shutil import copytree
from time import process_time

import pytest
from django.conf import settings

from courseapp.lessonfiles.giveaways import find_giveaways
from courseapp.lessonfiles.problems import Problem
from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import COURSE, lesson_text, sound, write_course

LENS = """\
The lens of the lighthouse weighs three tonnes, and a child could turn it with one finger.

::: predict what-carries-it
On what does the lens rest?

- [ ] Ball bearings
  why: Tempting, because wheels have them. They would wear out within a year.
- [x] Mercury
  why: The glass swims in a trough of quicksilver, nearly without friction.
- [ ] Magnets
  why: Tempting, because some trains do it. Nobody could build strong ones in 1890.
::: reveal
Keepers breathed the vapour for decades, and some went mad.
:::

::: estimate seconds-a-turn
How many seconds does a turn of the lens take?

answer: 47 seconds
accept: within 5 %
::: reveal
The clockwork lets its weight fall by 12 metres a night.
:::
"""
SPOILER = "Its lens swims in a trough of liquid metal."


def told(root: Path, **files: str) -> list[Problem]:
    """All suspects of a course with these files beside its one lesson."""
    written = {name.replace("__", "."): text for name, text in files.items()}
    lesson = {"phase/lesson.md": lesson_text(LENS)}
    return find_giveaways(sound(read_course(write_course(root, lesson | written))))


def places(problems: list[Problem]) -> list[tuple[str, int]]:
    return [(Path(problem.path).name, problem.line) for problem in problems]


def term(definition: str, more: str = "") -> str:
    return f'- term: "Trough"\n  lesson: lesson\n  definition: "{definition}"\n{more}'


def linking() -> str:
    return lesson_text(LENS.replace("Keepers", "[Keepers](../glossary.yaml#trough)"))


def test_a_course_that_tells_nothing_has_no_suspects(tmp_path: Path) -> None:
    faq = "## How long does a lesson take?\n\nFive minutes.\n"
    assert told(tmp_path, faq__md=faq) == []


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("faq.md", f"## How does it turn?\n\nSlowly.\n{SPOILER}\n", 4),
        ("faq.md", "## Why does the lighthouse lens rest on mercury?\n\nAsk.\n", 1),
        ("faq.md", "## What rests there?\n\nQuiet.\n\nThe lens rests on mercury.\n", 5),
        ("faq.md", "## How fast is it?\n\nA turn of the lens takes 47 seconds.\n", 3),
        ("faq.md", "## Who?\n\nThe keepers breathed its vapour for decades.\n", 3),
        ("course.md", COURSE.replace("Welcome.", f"Welcome.\n\n- Hello.\n- {SPOILER}"), 14),
        ("course.md", COURSE.replace("An aim", SPOILER), 8),
        ("course.md", COURSE.replace("A tagline", SPOILER), 4),
        ("course.md", COURSE.replace("A course", SPOILER), 3),
        ("lesson.md", lesson_text(LENS).replace("A teaser", SPOILER), 3),
    ],
)
def test_a_suspect_is_told_with_both_places(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    path = "phase/lesson.md" if name == "lesson.md" else name
    problems = told(tmp_path, **{path: text})
    assert (name, line) in places(problems)
    assert all(problem.is_warning for problem in problems)
    asked = [re.search(r"phase/lesson\.md:(\d+)", problem.hint) for problem in problems]
    lines = (tmp_path / "course/phase/lesson.md").read_text(encoding="utf-8").split("\n")
    for place in asked:
        assert place
        assert re.match("- \\[x\\] Mercury|::: (predict|estimate)", lines[int(place[1]) - 1])


def test_a_suspect_says_what_to_compare_and_what_to_do(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, faq__md=f"## How does it turn?\n\nSlowly.\n{SPOILER}\n")
    course = tmp_path / "course"
    assert str(problem) == (
        f'{course}/faq.md:4: warning: anybody may read this, and it may give "what-carries-it" '
        "away.\n"
        f"    4 | {SPOILER}\n"
        f'    Compare {course}/phase/lesson.md:16: both say "swims" and "trough". '
        "Reword it, or name the question below yours: spoils: … where it tells, harmless: … "
        "where it does not."
    )


def test_a_definition_is_a_suspect(tmp_path: Path) -> None:
    files = {"phase/lesson.md": linking(), "glossary.yaml": term(SPOILER)}
    assert ("glossary.yaml", 3) in places(told(tmp_path, **files))


@pytest.mark.parametrize("name", ["spoils", "harmless"])
def test_what_waits_or_is_judged_is_no_suspect(tmp_path: Path, name: str) -> None:
    faq = f"## How does it turn?\n{name}: what-carries-it\n\n{SPOILER}\n"
    files = {
        "phase/lesson.md": linking(),
        "glossary.yaml": term(SPOILER, f"  {name}: [what-carries-it]\n"),
        "faq.md": faq,
    }
    assert told(tmp_path, **files) == []


def test_what_is_asked_waits_for_nothing(tmp_path: Path) -> None:
    asked = "## Why does the lighthouse lens rest on mercury?\n"
    faq = f"{asked}spoils: what-carries-it\n\nAsk.\n"
    assert places(told(tmp_path, faq__md=faq)) == [("faq.md", 1)]
    faq = f"{asked}harmless: what-carries-it\n\nAsk.\n"
    assert told(tmp_path, faq__md=faq) == []


def test_a_course_and_a_lesson_name_what_is_harmless(tmp_path: Path) -> None:
    harmless = "harmless: [what-carries-it]\n"
    course = COURSE.replace("A tagline", SPOILER).replace("phases:", f"{harmless}phases:")
    assert told(tmp_path, course__md=course) == []
    lesson = (
        lesson_text(LENS).replace("A teaser", SPOILER).replace("minutes:", f"{harmless}minutes:")
    )
    assert told(tmp_path, **{"phase/lesson.md": lesson}) == []


def test_a_name_that_is_no_question_is_told(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, faq__md="## How?\nharmless: what-carrys-it\n\nSlowly.\n")
    assert problem.line == 2
    assert (
        problem.message == '"harmless" names "what-carrys-it", and the course has no such question.'
    )
    assert problem.hint == 'Did you mean "what-carries-it"?'


KNOWN = {
    ("faq.md", "tokens-with-hashes"),
    ("faq.md", "framework-for-the-city"),
    ("faq.md", "one-laptop-framework"),
    ("faq.md", "frozen-fleet-bet"),
    ("faq.md", "three-charts-one-bet"),
    ("glossary.yaml", "tokens-with-hashes"),
    ("glossary.yaml", "keep-the-builder"),
}


def of_the_first_course(folder: Path) -> set[tuple[str, str]]:
    found = find_giveaways(sound(read_course(folder)))
    keys = [re.search(r'give "([\w-]+)" away', problem.message) for problem in found]
    return {(Path(p.path).name, key[1]) for p, key in zip(found, keys, strict=True) if key}


def test_the_first_course_is_judged(tmp_path: Path) -> None:
    assert of_the_first_course(settings.LESSONS_DIR / "llm-serving-frameworks") == set()


def test_the_first_course_unjudged_has_few_suspects_and_those_we_know(tmp_path: Path) -> None:
    folder = copytree(settings.LESSONS_DIR, tmp_path / "lessons") / "llm-serving-frameworks"
    for name in ("faq.md", "glossary.yaml", "course.md"):
        text = (folder / name).read_text(encoding="utf-8")
        bare = re.sub(r"^ *(?:spoils|harmless):.*\n", "", text, flags=re.M)
        (folder / name).write_text(bare, encoding="utf-8")
    for lesson in folder.glob("*/*.md"):
        text = re.sub(r"^harmless:.*\n", "", lesson.read_text(encoding="utf-8"), flags=re.M)
        lesson.write_text(text, encoding="utf-8")
    found = of_the_first_course(folder)
    assert found >= KNOWN
    assert len(found) < 50


@pytest.mark.parametrize(
    "piece", ["Its lens swims. ", "lens{n} swims{n} trough. ", "trough; " * 9, "a"]
)
def test_time_grows_about_linearly(tmp_path: Path, piece: str) -> None:
    def seconds(size: int) -> float:
        text = "".join(piece.format(n=n) for n in range(size // len(piece)))
        lesson = lesson_text(LENS.replace("Keepers breathed", f"{text}. Keepers breathed"))
        lesson = lesson.replace("minutes: 1", f"minutes: {max(1, round(len(text.split()) / 220))}")
        course = sound(
            read_course(
                write_course(
                    tmp_path, {"phase/lesson.md": lesson, "faq.md": f"## How?\n\n{text}\n"}
                )
            )
        )
        start = process_time()
        find_giveaways(course)
        return process_time() - start

    assert seconds(120_000) < 5
