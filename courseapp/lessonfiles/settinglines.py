"""Blocks that hold lines `name: value` and nothing else."""

import re
from collections.abc import Collection

from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.steps import Block

LINE = re.compile(r"([A-Za-z][\w-]*):(?:\s+(.*))?")
VALUE = "Write it behind the colon, or leave the line out."


def read_lines(
    block: Block, shape: str, findings: Findings, repeated: Collection[str] = ()
) -> list[tuple[str, Passage]]:
    """(name, value) of each line in turn, once each but for those that may be `repeated`.

    `shape` is the hint for a line that is none.
    """
    found: list[tuple[str, Passage]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(block.prompt.lines, start=block.prompt.line):
        match = LINE.fullmatch(line.strip())
        if match is None and line.strip():
            findings.add(number, "the line is no setting.", shape)
        elif match and match[1] in seen and match[1] not in repeated:
            hint = f"Keep one. The other is on line {seen[match[1]]}."
            findings.add(number, f'"{match[1]}" is given twice.', hint)
        elif match:
            seen[match[1]] = number
            found.append((match[1], Passage(number, match[2] or "")))
            if not match[2]:
                findings.add(number, f'"{match[1]}" has no value.', VALUE)
    return found
