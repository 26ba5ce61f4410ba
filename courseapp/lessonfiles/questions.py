"""One question block to one question, or to Problems."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from courseapp.lessonfiles.amounts import ACCEPTS, ANSWERS, read_accept, read_amount
from courseapp.lessonfiles.choices import (
    ITEM,
    OPTION,
    RUBRIC,
    Choice,
    check_marks,
    check_texts,
    check_whys,
    split_choices,
)
from courseapp.lessonfiles.corrections import KINDS as CORRECTIONS
from courseapp.lessonfiles.corrections import read_correction, report_misplaced
from courseapp.lessonfiles.documents import (
    Correction,
    Estimate,
    Item,
    Option,
    Predict,
    Provenance,
    Question,
    Rank,
    Reflect,
)
from courseapp.lessonfiles.fieldlines import split_fields
from courseapp.lessonfiles.page import Page
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.provenance import FIELDS as PROVENANCE_FIELDS
from courseapp.lessonfiles.provenance import read_provenance
from courseapp.lessonfiles.steps import QUESTION_KINDS, Block

KEYS = "abcdefghijklmnopqrstuvwxyz"
BEFORE = "What belongs to the prompt stands before the list, the rest after ::: reveal."
NONE = Passage(0, "")
UNNAMED = "the question"


@dataclass(frozen=True)
class _Desk:
    """What reading one block takes: the block, where it is rendered and where complaints go.

    `asked` is what stands above the block's fields.
    """

    block: Block
    asked: Passage
    fields: Mapping[str, Passage]
    page: Page
    findings: Findings

    @property
    def name(self) -> str:
        return self.block.key or UNNAMED

    def complain(self, line: int, message: str, hint: str) -> None:
        self.findings.add(line, message, hint)

    def section(self, name: str) -> Passage:
        return next((part.passage for part in self.block.sections if part.name == name), NONE)

    def render(self, passage: Passage, part: str) -> str:
        """HTML whose anchors begin with the question's key, so that they survive other edits."""
        answered = None if part == "prompt" else self.page.asked + 1
        return self.page.block(passage, f"{self.block.key}_{part}", answered) if passage else ""

    def provenance(self) -> Provenance | None:
        return read_provenance(self.fields, self.name, self.page, self.findings)

    def correction(self) -> Correction | None:
        return read_correction(self.fields, self.name, self.page, self.findings)


def read_question(block: Block, page: Page, findings: Findings) -> Question:
    """The question a block holds; worth something only when `findings` has stayed as it was."""
    owner = block.key or UNNAMED
    asked, fields = split_fields(block.prompt, FIELDS[block.kind], owner, findings)
    desk = _Desk(block, asked, fields, page, findings)
    for section in block.sections:
        if section.name and not section.passage:
            hint = "Write below it, or remove the line."
            desk.complain(section.line, f'"{section.name}" is empty.', hint)
    report_misplaced(block, findings)
    return READERS[block.kind](desk)


def _prompt(desk: _Desk, passage: Passage) -> str:
    if not passage:
        desk.complain(desk.block.line, f'"{desk.name}" asks nothing.', "Write the prompt below it.")
    return desk.render(passage, "prompt")


def _count(desk: _Desk, found: int, least: int, most: int, what: str) -> None:
    if not least <= found <= most:
        message = f'"{desk.name}" has {found or "no"} {what}{"" if found == 1 else "s"}.'
        desk.complain(desk.block.line, message, f"Give it {least} to {most}.")


def _predict(desk: _Desk) -> Predict:
    well_marked = check_marks(desk.asked, desk.findings)
    prompt, choices = split_choices(desk.asked, OPTION, desk.findings, BEFORE)
    if well_marked:
        _count(desk, len(choices), 2, 6, "option")
    _check_right(desk, [choice for choice in choices if choice.mark != " "], bool(choices))
    check_texts(choices, "option", desk.findings)
    check_whys(choices, desk.findings)
    return Predict(
        line=desk.block.line,
        key=desk.block.key,
        prompt=prompt.text,
        prompt_html=_prompt(desk, prompt),
        options=tuple(
            _option(desk, choice, key) for choice, key in zip(choices, KEYS, strict=False)
        ),
        reveal_html=desk.render(desk.section("reveal"), "reveal"),
        provenance=desk.provenance(),
        correction=desk.correction(),
    )


def _check_right(desk: _Desk, right: list[Choice], any_options: bool) -> None:
    if any_options and not right:
        message = f'no option of "{desk.name}" is marked right.'
        desk.complain(desk.block.line, message, "Mark the right one with [x].")
    for choice in right[1:]:
        message = f'two options of "{desk.name}" are marked right.'
        desk.complain(choice.line, message, f"Keep one [x]. The other is on line {right[0].line}.")


def _option(desk: _Desk, choice: Choice, key: str) -> Option:
    return Option(
        line=choice.line,
        key=key,
        text=choice.text.text,
        html=desk.page.line(choice.text),
        why_html=desk.render(choice.why, f"why-{key}"),
        is_right=choice.mark != " ",
    )


def _rank(desk: _Desk) -> Rank:
    prompt, choices = split_choices(desk.asked, ITEM, desk.findings, BEFORE)
    _count(desk, len(choices), 3, 6, "item")
    check_texts(choices, "item", desk.findings)
    _check_numbers(desk, choices)
    shown = sorted(choices, key=lambda choice: sha256(choice.text.text.encode()).digest())
    keys = {choice.line: key for choice, key in zip(shown, KEYS, strict=False)}
    return Rank(
        line=desk.block.line,
        key=desk.block.key,
        prompt=prompt.text,
        prompt_html=_prompt(desk, prompt),
        items=tuple(
            _item(desk, choice, keys[choice.line]) for choice in choices if choice.line in keys
        ),
        reveal_html=desk.render(desk.section("reveal"), "reveal"),
        provenance=desk.provenance(),
        correction=desk.correction(),
    )


def _check_numbers(desk: _Desk, choices: list[Choice]) -> None:
    for place, choice in enumerate(choices, start=1):
        if int(choice.mark) != place:
            message = f'an item of "{desk.name}" is numbered {choice.mark} where {place} is next.'
            desk.complain(choice.line, message, "Write the items in the right order: 1, 2, 3 …")
            return


def _item(desk: _Desk, choice: Choice, key: str) -> Item:
    return Item(
        line=choice.line,
        key=key,
        text=choice.text.text,
        html=desk.page.line(choice.text),
        why_html=desk.render(choice.why, f"why-{key}"),
    )


def _reflect(desk: _Desk) -> Reflect:
    for name in ("model", "rubric"):
        if not any(section.name == name for section in desk.block.sections):
            hint = f"Add a line ::: {name} and the text below it."
            desk.complain(desk.block.line, f'"{desk.name}" has no {name}.', hint)
    rubric = desk.section("rubric")
    before, choices = split_choices(rubric, RUBRIC, desk.findings, "A rubric is a list.")
    if before:
        desk.complain(before.line, "the rubric does not begin as a list.", "Write - before a line.")
    if rubric:
        _count(desk, len(choices), 2, 6, "rubric line")
    check_texts(choices, "rubric line", desk.findings)
    return Reflect(
        line=desk.block.line,
        key=desk.block.key,
        prompt=desk.asked.text,
        prompt_html=_prompt(desk, desk.asked),
        model_html=desk.render(desk.section("model"), "model"),
        rubric=tuple(desk.page.line(choice.text) for choice in choices),
        reveal_html=desk.render(desk.section("reveal"), "reveal"),
        provenance=desk.provenance(),
    )


ESTIMATE_FIELDS = ("answer", "accept")
JUDGED_FIELDS = (*PROVENANCE_FIELDS, *CORRECTIONS)
FIELDS = dict.fromkeys(QUESTION_KINDS, JUDGED_FIELDS) | {
    "estimate": (*ESTIMATE_FIELDS, *JUDGED_FIELDS),
    "reflect": PROVENANCE_FIELDS,
}


def _estimate(desk: _Desk) -> Estimate:
    fields = desk.fields
    for name in ESTIMATE_FIELDS:
        if name not in fields:
            hint = f"Add a line below the prompt. {ANSWERS if name == 'answer' else ACCEPTS}"
            desk.complain(desk.block.line, f'"{desk.name}" has no {name}.', hint)
    if not any(section.name == "reveal" for section in desk.block.sections):
        hint = "Add a line ::: reveal and the worked solution below it."
        desk.complain(desk.block.line, f'"{desk.name}" has no worked solution.', hint)
    amount = read_amount(fields.get("answer"), desk.complain)
    accept, margin = read_accept(fields.get("accept"), amount, desk.complain)
    return Estimate(
        line=desk.block.line,
        key=desk.block.key,
        prompt=desk.asked.text,
        prompt_html=_prompt(desk, desk.asked),
        value=amount.value,
        unit=amount.unit,
        accept=accept,
        margin=margin,
        reveal_html=desk.render(desk.section("reveal"), "reveal"),
        provenance=desk.provenance(),
        correction=desk.correction(),
    )


READERS: dict[str, Callable[[_Desk], Question]] = {
    "predict": _predict,
    "estimate": _estimate,
    "rank": _rank,
    "reflect": _reflect,
}
