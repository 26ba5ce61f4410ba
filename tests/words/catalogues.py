"""What is marked for translation, gathered from code and templates, and kept in .po and .mo files.

Django's own `makemessages` needs GNU gettext on the machine; this needs Babel only.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
LOCALE = ROOT / "courseapp" / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may hold marked words, as Python to read them from."""
    for path in sorted((ROOT / "courseapp").rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*.*")):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path.relative_to(ROOT)))
        # What is left of the mark-up is no Python: its indentation would be an error.
        yield path, "\n".join(line.strip() for line in code.splitlines())


def gather() -> Catalog:
    """Every marked message with the files it is in, in a stable order."""
    catalog = Catalog(charset="utf-8")
    for path, code in sources():
        file = BytesIO(code.encode())
        options = {"encoding": "utf-8"}
        for _, message, comments, context in extract("python", file, KEYWORDS, (), options):
            where = [(str(path.relative_to(ROOT)), 0)]
            catalog.add(message, None, where, auto_comments=comments, context=context)
    return catalog


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue as it is kept; an empty one for a language begun only now."""
    path = po_path(language)
    if not path.exists():
        return Catalog(
            locale=language,
            header_comment="# The site's words in another language; MIT like the code.",
            project="Hunch",
            msgid_bugs_address="the repository's issues",
            last_translator="the contributors",
            language_team="the contributors",
            charset="utf-8",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """What gettext reads: the same messages always give the same bytes."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def written(catalog: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalog, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return file.getvalue()


def renew(language: str) -> Catalog:
    """Takes in what is newly marked, drops what is gone, and writes both files."""
    catalog = read(language)
    catalog.update(gather(), no_fuzzy_matching=True, update_creation_date=False)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalog))
    path.with_suffix(".mo").write_bytes(compiled(catalog))
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """The messages that still need words."""
    return [str(message.id) for message in catalog if message.id and not _is_done(message.string)]


def _is_done(string: str | list[str] | tuple[str, ...] | None) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)
