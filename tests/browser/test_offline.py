"""A phone without a connection: real Chromium, with its worker, caches and database."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from courseapp.models import Course, Lesson, Prediction, User
from tests import cast
from tests.browser.conftest import Window
from tests.browser.phone import answers, dump, kept, offline, read, until
from tests.clock import HeldClock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
LESSON = "/courses/course/lesson-1/"
KEPT = "The site cannot be reached, so this is the copy"
WAITS = "Your answer waits here"


@pytest.fixture
def has_js() -> bool:
    return True


@pytest.fixture
def course() -> Course:
    return cast.make_course("course", lessons=3)


@pytest.fixture
def learner(course: Course) -> User:
    learner = cast.make_learner()
    cast.enrol(learner, course)
    return learner


@pytest.fixture
def window(new_window: Open, learner: User) -> Window:
    """A phone with its worker, whose learner has come to their page."""
    window = new_window()
    window.come_as(learner)
    window.go("/today/")
    until(window.page, lambda: "pages /today/" in dump(window.page))
    return window


def answer(page: Page, choice: str = "The second", confidence: str = "sure") -> None:
    page.get_by_label(choice).check()
    page.get_by_role("radio", name=re.compile(rf"^{confidence} \d+ %")).check()
    lock(page)


def lock(page: Page) -> None:
    page.locator(".question--waiting [type=submit]").click()


def test_a_browser_finds_nothing_against_installing_the_site(new_window: Open) -> None:
    window = new_window()
    window.go("/")
    devtools = window.context.new_cdp_session(window.page)
    assert devtools.send("Page.getAppManifest")["errors"] == []
    found = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error["errorId"] for error in found] == ["in-incognito"]  # as every test's window is


def test_a_lesson_that_was_read_reads_without_a_connection(window: Window) -> None:
    page = window.page
    read(window, LESSON)
    expect(page.get_by_text(KEPT)).to_be_hidden()
    with offline(window):
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Teaser 1")
        expect(page.get_by_text(KEPT)).to_be_visible()
        assert page.locator("[data-kept] time").get_attribute("datetime")
        style = "element => getComputedStyle(element).borderTopStyle"
        assert page.locator(".question").evaluate(style) == "dashed"
        page.get_by_role("link", name="Today").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def test_with_a_connection_every_page_is_as_it_is_now(
    window: Window, course: Course, clock: HeldClock
) -> None:
    read(window, LESSON)
    course.lessons.filter(slug="lesson-1").update(teaser="A new teaser")
    course.save()
    window.go(LESSON)
    expect(window.page.get_by_role("heading", level=1)).to_have_text("A new teaser")
    expect(window.page.get_by_text(KEPT)).to_be_hidden()
    until(window.page, lambda: "A new teaser" in dump(window.page)[f"pages {LESSON}"])


def test_where_there_is_a_copy_nobody_waits_for_long(window: Window) -> None:
    page = window.page
    read(window, LESSON)
    unanswered: list[Route] = []
    window.context.route(f"**{LESSON}", lambda route: unanswered.append(route))
    page.reload()
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Teaser 1")
    for route in unanswered:
        route.continue_()
    assert unanswered


def test_a_page_that_is_not_kept_says_so_and_lists_those_that_are(window: Window) -> None:
    page = window.page
    read(window, LESSON)
    with offline(window):
        window.go("/courses/course/lesson-2/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Hunch cannot be reached")
        page.get_by_role("link", name="Teaser 1").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Teaser 1")
        window.go("/account/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Hunch cannot be reached")
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def test_what_was_sent_without_a_connection_leads_to_the_page_that_says_so(
    window: Window, learner: User
) -> None:
    cast.predict(learner.enrolments.get(), "question-1", "b")
    page = window.page
    read(window, LESSON)
    with offline(window):
        page.get_by_role("button", name="Finish the lesson").click()
        expect(page.get_by_text("it did not arrive")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("button", name="Finish the lesson")).to_be_visible()
    assert not learner.enrolments.get().openings.exclude(finished_at=None).exists()


def test_figures_are_kept_with_the_page_that_shows_them(window: Window, course: Course) -> None:
    cast.make_figure("picture.svg")
    lesson = course.lessons.get(slug="lesson-1")
    html = '<p><img src="/figures/picture.svg" alt="A picture" width="9" height="9"></p>'
    lesson.steps.filter(position=0).update(html=html)
    cast.make_figure("ending.svg")
    lesson.steps.filter(position=2).update(html=html.replace("picture", "ending"))
    course.save()
    read(window, LESSON)
    until(window.page, lambda: "pages /figures/picture.svg" in dump(window.page))
    assert "pages /figures/ending.svg" not in dump(window.page)


def test_no_more_is_kept_than_was_shown(window: Window) -> None:
    page = window.page
    for address in ("/courses/course/", "/courses/course/glossary/", LESSON):
        read(window, address)
    for address in ("/account/", "/courses/course/lesson-2/", "/", "/enrolments/course/"):
        window.go(address)
    assert kept(page) == {"/today/", "/courses/course/", "/courses/course/glossary/", LESSON}
    assert [name for name, text in dump(page).items() if "Secret" in text] == []
    window.go(LESSON)
    answer(page)
    expect(page.get_by_text("Secret why of b.")).to_be_visible()
    until(page, lambda: "Secret why of b." in dump(page)[f"pages {LESSON}"])
    told = {name for name, text in dump(page).items() if "Secret" in text}
    assert told == {f"pages {LESSON}"}


def test_an_answer_renews_the_copy(window: Window) -> None:
    page = window.page
    read(window, LESSON)
    answer(page)
    expect(page.get_by_role("heading", name="You called it")).to_be_visible()
    until(page, lambda: "You called it" in dump(page)[f"pages {LESSON}"])
    with offline(window):
        page.reload()
        expect(page.get_by_role("heading", name="You called it")).to_be_visible()


def test_the_admin_is_never_kept(new_window: Open, course: Course) -> None:
    window = new_window()
    window.come_as(cast.make_instructor(is_superuser=True))
    read(window, LESSON)
    for address in ("/admin/", "/admin/courseapp/question/", f"{LESSON}preview/"):
        window.go(address)
    assert kept(window.page) == {LESSON}
    with offline(window):
        window.go("/admin/")
        expect(window.page.get_by_text("cannot be reached")).to_be_visible()


def test_a_download_passes_by_the_worker(window: Window, learner: User) -> None:
    window.go("/account/")
    with window.page.expect_download() as download:
        window.page.get_by_role("link", name="Download everything").click()
    assert learner.email in download.value.path().read_text(encoding="utf-8")
    assert not [name for name, text in dump(window.page).items() if learner.email in text]


def test_a_visitor_has_no_worker(course: Course, new_window: Open) -> None:
    window = new_window()
    window.go(LESSON)
    answer(window.page)
    expect(window.page.get_by_text("Secret why of b.")).to_be_visible()
    workers = "async () => (await navigator.serviceWorker.getRegistrations()).length"
    assert window.page.evaluate(workers) == 0
    assert dump(window.page) == {}


def test_an_answer_waits_and_is_sent_once(window: Window, learner: User, clock: HeldClock) -> None:
    page = window.page
    read(window, LESSON)
    with offline(window):
        answer(page)
        expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
        expect(page.locator(".waits").get_by_text("The second")).to_be_visible()
        expect(page.locator(".waits").get_by_text("sure 85 %")).to_be_visible()
        expect(page.get_by_role("button", name="Lock in my prediction")).to_be_hidden()
        page.close()  # and it is still there in another tab
        window.page = page = window.context.new_page()
        window.watch()
        window.go(LESSON)
        expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
        expect(page.get_by_text("Secret")).to_have_count(0)
        window.go("/today/")
        expect(page.get_by_text("An answer you gave offline waits on this device.")).to_be_visible()
        page.get_by_role("link", name="See it").click()
        expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
        assert not Prediction.objects.exists()
        clock.instant = cast.NOON + timedelta(hours=5)
    expect(page.get_by_role("heading", name="You called it")).to_be_visible()
    prediction = Prediction.objects.get()
    assert (prediction.enrolment.user, prediction.choice, prediction.confidence) == (
        learner,
        "b",
        4,
    )
    assert prediction.locked_at == clock.instant
    assert answers(page) == []
    until(page, lambda: "You called it" in dump(page)[f"pages {LESSON}"])


def test_the_browser_sends_an_answer_when_no_page_is_there_to_ask(window: Window) -> None:
    page = window.page
    read(window, LESSON)
    workers: list[dict[str, Any]] = []
    devtools = window.context.new_cdp_session(page)
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: workers.extend(event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    with offline(window):
        answer(page)
        expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
        page.goto("about:blank")
    sync = {
        "origin": window.base,
        "registrationId": workers[0]["registrationId"],
        "tag": "answers",
        "lastChance": False,
    }
    devtools.send("ServiceWorker.dispatchSyncEvent", sync)
    until(page, Prediction.objects.exists)
    assert page.url == "about:blank"


KINDS: dict[str, tuple[dict[str, str], dict[str, object]]] = {
    "estimate": ({"value": "about 60"}, {"value": 60}),
    "interval": ({"low": "10", "high": "90"}, {"low": 10, "high": 90}),
    "reflect": ({"text": "My own words"}, {"text": "My own words"}),
    "rank": ({}, {"order": ["b", "a", "c"]}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_answer_waits(window: Window, course: Course, kind: str) -> None:
    fields, expected = KINDS[kind]
    lesson = course.lessons.get(slug="lesson-1")
    cast.add_revision(lesson.questions.get(), kind)
    course.save()
    page = window.page
    read(window, LESSON)
    with offline(window):
        lock(page)
        expect(page.get_by_text("Part of your answer is missing.")).to_be_visible()
        for name, words in fields.items():
            page.locator(f"[name={name}]").fill(words.removeprefix("about "))
        if kind == "rank":
            page.get_by_role("button", name="Move down: Ant").click()
        if kind not in {"interval", "reflect"}:
            page.get_by_role("radio", name="a hunch").check()
        lock(page)
        expect(page.get_by_role("heading", name=WAITS)).to_be_focused()
    expect(page.locator("[data-outcome]")).to_be_visible()
    assert Prediction.objects.get().answer == expected


def test_of_two_tabs_the_first_answer_waits(window: Window) -> None:
    first = window.page
    read(window, LESSON)
    second = window.context.new_page()
    second.goto(window.base + LESSON)
    with offline(window):
        answer(first, "The first", "a guess")
        expect(first.get_by_role("heading", name=WAITS)).to_be_visible()
        answer(second, "The second", "certain")
        expect(second.locator(".waits").get_by_text("a guess 25 %")).to_be_visible()
    for page in (first, second):
        expect(page.get_by_text("Secret why of a.")).to_be_visible()
    prediction = Prediction.objects.get()
    assert (prediction.choice, prediction.confidence) == ("a", 1)


def test_a_lost_response_is_no_second_answer(window: Window) -> None:
    page = window.page
    read(window, LESSON)

    def lose(route: Route) -> None:
        route.fetch()
        window.context.set_offline(True)
        route.abort()

    page.route("**/predict/", lose)
    with offline(window):
        answer(page, "The first")
        expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
        locked = Prediction.objects.get()
    expect(page.get_by_text("Secret why of a.")).to_be_visible()
    assert Prediction.objects.get() == locked
    assert answers(page) == []


def test_answers_to_several_lessons_are_sent_in_their_order(
    window: Window, course: Course, clock: HeldClock
) -> None:
    clock.instant = cast.NOON + timedelta(days=1)
    page = window.page
    for address in (LESSON, "/courses/course/lesson-2/"):
        read(window, address)
    with offline(window):
        for address in ("/courses/course/lesson-2/", LESSON):
            window.go(address)
            answer(page)
            expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
    expect(page.get_by_text("Secret why of b.")).to_be_visible()
    until(page, lambda: answers(page) == [])
    keys = Prediction.objects.order_by("pk").values_list("question__key", flat=True)
    assert list(keys) == ["question-2", "question-1"]


def test_an_answer_to_a_question_that_changed_is_not_locked_and_not_lost(
    window: Window, course: Course
) -> None:
    question = course.lessons.get(slug="lesson-1").questions.get()
    cast.add_revision(question, "reflect")
    course.save()
    page = window.page
    read(window, LESSON)
    with offline(window):
        page.get_by_label("In your own words").fill("My own words")
        lock(page)
        expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
        revision = cast.add_revision(question, "reflect", prompt="<p>What now?</p>")
        revision.wording = "another"
        revision.save()
        course.save()
    expect(page.get_by_role("heading", name="could not be locked in")).to_be_visible()
    expect(page.get_by_text("What now?")).to_be_visible()
    expect(page.get_by_label("In your own words")).to_have_value("My own words")
    assert not Prediction.objects.exists()
    window.go("/accounts/logout/")
    expect(page.get_by_text("Signing out deletes it.")).to_be_visible()
    window.go(LESSON)
    lock(page)
    expect(page.get_by_text("Secret model answer.")).to_be_visible()
    until(page, lambda: answers(page) == [])
    assert Prediction.objects.get().answer == {"text": "My own words"}


def test_somebody_else_on_the_phone_gets_nothing_of_the_first(
    window: Window, course: Course, learner: User
) -> None:
    page = window.page
    read(window, LESSON)
    with offline(window):
        answer(page)
        expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
        other = cast.make_learner()
        cast.enrol(other, course)
        window.come_as(other)
        page.close()
        window.page = page = window.context.new_page()
        window.watch()
    window.go("/courses/course/")
    until(page, lambda: "/courses/course/" in kept(page))
    assert kept(page) == {"/courses/course/"}
    window.go(LESSON)
    expect(page.get_by_role("button", name="Lock in my prediction")).to_be_visible()
    expect(page.get_by_text("offline").filter(visible=True)).to_have_count(0)
    assert not Prediction.objects.exists()
    assert answers(page) == ["waiting"]

    window.come_as(learner)
    window.go("/today/")
    until(page, lambda: answers(page) == [])
    assert Prediction.objects.get().enrolment.user == learner


def test_signing_out_empties_the_phone(window: Window) -> None:
    page = window.page
    read(window, LESSON)
    window.go("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert {name.split()[0] for name in dump(page)} == {"shell"}
    with offline(window):
        window.go(LESSON)
        expect(page.get_by_text("cannot be reached")).to_be_visible()
        expect(page.get_by_text("Teaser")).to_have_count(0)


def test_deleting_an_account_empties_it(window: Window, learner: User) -> None:
    page = window.page
    read(window, LESSON)
    window.go("/account/delete/")
    page.get_by_label("Your e-mail address").fill(learner.email)
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert {name.split()[0] for name in dump(page)} == {"shell"}


def test_a_session_that_has_ended_empties_it(window: Window) -> None:
    page = window.page
    read(window, LESSON)
    Session.objects.all().delete()
    window.go("/today/")
    expect(page.get_by_label("Password")).to_be_visible()
    assert {name.split()[0] for name in dump(page)} == {"shell"}


def test_signing_out_forgets_an_answer_that_could_not_be_locked_in(
    window: Window, course: Course
) -> None:
    page = window.page
    read(window, LESSON)
    with offline(window):
        answer(page)
        expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
        forget(course.lessons.get(slug="lesson-1"))
        course.save()
    expect(page.get_by_role("heading", name="could not be locked in")).to_be_visible()
    expect(page.locator(".waits").get_by_text("The second")).to_be_visible()
    window.go("/accounts/logout/")
    expect(page.get_by_text("Signing out deletes it.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert answers(page) == []


def forget(lesson: Lesson) -> None:
    """The question is not in the lesson any more."""
    lesson.steps.filter(question__isnull=False).delete()
