"""What a lesson shows of a measurement file: some of its rows, and how they are laid out."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

KINDS = ("lines", "bars", "table")
FILES = " | "
"""What stands between the names of an exhibit's files."""
MOST_SERIES = 4
"""As many kinds of lines or bars can be told apart without colour."""


@dataclass(frozen=True)
class Source:
    """Where a figure was published: `who` measured it, `published` when, as far as it says;
    `looked_at` is the day on which we read it."""

    title: str
    url: str
    who: str
    published: str
    looked_at: str


@dataclass(frozen=True)
class Row:
    """One value: the median of `repetitions` runs, which gave `least` to `most`.

    `fields` say what was measured and how it was set, in the file's order and as text. With a
    `source` somebody else has published it; `repetitions` is 0 where they do not tell them.
    """

    metric: str
    unit: str
    value: float
    repetitions: int
    least: float
    most: float
    fields: Mapping[str, str]
    source: Source | None = None

    def first_of(self, names: tuple[str, ...]) -> str:
        """The first of these fields that it has; empty when it has none."""
        return next((self.fields[name] for name in names if name in self.fields), "")


@dataclass(frozen=True)
class Exhibit:
    """Rows with their layout. `x` are fields of which a row has one, empty for none; `series` are
    the fields that tell one line, bar or column from another.

    `file` names the file, or several with ` | ` between them. `names` are words to show in the
    place of those in the file; `not_measured` is what the file says about what is missing.
    """

    file: str
    title: str
    kind: str
    x: tuple[str, ...]
    series: tuple[str, ...]
    names: Mapping[str, str]
    notes: tuple[str, ...]
    not_measured: tuple[str, ...]
    rows: tuple[Row, ...]

    @cached_property
    def measured(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.source is None)

    @cached_property
    def published(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.source)

    def origin(self, place: str) -> str:
        """Whether what stands at an x is ours or published; empty where all is of one kind."""
        if not self.published or not self.measured:
            return ""
        is_ours = place in {self.place(row)[0] for row in self.measured}
        return "measured here" if is_ours else "published"

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        return _once(row.metric for row in self.rows)

    @cached_property
    def units(self) -> tuple[str, ...]:
        return _once(row.unit for row in self.rows)

    def say(self, word: str) -> str:
        """A word of the file as the lesson calls it."""
        return self.names.get(word, word)

    def series_of(self, row: Row) -> str:
        """What tells its line, bar or column from others; empty without fields that do."""
        parts = [row.fields[name] for name in self.series if name in row.fields]
        return ", ".join(map(self.say, parts))

    def place(self, row: Row) -> tuple[str, str]:
        """(x, column): the x is its series where the layout has none. One row stands on each."""
        series = self.series_of(row)
        metric = self.say(row.metric)
        if not self.x:
            return series or metric, metric
        many = len(self.metrics) > 1 and self.kind == "table"
        column = ", ".join(filter(None, (series, metric))) if many else series or metric
        return row.first_of(self.x), column

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return _once(self.place(row)[1] for row in self.rows)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Every x: numbers in their order, anything else as the rows come."""
        found = _once(self.place(row)[0] for row in self.rows)
        return tuple(sorted(found, key=float)) if all(map(is_number, found)) else found

    @cached_property
    def grid(self) -> dict[tuple[str, str], Row]:
        """The row at each place."""
        return {self.place(row): row for row in self.rows}


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def pack(exhibit: Exhibit) -> dict[str, Any]:
    """As a column of JSON holds it: PostgreSQL keeps the order of a list, not that of an object."""
    return asdict(exhibit) | {"rows": [_pack_row(row) for row in exhibit.rows]}


def unpack(packed: Mapping[str, Any]) -> Exhibit:
    """The reverse of `pack`, after JSON has made lists of tuples."""
    whole: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in packed.items()}
    whole["rows"] = tuple(_unpack_row(row) for row in packed["rows"])
    return Exhibit(**whole)


def _pack_row(row: Row) -> dict[str, Any]:
    return asdict(row) | {"fields": list(row.fields.items())}


def _unpack_row(packed: Mapping[str, Any]) -> Row:
    source, fields = packed.get("source"), dict(packed["fields"])
    return Row(**{**packed, "fields": fields, "source": Source(**source) if source else None})
