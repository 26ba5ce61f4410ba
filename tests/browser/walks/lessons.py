"""Courses and lessons, before, during and after what is asked in them."""

from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import Page, expect

from courseapp.evidence.exhibits import pack
from courseapp.models import Course, Step
from courseapp.schedule.outline import lessons_of
from courseapp.simulators import SIMULATORS
from tests import cast
from tests.browser.conftest import Window
from tests.browser.walks import States, press, send
from tests.deciding.weather import URL as WEATHER
from tests.deciding.weather import load_weather
from tests.evidence.rows import make_exhibit

PICK = "/courses/course/pick/"


def the_real_course(window: Window, _: Path) -> States:
    call_command("load_lessons", verbosity=0)
    course = Course.objects.get(announced=False)
    base = f"/courses/{course.slug}/"
    for name, path in (("catalogue", "/"), ("course", base), ("glossary", f"{base}glossary/")):
        window.go(path)
        yield f"{name} with the real course"
    window.come_as(cast.make_learner(is_staff=True))
    for lesson in lessons_of(course):
        window.go(f"{base}{lesson.slug}/preview/")
        yield f"{lesson.slug}, all revealed"


def answer_predict(page: Page) -> None:
    page.get_by_label("The first").check()


def answer_estimate(page: Page) -> None:
    page.get_by_label("Your estimate").fill("60")


def answer_interval(page: Page) -> None:
    page.get_by_label("The lower end").fill("1000")
    page.get_by_label("The upper end").fill("2000")


def answer_rank(page: Page) -> None:
    press(page, "Move down: Ant")


def answer_reflect(page: Page) -> None:
    page.get_by_label("In your own words").fill("Words of my own.")


ANSWERS = {
    "predict": answer_predict,
    "estimate": answer_estimate,
    "interval": answer_interval,
    "rank": answer_rank,
    "reflect": answer_reflect,
}


def every_kind_of_question(window: Window, _: Path) -> States:
    page = window.page
    for kind, answer in ANSWERS.items():
        lesson = cast.make_course(kind, lessons=1).lessons.get()
        cast.add_revision(lesson.questions.get(), kind)
        window.go(f"/courses/{kind}/lesson-1/")
        yield f"{kind}, waiting"
        page.locator(".question--waiting [type=submit]").click()
        expect(page.locator("[aria-invalid=true]").first).to_be_attached()
        yield f"{kind}, refused"
        answer(page)
        if kind not in {"interval", "reflect"}:
            page.get_by_role("radio", name="certain").check()
        page.locator(".question--waiting [type=submit]").click()
        expect(page.locator("[data-outcome]")).to_be_focused()
        yield f"{kind}, revealed"
    send(page, "Finish the lesson")
    expect(page.get_by_text("Sign up and keep my answers")).to_be_visible()
    yield "lesson finished by a visitor"


def simulators_and_evidence(window: Window, _: Path) -> States:
    lesson = cast.make_course("course", lessons=1).lessons.get()
    lesson.steps.all().delete()
    for position, name in enumerate(SIMULATORS):
        stored = {"key": name, "simulator": name, "defaults": {}}
        Step.objects.create(lesson=lesson, position=position, simulation=stored)
    for name in SIMULATORS:
        window.go(f"/courses/course/lesson-1/{name}/simulation/")
        yield f"simulator {name}"
    window.go("/courses/course/lesson-1/batching/simulation/?slots=99")
    yield "simulator, refused"
    lesson.steps.all().delete()
    for position, kind in enumerate(("lines", "bars", "table")):
        stored = {"key": kind, "exhibit": pack(make_exhibit(kind=kind, title=f"As {kind}"))}
        Step.objects.create(lesson=lesson, position=position, evidence=stored)
    window.go("/courses/course/lesson-1/")
    yield "evidence as lines, bars and table"


def a_list_of_ones_own(window: Window, tmp_path: Path) -> States:
    page = window.page
    course = load_weather(tmp_path, case="picker-sound")
    window.go(WEATHER)
    yield "own list, seen by a visitor"
    window.go(PICK)
    yield "picker, closed"
    learner = cast.make_learner()
    cast.enrol(learner, course)
    window.come_as(learner)
    window.go(WEATHER)
    yield "own list, empty"
    write_a_list(page)
    yield "own list, written"
    press(page, "Try it on the 1")
    expect(page.get_by_text("“much” is not a number.")).to_be_visible()
    yield "own list, refused"
    page.get_by_label("Number of question 2").fill("5")
    press(page, "Try it on the 1")
    expect(page.get_by_text("On the 1 to practise on")).to_be_visible()
    yield "own list, tried"
    press(page, "Lock it in")
    expect(page.get_by_text("Your list is locked")).to_be_visible()
    yield "own list, locked"
    window.go(f"{PICK}?rain=20&sky=grey")
    yield "picker"
    window.go(f"{PICK}?rain=wet")
    yield "picker, refused"
    window.go(WEATHER)
    with page.expect_navigation():
        page.get_by_role("link", name="Your list as a page").click()
    yield "own list as a page"
    press(page, "Make a link")
    address = page.locator("a[href^='/frameworks/']").get_attribute("href")
    assert address
    window.come_as(None)
    window.go(address)
    yield "shared list, seen by a visitor"


def write_a_list(page: Page) -> None:
    """Two questions, one with a number that is none."""
    for row, fact in enumerate(("Sky", "Rain")):
        page.get_by_label("In your own words").nth(row).fill(f"What of the {fact.lower()}?")
        page.get_by_label("It asks for").nth(row).select_option(label=fact)
        expect(page.get_by_text("and the answer is")).to_have_count(row + 1)
        page.get_by_label("then pick").nth(row).select_option(label="Boots")
    page.get_by_label("clear").check()
    page.get_by_label("Number of question 2").fill("much")
    page.get_by_label("If no question decides, pick").select_option(label="A coat")
