"""Lines and bars as shapes. Every number in them is also in the exhibit's tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil, floor, log, log10

from courseapp.evidence.exhibits import Exhibit, Row, is_number
from courseapp.evidence.wording import number, with_unit
from courseapp.simulators.pictures import (
    LETTER,
    TEXT,
    WIDTH,
    Box,
    Curve,
    Label,
    Line,
    Picture,
    Shape,
)

LOOKS = ("used", "a", "b", "c")
"""Of the first series, the second and so on; as many as an exhibit may have."""
MARGIN, PLOT, DOT = 12, 260, 9
BAR = 30
ROUND = (1, 2, 2.5, 5)
FAR_APART = 20
"""From this ratio on, numbers stand by their logarithms along the x axis."""


@dataclass(frozen=True)
class Drawing:
    picture: Picture
    legend: tuple[tuple[str, str], ...]


def draw(exhibit: Exhibit) -> Drawing | None:
    """None for a table, which needs no picture."""
    if exhibit.kind == "table":
        return None
    shapes, height = (_lines if exhibit.kind == "lines" else _bars)(exhibit)
    what = "Lines" if exhibit.kind == "lines" else "Bars"
    title = f"{what}: {exhibit.title}. The numbers stand in the table below."
    return Drawing(Picture(title, height, tuple(shapes)), _legend(exhibit))


def _legend(exhibit: Exhibit) -> tuple[tuple[str, str], ...]:
    """None is needed where a single series is named by the title."""
    if not exhibit.x or len(exhibit.columns) == 1:
        return ()
    return tuple(zip(LOOKS, exhibit.columns, strict=False))


def axis(most: float) -> tuple[float, ...]:
    """Round marks from 0 to the first that is not below `most`: three to six of them."""
    if most <= 0:
        return (0.0, 1.0)
    steps = (part * 10.0**power for power in count(floor(log10(most)) - 1) for part in ROUND)
    step = next(step for step in steps if most <= 5 * step)
    return tuple(step * mark for mark in range(ceil(most / step) + 1))


def spread_out(places: tuple[str, ...], left: float, right: float) -> dict[str, float]:
    """Where each number stands along a line; by its logarithm where they are far apart."""
    values = {place: float(place) for place in places}
    low, high = min(values.values()), max(values.values())
    if low == high:
        return dict.fromkeys(places, (left + right) / 2)
    if low > 0 and high / low >= FAR_APART:
        values = {place: log(value) for place, value in values.items()}
        low, high = log(low), log(high)
    scale = (right - left) / (high - low)
    return {place: left + (value - low) * scale for place, value in values.items()}


def _lines(exhibit: Exhibit) -> tuple[list[Shape], float]:
    marks = axis(max(row.most for row in exhibit.rows))
    left = MARGIN + max(len(number(mark)) for mark in marks) * LETTER
    top = MARGIN + 2 * TEXT
    bottom = top + PLOT
    across = spread_out(exhibit.places, left + TEXT, WIDTH - MARGIN - 2 * LETTER)
    scale = PLOT / marks[-1]
    shapes: list[Shape] = [Label(MARGIN, MARGIN + TEXT / 2, exhibit.say(exhibit.units[0]))]
    for mark in marks:
        y = bottom - mark * scale
        shapes += [
            Line(left, y, WIDTH - MARGIN, y, "grid" if mark else "rule"),
            Label(left - 8, y + TEXT / 4, number(mark), "end", "soft"),
        ]
    for place, x in across.items():
        shapes.append(Label(x, bottom + TEXT + 4, number(float(place)), "middle", "soft"))
    name = exhibit.say(exhibit.x[0]).replace("_", " ")
    shapes.append(Label((left + WIDTH) / 2, bottom + 2 * TEXT + 8, name, "middle"))
    for look, column in zip(LOOKS, exhibit.columns, strict=False):
        shapes += _line(exhibit, column, look, across, bottom, scale)
    return shapes, bottom + 2 * TEXT + MARGIN + 8


def _line(
    exhibit: Exhibit, column: str, look: str, across: dict[str, float], bottom: float, scale: float
) -> Iterator[Shape]:
    """A curve through the medians, a dot on each, and its spread where one can be seen."""
    grid = exhibit.grid
    found = [(x, grid[place, column]) for place, x in across.items() if (place, column) in grid]
    points = " ".join(f"{x:.1f},{bottom - row.value * scale:.1f}" for x, row in found)
    yield Curve(points, look)
    for x, row in found:
        y = bottom - row.value * scale
        yield from _spread(x, bottom - row.most * scale, x, bottom - row.least * scale, row)
        says = f"{column}, {exhibit.place(row)[0]}: {_told(exhibit, row)}"
        yield Box(x - DOT / 2, y - DOT / 2, DOT, DOT, look, says)


def _spread(x1: float, y1: float, x2: float, y2: float, row: Row) -> Iterator[Shape]:
    if row.repetitions > 1:
        yield Line(x1, y1, x2, y2, "limit")


def _told(exhibit: Exhibit, row: Row) -> str:
    said = with_unit(row.value, exhibit.say(row.unit))
    if row.source:
        return f"{said}, published by {row.source.who}"
    if row.repetitions == 1:
        return f"{said}, one run"
    return f"{said}, {number(row.least)} to {number(row.most)} in {row.repetitions} runs"


def _bars(exhibit: Exhibit) -> tuple[list[Shape], float]:
    """Bars to the right, under the name of what they measure, with the value behind each."""
    grid = exhibit.grid
    most = max(row.value for row in exhibit.rows) or 1
    room = max(len(number(row.value)) for row in exhibit.rows) * LETTER + 3 * MARGIN
    scale = (WIDTH - MARGIN - room) / most
    shapes: list[Shape] = []
    y: float = 0
    for place in exhibit.places:
        name = exhibit.say(place)
        if exhibit.x and is_number(place):
            name = f"{exhibit.say(exhibit.x[0]).replace('_', ' ')}: {number(float(place))}"
        if origin := exhibit.origin(place):
            name = f"{name} ({origin})"
        shapes.append(Label(MARGIN, y + TEXT, name))
        y += TEXT + 10
        for look, column in zip(LOOKS, exhibit.columns, strict=False):
            if row := grid.get((place, column)):
                shapes += _bar(exhibit, row, look, y, scale)
                y += BAR + 4
        y += MARGIN
    return shapes, y


def _bar(exhibit: Exhibit, row: Row, look: str, y: float, scale: float) -> Iterator[Shape]:
    width = max(row.value * scale, 1)
    place, column = exhibit.place(row)
    yield Box(MARGIN, y, width, BAR, look, f"{place}, {column}: {_told(exhibit, row)}")
    yield Label(MARGIN + width + 10, y + BAR / 2 + TEXT / 3, number(row.value))
