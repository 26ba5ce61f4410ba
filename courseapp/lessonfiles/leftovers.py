"""Questions that were meant and not read: their answers would be published as prose."""

import re
import unicodedata
from collections.abc import Iterator

from courseapp.lessonfiles.passages import Passage, find_fences
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.steps import KINDS, SECTION_NAMES, Block

COLONS = dict.fromkeys(map(ord, "\uff1a\ufe55\ua789\u2236\u02d0\ufe13\u0589\u205a\u02f8"), ":")
SHOWN_IN = {
    *("markdown", "md", "rst", "text", "txt", "yaml", "diff", "html"),
    *("c++", "cpp", "rust", "perl", "ruby", "haskell", "php", "swift"),
}
"""Languages of code in which such lines belong to what is shown."""
NAMES = "|".join((*KINDS, *SECTION_NAMES))
LEAD = r"(?:[\s>|#]|[-*+_~](?!\[)|\d{1,3}[.)]|\\|\[\^?[^\]\s]{1,40}\]:|!!!|<!--|</?\w{1,12}>)*"
COLON_LINE = re.compile(rf"{LEAD}(?::|\\:){{2,}}[\s*_]*(?:{NAMES})\b(?![\w(:<]).*", re.IGNORECASE)
FIELD_LINE = re.compile(rf"{LEAD}(?:why|answer|accept):(?:\s.*)?")
OPTION_LINE = re.compile(r"[\s>]*[-*+]\s+\[[xX ]\](?:\s.*)?")
LIST = re.compile(r"- \[[ xX]\]|\d{1,3}[.)] ")

BEGIN = "Write it in the first column with three colons: ::: predict name, and close it with :::."
FIELD = "Put it into the block of its question, or write the line otherwise."
OPTION = (
    "Put the list into a block: ::: predict name, and close it with :::. A list of tasks is not "
    "shown as one; write it without the brackets."
)


def report_leftovers(pieces: list[Passage | Block], findings: Findings) -> None:
    """Looks at all that was not taken for a part of a question."""
    for piece in pieces:
        if isinstance(piece, Passage):
            _report(piece, findings, fields=True, options=True)
        else:
            _report(piece.prompt, findings, fields=False, options=False)
            _report_early_whys(piece, findings)
            for section in piece.sections:
                _report(section.passage, findings, fields=True, options=True)


def _report_early_whys(block: Block, findings: Findings) -> None:
    """Of a why in front of all options nobody knows which it belongs to."""
    for number, text in enumerate(block.prompt.lines):
        if LIST.match(text):
            return
        if text.startswith("why:"):
            message = "a why stands before the options."
            findings.add(block.prompt.line + number, message, "Put it below its option, indented.")


def _report(passage: Passage, findings: Findings, *, fields: bool, options: bool) -> None:
    reported = {problem.line for problem in findings.problems}
    for line, text in _looked_at(passage):
        if line in reported:
            continue
        said = text.strip()[:40]
        if COLON_LINE.fullmatch(text):
            message = f'"{said}" is not read as the line of a question.'
            findings.add(line, message, BEGIN)
        elif fields and FIELD_LINE.fullmatch(text):
            findings.add(line, f'"{said}" stands outside of a question.', FIELD)
        elif options and OPTION_LINE.fullmatch(text):
            findings.add(line, f'"{said}" looks like an option outside of a question.', OPTION)


def _looked_at(passage: Passage) -> Iterator[tuple[int, str]]:
    """(line, text without what cannot be seen) of all but code in a language that shows such
    lines."""
    lines = passage.lines
    shown = {
        number
        for fence in find_fences(lines)
        if fence.end is not None and _language(fence.info) in SHOWN_IN
        for number in range(fence.start, fence.end + 1)
    }
    for number, text in enumerate(lines):
        if number not in shown and (":" in text or "[" in text or not text.isascii()):
            yield passage.line + number, _seen(text)


def _language(info: str) -> str:
    return info.partition(" ")[0].lstrip(".").lower()


def _seen(text: str) -> str:
    if text.isascii():
        return text
    kept = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    return kept.translate(COLONS)
