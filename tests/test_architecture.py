"""The house rules of docs/decisions.md that a machine can keep."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "courseapp"
ORDER = (
    "locale",
    "simulators",
    "deciding",
    "evidence",
    "lessonfiles",
    "models",
    "loading",
    "schedule",
    "outbox",
    "health",
    "answers",
    "progress",
    "accounts",
    "lessonpages",
    "design",
    "admin",
    "management",
    "urls",
)
MODULES = sorted(p for p in APP.rglob("*.py") if "migrations" not in p.parts)


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, dotted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def package_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "courseapp" and len(parts) > 1 and parts[1] in ORDER else None


def test_every_package_has_its_place_in_the_order() -> None:
    packages = {path.parent.name for path in APP.glob("*/__init__.py")}
    assert packages - {"migrations"} == set(ORDER) - {"urls"}


def test_a_package_imports_only_packages_before_it() -> None:
    wrong = []
    for path in MODULES:
        own = path.relative_to(APP).parts[0].removesuffix(".py")
        if own not in ORDER:
            continue
        for module in imports(path):
            other = package_of(module)
            if other and ORDER.index(other) > ORDER.index(own):
                wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert wrong == []


@pytest.mark.parametrize("package", ["lessonfiles", "simulators", "deciding", "evidence"])
def test_what_reads_and_simulates_knows_no_django(package: str) -> None:
    for path in (APP / package).rglob("*.py"):
        assert not [m for m in imports(path) if m.split(".")[0] in {"django", "allauth"}], path


@pytest.mark.parametrize(
    ("pattern", "place"),
    [
        (r"timezone\.now\(|datetime\.(now|today|utcnow)\(|date\.today\(", "schedule/clock.py"),
        (r"^\s*(from|import) (markdown|pygments|nh3)\b", "lessonfiles/render.py"),
        (r"\bos\.environ\b|\bgetenv\(", "settings.py"),
        (
            r"Prediction\.objects\.(create|bulk_create|get_or_create|update)|predictions\.\S*update\("
            r"|prediction\.(save|delete)\(",
            "answers/recording.py",
        ),
        (
            r"Framework\.objects\.(create|bulk_create|get_or_create|update)|framework\.(save|delete)\(",
            "answers/deciding.py",
        ),
    ],
)
def test_some_things_are_done_in_one_place_only(pattern: str, place: str) -> None:
    found = {
        path.relative_to(APP).as_posix()
        for path in MODULES
        if re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found == {place}


def test_only_rendered_lesson_html_is_marked_safe() -> None:
    """`mark_safe` and `|safe` stand only where sanitised HTML of a lesson goes."""
    allowed = re.compile(
        r"\{\{ (page\.intro|item\.html|step\.(html|prompt|reveal|model|source)|choice\.html"
        r"|verdict\.(html|why)|correction\.why|words|line\.html|term\.html)\|safe \}\}"
    )
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "safe" in line and re.search(r"\|\s*safe|autoescape off", allowed.sub("", line)):
                wrong.append(f"{path.relative_to(ROOT)}: {line.strip()}")
    code = [p for p in MODULES if "mark_safe" in p.read_text(encoding="utf-8")]
    assert (wrong, code) == ([], [])
