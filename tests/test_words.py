"""That every word of the site is marked for translation and that the translations are whole."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests import cast
from tests.admin.desk import make_desk, signed_in
from tests.cast import make_learner
from tests.words.catalogues import compiled, gather, po_path, read, untranslated

FOLDER = Path(settings.BASE_DIR, "templates")
DEVELOPERS = FOLDER / "design"
TEMPLATES = sorted(path for path in FOLDER.rglob("*.*") if DEVELOPERS not in path.parents)
LANGUAGES = [code for code, _ in settings.LANGUAGES[1:]]
NOT_WORDS = {"Aa", "CSV", "Enter", "Hunch", "JSON", "UTC", "min"}
"""Names, keys and units that are the same everywhere."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def catalog(language: str) -> Catalog:
    return read(language)


def test_the_catalogue_has_all_that_is_marked_and_nothing_else(catalog: Catalog) -> None:
    marked = {(message.id, message.context) for message in gather() if message.id}
    kept = {(message.id, message.context) for message in catalog if message.id}
    assert marked == kept, "Run `make words`."


def test_every_message_is_translated(catalog: Catalog) -> None:
    assert untranslated(catalog) == []
    assert [message.id for message in catalog if message.id and message.fuzzy] == []


def test_a_translation_keeps_what_is_filled_in(catalog: Catalog) -> None:
    assert [(message.id, errors) for message, errors in catalog.check()] == []


def test_a_translation_keeps_its_links_and_marks(catalog: Catalog) -> None:
    """The tags of the mark-up, in any order."""
    for message in filter(lambda message: message.id, catalog):
        ids, strings = forms_of(message.id), forms_of(message.string)
        for string in strings:
            assert tags_in(string) in [tags_in(id_) for id_ in ids], string


def forms_of(text: object) -> list[str]:
    return list(text) if isinstance(text, list | tuple) else [str(text)]


def tags_in(text: str) -> list[str]:
    return sorted(re.findall(r"<[^>]+>", text))


def test_what_gettext_reads_is_compiled_from_the_catalogue(language: str, catalog: Catalog) -> None:
    kept = po_path(language).with_suffix(".mo").read_bytes()
    assert kept == compiled(catalog), "Run `make words`."


def test_plurals_and_names_come_in_the_language_of_the_reader() -> None:
    with translation.override("de"):
        assert gettext("Sign in") == "Anmelden"
        forms = [
            ngettext(
                "Open a lesson early for %(count)s learner",
                "Open a lesson early for %(count)s learners",
                count,
            )
            for count in (1, 2)
        ]
    assert forms[0] != forms[1]


class Words(HTMLParser):
    """Collects the text of a page and of the attributes that are read out."""

    READ_OUT = ("alt", "aria-label", "placeholder", "title")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in self.READ_OUT]
        self.silent = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def bare_words(template: str) -> Iterator[str]:
    """Words that a template says without marking them."""
    template = re.sub(r"\{% blocktranslate.*?\{% endblocktranslate %\}", " ", template, flags=re.S)
    template = re.sub(r"\{% comment.*?\{% endcomment %\}|\{#.*?#\}", " ", template, flags=re.S)
    template = re.sub(r"\{% block bodyclass %\}.*?\{% endblock %\}|\{%.*?%\}", "", template)
    template = re.sub(r"\{\{.*?\}\}", "b", template)  # it may stand for the name of a tag
    words = Words()
    words.feed(template)
    for text in words.found:
        yield from (
            word
            for word in re.findall(r"[^\W\d_]{2,}", text)
            if word.strip("b") and word not in NOT_WORDS
        )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_that_is_not_marked(path: Path) -> None:
    assert list(bare_words(path.read_text(encoding="utf-8"))) == []


PAGES = (
    *("/", "/courses/course/", "/courses/course/lesson-1/", "/courses/course/lesson-2/"),
    *("/today/", "/account/", "/account/delete/", "/enrolments/course/", "/join/", "/nowhere/"),
)


DESK = (
    *("/admin/", "/admin/courseapp/enrolment/", "/admin/courseapp/cohort/add/"),
    *("/admin/courseapp/enrolment/{enrolment}/change/", "/admin/courseapp/framework/"),
    *("/admin/courseapp/framework/{framework}/change/", "/admin/courseapp/framework/report/"),
    *("/admin/courseapp/cohort/{cohort}/change/", "/admin/courseapp/cohort/{cohort}/learners/"),
    *(
        "/admin/courseapp/question/",
        "/admin/courseapp/question/report/",
        "/admin/courseapp/lesson/",
    ),
)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("address", PAGES)
def test_a_german_page_says_nothing_in_english(client: Client, address: str) -> None:
    learner = make_learner(language="de")
    cast.enrol(learner, cast.make_course("course", lessons=2))
    client.force_login(learner)
    assert english_in(client.get(address)) == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("address", DESK)
def test_the_german_desk_says_nothing_in_english(address: str) -> None:
    desk = make_desk()
    desk.instructor.language = "de"
    desk.instructor.save()
    keys = {name: getattr(desk, name).pk for name in ("cohort", "enrolment", "framework")}
    assert english_in(signed_in(desk.instructor).get(address.format(**keys))) == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_german_date_is_a_sentence_with_the_words_around_it(client: Client) -> None:
    cohort = cast.make_cohort(cast.make_course("course", lessons=2))
    learner = make_learner(language="de")
    cast.enrol(learner, cohort.course, cohort=cohort)
    client.force_login(learner)
    page = Words()
    page.feed(client.get("/courses/course/").content.decode())
    said = " ".join(" ".join(page.found).split())
    assert re.search(r"Öffnet sich am (Mo|Di|Mi|Do|Fr|Sa|So), \d+\. \S+, um 04:00 Uhr", said)


def english_in(response: Any) -> set[str]:
    """What a page says in words that have a translation."""
    page = Words()
    page.feed(response.content.decode())
    said = {" ".join(text.split()).removesuffix(":") for text in page.found}
    english = {str(m.id) for m in read("de") if m.id and m.string != m.id}
    return said & english - {"Hunch", "Name"}
