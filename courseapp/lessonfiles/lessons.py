"""One lesson's file to a Lesson, or to Problems."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath

from courseapp.lessonfiles.addresses import ADDRESS_HINT, is_address
from courseapp.lessonfiles.decisions import Library, read_decision
from courseapp.lessonfiles.documents import (
    Decision,
    Keys,
    Lesson,
    Prose,
    PublicText,
    Question,
    Source,
    Step,
    Summary,
    Term,
)
from courseapp.lessonfiles.evidence import files_of, read_evidence
from courseapp.lessonfiles.figures import Shelf
from courseapp.lessonfiles.frontmatter import Fields, read_fields, split_front_matter
from courseapp.lessonfiles.leftovers import report_leftovers
from courseapp.lessonfiles.measurements import MeasurementFile, contents_of
from courseapp.lessonfiles.names import is_name, name_hint
from courseapp.lessonfiles.page import Page
from courseapp.lessonfiles.passages import CONTROL, CONTROL_HINT, Passage
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.questions import read_question
from courseapp.lessonfiles.render import FORMAT_VERSION, Renderer
from courseapp.lessonfiles.rules import (
    check_minutes,
    check_spoilers,
    check_unique_steps,
    count_minutes,
    find_spoilers,
)
from courseapp.lessonfiles.simulations import (
    parameters_of,
    read_simulation,
    simulators_of,
)
from courseapp.lessonfiles.steps import GATE_KINDS, Block, scan_steps

FIELDS = ("title", "teaser", "minutes", "objective", "checked", "sources", "formerly", "harmless")
REWORD = (
    "Reword the teaser, or rename the file; or, where they do not tell, add a field: "
    "harmless: [that question]"
)
SOURCE_FIELDS = ("title", "url")
LONGEST_TITLE = 200
LONGEST_SENTENCE = 500


@dataclass(frozen=True)
class Workshop:
    """What all lessons of one course share while they are read.

    `terms` are the glossary's by slug; None when a Problem says that it could not be read.
    """

    course: str
    renderer: Renderer
    shelf: Shelf
    library: Library
    terms: Mapping[str, Term] | None = field(default_factory=dict)
    measurements: Mapping[str, MeasurementFile] = field(default_factory=dict)

    def page(self, path: str, findings: Findings) -> Page:
        return Page(self.course, path, self.renderer, self.shelf, findings, self.terms)


@dataclass(frozen=True)
class _Head:
    title: str
    teaser: str
    minutes: int
    objective: str
    checked: date
    sources: tuple[Source, ...]
    formerly: tuple[tuple[str, int], ...]
    lines: dict[str, int]
    harmless: Keys


EMPTY_HEAD = _Head("", "", 0, "", date.min, (), (), {}, ())


def digest_lesson(
    course: str,
    content: bytes,
    pictures: Iterable[bytes],
    definitions: Iterable[bytes],
    parameters: Iterable[bytes],
    files: Iterable[bytes],
) -> str:
    """What a lesson hangs on: its bytes, its pictures, the definitions of its terms, the parameters
    of its simulators, the files of scenarios and measurements, its course, the way of rendering."""
    digest = sha256(f"{FORMAT_VERSION}\n{course}\n".encode())
    for part in (content, *pictures, *definitions, *parameters, *files):
        digest.update(sha256(part).digest())
    return digest.hexdigest()


def read_lesson(
    path: str, content: bytes, text: str, workshop: Workshop, findings: Findings
) -> Lesson:
    """The lesson; worth something only when `findings` has stayed empty."""
    check_control_characters(text, findings)
    front, body = split_front_matter(text, findings)
    fields = read_fields(front, findings, FIELDS, "the lesson") if front is not None else None
    head = _read_head(fields, findings) if fields else EMPTY_HEAD
    page = workshop.page(path, findings)
    steps = _read_steps(body, head, page, workshop, findings)
    if front is not None and not body.text.strip():
        findings.add(0, "the lesson is empty.", "Write its text below the front matter.")
    slug = PurePosixPath(path).stem
    _check_spoilers(slug, head, steps, findings)
    figures = {figure.name: figure for figure in page.figures.values()}
    pictures = (figure.content for figure in page.figures.values())
    simulators = simulators_of(steps)
    parameters = parameters_of(simulators)
    files = tuple(dict.fromkeys(step.path for step in _decisions(steps) if step.path))
    measurements = files_of(steps)
    contents = [
        *(workshop.library.content(file) for file in files),
        *contents_of(measurements, workshop.measurements),
    ]
    return Lesson(
        path=path,
        digest=digest_lesson(
            workshop.course, content, pictures, page.definitions, parameters, contents
        ),
        title=head.title,
        teaser=head.teaser,
        minutes=head.minutes,
        objective=head.objective,
        checked=head.checked,
        sources=head.sources,
        words=page.words,
        minutes_in=_minutes_in(page.words_before, steps),
        steps=steps,
        figures=tuple(figures.values()),
        summary=Summary(
            slug=slug,
            formerly=tuple(name for name, _ in head.formerly),
            formerly_lines=tuple(line for _, line in head.formerly),
            questions=tuple((step.key, step.line) for step in _questions(steps) if step.key),
            links=tuple(page.links),
            images=tuple(page.figures),
            terms=tuple(page.linked_terms),
            simulators=simulators,
            scenarios=files,
            measurements=measurements,
        ),
        public=(_public_text(path, slug, head),),
        checked_line=head.lines.get("checked", 0),
    )


def _public_text(path: str, slug: str, head: _Head) -> PublicText:
    """What is read of a lesson before it is open: its teaser, and its name in the address."""
    text = Passage(head.lines.get("teaser", 0), f"{head.teaser} ({slug.replace('-', ' ')})")
    return PublicText(path, text, REWORD, lessons=(slug,), harmless=head.harmless)


def check_control_characters(text: str, findings: Findings) -> None:
    if match := CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        message = f"the file holds a control character ({ord(match[0]):#04x})."
        findings.add(line, message, CONTROL_HINT)


def _questions(steps: Iterable[Step]) -> list[Question]:
    return [step for step in steps if isinstance(step, Question)]


def _decisions(steps: Iterable[Step]) -> list[Decision]:
    return [step for step in steps if isinstance(step, Decision)]


def _minutes_in(words_before: Sequence[int], steps: Iterable[Step]) -> tuple[float, ...]:
    gates = [step for step in steps if isinstance(step, Question | Decision)]
    return tuple(
        round(count_minutes(words, len(_questions(gates[:n])), len(_decisions(gates[:n]))), 1)
        for n, words in enumerate(words_before, start=1)
    )


def _read_head(fields: Fields, findings: Findings) -> _Head:
    return _Head(
        title=fields.text("title", LONGEST_TITLE),
        teaser=fields.text("teaser", LONGEST_TITLE),
        minutes=fields.number("minutes"),
        objective=fields.text("objective", LONGEST_SENTENCE),
        checked=fields.day("checked"),
        sources=_read_sources(fields, findings),
        formerly=_read_formerly(fields, findings),
        lines={name: fields.line(name) for name in FIELDS},
        harmless=tuple(fields.texts("harmless", LONGEST_TITLE)),
    )


def _read_sources(fields: Fields, findings: Findings) -> tuple[Source, ...]:
    records = fields.records("sources", SOURCE_FIELDS, "a source") or []
    return tuple(_read_source(record, findings) for record in records)


def _read_source(record: Fields, findings: Findings) -> Source:
    source = Source(record.text("title", LONGEST_SENTENCE), record.text("url", LONGEST_SENTENCE))
    if source.url and not is_address(source.url):
        message = f'"{source.url[:60]}" is no address of a page.'
        findings.add(record.line("url"), message, ADDRESS_HINT)
    return source


def _read_formerly(fields: Fields, findings: Findings) -> tuple[tuple[str, int], ...]:
    names = fields.texts("formerly", LONGEST_TITLE)
    for name, line in names:
        if not is_name(name):
            message = f'"{name[:60]}" was never a lesson\'s name.'
            findings.add(line, message, name_hint(name))
    return tuple((name, line) for name, line in names if is_name(name))


def _read_steps(
    body: Passage, head: _Head, page: Page, workshop: Workshop, findings: Findings
) -> tuple[Step, ...]:
    before = len(findings.problems)
    pieces = scan_steps(body, findings)
    report_leftovers(pieces, findings)
    page.told = {problem.line for problem in findings.problems[before:]}
    sound = len(findings.problems) == before
    steps = tuple(
        _read_step(piece, number, page, workshop, findings)
        for number, piece in enumerate(pieces, start=1)
    )
    check_unique_steps(steps, findings)
    questions, decisions = len(_questions(steps)), len(_decisions(steps))
    if sound and body.text.strip() and not questions + decisions:
        hint = "Ask at least one thing: ::: predict a-name-of-its-own"
        findings.add(body.line, "the lesson asks nothing.", hint)
    if sound and questions + decisions and head.minutes:
        line = head.lines["minutes"]
        check_minutes(head.minutes, page.words, questions, line, findings, decisions)
    return steps


def _read_step(
    piece: Passage | Block, number: int, page: Page, workshop: Workshop, findings: Findings
) -> Step:
    if isinstance(piece, Block) and piece.kind == "simulate":
        return read_simulation(piece, findings)
    if isinstance(piece, Block) and piece.kind in GATE_KINDS:
        page.words_before.append(page.words)
    if isinstance(piece, Block) and piece.kind == "decide":
        return read_decision(piece, page, workshop.library, findings)
    if isinstance(piece, Block) and piece.kind == "evidence":
        return read_evidence(piece, workshop.measurements, findings)
    if isinstance(piece, Block):
        question = read_question(piece, page, findings)
        page.asked += 1
        return question
    return Prose(piece.line, page.block(piece, f"step_{number}", page.asked))


def _check_spoilers(slug: str, head: _Head, steps: tuple[Step, ...], findings: Findings) -> None:
    spoilers = find_spoilers(head.title, steps)
    if spoilers:
        check_spoilers(spoilers, head.teaser, "teaser", head.lines["teaser"], findings)
        check_spoilers(spoilers, slug, "file's name", 0, findings)
