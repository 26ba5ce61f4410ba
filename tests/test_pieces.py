"""What many readers see alike is rendered once, and nothing of one reader reaches another."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.utils import translation
from django.utils.safestring import SafeString
from pytest_django import Settings

from courseapp import pieces
from courseapp.answers.states import Revealed, Verdict, Waiting
from courseapp.lessonpages.pages import Around, Top
from courseapp.models import Confidence
from tests import cast

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
HTMX = {"HX-Request": "true"}
PREDICT = "/courses/course/lesson-1/question-1/predict/"


def piece(template: str, given: str = "", **context: Any) -> str:
    source = f'{{% load pieces %}}{{% piece "{template}" {given} %}}'
    return engines["django"].from_string(source).render(context)


def header(**context: Any) -> str:
    return piece("_site_header.html", "is_signed_in=is_signed_in", **context)


def question(step: Waiting | Revealed, **more: Any) -> str:
    around = Around("course", "lesson-1", 2, "en", is_preview=False)
    template = "_waiting" if step.is_waiting else "_revealed"
    given = "step=step page=page"
    return piece(f"lessonpages/{template}.html", given, step=step, page=around, **more)


def asked(prompt: str = "<p>Which one?</p>") -> Waiting:
    return Waiting("first", 1, "predict", wording="wording", prompt=prompt)


def sources(name: str) -> Iterator[str]:
    """The text of a template and of all it includes."""
    text = (settings.BASE_DIR / "templates" / name).read_text(encoding="utf-8")
    yield text
    for included in re.findall(r'{% include "([^"]+)"', text):
        yield from sources(included)


def count_kept() -> int:
    return pieces._remembered.cache_info().currsize


def test_a_piece_knows_only_what_it_is_given() -> None:
    assert "Sign in" in header(is_signed_in=False)
    assert "Sign in" not in header(is_signed_in=True)
    assert "Sign in" in piece("_site_header.html", is_signed_in=True)


def test_equal_pieces_are_rendered_once() -> None:
    first = question(asked())
    kept = count_kept()
    assert question(asked()) == first
    assert count_kept() == kept


def test_a_changed_question_is_another_piece() -> None:
    assert "Which two?" not in question(asked())
    assert "Which two?" in question(asked("<p>Which two?</p>"))


def test_words_that_look_like_html_are_never_taken_for_it() -> None:
    given = "SITE_NAME=name title=words description=words"
    for words, shown in ((SafeString("<b>Odd</b>"), '"<b>'), ("<b>Odd</b>", '"&lt;b&gt;')):
        assert shown in piece("_card_words.html", given, name="Hunch", words=words)


def test_a_piece_is_kept_for_each_language() -> None:
    verdict = Verdict("a", "The first", "Why.", is_right=True)
    told = Revealed(
        "first", 1, "predict", "<p>Which?</p>", Confidence.SURE, is_right=True, reveal=""
    )
    shown = replace(told, verdicts=(verdict,), source="A page", valid_until=date(2027, 3, 1))
    assert "March 2027" in question(shown)
    with translation.override("de"):
        assert "März 2027" in question(shown)


def test_every_form_has_its_readers_own_token() -> None:
    for token in ("one", "two"):
        assert TOKEN.findall(question(asked(), csrf_token=token)) == [token]


def test_a_piece_without_a_form_asks_for_no_token() -> None:
    class Token:
        def __str__(self) -> str:
            raise AssertionError("A token was made.")

    assert "Sign in" in header(is_signed_in=False, csrf_token=Token())


def test_nothing_is_kept_while_templates_are_worked_on(settings: Settings) -> None:
    settings.DEBUG = True
    kept = count_kept()
    question(asked("<p>Asked in a workshop.</p>"))
    assert count_kept() == kept


@pytest.mark.parametrize(
    ("name", "given"),
    [("_waiting.html", Around), ("_revealed.html", Around), ("_lesson_header.html", Top)],
)
def test_a_piece_asks_no_more_of_its_page_than_it_is_given(name: str, given: type) -> None:
    asked = set(re.findall(r"\bpage\.(\w+)", "".join(sources(f"lessonpages/{name}"))))
    assert asked - {field.name for field in fields(given)} == set()
    assert "questions" in asked


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["estimate", "reflect"])
def test_what_readers_wrote_is_not_kept(kind: str) -> None:
    course = cast.make_course(lessons=1)
    revision = cast.add_revision(course.questions.get(), kind)
    kept = []
    for written in ("7", "8"):
        client, sent = Client(), {"wording": revision.wording, "value": written, "text": written}
        client.get("/courses/course/lesson-1/")
        too_long = sent | {"text": written * 5001}
        refused = client.post(PREDICT, too_long, headers=HTMX)
        assert "question--waiting" in refused.text
        locked = client.post(PREDICT, sent | {"confidence": "4"}, headers=HTMX)
        assert "question--revealed" in locked.text
        kept.append(count_kept())
    assert kept[0] == kept[1]


@pytest.mark.django_db
def test_every_page_offers_each_language_and_stays() -> None:
    cast.make_course("course", lessons=1)
    for path in ("/", "/courses/course/", "/courses/course/lesson-1/", "/accounts/login/"):
        page = Client().get(path).text
        for code, name in settings.LANGUAGES:
            assert f'value="{code}" lang="{code}"' in page
            assert f">{name}</button>" in page
        assert f'name="next" value="{path}" form="languages"' in page


PIECES = re.compile(r'{% piece "([^"]+)"([^%]*)%}')
ALWAYS = {"csrf_token", "forloop", "True", "False", "None", "block"}


def given_to_pieces() -> Iterator[tuple[str, frozenset[str]]]:
    """Each piece with the names it is given, wherever it is put in."""
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        for name, given in PIECES.findall(path.read_text(encoding="utf-8")):
            yield name, frozenset(re.findall(r"(\w+)=", given))


def named_in(text: str) -> set[str]:
    """The variables a template names, but for those it makes itself."""
    bare = re.sub(r'"[^"]*"|\'[^\']*\'|{#.*?#}', "", text)
    read: set[str] = set()
    made = set(re.findall(r"\bas (\w+)", bare)) | set(re.findall(r"[ ,](\w+)=", bare))
    for names in re.findall(r"{% for ([\w, ]+) in", bare):
        made |= set(re.findall(r"\w+", names))
    read |= set(re.findall(r"{{ *([A-Za-z_]\w*)", bare))
    read |= set(re.findall(r"{% for [\w, ]+ in ([A-Za-z_]\w*)", bare))
    for test in re.findall(r"{% (?:if|elif) (.*?) ?%}", bare):
        read |= set(re.findall(r"(?<![\w.|:])([A-Za-z_]\w*)", test)) - {
            "and",
            "or",
            "not",
            "in",
            "is",
        }
    return read - made - ALWAYS


@pytest.mark.parametrize(("name", "given"), sorted(set(given_to_pieces()), key=str))
def test_a_piece_names_nothing_that_nobody_passes(name: str, given: frozenset[str]) -> None:
    named = named_in("".join(sources(name)))
    assert named - given - made_on_the_way(name) == set()


def made_on_the_way(name: str) -> set[str]:
    """What a template, or one that includes it, sets by `with` or `as` or `for`."""
    bare = "".join(sources(name))
    made = set(re.findall(r"\bas (\w+)", bare)) | set(re.findall(r"[ ,](\w+)=", bare))
    return made | {n for names in re.findall(r"{% for ([\w, ]+) in", bare) for n in names.split()}
