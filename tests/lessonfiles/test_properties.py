"""What holds for any text at all."""

import tempfile
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.reading import Reading, read_course
from courseapp.lessonfiles.render import Note, Renderer
from tests.lessonfiles.courses import COURSE, HEAD, PREDICT, lesson_text, write_course
from tests.lessonfiles.unsafe import find_unsafe

FRAGMENTS = st.sampled_from(
    [
        *PREDICT.splitlines(keepends=True),
        *HEAD.splitlines(keepends=True),
        *COURSE.splitlines(keepends=True),
        "::: estimate how-much\n",
        "::: rank by-size\n",
        "::: reflect your-own\n",
        "::: model\n",
        "::: rubric\n",
        "::: hint\n",
        "::: simulate batches\n",
        "::: simulate\n",
        "simulator: batching\n",
        "::: evidence by-users\n",
        "::: evidence\n",
        "file: runs.json\n",
        "kind: bars\n",
        "metric: speed\n",
        "names: a = b | c\n",
        "simulator: weather\n",
        "slots: 8\n",
        "slots: 0\n",
        "slots:\n",
        "answer: 60 W\n",
        "answer: 0\n",
        "accept: within a factor of 2\n",
        "accept: interval on a log scale\n",
        "1. Ice\n",
        "2. Water\n",
        "3. Steam\n",
        "- A line\n",
        "  why: so\n",
        "    - deeper\n",
        "```python\n",
        "```\n",
        "~~~~\n",
        "    ```\n",
        "# Heading\n",
        "## Heading\n",
        "=====\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "![picture](picture.svg)",
        "![](https://example.org/a.png)",
        "[link](lesson.md)",
        "[link](#heading)",
        "[link](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n",
        "[a][a]",
        "[^1]",
        "[^1]: A note.\n",
        "*[HTML]: Hyper\n",
        "Term\n: definition\n",
        "!!! note\n    text\n",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
        "<svg><style><img src=x onerror=alert(1)>",
        "<math><mi//xlink:href='data:x,<script>'>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?",
        "&#106;avascript:alert(1)",
        "\\",
        "`",
        "**",
        "_",
        " ",
        "\n",
        "\n\n",
        "\t",
        "\x02",
        "\x00",
        "\r",
        "\u2028",
        "…",
        "> ",
        "[",
        "{",
        '"',
        "'",
        ": ",
        "#",
        "x",
    ]
)
WRITTEN = st.lists(FRAGMENTS, max_size=40).map("".join)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_file(path: str, content: bytes) -> Reading:
    with tempfile.TemporaryDirectory() as root:
        shown = lesson_text(f"{PREDICT}\n![A picture](picture.svg)\n")
        files: dict[str, str | bytes] = {"phase/lesson.md": shown, path: content}
        return read_course(write_course(Path(root), files))


def check_told(reading: Reading) -> None:
    """Either a course or problems, each of them complete."""
    assert (reading.course is None) == bool(reading.problems)
    for problem in reading.problems:
        assert problem.message.endswith(".")
        assert problem.hint
        assert problem.line >= 0


@UNHURRIED
@given(st.sampled_from(["phase/lesson.md", "course.md", "faq.md", "phase/picture.svg"]), st.data())
def test_any_bytes_read_or_give_problems(path: str, data: st.DataObject) -> None:
    check_told(read_file(path, data.draw(st.binary())))


@UNHURRIED
@given(st.sampled_from(["phase/lesson.md", "course.md", "faq.md"]), st.data())
def test_any_text_reads_or_gives_problems(path: str, data: st.DataObject) -> None:
    check_told(read_file(path, data.draw(st.text()).encode()))


@UNHURRIED
@given(st.sampled_from(["phase/lesson.md", "course.md", "faq.md"]), WRITTEN)
def test_any_pieces_of_the_format_read_or_give_problems(path: str, text: str) -> None:
    check_told(read_file(path, text.encode()))


@UNHURRIED
@given(WRITTEN, WRITTEN)
def test_any_body_reads_or_gives_problems_and_always_the_same(before: str, after: str) -> None:
    content = lesson_text(f"{before}\n\n{PREDICT}\n{after}").encode()

    with tempfile.TemporaryDirectory() as root:
        folder = write_course(Path(root), {"phase/lesson.md": content})
        first, second = read_course(folder), read_course(folder)

    check_told(first)
    assert first == second


class NoPlace:
    """Takes all links and pictures as they are, which is the worst that can happen.

    `told` is what was complained of and met, in that order, with its lines.
    """

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def complain(self, line: int, message: str, hint: str) -> None:
        self.told.append((message, line))

    def link(self, anchor: Element, line: int) -> Note | None:
        self.told.append((anchor.get("href", ""), line))
        return None

    def show(self, image: Element, line: int) -> None:
        self.told.append((image.get("src", ""), line))


class Glossary(NoPlace):
    """Has a definition for some links."""

    def link(self, anchor: Element, line: int) -> Note | None:
        super().link(anchor, line)
        term = anchor.get("href", "").partition("#")[2]
        return Note(f"term-{term}", "<em>So</em> & so", f"/glossary#{term}") if term else None


def render(renderer: Renderer, text: str) -> tuple[str, list[tuple[str, int]]]:
    """(HTML, what was told)"""
    place = Glossary()
    return renderer.block(Passage(1, text), "p", place), place.told


RENDERER = Renderer()
WHOLE_WAY = Renderer(short_way=False)


@UNHURRIED
@given(WRITTEN)
def test_nothing_that_runs_gets_through(text: str) -> None:
    html = RENDERER.block(Passage(1, text), "p", NoPlace())

    assert find_unsafe(html) == []


PLAIN_TEXTS = st.from_regex(r"\w[^\\`*\[\]<>&\s]*(?:[ \n][^\\`*\[\]<>&\s]+)*", fullmatch=True)
LINKS = ["[a b](c.md)", "[a](../b_c.md#d)", "[`a`](b)", "](b)", "[a](#a)"]
MARKED_TEXTS = st.lists(
    st.sampled_from([*"*`_ \n.(1a“[!", "**", "*a b*", "**a.**", "`a *b`", "Q4_K", "\n- ", *LINKS]),
    max_size=12,
).map("".join)


@UNHURRIED
@given(st.lists(st.one_of(PLAIN_TEXTS, WRITTEN), min_size=1, max_size=6))
def test_the_short_way_for_plain_paragraphs_gives_what_markdown_gives(pieces: list[str]) -> None:
    text = "\n\n".join(pieces)

    assert render(RENDERER, text) == render(WHOLE_WAY, text)


@settings(UNHURRIED, max_examples=1000)
@given(MARKED_TEXTS)
def test_the_short_way_for_marked_words_gives_what_markdown_gives(text: str) -> None:
    assert render(RENDERER, text) == render(WHOLE_WAY, text)


@pytest.mark.parametrize("size", [10_000, 100_000])
@pytest.mark.parametrize("opener", ["[", "{a: ", "- ", "? ", "'", "!a [", "&a [*a, "])
def test_deep_front_matter_gives_problems(tmp_path: Path, opener: str, size: int) -> None:
    text = f"---\n{(opener * size)[:size]}\n---\n{PREDICT}"

    check_told(read_course(write_course(tmp_path, {"phase/lesson.md": text})))


@pytest.mark.parametrize(
    "body",
    [
        "> " * 2000,
        "- " * 2000,
        "*" * 3000,
        "![" * 1000,
        "[^" * 1000,
        "<b>" * 2000,
        "`" * 3000,
        "::: " * 1000,
        "\n" * 100_000,
        "".join(f"{'    ' * depth}- x\n" for depth in range(200)),
    ],
    ids=lambda body: f"{body[:4]!r} {len(body)}",
)
def test_deep_or_monotonous_markdown_gives_an_end(tmp_path: Path, body: str) -> None:
    files: dict[str, str | bytes] = {"phase/lesson.md": lesson_text(f"{body}\n\n{PREDICT}")}

    check_told(read_course(write_course(tmp_path, files)))
