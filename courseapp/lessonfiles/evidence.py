"""An `evidence` block to an Exhibit, or to Problems."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from courseapp.evidence.exhibits import FILES, KINDS, MOST_SERIES, Exhibit, Row, is_number
from courseapp.lessonfiles.documents import Evidence, Step
from courseapp.lessonfiles.measurements import (
    FOLDER,
    MeasurementFile,
    Measurements,
    together,
)
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings, in_words, near_name
from courseapp.lessonfiles.settinglines import read_lines
from courseapp.lessonfiles.steps import Block

NEEDED = ("file", "title", "kind", "metric")
OWN = (*NEEDED, "x", "series", "names", "note")
SHAPE = "Write lines such as: kind: lines, metric: output_tok_s, then framework: vLLM | SGLang."
EITHER = FILES
"""What stands between values that are all meant."""
NONE = "none"
"""As a filter's value: rows that lack the field."""


@dataclass(frozen=True)
class _Lines:
    """A block's own lines by name, its notes, and its filters: fields with the values to keep."""

    own: Mapping[str, Passage]
    notes: tuple[str, ...]
    filters: Mapping[str, Passage]

    def text(self, name: str) -> str:
        return self.own[name].text if name in self.own else ""

    def line(self, name: str) -> int:
        return self.own[name].line

    def words(self, name: str, between: str = EITHER) -> tuple[str, ...]:
        return _split(self.text(name), between)


def _split(text: str, between: str = EITHER) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(between.strip()) if word.strip())


def read_evidence(
    block: Block, files: Mapping[str, MeasurementFile], findings: Findings
) -> Evidence:
    """What the block shows; worth something only when `findings` has stayed as it was."""
    before = len(findings.problems)
    lines = _read_lines(block, findings)
    found = _find_files(lines, files, findings)
    exhibit = None
    if found and len(findings.problems) == before:
        exhibit = _Reader(block, lines, found, findings).read()
    return Evidence(block.line, block.key, exhibit)


def _read_lines(block: Block, findings: Findings) -> _Lines:
    found = read_lines(block, SHAPE, findings, repeated=("note",))
    own = {name: value for name, value in found if name in OWN}
    filters = {name: value for name, value in found if name not in OWN}
    called = f'"{block.key}"' if block.key else "the block"
    for name in NEEDED:
        if name not in own:
            findings.add(block.line, f'{called} has no line "{name}".', HINTS[name])
    kind = own.get("kind")
    if kind and kind.text not in KINDS:
        near = near_name(kind.text, KINDS)
        hint = f'Did you mean "{near}"?' if near else HINTS["kind"]
        findings.add(kind.line, f'there is no kind "{kind.text[:40]}".', hint)
    notes = tuple(value.text for name, value in found if name == "note")
    return _Lines(own, notes, filters)


HINTS = {
    "file": f"Name a file in the folder {FOLDER} of the course.",
    "title": "Say what is shown, as it is to stand above it.",
    "kind": f"Write kind: and {in_words(KINDS, 'or')}.",
    "metric": "Say which values are shown, as the file calls them.",
}


def _find_files(
    lines: _Lines, files: Mapping[str, MeasurementFile], findings: Findings
) -> Measurements | None:
    """What the files hold together; None when a Problem says why not, here or about a file."""
    parts = []
    for name in lines.words("file"):
        if name not in files:
            near = near_name(name, files.keys())
            known = f"There is {in_words(files)}." if files else "The folder has none."
            hint = f'Did you mean "{near}"?' if near else known
            findings.add(lines.line("file"), f"there is no {FOLDER}/{name[:60]}.", hint)
            return None
        parts.append(files[name].measurements)
    whole = [part for part in parts if part]
    return together(whole) if whole and len(whole) == len(parts) else None


class _Reader:
    """Lays out one block's rows; `findings` holds why, where it cannot be."""

    def __init__(self, block: Block, lines: _Lines, file: Measurements, findings: Findings) -> None:
        self._block = block
        self._lines = lines
        self._file = file
        self._findings = findings
        self._before = len(findings.problems)

    def read(self) -> Exhibit | None:
        rows = self._select()
        self._check_fields("x")
        self._check_fields("series")
        exhibit = self._exhibit(rows)
        if self._is_sound() and not rows:
            hint = "Each is in the file, but in no row all together. Leave one of them out."
            self._findings.add(self._block.line, "no row has all that the block asks for.", hint)
        if self._is_sound():
            self._check_layout(exhibit)
        if self._is_sound():
            self._check_origins(exhibit)
        if self._is_sound():
            self._check_places(exhibit)
        return exhibit if self._is_sound() else None

    def _is_sound(self) -> bool:
        return len(self._findings.problems) == self._before

    def _exhibit(self, rows: tuple[Row, ...]) -> Exhibit:
        lines = self._lines
        return Exhibit(
            file=FILES.join(lines.words("file")),
            title=lines.text("title"),
            kind=lines.text("kind"),
            x=lines.words("x"),
            series=lines.words("series", ","),
            names=self._names(rows),
            notes=lines.notes,
            not_measured=self._file.not_measured,
            rows=rows,
        )

    def _select(self) -> tuple[Row, ...]:
        """The rows that pass every filter, in the order of the filters' values."""
        kept = {"metric": self._wanted("metric", self._lines.own["metric"], self._file.metrics)}
        for name, value in self._lines.filters.items():
            if self._is_field(name, value.line):
                found = {_value(row, name) for row in self._file.rows}
                kept[name] = self._wanted(name, value, sorted(found))
        rows = [row for row in self._file.rows if all(_value(row, n) in kept[n] for n in kept)]
        last = [*[*kept][1:], "metric"]
        return tuple(
            sorted(rows, key=lambda row: [kept[name].index(_value(row, name)) for name in last])
        )

    def _wanted(self, name: str, value: Passage, known: Collection[str]) -> tuple[str, ...]:
        wanted = _split(value.text)
        for word in wanted:
            if word not in known:
                near = near_name(word, known)
                hint = f'Did you mean "{near}"?' if near else f"There is {_few(known)}."
                self._findings.add(value.line, f'no row has "{word[:60]}" as its {name}.', hint)
        return wanted

    def _is_field(self, name: str, line: int) -> bool:
        if name in self._file.fields:
            return True
        near = near_name(name, (*self._file.fields, *OWN))
        known = f"The file has {in_words(self._file.fields)}."
        hint = f'Did you mean "{near}"?' if near else known
        self._findings.add(line, f'the file\'s rows have no field "{name[:60]}".', hint)
        return False

    def _check_fields(self, own: str) -> None:
        if own in self._lines.own:
            for name in self._lines.words(own, EITHER if own == "x" else ","):
                self._is_field(name, self._lines.line(own))

    def _names(self, rows: Iterable[Row]) -> dict[str, str]:
        """Words for words of the file; reports those that nothing shown holds."""
        if "names" not in self._lines.own:
            return {}
        known = _words_of(rows)
        names: dict[str, str] = {}
        for pair in self._lines.words("names"):
            word, sign, said = (part.strip() for part in pair.partition(" = "))
            if not sign or not word or not said:
                hint = "Write names: output_tok_s = tokens a second | chat = a server"
                self._complain("names", f'"{pair[:60]}" gives nothing a name.', hint)
            elif word not in known and self._is_sound():
                near = near_name(word, known)
                hint = f'Did you mean "{near}"?' if near else "Remove it."
                self._complain("names", f'nothing shown is called "{word[:60]}".', hint)
            names[word] = said
        return names

    def _check_layout(self, exhibit: Exhibit) -> None:
        without = [row for row in exhibit.rows if exhibit.x and not row.first_of(exhibit.x)]
        if without:
            hint = "Leave such rows out by another line, or name their field as well: a | b."
            message = f"{len(without)} of the rows shown lack {in_words(exhibit.x, 'or')}."
            self._complain("x", message, hint)
        elif exhibit.kind != "table":
            self._check_chart(exhibit)

    def _check_chart(self, exhibit: Exhibit) -> None:
        if len(exhibit.units) > 1:
            hint = "Show one of them, or write kind: table."
            message = f"the chart would mix units: {in_words(exhibit.units)}."
            self._complain("metric", message, hint)
        if exhibit.kind == "lines" and not exhibit.x:
            self._complain("kind", "lines need an x.", "Add a line x: and a field with numbers.")
        elif exhibit.kind == "lines" and not all(map(is_number, exhibit.places)):
            hint = "Name a field that holds numbers, or write kind: bars."
            self._complain("x", "lines need numbers along x.", hint)
        if exhibit.x and len(exhibit.columns) > MOST_SERIES:
            hint = f"Show {MOST_SERIES} at most; more cannot be told apart. Or write kind: table."
            message = f"the chart would have {len(exhibit.columns)} series."
            self._complain("series", message, hint)

    def _check_origins(self, exhibit: Exhibit) -> None:
        """Figures of others stand apart from ours."""
        if exhibit.kind == "lines" and exhibit.published:
            hint = "Write kind: bars or kind: table; a line would join what nobody ran together."
            self._complain("kind", "lines cannot show published figures.", hint)
        ours = {exhibit.place(row)[0] for row in exhibit.measured}
        theirs = {exhibit.place(row)[0] for row in exhibit.published}
        if exhibit.kind != "lines" and ours & theirs:
            hint = "Name a field in x that tells them apart, such as who measured."
            message = f'"{min(ours & theirs)}" holds published figures and measured ones.'
            self._complain("x", message, hint)

    def _check_places(self, exhibit: Exhibit) -> None:
        seen: dict[tuple[str, str], Row] = {}
        for row in exhibit.rows:
            place = exhibit.place(row)
            if place in seen:
                where = f'"{place[1]}"' + (f" at {place[0]}" if exhibit.x else "")
                message = f"two rows fall on one place: {where}."
                self._complain("series", message, _apart(row, seen[place]))
                return
            seen[place] = row

    def _complain(self, name: str, message: str, hint: str) -> None:
        """About one of the block's lines, or all of it where the line is not written."""
        line = self._lines.line(name) if name in self._lines.own else self._block.line
        self._findings.add(line, message, hint)


def _value(row: Row, name: str) -> str:
    return row.metric if name == "metric" else row.fields.get(name, NONE)


def _few(known: Collection[str]) -> str:
    names = list(known)
    return in_words(names) if len(names) <= 12 else f"{', '.join(names[:12])} and more"


def _words_of(rows: Iterable[Row]) -> set[str]:
    words: set[str] = set()
    for row in rows:
        words |= {row.metric, row.unit, *row.fields, *row.fields.values()}
    return words


def _apart(one: Row, other: Row) -> str:
    """What would tell two rows from each other."""
    names = dict.fromkeys((*one.fields, *other.fields))
    differing = [name for name in names if one.fields.get(name) != other.fields.get(name)]
    if one.metric != other.metric:
        return "They are of two metrics. Show one of them, or write kind: table."
    if not differing:
        return "The file holds the same row twice. Remove one of them there."
    return f"They differ in {in_words(differing)}. Add one to series, or keep one of its values."


def files_of(steps: Iterable[Step]) -> tuple[str, ...]:
    """The measurement files that a lesson shows."""
    shown = (step.exhibit for step in steps if isinstance(step, Evidence))
    names = (name for exhibit in shown if exhibit for name in exhibit.file.split(FILES))
    return tuple(dict.fromkeys(names))
