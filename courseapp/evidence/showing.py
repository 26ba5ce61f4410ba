"""An exhibit drawn: a chart, the same in numbers, and how they came about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from courseapp.evidence.charts import draw
from courseapp.evidence.exhibits import FILES, Exhibit, Row, Source, is_number
from courseapp.evidence.wording import number, with_unit
from courseapp.simulators.pictures import Outcome, Table

NAMED = ("framework", "version", "model_shape", "hardware", "date", "command")
"""Fields that are told by themselves."""


@dataclass(frozen=True)
class Published:
    """What somebody else published: their figures, and how they came about as far as they say."""

    source: Source
    figures: str
    facts: tuple[tuple[str, str], ...]

    @property
    def looked_at(self) -> str:
        return _day(self.source.looked_at)


@dataclass(frozen=True)
class Shown:
    """`facts` are (what, the same for all rows measured here); `runs` tells every one of them with
    its spread.

    `commands` are (what it started, the command).
    """

    outcome: Outcome
    facts: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str], ...]
    runs: Table
    notes: tuple[str, ...]
    published: tuple[Published, ...]


def show(exhibit: Exhibit) -> Shown:
    picture = draw(exhibit)
    outcome = Outcome(
        says=_says(exhibit),
        pictures=(picture.picture,) if picture else (),
        tables=(_numbers(exhibit),),
        legend=picture.legend if picture else (),
    )
    notes = (*exhibit.notes, *exhibit.not_measured)
    ours = replace(exhibit, rows=exhibit.measured)
    facts = _facts(ours) if ours.rows else ()
    runs, published = _runs(exhibit), _published(exhibit)
    return Shown(outcome, facts, _commands(ours), runs, notes, published)


def _published(exhibit: Exhibit) -> tuple[Published, ...]:
    """Source by source, in the order of the rows."""
    found: dict[Source, list[Row]] = {}
    for row in exhibit.published:
        if row.source:
            found.setdefault(row.source, []).append(row)
    return tuple(_of_source(exhibit, source, rows) for source, rows in found.items())


def _of_source(exhibit: Exhibit, source: Source, rows: Sequence[Row]) -> Published:
    theirs = replace(exhibit, rows=tuple(rows))
    figures = (
        f"{exhibit.series_of(row) or exhibit.say(row.metric)} "
        f"{with_unit(row.value, exhibit.say(row.unit))}"
        for row in rows
    )
    facts = (
        ("Versions", _versions(theirs)),
        ("Model", _all(theirs, "model_shape")),
        ("Hardware", _all(theirs, "hardware")),
        ("How", _settings(theirs, ": ", "; ")),
    )
    return Published(
        source, "; ".join(figures), tuple((what, said) for what, said in facts if said)
    )


def _says(exhibit: Exhibit) -> tuple[str, ...]:
    """What the numbers are, in one sentence; none where they say it themselves."""
    if len(exhibit.units) > 1:
        return ()
    what = _upper("; ".join(map(exhibit.say, exhibit.metrics)))
    return (f"{what}, in {exhibit.say(exhibit.units[0])}.",)


def _upper(text: str) -> str:
    """With a capital at the beginning and the rest as it is."""
    return f"{text[:1].upper()}{text[1:]}"


def _numbers(exhibit: Exhibit) -> Table:
    grid, columns = exhibit.grid, exhibit.columns
    is_mixed = len(exhibit.units) > 1
    rows = []
    for place in exhibit.places:
        found = (grid.get((place, column)) for column in columns)
        cells = (_cell(exhibit, row, is_mixed=is_mixed) if row else "–" for row in found)
        origin = exhibit.origin(place)
        name = f"{_x(exhibit, place)} ({origin})" if origin else _x(exhibit, place)
        rows.append((name, *cells))
    heads = columns if exhibit.x else map(_upper, columns)
    return Table(exhibit.title, (_corner(exhibit), *heads), tuple(rows))


def _cell(exhibit: Exhibit, row: Row, *, is_mixed: bool) -> str:
    return with_unit(row.value, exhibit.say(row.unit)) if is_mixed else number(row.value)


def _corner(exhibit: Exhibit) -> str:
    """What stands above the names of the rows."""
    words = exhibit.x[:1] or exhibit.series
    return _upper(", ".join(_field(exhibit, name) for name in words)) or "What"


def _field(exhibit: Exhibit, name: str) -> str:
    return exhibit.say(name).replace("_", " ")


def _x(exhibit: Exhibit, place: str) -> str:
    return number(float(place)) if is_number(place) else exhibit.say(place)


def _runs(exhibit: Exhibit) -> Table:
    rows = tuple(
        (
            _what(exhibit, row),
            with_unit(row.value, exhibit.say(row.unit)),
            str(row.repetitions),
            f"{number(row.least)} to {number(row.most)}" if row.repetitions > 1 else "–",
        )
        for row in sorted(exhibit.measured, key=lambda row: _order(exhibit, row))
    )
    head = ("What", "Median", "Runs", "Least to most")
    return Table(f"Every run: {exhibit.title}", head, rows)


def _order(exhibit: Exhibit, row: Row) -> tuple[int, int]:
    place, column = exhibit.place(row)
    return exhibit.columns.index(column), exhibit.places.index(place)


def _what(exhibit: Exhibit, row: Row) -> str:
    place, column = exhibit.place(row)
    if not exhibit.x:
        return place if len(exhibit.metrics) == 1 else f"{place}, {column}"
    where = f"{_field(exhibit, exhibit.x[0])} {_x(exhibit, place)}"
    return where if len(exhibit.columns) == 1 else f"{column}, {where}"


def _facts(exhibit: Exhibit) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Measured", _versions(exhibit)),
        ("Model", _all(exhibit, "model_shape")),
        ("Hardware", _all(exhibit, "hardware")),
        ("Settings", _settings(exhibit)),
        ("Date", ", ".join(map(_day, _values(exhibit, "date")))),
        ("Runs", _repetitions(exhibit)),
        ("File", f"{_files(exhibit)}, in the course’s folder, with method and scripts"),
    ]
    return tuple((what, said) for what, said in facts if said)


def _files(exhibit: Exhibit) -> str:
    return ", ".join(f"measurements/{name}" for name in exhibit.file.split(FILES))


def _values(exhibit: Exhibit, name: str) -> tuple[str, ...]:
    """Every value of a field once, in the order of the rows."""
    found = (row.fields[name] for row in exhibit.rows if name in row.fields)
    return tuple(dict.fromkeys(found))


def _all(exhibit: Exhibit, name: str) -> str:
    return "; ".join(_values(exhibit, name))


def _versions(exhibit: Exhibit) -> str:
    """Each framework with its version and the number formats of its weights."""
    found: dict[str, list[str]] = {}
    for row in exhibit.rows:
        called = f"{row.fields['framework']} {row.fields['version']}"
        formats = found.setdefault(called, [])
        if "dtype" in row.fields and row.fields["dtype"] not in formats:
            formats.append(row.fields["dtype"])
    return "; ".join(", ".join((c, *f)) for c, f in found.items())


def _settings(exhibit: Exhibit, behind: str = " ", between: str = ", ") -> str:
    """What all rows have in common, other than what is told by itself."""
    told = (*NAMED, "dtype", *exhibit.x)
    names = [name for name in exhibit.rows[0].fields if name not in told]
    same = (name for name in names if all(_shares(exhibit, row, name) for row in exhibit.rows))
    return between.join(f"{_field(exhibit, n)}{behind}{exhibit.rows[0].fields[n]}" for n in same)


def _shares(exhibit: Exhibit, row: Row, name: str) -> bool:
    return row.fields.get(name) == exhibit.rows[0].fields[name]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


def _repetitions(exhibit: Exhibit) -> str:
    counts = sorted({row.repetitions for row in exhibit.rows})
    if counts == [1]:
        return "one each, so there is no spread to tell"
    few = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    return f"{few} each; the median is shown, the spread stands below"


def _commands(exhibit: Exhibit) -> tuple[tuple[str, str], ...]:
    """Every command once, with what it started."""
    started: dict[str, dict[str, None]] = {}
    for row in exhibit.rows:
        if command := row.fields.get("command"):
            who = exhibit.series_of(row) or exhibit.say(row.fields["framework"])
            started.setdefault(command, {})[who] = None
    return tuple(("; ".join(names), command) for command, names in started.items())
