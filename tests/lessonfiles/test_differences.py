"""What other programs read otherwise is told with its line, and the cure that is named works."""

from datetime import date
from pathlib import Path

import pytest

from courseapp.lessonfiles.provenance import find_unchecked
from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import COURSE, PREDICT, lesson_text, read_body, sound, write_course
from tests.lessonfiles.test_commonmark import render

TABLE = "|a|b|\n|-|-|\n"


@pytest.mark.parametrize(
    ("text", "line", "message", "cured"),
    [
        ("- a\n  - b", 2, "a list is indented by fewer than four spaces.", "- a\n    - b"),
        ("1. a\n   - b", 2, "a list is indented by fewer than four spaces.", "1. a\n    - b"),
        ("- one\n\n  two", 1, "a list is read in two ways.", "- one\n\n    two"),
        ("- a\n- b\n\n- c", 1, "a list is read in two ways.", "- a\n- b\n- c"),
        ("a\n\n2) x", 3, 'a list with "1)" is not read as one.', "a\n\n2. x"),
        ("> ```\n> a\n> ```", 1, "a code fence stands in a quote.", ">     a"),
        (f"{TABLE}|1|2|3|", 3, "the row has 3 cells; the table's heading has 2.", f"{TABLE}|1|2|"),
        (
            f"{TABLE}|`x|y`|2|",
            3,
            "the row has 3 cells; the table's heading has 2.",
            f"{TABLE}|`x\\|y`|2|",
        ),
        ("|a|b|\n|1|2|", 1, "a table has no rule below its heading.", f"{TABLE}|1|2|"),
        ("a | b\n1 | 2", 1, "a table has no rule below its heading.", "a | b\n--|--\n1 | 2"),
        ("a\n\n ## Head", 3, "a heading does not begin in the first column.", "a\n\n## Head"),
        ("## Head\\", 1, "a heading ends in a backslash.", "## Head"),
        ("a\nb\n---", 3, "a heading's underline is not read as one.", "## a b"),
        ("> a\n\n> b", 1, "a quote is read in two ways.", "> a\n\nText.\n\n> b"),
        ("> [!NOTE]\n> a", 1, "[!NOTE] is not shown as a note.", "!!! note\n    a"),
        ("- a\n- [ ] b", 2, "a list of tasks is not shown as one.", "- a\n- b"),
        ("![a](b.png){width=200}", 1, '"{width=200}" is not read as settings.', "![a](b.png)"),
        ("a [[b]]", 1, "[[b]] is no link.", "a [b](b.md)"),
        (
            "a\nhttps://b.c/d.",
            2,
            "an address stands alone; it would be no link.",
            "a\n<https://b.c/d>.",
        ),
        ("write a@b.cd", 1, "an address stands alone; it would be no link.", "write <a@b.cd>"),
        ("*www.b.c*", 1, "an address stands alone; it would be no link.", "[b](https://www.b.c)"),
        ("a [b][c]", 1, "the link [c] has no address here.", "a [b][c]\n\n[c]: https://b.c"),
        ("a\n\n[b]: https://b.c", 3, "the address [b] is used nowhere in this step.", "a"),
        ("!!! note\n   a", 1, "the note has no text.", "!!! note\n    a"),
        ("!!! note: x\n    a", 1, "the line of a note is not read as one.", '!!! note "x"\n    a'),
        ("a :rocket:", 1, '":rocket:" is not shown as a sign.', "a 🚀"),
        ("a ~b~ c", 1, '"~b~" is struck elsewhere.', "a ~~b~~ c"),
        ("a &#x202e; b", 1, "a control character is written as a number.", "a b"),
        ('x\n\na*"b"*', 3, "stressed words are read in two ways.", 'x\n\na *"b"*'),
    ],
)
def test_a_difference_is_told_and_its_cure_works(
    text: str, line: int, message: str, cured: str
) -> None:
    _, told = render(text)
    _, silent = render(cured)

    assert [(place, said) for place, said, _ in told.problems] == [(line, message)]
    assert silent.problems == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('x\n\na\nb\n*c* d\ne*"f"*', 6),
        ("- a\n- b\n  c ~~d ~~ **e:**f", 3),
        ("> a\n> b\n> c **d:**e", 3),
        ("!!! note\n    a\n    b\n    c **d:**e", 4),
        ("a[^1]\n\n[^1]: b\n    c\n\n    d **e:**f", 6),
        ("a\n: b\n: c **e:**f", 3),
        (f"{TABLE}|1|2|\n|3|**e:**f|", 4),
    ],
)
def test_the_line_is_that_of_the_difference(text: str, line: int) -> None:
    _, sheet = render(text)

    assert [place for place, _, _ in sheet.problems] == [line]


def test_what_is_told_of_one_line_hides_nothing_on_others() -> None:
    _, sheet = render("$x$\n\nhttps://a.b\n\n- a\n  - b")

    assert [line for line, _, _ in sheet.problems] == [1, 3, 6]


def test_an_address_in_another_step_is_told_at_both_ends(tmp_path: Path) -> None:
    body = f"[x]: https://a.example\n\n{PREDICT}\nSee [it][x]."

    problems = read_body(tmp_path, body).problems

    assert [(problem.line, problem.message) for problem in problems] == [
        (9, "the address [x] is used nowhere in this step."),
        (22, "the link [x] has no address here."),
    ]


def test_a_list_of_tasks_in_a_lesson_is_told_once(tmp_path: Path) -> None:
    problems = read_body(tmp_path, f"Text.\n\n- [ ] a\n- [x] b\n\n{PREDICT}").problems

    assert [problem.line for problem in problems] == [11, 12]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("5. x", '<ol start="5">\n<li>x</li>\n</ol>'),
        ("a ~~b c~~ d", "<p>a <del>b c</del> d</p>"),
        ("***a***", "<p><em><strong>a</strong></em></p>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ('\\"a\\"', '<p>"a"</p>'),
    ],
)
def test_what_is_easily_had_is_shown(text: str, html: str) -> None:
    shown, sheet = render(text)

    assert shown == html
    assert sheet.problems == []


def test_code_in_a_table_may_hold_a_bar() -> None:
    html, sheet = render(f"{TABLE}|`x \\| y`|2|")

    assert "<code>x | y</code>" in html
    assert sheet.problems == []


ORDINARY = [
    *("1. a | b\n2. c | d", "a || b\nc || d", "| a |", "1986. A year", "- a\n-b", "x[0] and x[1]"),
    *("- a\n\n    more\n\n- b", "- a\n    - b\n    - c\n- d", "1. a\n    - b\n2. c", "- a\nlazy"),
    *(
        "Text.[^1]\n\n[^1]: Note *x*.\n\n    More.",
        "!!! note\n    a\n\n    - b\n\nText",
        "- a\n  b",
    ),
    *(
        '!!! note "T *x*"\n    a',
        '!!! note ""\n    a',
        "Term\n: `x`\n: two",
        "A\nB\n:   d\n\n    e\n\nf",
    ),
    *("*[HTML]: x\n\nHTML *HTML*", "a  \nb", "[a][]\n\n[a]: b.md 't'", "<kbd>C</kbd>+<kbd>V</kbd>"),
    *("H<sub>2</sub>O", "a<br>b", "a\n<!-- c -->\nb", "## H\ntext\n## I", "a | b\n--|--\n1 | 2"),
    *(
        "```python hl_lines='1'\nx\n\n  y\n```",
        "- a\n\n        code\n\n- b",
        "    code\n      more",
    ),
    *(
        "**a *b* c**",
        "snake_case and _x_",
        "2 * 3 * 4",
        "5 < 6 > 4 & 7",
        "&copy; &lt;",
        "`` a`b ``",
    ),
    *(
        "1. a\n1. b",
        "1. a\n\ntext\n\n3. c",
        "a\n> b",
        "~5 ms ~ 6 ms",
        "10:30:15",
        "{x: 1}",
        "{{ var }}",
    ),
    *(
        "[[1,2],[3]]",
        "[TODO] x",
        "[a] and [1]",
        "`https://a.b` `$x$` `[[a]]` `:a:` `a@b.cd`",
        "C:\\dir",
    ),
    *("[https://a.b](https://a.b)", "<!-- https://a.b $x$ -->", "```\n$x$ https://a.b | c\n```"),
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_not_complained_of(text: str) -> None:
    assert render(text)[1].problems == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        *(("so $O(n \\log n)$", 1), ("$x$", 1), ("a\n$a_i + b_i$.", 2), ("$2^{10}$", 1)),
        *(("$$x$$", 1), ("a\n\n$$\nx^2\n$$", 3), ("$$\n\nx\n\n$$", 1), ("*$x$*", 1)),
        *(("\\(x\\)", 1), ("a\n\\[x^2\\]", 2), ("\\[\nx\n\\]", 1), ("- \\(a \\times b\\)", 1)),
        *((f"{TABLE}|$x$|1|", 3), ("## On $n$", 1), ("> $$x$$", 1), ("$\\alpha$ and $\\beta$", 1)),
    ],
)
def test_mathematics_is_refused_with_a_cure(text: str, line: int) -> None:
    problem = render(text)[1].problems[0]

    assert problem[:2] == (line, "mathematics is not set; it would be shown as it is typed.")
    assert "n² log n" in problem[2]


@pytest.mark.parametrize(
    "text",
    [
        *("$5 and $10", "$5-$10", "US$3 or 3$.", "$HOME and $PATH", "$HOME:$PATH", "$1,000 ($2)"),
        *("f(x) \\[1]", "\\$x\\$", "from $5 to 10$.", "`$x$`", "costs $5", "\\(only open"),
    ],
)
def test_money_is_no_mathematics(text: str) -> None:
    assert render(text)[1].problems == []


@pytest.mark.parametrize("sign", "\u202e\u202a\u2066\u2069\u200f\u061c")
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("phase/lesson.md", lesson_text(f"a?b\n\n{PREDICT}")),
        ("phase/lesson.md", lesson_text(f"```\na?b\n```\n\n{PREDICT}")),
        ("phase/lesson.md", lesson_text(PREDICT).replace("A teaser", "A t?easer")),
        ("faq.md", "## a?\n\na?b\n".replace("a?\n", "a\n", 1)),
        ("course.md", COURSE.replace("Welcome", "Wel?come")),
    ],
)
def test_what_turns_the_direction_unseen_is_refused(
    tmp_path: Path, path: str, text: str, sign: str
) -> None:
    text = text.replace("What comes next?", "What comes next.").replace("?", sign)

    problems = read_course(write_course(tmp_path, {path: text})).problems

    assert any(f"control character ({ord(sign):#04x})" in problem.message for problem in problems)


def test_an_emoji_is_the_sign_itself(tmp_path: Path) -> None:
    text = COURSE.replace('"⚡"', '":rocket:"')

    (problem,) = read_course(write_course(tmp_path, {"course.md": text})).problems

    assert (problem.line, problem.message) == (2, '":rocket:" is no emoji.')


def test_a_lesson_checked_tomorrow_is_warned_of(tmp_path: Path) -> None:
    course = sound(read_course(write_course(tmp_path)))

    (warning,) = find_unchecked(course, date(2026, 11, 23))

    assert find_unchecked(course, date(2026, 11, 24)) == []
    assert (warning.line, warning.is_warning) == (6, True)
    assert warning.message == '"checked" has a day that has not come: 2026-11-24.'
