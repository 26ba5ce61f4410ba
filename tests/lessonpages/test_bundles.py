"""One style sheet and one script from many files, and colours that can be read."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from pytest_django import Settings

from courseapp.lessonpages.bundles import (
    BUNDLES,
    SCRIPT,
    SHEET,
    Bundle,
    joined_in_blocks,
    write_if_changed,
)

HEX = re.compile(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b")
TOKENS = (SHEET.folder / "tokens.css").read_text(encoding="utf-8")
CODE = (SHEET.folder / "code.css").read_text(encoding="utf-8")
DARK = "@media (prefers-color-scheme: dark)"

TEXT = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "code"),
    ("ink", "accent-wash"),
    ("ink", "error-wash"),
    ("ink", "success-wash"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("ink-soft", "sunken"),
    ("ink-soft", "accent-wash"),
    ("accent-ink", "accent"),
    ("button-ink", "button"),
    ("button-ink", "button-hover"),
    ("error", "paper"),
    ("error", "surface"),
    ("error", "error-wash"),
    ("success", "success-wash"),
]
CONTROLS = [
    ("edge", "paper"),
    ("edge", "surface"),
    ("edge", "sunken"),
    ("button", "paper"),
    ("button", "surface"),
    ("accent-edge", "paper"),
    ("accent-edge", "surface"),
    ("accent-edge", "accent-wash"),
    ("error", "surface"),
]


def colours(css: str) -> dict[str, str]:
    """Custom properties that are plain colours; the first of each name."""
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css)
    return dict(reversed(found))


def scheme(name: str) -> dict[str, str]:
    light, _, rest = TOKENS.partition(DARK)
    return colours(light) | (colours(rest) if name == "dark" else {})


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of relative luminance."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(name: str, text: str, ground: str) -> None:
    assert contrast(scheme(name)[text], scheme(name)[ground]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_controls_can_be_seen(name: str, edge: str, ground: str) -> None:
    assert contrast(scheme(name)[edge], scheme(name)[ground]) >= 3


@pytest.mark.parametrize("name", ["light", "dark"])
def test_code_can_be_read(name: str) -> None:
    light, _, dark = CODE.partition("@media screen and (prefers-color-scheme: dark)")
    used = set(HEX.findall(light if name == "light" else dark))
    ground = scheme(name)["code"]
    assert len(used) > 5
    assert {colour for colour in used if contrast(colour, ground) < 4.5} == set()


def test_colours_are_decided_in_the_tokens_alone() -> None:
    decided = {"tokens.css", "code.css", "print.css", *SHEET.elsewhere}
    others = [path for path in SHEET.folder.glob("*.css") if path.name not in decided]
    assert [path.name for path in others if HEX.search(path.read_text(encoding="utf-8"))] == []


def test_tokens_and_bare_elements_come_first_and_print_last() -> None:
    names = [path.name for path in SHEET.sources()]
    assert names[:2] == ["tokens.css", "base.css"]
    assert names[-1] == "print.css"
    assert names[2:-1] == sorted(names[2:-1])


@pytest.mark.parametrize("bundle", BUNDLES.values(), ids=BUNDLES)
def test_the_finder_joins_every_file(bundle: Bundle) -> None:
    found = finders.find(bundle.name)
    assert found is not None
    text = Path(found).read_text(encoding="utf-8")
    assert [path.name for path in bundle.sources() if path.read_text("utf-8") not in text] == []


def test_what_the_first_script_declares_is_shared_and_all_else_is_not() -> None:
    assert SCRIPT.sources()[0].name == "page.js"
    assert joined_in_blocks(["a;\n", "b;\n", "c;\n"]) == "a;\n\n{\nb;\n}\n\n{\nc;\n}\n"


def test_a_change_is_written_and_sameness_is_not(tmp_path: Path) -> None:
    path = tmp_path / "css" / "site.css"
    write_if_changed(path, "one")
    first = path.stat().st_ino
    write_if_changed(path, "one")
    assert path.stat().st_ino == first
    write_if_changed(path, "two")
    assert path.read_text(encoding="utf-8") == "two"
    assert list(path.parent.iterdir()) == [path]


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> Any:
    """Static files as production keeps them."""
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return staticfiles_storage


def test_production_serves_the_joined_sheet_under_a_hashed_name(collected: Any) -> None:
    name = collected.stored_name("css/site.css")
    assert re.fullmatch(r"css/site\.[0-9a-f]{12}\.css", name)
    assert "--accent:" in Path(collected.path(name)).read_text(encoding="utf-8")
    assert Path(collected.path(f"{name}.br")).exists()


def test_what_a_lesson_loads_leaves_room_for_the_lesson(collected: Any) -> None:
    names = ["css/site.css", "js/lesson.js", "django_htmx/htmx-2.min.js"]
    paths = [Path(collected.path(collected.stored_name(name))) for name in names]
    assert sum(len(gzip.compress(path.read_bytes())) for path in paths) < 42_000  # bytes
