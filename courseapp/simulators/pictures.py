"""What a simulator shows: a picture as shapes with places, and the same in words and numbers.

Lengths are in the units of an SVG whose width is `WIDTH`. One template draws any picture; the looks
there are stand in static/css/simulation.css.
"""

from dataclasses import dataclass

WIDTH = 680
TEXT, LETTER = 24, 13
"""Room to leave for a line of text and for each of its letters: so large it is on a phone, to be
read there, and smaller on wider screens."""


@dataclass(frozen=True)
class Box:
    """A rectangle. `look` names its fill in the style sheet; `says` is its tooltip.

    A `label` is centred in it and needs the room that TEXT and LETTER say.
    """

    x: float
    y: float
    width: float
    height: float
    look: str
    says: str = ""
    label: str = ""

    kind = "box"

    @property
    def path(self) -> str:
        """Its outline: one value to print where a picture has hundreds of boxes."""
        return f"M{self.x:.1f} {self.y:.1f}h{self.width:.1f}v{self.height:.1f}h{-self.width:.1f}z"

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def baseline(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    look: str = "rule"

    kind = "line"

    @property
    def path(self) -> str:
        return f"M{self.x1:.1f} {self.y1:.1f}L{self.x2:.1f} {self.y2:.1f}"


@dataclass(frozen=True)
class Curve:
    """A run of points joined by straight lines: "x,y x,y …" in `points`."""

    points: str
    look: str

    kind = "curve"


@dataclass(frozen=True)
class Label:
    """Text at a place; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    look: str = "words"

    kind = "label"


Shape = Box | Line | Curve | Label


@dataclass(frozen=True)
class Picture:
    """`title` says what it shows, for who cannot see it; the numbers stand in the tables."""

    title: str
    height: float
    shapes: tuple[Shape, ...]

    width = WIDTH


@dataclass(frozen=True)
class Table:
    """Numbers ready to print. The first cell of a row names it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Source:
    """Where a figure that a simulator counts with comes from: `says` is what was taken over,
    `looked_at` a day in words."""

    what: str
    says: str
    title: str
    url: str
    looked_at: str


@dataclass(frozen=True)
class Outcome:
    """All a simulator shows for one setting. `says` are whole sentences, the first the main one;
    the first of `sources` is that of the chosen setting."""

    says: tuple[str, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    legend: tuple[tuple[str, str], ...] = ()
    """(look, what it means)."""
    sources: tuple[Source, ...] = ()

    @property
    def keys(self) -> tuple[tuple[str, str, str], ...]:
        """The legend with what to draw beside each meaning: "box", "line" or "curve"."""
        kinds: dict[str, str] = {}
        for picture in self.pictures:
            for shape in picture.shapes:
                kinds.setdefault(shape.look, shape.kind)
        return tuple((look, meaning, kinds.get(look, "box")) for look, meaning in self.legend)
