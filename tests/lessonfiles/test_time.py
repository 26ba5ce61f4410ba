"""Reading takes time in proportion to what is read, whatever is written."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from time import process_time

import pytest

from courseapp import deciding, lessonfiles, simulators
from courseapp.lessonfiles.differences import BROAD, SURE, Construct
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.reading import read_course
from courseapp.lessonfiles.render import Renderer
from courseapp.simulators import SIMULATORS
from tests.lessonfiles.courses import COURSE, HEAD, PREDICT, write_course
from tests.lessonfiles.test_properties import NoPlace

FLOOR = 0.25
"""Seconds below which nothing is compared."""
TRIES = 3


def seconds(act: Callable[[], object]) -> float:
    start = process_time()
    act()
    return process_time() - start


def check_growth(act: Callable[[int], object], sizes: tuple[int, ...]) -> None:
    """Each size is four times the one before. Four times the time is linear, sixteen quadratic."""
    before = FLOOR
    for size in sizes:
        most = 8 * max(before, FLOOR)
        took = seconds(partial(act, size))
        for _ in range(TRIES):
            if took > most:
                took = min(took, seconds(partial(act, size)))
        assert took <= most, (size, took, before)
        before = took


def is_linear(act: Callable[[int], object], size: int) -> bool:
    """Whether it is quick, or takes about four times as long for a text four times as long: a busy
    machine makes both slower."""
    if seconds(partial(act, size)) < FLOOR:
        return True
    took = min(seconds(partial(act, size)) for _ in range(TRIES))
    smaller = min(seconds(partial(act, size // 4)) for _ in range(TRIES))
    return took < FLOOR or took <= 8 * smaller


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern that the packages look for in what an author has written."""
    found = {}
    for package in (lessonfiles, simulators, deciding):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    found[f"{module.name.removeprefix('courseapp.')}.{name}"] = value
                elif isinstance(value, dict):
                    found |= {
                        f"{module.name.removeprefix('courseapp.')}.{name}.{key}": pattern
                        for key, pattern in value.items()
                        if isinstance(pattern, re.Pattern)
                    }
    return found


def alphabet(parsed: object) -> set[str]:
    """The characters that a parsed pattern names, and one for each class of them."""
    if (
        isinstance(parsed, (tuple, list))
        and parsed
        and str(parsed[0]) in ("LITERAL", "NOT_LITERAL")
    ):
        return {chr(parsed[1])}
    if isinstance(parsed, (tuple, list, _parser.SubPattern)):
        return {sign for part in parsed for sign in alphabet(part)}
    return set()


COMMON = "a1 -\n.:"
MOST_SIGNS = 12


def words_of(pattern: re.Pattern[str]) -> set[str]:
    named = alphabet(_parser.parse(pattern.pattern, pattern.flags))
    signs = sorted(named | set(COMMON))[:MOST_SIGNS]
    literals = set(re.findall(r"[^\\\W]{2,}|[^\w\s\\]{2,}", pattern.pattern))
    pairs = {one + other for one in signs for other in signs}
    return {*signs, *pairs, *literals, *("<!--", "](", "[^", "``", "- ", "1. ")}


SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for package in (lessonfiles, simulators, deciding)
    for path in Path(package.__path__[0]).glob("*.py")
)


def is_looked_for(name: str) -> bool:
    """Whether it is looked for anywhere in a text, and not only at one place."""
    own = name.split(".")[2]
    uses = set(re.findall(rf"\b{own}\b(?:\[[^\]]*\])?\.(\w+)\(", SOURCES))
    return not uses or not uses <= {"fullmatch", "match"}


def look(pattern: re.Pattern[str], text: str, *, anywhere: bool) -> None:
    pattern.fullmatch(text)
    pattern.match(text)
    if anywhere:
        list(pattern.finditer(text))


def look_in(
    pattern: re.Pattern[str], word: str, start: str, end: str, size: int, *, anywhere: bool
) -> None:
    look(pattern, start + word * (size // len(word)) + end, anywhere=anywhere)


@pytest.mark.parametrize(("name", "pattern"), patterns().items(), ids=patterns())
def test_a_pattern_takes_time_in_proportion_to_the_text(
    name: str, pattern: re.Pattern[str]
) -> None:
    anywhere = is_looked_for(name)
    for word in words_of(pattern):
        for start, end in (("", "\x01"), (word, " `")):
            for size in (28, 6_000):
                act = partial(look_in, pattern, word, start, end, anywhere=anywhere)
                assert is_linear(act, size), (name, word, start, end, size)


@pytest.mark.parametrize("construct", [*SURE, *BROAD], ids=lambda construct: construct.message)
def test_a_construct_is_known_in_proportion_to_its_line(construct: Construct) -> None:
    for word in words_of(construct.line):
        for start, end in (("", "\x01"), (word, " `")):
            act = partial(look_in, construct.line, word, start, end, anywhere=False)
            assert is_linear(act, 10_000), (word, start, end)


MARKDOWN = [
    *("[", "![", "[a](", "[](", "[^", "[a][", "[a]", "*[", "[a]: b\n", "[^a]: b\n\n", "*[a]: b\n"),
    *(
        "*",
        "*a ",
        "**a ",
        "_a ",
        "*a**b",
        "***a ",
        "`",
        "`a``b```",
        "~~a ",
        "~~",
        "$",
        "$a$ ",
        "$$",
    ),
    *("<", "<a ", "<!-- ", "<b>", "</", "<?", "<!a ", "<![CDATA[", "<![CDATA[\n\n", "<div>\n\n"),
    *(
        "<http://a.b>",
        "<a@b.c>",
        "https://a.b/",
        "https://a.b/ ",
        "www.",
        "a@",
        "a@b.c ",
        "&a",
        "\\",
    ),
    *(
        "> ",
        "> a\n",
        "> a\n\n",
        "> [!NOTE]\n> a\n\n",
        "- ",
        "- a\n",
        "- a\n\n",
        "1. a\n",
        "    - a\n",
    ),
    *("- [ ] a\n", "a\n: b\n\n", "!!! note\n    a\n\n", "## a\n", "## a\n\n", "---\n", "a\n---\n"),
    *("***\n", "|a|b|\n|-|-|\n", "|`", "|", "```\n", "```a\n", "```zz\n```\n", "~~~\na\n~~~\n"),
    *(
        "[a](b.md) ",
        "[a](b.md)\n",
        "[a](#b) ",
        "![a](b.png)\n",
        "[[a]] ",
        ":a: ",
        "{a=b} ",
        "\\(a\\) ",
    ),
    *(
        "<kbd>a</kbd> ",
        "    a\n\n",
        " ",
        "\n",
        "a",
        "_a",
        "(",
        '[a](b "',
        "[a](<",
        "&amp;",
        "a  \n",
    ),
    *("a | b\n", "a | b\n\n", "~a ", "~a~ ", "!!! note\n", "!!! a\n    b\n", ": a\n", "a\n: b\n"),
    *("|1|2|3|\n", "`` ", "\\\n", "    : a\n", "[^a]: ", "- a\n\n", "- a\n\n  b\n\n", "# a\\\n"),
    *("<<<<<<< a\n", "=======\n", "\\[a\\] ", "1) a\n\n", "- a\n  - b\n", "````\n", "[a]: <"),
]


@pytest.mark.parametrize("word", MARKDOWN, ids=repr)
def test_markdown_takes_time_in_proportion_to_the_text(word: str) -> None:
    renderer = Renderer()

    def render(size: int) -> None:
        renderer.block(Passage(1, word * (size // len(word))), "p", NoPlace())

    check_growth(render, (8000, 32_000))


FILES = {
    "phase/lesson.md": (
        "[a](../glossary.yaml#x) ",
        "::: reveal\n",
        "::: reveal\n:::\n",
        "::: x\n",
        ":::",
        "::: predict a\n:::\n",
        "- [ ] a\n  why: b\n",
        "<!-- ",
        "why: \n",
        "```zz\n```\n",
        "[a](b.md) ",
        "source: a\n",
        "<<<<<<< a\n",
    ),
    "faq.md": ("## a\n", "## a\nb\n", "- a\n"),
    "course.md": ("# a\n", "[a](b.md)\n"),
    "glossary.yaml": (
        "- term: a\n",
        "- {term: a, lesson: b, definition: c, spoils: [d]}\n",
        "a: ",
        "- ",
        "- *a\n",
        "- &a [*a]\n",
        "'",
    ),
}
CASES = [(path, word) for path, words in FILES.items() for word in words]


@pytest.mark.parametrize(("path", "word"), CASES, ids=repr)
def test_a_file_takes_time_in_proportion_to_its_length(
    tmp_path: Path, path: str, word: str
) -> None:
    heads = {"phase/lesson.md": f"{HEAD}{PREDICT}\n", "course.md": COURSE}

    def read(size: int) -> None:
        text = heads.get(path, "") + word * (size // len(word))
        read_course(write_course(tmp_path, {path: text}))

    check_growth(read, (8000, 32_000))


def test_front_matter_cannot_stand_for_more_than_it_holds(tmp_path: Path) -> None:
    bomb = COURSE.replace("[lesson]", "&a [lesson]").replace(
        'aim: "An aim"', 'aim: "An aim"\n    title2: *a'
    )

    (problem,) = read_course(write_course(tmp_path, {"course.md": bomb})).problems

    assert problem.line == 9
    assert "reference" in problem.message


def test_a_hostile_file_is_refused_in_no_time(tmp_path: Path) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": "[" * 1_000_000})

    (problem,) = read_course(folder).problems

    assert problem.message == "the file is larger than 256 KB."


@pytest.mark.parametrize("name", SIMULATORS)
def test_a_simulators_settings_are_read_in_proportion(tmp_path: Path, name: str) -> None:
    parameters = SIMULATORS[name].parameters

    def read(size: int) -> None:
        for sign in "1,| a.-e":
            settings = "".join(f"{one.name}: {sign * size}\n" for one in parameters)
            body = f"{HEAD}{PREDICT}\n::: simulate a\nsimulator: {name}\n{settings}:::\n"
            read_course(write_course(tmp_path, {"phase/lesson.md": body}))

    check_growth(read, (4000, 16_000))
