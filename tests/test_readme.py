"""What the README and the contributor's page say is so."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", "docs/decisions.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"]


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def own_commands() -> set[str]:
    return {path.stem for path in (ROOT / "courseapp/management/commands").glob("[!_]*.py")}


def test_the_route_table_names_the_packages_that_exist() -> None:
    packages = {path.parent.name for path in (ROOT / "courseapp").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `courseapp/(\w+)/` \|", README, re.MULTILINE)) == packages - {
        "migrations"
    }


def test_the_variables_are_those_that_the_settings_read() -> None:
    files = (ROOT / "courseapp/settings.py", ROOT / "courseapp/environment.py")
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    read = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', source))
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)) == read


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    djangos = {"check", "migrate", "createcachetable", "collectstatic", "createsuperuser"}
    named = set(re.findall(r"manage\.py (\w+)", text))
    assert named - djangos - own_commands() == set()
    code = "\n".join(re.findall(r"`[^`\n]+`|^    .+$", text, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", code)) - make_targets() == set()


@pytest.mark.parametrize("page", PAGES)
def test_links_to_files_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (folder / link).exists()] == []
