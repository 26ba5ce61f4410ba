"""The measurement files of a course: `measurements/*.json`, checked row by row.

A row is a value that was measured, or one that somebody else has published, with its `source`.
A file is an object with `rows`, and perhaps `not_measured`: sentences on what is missing. The page
that tells the method, README.md, lies beside the files.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from courseapp.evidence.exhibits import Exhibit, Row, Source
from courseapp.lessonfiles.addresses import ADDRESS_HINT, is_address
from courseapp.lessonfiles.frontmatter import parse_day
from courseapp.lessonfiles.passages import CONTROL
from courseapp.lessonfiles.problems import Findings, in_words, near_name

FOLDER = "measurements"
METHOD = f"{FOLDER}/README.md"
LARGEST_MEASUREMENTS = 1024 * 1024
LONGEST_NUMBER = 300
TEXTS = ("framework", "version", "model_shape", "hardware", "date", "metric", "unit")
NUMBERS = ("value", "repetitions")
NEEDED = (*TEXTS, *NUMBERS, "spread")
OF_OTHERS = (*(name for name in TEXTS if name != "date"), "value", "source")
"""What a row of a published figure must have; its source says when."""
SOURCE = tuple(field.name for field in fields(Source))
MEASURED = ("metric", "unit")
TAKEN = ("file", "title", "kind", "x", "series", "names", "note")
"""What a row's setting cannot be called: blocks have lines of these names."""
PARTS = ("about", "licence", "not_measured", "rows")
BEGIN_OF_ROWS = re.compile(r'(?<!\\)"rows"\s*:\s*\[')
SHAPE = " ".join(field.name for kind in (Exhibit, Row, Source) for field in fields(kind)).encode()
"""What becomes of a file hangs on it, too."""
ROWS_HINT = 'Write {"not_measured": ["A sentence."], "rows": [ … ]}.'


@dataclass(frozen=True)
class Measurements:
    """What one file holds."""

    not_measured: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for row in self.rows for name in row.fields))

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.metric for row in self.rows))


def together(parts: Sequence[Measurements]) -> Measurements:
    """What several files hold, in their order."""
    missing = dict.fromkeys(sentence for part in parts for sentence in part.not_measured)
    return Measurements(tuple(missing), tuple(row for part in parts for row in part.rows))


@dataclass(frozen=True)
class MeasurementFile:
    """`measurements` is None when a Problem says why."""

    content: bytes
    measurements: Measurements | None


def contents_of(names: Iterable[str], files: Mapping[str, MeasurementFile]) -> list[bytes]:
    """What lessons that show these files hang on. Raises KeyError where one of them is gone."""
    return [part for name in names for part in (SHAPE, files[name].content)]


def read_measurements(text: str, findings: Findings) -> Measurements | None:
    """What the text of a file holds; None when a Problem says why not."""
    before = len(findings.problems)
    try:
        whole = json.loads(text, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        hint = "Mind quotes, commas and brackets; a comma after the last item is one too many."
        findings.add(error.lineno, f"the file is not JSON: {error.msg}.", hint)
        return None
    except RecursionError:
        findings.add(0, "the file is not JSON that can be read: it is nested too deep.", ROWS_HINT)
        return None
    if not isinstance(whole, dict) or not isinstance(whole.get("rows"), list):
        findings.add(0, 'the file holds no list of "rows".', ROWS_HINT)
        return None
    for name in whole.keys() - set(PARTS):
        near = near_name(name, PARTS)
        hint = f'Did you mean "{near}"?' if near else f"It has {in_words(PARTS)}."
        findings.add(0, f'the file has no part "{name[:40]}".', hint)
    missing = _sentences(whole.get("not_measured", []), findings)
    rows = tuple(_read_rows(whole["rows"], text, findings))
    if not whole["rows"]:
        findings.add(0, 'the file\'s list of "rows" is empty.', "Add rows, or remove the file.")
    if len(findings.problems) > before:
        return None
    return Measurements(missing, rows)


def _whole_number(digits: str) -> float:
    """Infinite where there are more digits than a number can have."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)


def _sentences(value: Any, findings: Findings) -> tuple[str, ...]:
    if isinstance(value, list) and all(map(_is_text, value)):
        return tuple(value)
    findings.add(0, '"not_measured" is no list of sentences.', ROWS_HINT)
    return ()


def _lines_of_rows(text: str) -> dict[int, int]:
    """By a row's number, counted from 1, the line on which it begins."""
    decoder = json.JSONDecoder(parse_int=float)
    start = BEGIN_OF_ROWS.search(text)
    place = start.end() if start else len(text)
    lines: dict[int, int] = {}
    while (place := _behind_commas(text, place)) < len(text) and text[place] != "]":
        lines[len(lines) + 1] = text.count("\n", 0, place) + 1
        _, place = decoder.raw_decode(text, place)
    return lines


def _behind_commas(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\n\r,":
        place += 1
    return place


class _RowError(Exception):
    """What is wrong with a row, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def _read_rows(rows: list[Any], text: str, findings: Findings) -> Iterator[Row]:
    lines: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        try:
            yield _read_row(row)
        except _RowError as error:
            lines = lines or _lines_of_rows(text)
            findings.add(lines.get(number, 0), f"row {number} {error.message}", error.hint)


def _read_row(row: Any) -> Row:
    """Raises _RowError."""
    if not isinstance(row, dict):
        raise _RowError("is no object.", f"A row has {in_words(NEEDED)}.")
    if "source" in row:
        return _read_published(row)
    _check_texts(row, NEEDED)
    if parse_day(row["date"]) is None:
        raise _RowError(f'has the date "{row["date"][:40]}".', "Write it as in 2026-11-24.")
    least, most = _read_numbers(row)
    return _make_row(row, int(row["repetitions"]), least, most)


def _read_published(row: dict[str, Any]) -> Row:
    """A figure of somebody else's. Raises _RowError."""
    _check_texts(row, OF_OTHERS)
    for name in ("date", "repetitions", "spread"):
        if name in row:
            hint = "Say in its source when it was published, and in a setting how often it was run."
            raise _RowError(f'has a source and "{name}".', hint)
    if not _is_number(row["value"]):
        raise _RowError('has a "value" that is no number.', "Write it without quotes.")
    return replace(_make_row(row, 0, row["value"], row["value"]), source=_read_source(row))


def _read_source(row: dict[str, Any]) -> Source:
    source = row["source"]
    if not isinstance(source, dict) or set(source) != set(SOURCE):
        raise _RowError('has a "source" that is not whole.', f"It has {in_words(SOURCE)}.")
    for name in SOURCE:
        if not _is_text(source[name]):
            raise _RowError(f'has a source whose "{name}" is no text.', "Put it into quotes.")
    if not is_address(source["url"]):
        raise _RowError("has a source without an address.", ADDRESS_HINT)
    if parse_day(source["looked_at"]) is None:
        hint = "Write it as in 2026-11-24."
        raise _RowError(f'has a source looked at on "{source["looked_at"][:40]}".', hint)
    return Source(**source)


def _check_texts(row: dict[str, Any], needed: tuple[str, ...]) -> None:
    for name in needed:
        if name not in row:
            near = near_name(name, row.keys())
            hint = f'Did you mean "{name}" by "{near}"?' if near else f"Add {name}."
            raise _RowError(f'has no "{name}".', hint)
    for name in TEXTS:
        if name in needed and not _is_text(row[name]):
            raise _RowError(f'has a "{name}" that is no text.', "Put it into quotes.")


def _make_row(row: dict[str, Any], repetitions: int, least: float, most: float) -> Row:
    settings = _read_settings(row)
    told = [name for name in TEXTS if name in row and name not in MEASURED]
    return Row(
        metric=row["metric"],
        unit=row["unit"],
        value=row["value"],
        repetitions=repetitions,
        least=least,
        most=most,
        fields={name: row[name] for name in told} | settings,
    )


def _read_numbers(row: dict[str, Any]) -> tuple[float, float]:
    """Checks the value and gives its spread."""
    for name in NUMBERS:
        if not _is_number(row[name]):
            raise _RowError(f'has a "{name}" that is no number.', "Write it without quotes.")
    if row["repetitions"] < 1 or row["repetitions"] != int(row["repetitions"]):
        hint = "Write how many runs there were, 1 at least."
        raise _RowError('has "repetitions" that cannot be counted.', hint)
    spread, value = row["spread"], row["value"]
    is_pair = isinstance(spread, list) and len(spread) == 2 and all(map(_is_number, spread))
    if not is_pair or not spread[0] <= value <= spread[1]:
        hint = "Write the least and the most of its runs: [7063.1, 8084.2]."
        raise _RowError('has a "spread" that is no [least, most] around its value.', hint)
    return spread[0], spread[1]


def _read_settings(row: dict[str, Any]) -> dict[str, str]:
    """What is told beyond what every row has, flat and as text."""
    params = row.get("params", {})
    if not isinstance(params, dict):
        raise _RowError('has "params" that are no object.', "Write names with values.")
    own = {name: value for name, value in row.items() if name not in (*NEEDED, "params", "source")}
    for name in params:
        if name in row:
            raise _RowError(f'has "{name}" twice.', "Keep it in the row, or in its params.")
    for name, value in (own | params).items():
        if name in TAKEN:
            hint = "Call it otherwise; a block in a lesson has a line of that name."
            raise _RowError(f'has a setting "{name}".', hint)
        if not _is_text(name):
            raise _RowError("has a setting that is called nothing.", "Give it a name.")
        if not _is_text(value) and not _is_number(value):
            hint = "Give each setting one text or one number."
            raise _RowError(f'has a "{name[:40]}" that is neither text nor number.', hint)
    return {name: _text(value) for name, value in (own | params).items()}


def _is_text(value: Any) -> bool:
    """Whether it is words; what an escape can hide in them, no database takes."""
    return isinstance(value, str) and bool(value.strip()) and not CONTROL.search(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
