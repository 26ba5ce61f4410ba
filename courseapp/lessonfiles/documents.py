"""What an author's files say, as plain data. Every part knows the line it came from.

All HTML here is rendered and sanitised already; nothing later touches markdown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from courseapp.deciding.grading import Pile
from courseapp.evidence.exhibits import Exhibit
from courseapp.lessonfiles.passages import Passage


@dataclass(frozen=True)
class Source:
    """Something a lesson rests on, to be read by who doubts."""

    title: str
    url: str


@dataclass(frozen=True)
class Provenance:
    """What an answer key rests on: a document or a measurement, as inline HTML.

    `valid_until` is the last day on which the key holds without being checked anew; None means
    that it does not age. `line` is where that day is written, or else the source.
    """

    line: int
    source_html: str
    valid_until: date | None


@dataclass(frozen=True)
class Correction:
    """That the former key was wrong ("corrected"), or that there is no right answer ("void"): since
    when, and why, as inline HTML."""

    line: int
    kind: Literal["corrected", "void"]
    day: date
    why_html: str


@dataclass(frozen=True)
class Option:
    """One answer to a `predict` question. `key` is its place in the file: "a", "b", "c" …"""

    line: int
    key: str
    text: str
    html: str
    why_html: str
    is_right: bool


@dataclass(frozen=True)
class Predict:
    """One of two to six options; exactly one is right.

    `provenance` is None, here as in the other kinds, where the author names no source.
    """

    line: int
    key: str
    prompt: str
    prompt_html: str
    options: tuple[Option, ...]
    reveal_html: str
    provenance: Provenance | None = None
    correction: Correction | None = None

    kind = "predict"


Accept = Literal["percent", "absolute", "factor", "exactly", "log-interval", "linear-interval"]


@dataclass(frozen=True)
class Estimate:
    """A number with a unit.

    `accept` says what counts as right: a value within `margin` per cent of `value`, one within
    `margin` of it in its unit, `value` itself, one within a factor of `margin`, or an 80 % interval
    that holds `value` (`margin` is then 0), scored on a logarithmic or a linear scale.
    `reveal_html` is the worked solution.
    """

    line: int
    key: str
    prompt: str
    prompt_html: str
    value: float
    unit: str
    accept: Accept
    margin: float
    reveal_html: str
    provenance: Provenance | None = None
    correction: Correction | None = None

    kind = "estimate"


@dataclass(frozen=True)
class Item:
    """One thing to rank. `key` follows the order shown, which says nothing about the right one."""

    line: int
    key: str
    text: str
    html: str
    why_html: str


@dataclass(frozen=True)
class Rank:
    """Three to six items to put in order. `items` are in the right order; show them by key."""

    line: int
    key: str
    prompt: str
    prompt_html: str
    items: tuple[Item, ...]
    reveal_html: str
    provenance: Provenance | None = None
    correction: Correction | None = None

    kind = "rank"


@dataclass(frozen=True)
class Reflect:
    """Free text, then a model answer and a rubric (a tuple of HTML lines) to tick."""

    line: int
    key: str
    prompt: str
    prompt_html: str
    model_html: str
    rubric: tuple[str, ...]
    reveal_html: str
    provenance: Provenance | None = None

    kind = "reflect"


Question = Predict | Estimate | Rank | Reflect


@dataclass(frozen=True)
class Prose:
    """A run of text between questions."""

    line: int
    html: str


@dataclass(frozen=True)
class Simulation:
    """An interactive figure: a simulator by its slug, and what the lesson sets, as text by name."""

    line: int
    key: str
    simulator: str
    defaults: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Decision:
    """A decision list to write: so many questions, graded by the scenarios of the file `path`.

    `pile` is what the file holds; None only where a Problem says why.
    """

    line: int
    key: str
    prompt_html: str
    questions: int
    path: str
    pile: Pile | None

    kind = "decide"


@dataclass(frozen=True)
class Evidence:
    """A chart or table of a measurement file; `exhibit` is None only where a Problem says why."""

    line: int
    key: str
    exhibit: Exhibit | None


Step = Prose | Question | Simulation | Decision | Evidence


@dataclass(frozen=True)
class Figure:
    """A picture a lesson shows, named by its content so that its address cannot be guessed."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Summary:
    """What the rest of a course must know of a lesson to be checked without reading it again."""

    slug: str
    formerly: tuple[str, ...]
    questions: tuple[tuple[str, int], ...]
    """(question key, line), in order."""
    links: tuple[tuple[str, int], ...]
    """(lesson file linked to, relative to the course's folder, line)."""
    images: tuple[str, ...] = ()
    """Pictures shown, relative to the course's folder; their bytes are part of the digest."""
    formerly_lines: tuple[int, ...] = ()
    """The line of each name in `formerly`."""
    terms: tuple[tuple[str, int, int], ...] = ()
    """(slug of a glossary term linked to, line, how many of the lesson's questions are answered
    when the link is shown)."""
    simulators: tuple[str, ...] = ()
    """Simulators shown; their parameters are part of the digest."""
    scenarios: tuple[str, ...] = ()
    """Scenario files named, relative to the course's folder; their bytes are part of the digest."""
    measurements: tuple[str, ...] = ()
    """Measurement files shown, by their names; their bytes are part of the digest."""


Keys = tuple[tuple[str, int], ...]
"""(key of a question, the line that names it)."""


@dataclass(frozen=True)
class PublicText:
    """Something that anybody may read, to be held against what lessons have yet to ask.

    `path` is relative to the course's folder; `heading` is read with it; `lessons` are the slugs of
    those it is about. It gives away what it `spoils`, and waits; what is `harmless` its author has
    judged. `cure` says what can be done where it tells too much.
    """

    path: str
    text: Passage
    cure: str
    heading: str = ""
    lessons: tuple[str, ...] = ()
    spoils: tuple[str, ...] = ()
    harmless: Keys = ()


@dataclass(frozen=True)
class Lesson:
    """One markdown file, read and rendered. `path` is relative to the course's folder.

    `words` are those that the minutes are counted from. `minutes_in` says how many minutes are
    behind a reader who has just answered a question or decision, in order, each counted without
    what it says itself.
    """

    path: str
    digest: str
    title: str
    teaser: str
    minutes: int
    objective: str
    checked: date
    sources: tuple[Source, ...]
    words: int
    minutes_in: tuple[float, ...]
    steps: tuple[Step, ...]
    figures: tuple[Figure, ...]
    summary: Summary
    checked_line: int = 0
    public: tuple[PublicText, ...] = ()

    @property
    def slug(self) -> str:
        return self.summary.slug

    @property
    def questions(self) -> Iterator[Question]:
        return (step for step in self.steps if isinstance(step, Question))


@dataclass(frozen=True)
class UnchangedLesson:
    """A file whose digest the caller knew already; it was not read again."""

    path: str
    digest: str
    summary: Summary

    @property
    def slug(self) -> str:
        return self.summary.slug


@dataclass(frozen=True)
class Phase:
    """A titled group of lessons with one aim, in order."""

    slug: str
    title: str
    aim: str
    lessons: tuple[Lesson | UnchangedLesson, ...]


@dataclass(frozen=True)
class Term:
    """An entry of the course's glossary. `lesson` is the slug of the lesson that needs it most.

    `spoils` are keys of questions whose answers `html`, the definition, gives away.
    """

    slug: str
    name: str
    lesson: str
    html: str
    spoils: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One question of the course's FAQ.

    `spoils` are keys of lessons' questions whose answers `html` gives away.
    """

    question: str
    html: str
    spoils: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """A course's folder, whole and without a Problem. `path` is the folder as it was given."""

    slug: str
    path: str
    emoji: str
    title: str
    tagline: str
    intro_html: str
    related: tuple[str, ...]
    """Slugs of other courses."""
    faq: tuple[Answer, ...]
    figures: tuple[Figure, ...]
    """Pictures of the introduction and the FAQ."""
    phases: tuple[Phase, ...]
    glossary: tuple[Term, ...] = ()
    language: str = "en"
    """A BCP 47 tag: what the course is written in."""
    public: tuple[PublicText, ...] = ()
    """All that anybody may read, without that of lessons."""
    announced: bool = False
    """It is only named, as coming: it has no lessons."""

    @property
    def read_lessons(self) -> Iterator[Lesson]:
        """The lessons that were read, and not only recognised."""
        lessons = (lesson for phase in self.phases for lesson in phase.lessons)
        return (lesson for lesson in lessons if isinstance(lesson, Lesson))
