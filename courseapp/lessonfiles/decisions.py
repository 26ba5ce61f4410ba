"""A `decide` block to a Decision, or to Problems; and the scenario files that such blocks name."""

from collections.abc import Callable, Collection, Iterable

from courseapp.deciding.grading import Pile
from courseapp.deciding.lists import MOST_RULES
from courseapp.lessonfiles.documents import Decision
from courseapp.lessonfiles.fieldlines import split_fields
from courseapp.lessonfiles.files import LARGEST_TEXT, Folder, UnreadableError, decode
from courseapp.lessonfiles.page import Page, count_words
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.scenarios import read_pile
from courseapp.lessonfiles.steps import Block

FIELDS = ("scenarios", "questions")
SCENARIOS_HINT = "Add a line below the prompt, such as: scenarios: ../scenarios.yaml"
UNNAMED = "the decision"


class Library:
    """The scenario files of one course's folder, each read once.

    `about` gives the place for problems of a file, by its path and text; `lessons` are the slugs
    that a file may name.
    """

    def __init__(self, folder: Folder, about: Callable[[str, str], Findings]) -> None:
        self._folder = folder
        self._about = about
        self._piles: dict[str, Pile | None] = {}
        self.lessons: Collection[str] = ()

    def content(self, path: str) -> bytes:
        """The bytes of a file; raises UnreadableError."""
        return self._folder.read(path, LARGEST_TEXT)

    def pile(self, path: str) -> Pile | None:
        """What a file holds, or None when it has Problems of its own; raises UnreadableError."""
        if path not in self._piles:
            text = decode(self.content(path))
            self._piles[path] = read_pile(text, self._about(path, text), self.lessons)
        return self._piles[path]

    def check(self, paths: Iterable[str]) -> None:
        """Read what no lesson had to be read for: a lesson that a file names may have gone. And
        see that one file at most brings a picker, as a course has one page for it."""
        with_picker = [path for path in paths if (pile := self.pile(path)) and pile.picker]
        for path in with_picker[1:]:
            message = "a second file of the course has a picker."
            self._about(path, "").add(0, message, f"Keep one. The other is in {with_picker[0]}.")


def read_decision(block: Block, page: Page, library: Library, findings: Findings) -> Decision:
    """The decision a block holds; worth something only when no Problem was found."""
    owner = block.key or UNNAMED
    asked, fields = split_fields(block.prompt, FIELDS, owner, findings)
    if not asked:
        findings.add(block.line, f'"{owner}" asks nothing.', "Write the prompt below it.")
    path, pile = _read_scenarios(fields.get("scenarios"), block, page, library, findings)
    if pile:
        page.words += sum(count_words(scenario.description) for scenario in pile.half("practice"))
    return Decision(
        line=block.line,
        key=block.key,
        prompt_html=page.block(asked, f"{block.key}_prompt") if asked else "",
        questions=_read_questions(fields.get("questions"), block, findings),
        path=path,
        pile=pile,
    )


def _read_scenarios(
    field: Passage | None, block: Block, page: Page, library: Library, findings: Findings
) -> tuple[str, Pile | None]:
    if not field:
        line = block.line if field is None else field.line
        message = f'"{block.key or UNNAMED}" names no scenarios.'
        findings.add(line, message, SCENARIOS_HINT)
        return "", None
    path = page.resolve(field.text)
    if path is None:
        message = f'"{field.text[:60]}" is no file of this course.'
        findings.add(field.line, message, "Name it relative to this file.")
        return "", None
    try:
        return path, library.pile(path)
    except UnreadableError as error:
        findings.add(field.line, f'"{field.text[:60]}": {error.message}', error.hint)
        return "", None


def _read_questions(field: Passage | None, block: Block, findings: Findings) -> int:
    text = field.text if field else ""
    if text.isdecimal() and len(text) == 1 and 1 <= int(text) <= MOST_RULES:
        return int(text)
    message = f'"{block.key or UNNAMED}" does not say how many questions to write.'
    hint = f"Add a line questions: and a number from 1 to {MOST_RULES}."
    findings.add(field.line if field else block.line, message, hint)
    return 1
