"""Loading 1,000 generated lessons, against Python-Markdown with Pygments over the same prose."""

import io
import re
import resource
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import markdown
from django.conf import settings
from django.core.management import call_command
from markdown.extensions.codehilite import CodeHiliteExtension

from courseapp.lessonfiles.reading import read_course
from courseapp.models import Course
from tests.bench.table import Finding, limit
from tests.bench.timing import seconds

LESSONS = 1_000
ROUNDS = 5
REPEATS = 5
"""Of what takes a moment only."""
COURSE = """---
emoji: "⚡"
title: A generated course
tagline: As long as anyone could bear.
phases:
  - slug: all
    title: All of it
    aim: Be many
    lessons:
{slugs}
---
An introduction.
"""
EXTENSIONS = ["tables", "fenced_code", "footnotes", "admonition", "def_list", "abbr"]


DRAWN = re.compile(r"^::: (?:evidence|simulate|decide) .*?^:::\n", re.MULTILINE | re.DOTALL)
"""Blocks that hold no prose, and name files of their own course."""


PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
INNER_ADDRESS = re.compile(r"(?<=\]\()(?!https?:)[^)]*(?=\))")


def real_lessons() -> list[str]:
    paths = sorted(settings.LESSONS_DIR.glob("*/*/*.md"))
    texts = (path.read_text(encoding="utf-8") for path in paths)
    return [DRAWN.sub("", text) for text in texts if text.startswith("---\n")]


def generate(folder: Path) -> list[Path]:
    """A course of the real lessons' texts over and over, each with ids of its own.

    What they link to in their own course is not there, so those links lead to its page.
    """
    originals, paths = real_lessons(), []
    for number in range(LESSONS):
        text = originals[number % len(originals)]
        text = re.sub(
            r"^(::: (?:predict|estimate|rank|reflect) [\w-]+)", rf"\1-{number}", text, flags=re.M
        )
        text = INNER_ADDRESS.sub("../course.md", PICTURE.sub(r"\1", text))
        paths.append(folder / "all" / f"lesson-{number}.md")
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        paths[-1].write_text(text, encoding="utf-8")
    slugs = "\n".join(f"      - lesson-{number}" for number in range(LESSONS))
    (folder / "course.md").write_text(COURSE.format(slugs=slugs), encoding="utf-8")
    return paths


def prose_of(path: Path) -> str:
    """What a lesson's file holds below its front matter."""
    return path.read_text(encoding="utf-8").split("\n---\n", 1)[1]


def render_bare(texts: list[str]) -> None:
    highlight = CodeHiliteExtension(guess_lang=False)
    converter = markdown.Markdown(extensions=[*EXTENSIONS, highlight])
    for text in texts:
        converter.reset()
        converter.convert(text)


def measure() -> Iterator[Finding]:
    with TemporaryDirectory() as name:
        folder = Path(name) / "generated"
        paths = generate(folder)
        texts = [prose_of(path) for path in paths]
        rounds = [time_round(folder, texts, paths[LESSONS // 2])]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        for _ in range(ROUNDS - 1):
            Course.objects.all().delete()
            rounds.append(time_round(folder, texts, paths[LESSONS // 2]))
    bare, read, whole, again, one = map(min, zip(*rounds, strict=True))
    yield Finding(f"{LESSONS:,} lessons, Markdown and Pygments alone", f"{bare:.1f} s")
    yield Finding("reading and checking them, as a multiple of that", f"{read / bare:.2f}")
    yield limit("loading them, as a multiple of that", whole / bare, 1.2, digits=2)
    yield limit("with one file changed, of the whole load", 100 * one / whole, 3, "%", digits=1)
    yield Finding("with none changed, of the whole load", f"{100 * again / whole:.1f} %")
    yield Finding("peak memory of the process that did all this", f"{peak:.0f} MiB")


def time_round(folder: Path, texts: list[str], changed: Path) -> tuple[float, ...]:
    """Seconds of rendering, reading, loading, loading again, loading with one file changed.

    The least of them is what each takes: whatever else the machine does only adds to it.
    """
    bare = seconds(lambda: render_bare(texts))
    read = seconds(lambda: read_course(folder))
    whole = seconds(lambda: load(folder))
    again = min(seconds(lambda: load(folder)) for _ in range(REPEATS))
    one = min(time_change(folder, changed) for _ in range(REPEATS))
    return bare, read, whole, again, one


def time_change(folder: Path, changed: Path) -> float:
    with changed.open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    return seconds(lambda: load(folder))


def load(folder: Path) -> None:
    call_command("load_lessons", folder, stdout=io.StringIO())
