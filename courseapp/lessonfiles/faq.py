"""faq.md: questions about the course, what is answered, and what must be asked before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from courseapp.lessonfiles.documents import Answer, Figure, Keys, PublicText
from courseapp.lessonfiles.fieldlines import FIELD, split_fields
from courseapp.lessonfiles.lessons import Workshop, check_control_characters
from courseapp.lessonfiles.page import Page
from courseapp.lessonfiles.passages import Passage, unfenced
from courseapp.lessonfiles.problems import Findings, near_name
from courseapp.lessonfiles.steps import check_no_questions

FAQ_FILE = "faq.md"
FIELDS = ("spoils", "harmless")
REWORD_ANSWER = (
    "Reword it, or name the question below yours: spoils: … where it tells, harmless: … where it "
    "does not."
)
REWORD_QUESTION = (
    "Reword it, since what you ask is shown from the start; or, where it does not tell, name the "
    "question below yours: harmless: …"
)
KEY = r"[\"']?[\w-]+[\"']?"
KEYS = re.compile(rf"\[?\s*{KEY}(?:\s*,\s*{KEY})*+\s*,?\s*\]?")
MARKS = re.compile(r"[\[\]\"']")


@dataclass(frozen=True)
class FaqEntry:
    """A question as it is written, `text` its answer. The other two are (question key, line)."""

    line: int
    answer: Answer
    text: Passage
    spoils: Keys
    harmless: Keys

    @property
    def public(self) -> tuple[PublicText, PublicText]:
        """What is asked, which stands there from the start, and what is answered."""
        question = self.answer.question
        return (
            PublicText(
                FAQ_FILE, Passage(self.line, question), REWORD_QUESTION, harmless=self.harmless
            ),
            PublicText(
                FAQ_FILE,
                self.text,
                REWORD_ANSWER,
                heading=question,
                spoils=self.answer.spoils,
                harmless=self.harmless,
            ),
        )


@dataclass(frozen=True)
class Faq:
    """The file's questions in their order, and the pictures in their answers."""

    entries: tuple[FaqEntry, ...] = ()
    figures: tuple[Figure, ...] = ()


def read_faq(text: str, workshop: Workshop, findings: Findings) -> Faq:
    """Worth something only when `findings` has stayed empty."""
    check_control_characters(text, findings)
    page = workshop.page(FAQ_FILE, findings)
    body = check_no_questions(Passage(1, text), findings)
    lines = body.lines
    starts = [number for number, line in unfenced(lines) if line.startswith("## ")]
    before = Passage.of(body.line, lines[: starts[0] if starts else None])
    if before:
        hint = "Begin every question with ## and write its answer below."
        findings.add(before.line, "text stands before the first question.", hint)
    elif not starts and (body or not text.strip()):
        findings.add(0, "the file holds no questions.", "Write one behind ##, or remove the file.")
    entries = (
        _read_entry(Passage(body.line + start, "\n".join(lines[start:end])), number, page, findings)
        for number, (start, end) in enumerate(pairwise([*starts, len(lines)]), start=1)
    )
    return Faq(tuple(entries), tuple(page.figures.values()))


def _read_entry(passage: Passage, number: int, page: Page, findings: Findings) -> FaqEntry:
    heading, *rest = passage.lines
    question = heading.removeprefix("## ").strip(" #")
    if not question:
        findings.add(passage.line, "the question is empty.", "Write it behind the ##.")
    head = list(takewhile(_is_head, rest))
    fields = _read_head(Passage(passage.line + 1, "\n".join(head)), question, findings)
    answer = Passage.of(passage.line + 1 + len(head), rest[len(head) :])
    _check_answer(answer, question, passage.line, findings)
    keys = {name: tuple(_read_keys(name, field, findings)) for name, field in fields.items()}
    spoils = keys.get("spoils", ())
    html = page.block(answer, f"faq_{number}")
    shown = Answer(question, html, tuple(key for key, _ in spoils))
    return FaqEntry(passage.line, shown, answer, spoils, keys.get("harmless", ()))


def _is_head(line: str) -> bool:
    """Whether it may stand between a question and its answer: a field, or nothing at all."""
    match = FIELD.fullmatch(line.rstrip())
    if match is None:
        return not line.strip()
    if match[1].lower() in FIELDS:
        return True
    return bool(near_name(match[1], FIELDS, 0.8) and KEYS.fullmatch((match[2] or "").strip()))


def _read_head(head: Passage, question: str, findings: Findings) -> dict[str, Passage]:
    trimmed = Passage(head.line, "\n".join(line.rstrip() for line in head.lines))
    return split_fields(trimmed, FIELDS, question[:60], findings)[1]


def _read_keys(name: str, field: Passage, findings: Findings) -> Iterator[tuple[str, int]]:
    if not KEYS.fullmatch(field.text):
        hint = f"Write the names of questions, with commas between them: {name}: one, two"
        what = f'"{field.text[:60]}" is no list of questions.' if field else "names no question."
        findings.add(field.line, f'"{name}": {what}' if field else f'"{name}" {what}', hint)
        return
    for key in MARKS.sub("", field.text).split(","):
        if key.strip():
            yield key.strip(), field.line


def _check_answer(answer: Passage, question: str, line: int, findings: Findings) -> None:
    if not answer:
        message = f'"{question[:60]}" has no answer.'
        findings.add(line, message, "Write it below the question.")
    for number, source in unfenced(answer.lines):
        match = FIELD.fullmatch(source.strip())
        if match and match[1].lower() in FIELDS:
            message = f'"{match[1]}" stands within an answer, where it is shown as text.'
            hint = "Put that line directly below the question."
            findings.add(answer.line + number, message, hint)
