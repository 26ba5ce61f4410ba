"""Beginning a lesson: a file that passes every check, and its line in course.md."""

from datetime import date
from pathlib import Path

import yaml

from courseapp.lessonfiles.coursefile import COURSE_FILE, FIELDS
from courseapp.lessonfiles.files import LARGEST_TEXT, Folder, UnreadableError, decode
from courseapp.lessonfiles.frontmatter import compose, split_front_matter
from courseapp.lessonfiles.names import RESERVED, is_name, name_hint, reserved_hint
from courseapp.lessonfiles.problems import Findings, in_words, near_name

DRAFT = """\
---
title: "A title that may give the answer away"
teaser: "A line that makes curious and gives nothing away"
minutes: 1
objective: "Say what a reader can do afterwards."
checked: {today}
sources: []
---
A situation, up to the moment at which a reader would like to know what happens.

::: predict {slug}
What happens next?

- [ ] What most people expect
  why: Tempting, because it is what usually happens. It would be right if this were the usual case.
- [x] What really happens
  why: The reason, in one or two sentences.
::: reveal
How it comes about.
:::

What follows from it.
"""


COURSE_DRAFT = """\
---
emoji: "📘"
title: "A title"
tagline: "What a reader can do afterwards, in a sentence."
phases:
  - slug: {phase}
    title: "The first phase"
    aim: "What it is for"
    lessons: []
---
Whom this course is for.
"""


class CannotDraftError(Exception):
    """Why a lesson cannot be begun, and what to do."""


def draft_lesson(folder: Path, phase: str, slug: str, today: date) -> Path:
    """Write a new lesson's file, list it in course.md and return its path. A course whose folder is
    not there is begun with it.

    Nothing is written when CannotDraftError is raised; nothing is ever overwritten.
    """
    for name in (phase, slug):
        if not is_name(name):
            raise CannotDraftError(f'"{name}" cannot be a name. {name_hint(name)}')
    if slug in RESERVED:
        raise CannotDraftError(f'"{slug}" cannot be a lesson\'s name. {reserved_hint(slug)}')
    if not is_name(folder.name):
        raise CannotDraftError(f'"{folder.name}" cannot be a name. {name_hint(folder.name)}')
    file = folder / phase / f"{slug}.md"
    if file.exists():
        raise CannotDraftError(f"{file} exists already; it stays as it is.")
    course_file = folder / COURSE_FILE
    is_new = not folder.exists()
    if is_new and (near := near_name(folder.name, _courses_beside(folder), 0.8)):
        raise CannotDraftError(f'There is no course "{folder.name}". Did you mean "{near}"?')
    try:
        begun = COURSE_DRAFT.format(phase=phase).encode()
        content = begun if is_new else Folder(folder).read(COURSE_FILE, LARGEST_TEXT)
        listed = list_lesson(content, str(course_file), phase, slug)
    except UnreadableError as error:
        raise CannotDraftError(f"{course_file}: {error.message} {error.hint}") from error
    file.parent.mkdir(exist_ok=True, parents=is_new)
    file.write_text(DRAFT.format(slug=slug, today=today.isoformat()), encoding="utf-8")
    course_file.write_bytes(listed)
    return file


def _courses_beside(folder: Path) -> list[str]:
    return [path.parent.name for path in folder.parent.glob(f"*/{COURSE_FILE}")]


def list_lesson(content: bytes, path: str, phase: str, slug: str) -> bytes:
    """course.md with `slug` at the end of a phase and every other byte as it was."""
    lessons = _find_lessons(decode(content), path, phase)
    if any(isinstance(node, yaml.ScalarNode) and node.value == slug for node in lessons.value):
        return content
    lines = content.decode("utf-8").splitlines(keepends=True)
    if lessons.flow_style:
        _extend_flow(lines, lessons, slug)
    else:
        _extend_block(lines, lessons, slug)
    return "".join(lines).encode("utf-8")


def _find_lessons(text: str, path: str, phase: str) -> yaml.SequenceNode:
    findings = Findings(path, text)
    front, _ = split_front_matter(text, findings)
    root = compose(front, findings) if front is not None else None
    if findings.problems:
        raise CannotDraftError(str(findings.problems[0]))
    phases = {_field(node, "slug"): node for node in _items(_child(root, "phases"))}
    names = [str(name) for name in phases if name]
    if phase not in phases:
        near = near_name(phase, names)
        known = f"It has {in_words(names)}." if names else f"It needs {in_words(FIELDS)}."
        hint = f'Did you mean "{near}"?' if near else known
        raise CannotDraftError(f'{path} has no phase "{phase}". {hint}')
    lessons = _child(phases[phase], "lessons")
    if not isinstance(lessons, yaml.SequenceNode):
        raise CannotDraftError(f'{path}: write "lessons: []" below the phase "{phase}" first.')
    return lessons


def _child(node: object, name: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for key, value in pairs if key.value == name), None)


def _field(node: yaml.Node, name: str) -> str | None:
    child = _child(node, name)
    return child.value if isinstance(child, yaml.ScalarNode) else None


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


FRONT_MATTER_STARTS = 1
"""YAML counts its lines from 0, and the first line of the file is its `---`."""


def _extend_flow(lines: list[str], lessons: yaml.SequenceNode, slug: str) -> None:
    """[a, b] becomes [a, b, slug]."""
    last = lessons.value[-1].end_mark if lessons.value else lessons.start_mark
    number = last.line + FRONT_MATTER_STARTS
    column = last.column if lessons.value else last.column + 1
    line = lines[number]
    added = f", {slug}" if lessons.value else slug
    lines[number] = f"{line[:column]}{added}{line[column:]}"


def _extend_block(lines: list[str], lessons: yaml.SequenceNode, slug: str) -> None:
    """A line like the last entry's follows it."""
    last = lessons.value[-1]
    number = last.end_mark.line + FRONT_MATTER_STARTS
    line = lines[last.start_mark.line + FRONT_MATTER_STARTS]
    ending = line[len(line.rstrip("\r\n")) :]
    before = line[: last.start_mark.column]
    lines.insert(number + 1, f"{before}{slug}{ending}")
