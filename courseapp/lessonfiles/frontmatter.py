"""YAML between `---` lines or in a file, read field by field, each with its own line."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

import yaml

from courseapp.lessonfiles.passages import CONTROL, CONTROL_HINT, Passage
from courseapp.lessonfiles.problems import Findings, in_words, near_name
from courseapp.lessonfiles.seen import is_seen

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
INTEGER = re.compile(r"\d{1,3}")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_BRACKETS = 4000
LONGEST_LINE = 4000
"""libyaml's composer recurses without a limit of its own and ends the process when it is nested
some ten thousand deep, so depth is bounded before it starts."""

REFERENCE = re.compile(r"(?:^|[\s\[,{])\*[\w-]")

DAY_HINT = "Write year-month-day with four, two and two digits: 2026-11-24."
SHAPE = "Begin the file with a line ---, the fields as `name: value`, and another line ---."


def parse_day(text: str) -> date | None:
    """None when it is not a day written year-month-day."""
    try:
        return date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


def split_front_matter(text: str, findings: Findings) -> tuple[Passage | None, Passage]:
    """(front matter, body); the first is None when a Problem says why there is none."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        findings.add(1, "the front matter is missing.", SHAPE)
        return None, Passage(1, text)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            front, body = lines[1:number], lines[number + 1 :]
            return Passage(2, "\n".join(front)), Passage(number + 2, "\n".join(body))
    findings.add(1, "the front matter is never closed.", "Put a line --- after its last field.")
    return None, Passage(1, "")


class Fields:
    """The fields of one mapping. Asking for one that is wrong adds a Problem and gives a stand-in.

    `names` are all the fields there may be, `owner` is what the mapping is called in messages.
    """

    def __init__(
        self,
        node: yaml.MappingNode,
        first_line: int,
        findings: Findings,
        names: Sequence[str],
        owner: str,
    ) -> None:
        self._first_line = first_line
        self._findings = findings
        self._owner = owner
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        self._suspected: set[str] = set()
        self.start = node.start_mark.line + first_line
        for key, value in node.value:
            self._take(key, value, names)

    def _take(self, key: yaml.Node, value: yaml.Node, names: Sequence[str]) -> None:
        name, line = _scalar(key), key.start_mark.line + self._first_line
        if name in self._values:
            first = self._lines[name]
            self._findings.add(
                line, f'"{name}" is given twice.', f"Keep one. The other is on line {first}."
            )
        elif name in names:
            self._values[name], self._lines[name] = value, line
        else:
            self._refuse(name, line, names)

    def _refuse(self, name: str, line: int, names: Sequence[str]) -> None:
        near = near_name(name, names)
        if near:
            self._suspected.add(near)
        known = f"The fields are {in_words(names)}." if names else "Remove it."
        hint = f'Did you mean "{near}"?' if near else known
        self._findings.add(line, f'{self._owner} has no field "{name}".', hint)

    def line(self, name: str) -> int:
        return self._lines.get(name, self.start)

    def has(self, name: str) -> bool:
        return name in self._values

    def given(self, name: str) -> str:
        """The text of a field that was read before, in one line; empty where it is none."""
        node = self._values.get(name)
        return " ".join(node.value.split()) if isinstance(node, yaml.ScalarNode) else ""

    def text(self, name: str, longest: int) -> str:
        node = self._required(name)
        if node is None:
            return ""
        return self._text_of(node, f'"{name}"', self.line(name), longest)

    def _text_of(self, node: yaml.Node, what: str, line: int, longest: int) -> str:
        if not isinstance(node, yaml.ScalarNode):
            message = f"{what} is {_shape(node)} where text is expected."
            self._findings.add(line, message, "Write it on one line, in double quotes.")
            return ""
        text = " ".join(node.value.split())
        if not text:
            self._findings.add(line, f"{what} is empty.", "Write it, in double quotes.")
        elif not is_seen(text):
            self._findings.add(line, f"{what} shows as nothing.", "Write it in letters or signs.")
        if len(text) > longest:
            message = f"{what} is {len(text)} characters long; at most {longest} fit."
            self._findings.add(line, message, "Say it shorter.")
        if match := CONTROL.search(text):
            message = f"{what} holds a control character ({ord(match[0]):#04x})."
            self._findings.add(line, message, CONTROL_HINT)
        return text[:longest]

    def number(self, name: str) -> int:
        """A whole number above zero; 0 when a Problem says why not."""
        node = self._required(name)
        if node is None:
            return 0
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        if INTEGER.fullmatch(value) and int(value):
            return int(value)
        message = f'"{name}" is not a whole number above zero.'
        self._findings.add(self.line(name), message, f"Write {name}: 6, without a unit.")
        return 0

    def flag(self, name: str) -> bool:
        """Whether it says true; false when a Problem says why it cannot be told."""
        said = self.given(name).lower()
        if said not in ("true", "false"):
            hint = f"Write {name}: true, or remove the line."
            self._findings.add(self.line(name), f'"{name}" is neither true nor false.', hint)
        return said == "true"

    def day(self, name: str) -> date:
        node = self._required(name)
        if node is None:
            return date.min
        day = parse_day(node.value) if isinstance(node, yaml.ScalarNode) else None
        if day is None:
            self._findings.add(self.line(name), f'"{name}" is not a date.', DAY_HINT)
        return day or date.min

    def texts(self, name: str, longest: int) -> list[tuple[str, int]]:
        """(text, line) of each entry of a list that may be left out."""
        nodes = self._sequence(name, f"{name}: [one, two]") if self.has(name) else []
        lines = [node.start_mark.line + self._first_line for node in nodes]
        what = f'an entry of "{name}"'
        pairs = [
            (self._text_of(node, what, line, longest), line)
            for node, line in zip(nodes, lines, strict=True)
        ]
        return [pair for pair in pairs if pair[0]]

    def records(self, name: str, names: Sequence[str], owner: str) -> list["Fields"] | None:
        """Each entry of a required list of mappings; None when there is no such list."""
        if self._required(name) is None:
            return None
        example = f"{name}:\n  - {names[0]}: …\n    {names[1]}: …"
        nodes = self._sequence(name, example)
        return _as_records(nodes, self._first_line, self._findings, names, owner)

    def group(self, name: str, names: Sequence[str], owner: str) -> "Fields | None":
        """The fields of a required mapping; None when there is no such mapping."""
        node = self._required(name)
        nodes = [node] if node is not None else []
        return next(iter(_as_records(nodes, self._first_line, self._findings, names, owner)), None)

    def _sequence(self, name: str, example: str) -> list[yaml.Node]:
        node = self._values[name]
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        message = f'"{name}" is {_shape(node)} where a list is expected.'
        self._findings.add(self.line(name), message, f"Write {example}")
        return []

    def _required(self, name: str) -> yaml.Node | None:
        if name not in self._values and name not in self._suspected:
            message = f'{self._owner} has no "{name}".'
            self._findings.add(self.start, message, f"Add a line {name}: …")
        return self._values.get(name)


def _as_records(
    nodes: Sequence[yaml.Node],
    first_line: int,
    findings: Findings,
    names: Sequence[str],
    owner: str,
) -> list[Fields]:
    """The mappings among the entries of a list; other entries are reported."""
    records = []
    for node in nodes:
        if isinstance(node, yaml.MappingNode):
            records.append(Fields(node, first_line, findings, names, owner))
        else:
            message = f"{owner} is {_shape(node)} where fields are expected."
            line = node.start_mark.line + first_line
            findings.add(line, message, f"Its fields are {in_words(names)}.")
    return records


def _scalar(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else _shape(node)


def _shape(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return "text" if node.value else "empty"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a group of fields"


def read_fields(
    front: Passage, findings: Findings, names: Sequence[str], owner: str
) -> Fields | None:
    """The front matter's fields, or None when a Problem says why it cannot be read."""
    node = compose(front, findings)
    if isinstance(node, yaml.MappingNode):
        return Fields(node, front.line, findings, names, owner)
    if node is not False:
        message = "the front matter holds no fields."
        findings.add(front.line - 1, message, f"Write {in_words(names)}, each as `name: value`.")
    return None


def read_records(
    passage: Passage, findings: Findings, names: Sequence[str], owner: str
) -> list[Fields] | None:
    """Each mapping of a file that is a list of them; None when a Problem says why it is not."""
    node = compose(passage, findings, "the file")
    if isinstance(node, yaml.SequenceNode):
        return _as_records(node.value, passage.line, findings, names, owner)
    if node is not False:
        shape = _shape(node) if node else "empty"
        hint = f"Begin each entry with a hyphen:\n- {names[0]}: …\n  {names[1]}: …"
        findings.add(passage.line, f"the file is {shape} where a list is expected.", hint)
    return None


def compose(
    front: Passage, findings: Findings, what: str = "the front matter"
) -> yaml.Node | Literal[False] | None:
    """The root node; None where there is nothing; False when a Problem tells the rest."""
    if too_deep := _too_deep(front, what):
        findings.add(*too_deep)
        return False
    try:
        return _without_references(yaml.compose(front.text, Loader=LOADER), front, findings)
    except yaml.MarkedYAMLError as error:
        findings.add(*_explain(error, front))
    except yaml.YAMLError as error:
        reason = str(error).split("\n")[0]
        findings.add(front.line, f"{what} cannot be read: {reason}.", QUOTE_IT)
    return False


def _without_references(
    root: yaml.Node | None, front: Passage, findings: Findings
) -> yaml.Node | Literal[False] | None:
    """The root, unless it holds a node twice: a few lines of those can stand for a million."""
    seen: set[int] = set()
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            lines = (number for number, line in enumerate(front.lines) if REFERENCE.search(line))
            hint = "Write what it stands for in its place, or put the value into double quotes."
            line = front.line + next(lines, 0)
            findings.add(line, 'a value is a reference to another ("*" and a name).', hint)
            return False
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
    return root


def _too_deep(front: Passage, what: str) -> tuple[int, str, str] | None:
    for number, line in enumerate(front.lines):
        if len(line) > LONGEST_LINE:
            message = f"the line is {len(line)} characters long; at most {LONGEST_LINE} fit."
            return front.line + number, message, "Break it in two, or say it shorter."
    if front.text.count("[") + front.text.count("{") > MOST_BRACKETS:
        message = f"{what} holds more than {MOST_BRACKETS} brackets."
        return front.line, message, "Write lists as lines that begin with a hyphen."
    return None


QUOTE_IT = "Put the value into double quotes."
CLOSE_IT = "Close it on the same line."
OPEN_QUOTE = re.compile(r"""\s*(?:- )?[\w-]+:\s+(["'])(?:(?!\1).)*""")


def _explain(error: yaml.MarkedYAMLError, front: Passage) -> tuple[int, str, str]:
    """(line, message, hint) in an author's words."""
    mark = error.problem_mark or error.context_mark
    number = min(mark.line, len(front.lines) - 1) if mark else 0
    column = mark.column if mark else 0
    opened = error.context_mark.line if error.context_mark else number
    problem = error.problem or ""
    for place, source in enumerate(front.lines[: number + 1]):
        if OPEN_QUOTE.fullmatch(source):
            return front.line + place, "a quote is opened and never closed.", CLOSE_IT
    if "could not find expected ':'" in problem:
        hint = "Write a name, a colon, a space and the value."
        return front.line + opened, "this line is not `name: value`.", hint
    if "expected ',' or" in problem or "node content" in problem:
        message = "a bracket is opened and never closed, or a comma is missing."
        before = [place for place in range(number + 1) if re.search(r"[\[{]", front.lines[place])]
        return front.line + (before[-1] if before else number), message, CLOSE_IT
    return front.line + number, *_explain_line(problem, front.lines, number, column)


def _explain_line(problem: str, lines: list[str], number: int, column: int) -> tuple[str, str]:
    """(message, hint) for a mistake that lies where the parser stopped."""
    source = lines[number]
    sign = source[column : column + 1]
    if "tab character" in problem or sign == "\t":
        return "a tab is used for indentation.", "Use spaces; YAML allows no tabs there."
    if "undefined alias" in problem or "alphabetic or numeric" in problem:
        return 'a value begins with "*" or "&", which YAML takes for a reference.', QUOTE_IT
    if "cannot start any token" in problem:
        return f'a value begins with "{sign}".', QUOTE_IT
    name, _, value = source.partition(":")
    if "mapping values" in problem and (": " in value or value.rstrip().endswith(":")):
        quoted = value.strip().replace('"', '\\"')
        return "a value with a colon needs quotes.", f'Write {name.strip()}: "{quoted}"'
    if "mapping values" in problem or ("expected key" in problem and not source[:column].strip()):
        hint = "Begin all fields in one column, and write a space after each colon."
        return "this line does not fit the one above.", hint
    if "expected key" in problem:
        hint = 'Quote the whole value; inside double quotes write \\" for a quote.'
        return "text stands behind a closing quote.", hint
    return f"YAML cannot read this line: {problem}.", QUOTE_IT
