"""A question is read or reported, wherever it stands: never published with its answers."""

from pathlib import Path

import pytest

from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import PREDICT, lesson_text, write_course

OTHER = """\
{colons} predict other
Which?

- [ ] One
  why: No.
- [x] Two
  why: Yes.
{colons}
"""


def indented(text: str, by: str) -> str:
    return "".join(f"{by}{line}\n" if line else "\n" for line in text.split("\n"))


BLOCK = OTHER.format(colons=":::")
VARIANTS = {
    "two colons": OTHER.format(colons="::"),
    "full width": OTHER.format(colons="：：："),
    "small colons": OTHER.format(colons="﹕﹕﹕"),
    "letter colons": OTHER.format(colons="꞉꞉꞉"),
    "ratios": OTHER.format(colons="∶∶∶"),
    "zero width between": OTHER.format(colons=":\u200b:\u200b:"),
    "zero width in front": OTHER.format(colons="\ufeff:::"),
    "four blanks": indented(BLOCK, "    "),
    "a tab": indented(BLOCK, "\t"),
    "in a list": f"- A point\n\n{indented(BLOCK, '    ')}",
    "as a list": f"- {BLOCK}",
    "in a quote": indented(BLOCK, "> "),
    "in a box": f"!!! note\n\n{indented(BLOCK, '    ')}",
    "in bold": OTHER.format(colons=":::").replace("::: predict other", "**::: predict other**"),
    "in italics": OTHER.format(colons=":::").replace("::: predict other", "*::: predict other*"),
    "escaped": OTHER.format(colons="\\:::"),
    "as a heading": BLOCK.replace("::: predict", "## ::: predict"),
    "in a cell": "| a |\n|---|\n| ::: predict other |\n",
    "in capitals": OTHER.format(colons="::").replace("predict", "Predict"),
    "glued": OTHER.format(colons="::").replace(":: predict", "::predict"),
    "in a comment": f"<!-- ::: predict other\n{BLOCK.partition(chr(10))[2]}-->\n",
    "swallowed by a fence": f"````\ncode\n```\n\n{BLOCK}\n````\n",
    "in code without a language": f"```\n{BLOCK}```\n",
    "in code of another language": f"```python\n{BLOCK}```\n",
    "in indented code": indented(BLOCK, "        "),
    "options alone": "- [ ] One\n- [x] Two\n",
    "options with a star": "* [ ] One\n* [X] Two\n",
    "a why alone": "Some words.\n\n  why: Because.\n",
    "an answer alone": "answer: 60 requests\naccept: within 5 %\n",
    "in a footnote": "Words.[^1]\n\n[^1]: ::: predict other\n",
    "in details": "<details>\n::: predict other\n",
}


def reports(tmp_path: Path, body: str) -> list[tuple[int, str]]:
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(body)})
    return [(problem.line, problem.hint) for problem in read_course(folder).problems]


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_question_that_is_not_read_is_reported(tmp_path: Path, variant: str) -> None:
    found = reports(tmp_path, f"{PREDICT}\nProse.\n\n{variant}\n")
    assert found
    first = 9 + PREDICT.count("\n") + 3
    assert all(first <= line <= first + variant.count("\n") + 2 for line, _ in found)
    assert all(hint for _, hint in found)


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_in_a_reveal_it_is_reported_too(tmp_path: Path, variant: str) -> None:
    assert reports(tmp_path, PREDICT.replace("It snowed.", f"It snowed.\n\n{variant}"))


def test_a_why_between_the_prompt_and_the_options_is_reported(tmp_path: Path) -> None:
    assert reports(tmp_path, PREDICT.replace("\n- [ ] Rain", "\nwhy: It is cold.\n\n- [ ] Rain"))


@pytest.mark.parametrize(
    "prose",
    [
        "In C++ it is `std::predict(x)`; in Rust `rank::order`.",
        "std::rank is a template, and ::1 an address.",
        "Ratio 3:1, at 12:30, fe80::1.",
        "Why: that is the question. Answer: nobody knows.",
        "The answer: it depends. Here is why: it is cold.",
        "- a point\n- [a link](https://example.org)\n- *why*: it is cold\n",
        "```markdown\n::: predict other\n- [x] One\n  why: No.\n:::\n```",
        "```text\n::: predict other\n:::\n```",
        "```yaml\nanswer: 60\nwhy: because\n```",
        "```cpp\n::predict(x);\nstd::rank<int>::value;\n```",
        "```rust\n::reveal::now();\n```",
        "A prediction is made; then reveal: it rains.",
        "Term\n:   a definition list is no question",
        "| a | b |\n|:---|:--:|\n| reveal | why |\n",
        "[x] is a box, and [ ] is another.",
    ],
)
def test_other_words_are_left_alone(tmp_path: Path, prose: str) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(f"{PREDICT}\n{prose}\n")})
    found = [
        problem.message
        for problem in read_course(folder).problems
        if "question" in problem.message or "option" in problem.message
    ]
    assert found == []
