"""Promise 1: before a prediction is locked, nothing that gives its answer away leaves the server.

The real course is loaded; whoever reads crawls everything they can reach, asks for what they
cannot, and none of it may hold a secret.
"""

import html
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db.models import F
from django.test import Client

from courseapp.answers.recording import record_prediction
from courseapp.lessonpages.evidence import show_evidence
from courseapp.lessonpages.simulations import simulate
from courseapp.models import Course, Enrolment, Lesson, Question, Step
from courseapp.progress.demo import invent_answer
from tests import cast
from tests.clock import HeldClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Response = Any
"""What django.test's client gives: a response with more to it than its class says."""

SLUG = "llm-serving-frameworks"
SHORTEST_SECRET = 25
PLANTED = "This answer was planted"
OUTCOME = "Continuous batching writes"
HTMX = {"HX-Request": "true", "HX-Target": "content", "HX-Current-URL": "http://testserver/"}


def words_of(markup: str) -> str:
    """What a reader sees of HTML, attributes included, in one line."""
    attributes = re.findall(r'(?:alt|title|src)="([^"]*)"', markup)
    text = " ".join([re.sub(r"<[^>]+>", " ", markup), *attributes])
    return " ".join(html.unescape(text).split())


def without_notes(markup: str) -> str:
    """HTML as it reads while no term's definition is open; definitions are looked for apart."""
    return re.sub(r'<span class="term__note".*?</a></span>', "", markup, flags=re.DOTALL)


def sentences(markup: str) -> set[str]:
    """The telling pieces of HTML: its sentences and whole figures' addresses."""
    text = re.sub(r"</?(p|li|td|th|h\d|div|tr)\b[^>]*>", "\n", without_notes(markup))
    pieces = [words_of(line) for line in text.split("\n")]
    found = {piece for line in pieces for piece in re.split(r"(?<=[.:?!])\s", line)}
    found |= set(re.findall(r"/figures/\w+\.\w+", markup))
    return {piece for piece in found if len(piece) >= SHORTEST_SECRET}


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_in(part)


def what_it_shows(step: Step) -> list[str]:
    """The main sentence of a simulator, every row of a chart's tables; none of another step."""
    if step.evidence:
        shown = show_evidence(step.evidence).shown
        tables = (*shown.outcome.tables, shown.runs)
        return [" ".join(row) for table in tables for row in table.rows]
    found = simulate(step.simulation, "") if step.simulation else None
    return [found.outcome.says[0]] if found else []


def in_and_out_of_sight(lesson: Lesson, answered: int | None) -> tuple[list[str], list[str]]:
    """What a reader who answered so many of its questions may see of a lesson, and what not. A
    decision counts among them.

    Args:
        answered: None for a lesson that is locked.
    """
    shown: list[str] = []
    hidden: list[str] = []
    in_sight = answered is not None
    for step in lesson.steps.order_by("position").select_related("question__revision__solution"):
        (shown if in_sight else hidden).extend([step.html, *what_it_shows(step)])
        if step.question:
            assert step.question.revision is not None
            (shown if in_sight else hidden).extend(strings_in(step.question.revision.asked))
            in_sight = in_sight and bool(answered)
            answered = (answered or 0) - 1
            solution = step.question.revision.solution.shown
            (shown if in_sight else hidden).extend(strings_in(solution))
        if step.decision:
            (shown if in_sight else hidden).extend(strings_in(step.decision))
            in_sight = in_sight and bool(answered)
            answered = (answered or 0) - 1
            for verdicts in step.verdicts.all():
                (shown if in_sight else hidden).extend(strings_in(verdicts.shown))
    ending = [lesson.title, lesson.objective, *(source["title"] for source in lesson.sources)]
    (shown if in_sight else hidden).extend(ending)
    return shown, hidden


def keys_answered(course: Course, answered: dict[str, int]) -> set[str]:
    """The first so many questions of each of these lessons."""
    keys: set[str] = set()
    for slug, count in answered.items():
        steps = course.lessons.get(slug=slug).steps.filter(question__isnull=False)
        keys |= set(steps.order_by("position").values_list("question__key", flat=True)[:count])
    return keys


def entries_in_and_out_of_sight(
    course: Course, answered: dict[str, int]
) -> tuple[list[str], list[str]]:
    """Definitions and answers of the FAQ that a reader may see, and those that tell too much."""
    keys, entries = keys_answered(course, answered), [*course.glossary, *course.faq]
    shown = [entry["html"] for entry in entries if keys.issuperset(entry["spoils"])]
    return shown, [entry["html"] for entry in entries if entry["html"] not in shown]


def secrets_of(course: Course, answered: dict[str, int]) -> set[str]:
    """The telling pieces that nothing the reader may see holds; lessons not named are locked."""
    shown, hidden = entries_in_and_out_of_sight(course, answered)
    shown += [course.intro_html, *(entry["question"] for entry in course.faq)]
    for phase in course.phases.all():
        shown += [phase.title, phase.aim]
    for lesson in course.lessons.all():
        seen, unseen = in_and_out_of_sight(lesson, answered.get(lesson.slug))
        shown += [lesson.slug, *seen]
        hidden += unseen
    allowed = " ".join(words_of(without_notes(part)) for part in shown)
    pieces = {piece for markup in hidden for piece in sentences(markup)}
    return {piece for piece in pieces if piece not in allowed}


def addresses_in(page: str) -> set[str]:
    found = re.findall(r'(?:href|src|action|hx-(?:get|post)|content)="(/[^"]*)"', page)
    return {html.unescape(address).split("#")[0] for address in found}


def all_it_says(response: Response) -> str:
    """Body and headers of a response, as sent and as read."""
    body = response.getvalue().decode(errors="replace")
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return " ".join([body, words_of(body), words_of(without_notes(body)), headers])


def crawl(client: Client) -> Iterator[tuple[str, Response]]:
    """Every page within reach, plain and as htmx would ask for it."""
    starts = ["/", "/today/", "/account/export/", "/join/", "/offline/", "/service-worker.js"]
    waiting, known = starts, set()
    while waiting:
        address = waiting.pop()
        if address in known or address.startswith(("/static/", "/accounts/logout")):
            continue
        known.add(address)
        for headers in ({}, HTMX):
            response = client.get(address, headers=headers)
            yield address, response
            waiting += addresses_in(response.getvalue().decode(errors="replace"))


def knock(client: Client, course: Course) -> Iterator[tuple[str, Response]]:
    """Every lesson and question asked for directly, by all methods, parameters and headers."""
    yield from knock_at_picker(client, course)
    for lesson in course.lessons.all():
        address = f"/courses/{course.slug}/{lesson.slug}/"
        for method in ("get", "head", "options", "post", "put", "patch", "delete"):
            for headers in ({}, HTMX, {"X-HTTP-Method-Override": "GET", "HX-Boosted": "true"}):
                yield address, getattr(client, method)(address, headers=headers)
        for query in ("?preview=1", "?step=99", "?answered=all", "?now=2030-01-01", "?format=json"):
            yield address + query, client.get(address + query)
        yield f"{address}preview/", client.get(f"{address}preview/")
        yield f"{address}finish/", client.post(f"{address}finish/")
        for key in lesson.questions.values_list("key", flat=True):
            for act in ("predict", "rubric"):
                for headers in ({}, HTMX):
                    response = client.post(f"{address}{key}/{act}/", headers=headers)
                    yield f"{address}{key}/{act}/", response
        yield from knock_at_simulators(client, address, lesson)
        yield from knock_at_decisions(client, address, lesson)


def knock_at_simulators(
    client: Client, address: str, lesson: Lesson
) -> Iterator[tuple[str, Response]]:
    for step in lesson.steps.filter(simulation__isnull=False):
        stored = step.simulation or {}
        for way in ("", "preview/"):
            at = f"{address}{way}{stored['key']}/simulation/"
            query = urlencode(stored["defaults"])
            for headers in ({}, HTMX):
                yield at, client.get(at, headers=headers)
                yield f"{at}?{query}", client.get(f"{at}?{query}", headers=headers)


def knock_at_picker(client: Client, course: Course) -> Iterator[tuple[str, Response]]:
    for address in (f"/courses/{course.slug}/pick/", f"/courses/{course.slug}/pick/preview/"):
        for query in ("", "?in-flight=1&gpus=1", "?chips=apple", "?days=never"):
            for method in ("get", "post"):
                for headers in ({}, HTMX):
                    url = address + query
                    yield url, getattr(client, method)(url, headers=headers)


def knock_at_decisions(
    client: Client, address: str, lesson: Lesson
) -> Iterator[tuple[str, Response]]:
    """Every act on a list that is not finished."""
    keys = lesson.steps.filter(decision__isnull=False).values_list("decision__key", flat=True)
    for key in keys:
        yield f"{address}{key}/framework/", client.get(f"{address}{key}/framework/")
        for act in ("decide", "lock", "share"):
            for button in ("", "add", "try", "keep", "lock"):
                form = {"rows": "1", "otherwise": "vllm", "act": button, "shared": "on"}
                for headers in ({}, HTMX):
                    url = f"{address}{key}/{act}/"
                    yield url, client.post(url, form, headers=headers, follow=True)


def find_leaks(client: Client, course: Course, secrets: set[str]) -> list[tuple[str, str]]:
    leaks = []
    for address, response in [*crawl(client), *knock(client, course)]:
        said = all_it_says(response)
        leaks += [(address, secret) for secret in secrets if secret in said]
    return leaks


@pytest.fixture
def course() -> Course:
    call_command("load_lessons", verbosity=0)
    course = Course.objects.get(slug=SLUG)
    for lesson in course.lessons.all():
        add_simulation(lesson)
        add_to_faq(course, lesson)
    course.save()
    return course


def add_to_faq(course: Course, lesson: Lesson) -> None:
    """An answer that its first question must come before."""
    first = lesson.steps.filter(question__isnull=False).earliest("position")
    assert first.question is not None
    html = f"<p>{PLANTED} for lesson {lesson.position + 1}, and nowhere else.</p>"
    entry = {"question": "Planted?", "html": html, "spoils": [first.question.key]}
    course.faq = [*course.faq, entry]


def add_simulation(lesson: Lesson) -> None:
    """Behind its first question, one whose outcome is like no other lesson's."""
    first = lesson.steps.filter(question__isnull=False).earliest("position")
    lesson.steps.filter(position__gt=first.position).update(position=F("position") + 1000)
    defaults = {"slots": f"{2 + lesson.position}", "requests": "40", "seed": f"{lesson.position}"}
    stored = {"key": "planted", "simulator": "batching", "defaults": defaults}
    Step.objects.create(lesson=lesson, position=first.position + 1, simulation=stored)


def check(client: Client, course: Course, answered: dict[str, int]) -> None:
    secrets = secrets_of(course, answered)
    assert len(secrets) > 100
    for planted in (OUTCOME, PLANTED):
        assert len([secret for secret in secrets if secret.startswith(planted)]) > 10
    assert find_leaks(client, course, secrets) == []


def test_a_visitor_sees_no_secret(client: Client, course: Course) -> None:
    check(client, course, {"workload-first": 0})


def test_a_learner_sees_no_secret(client: Client, course: Course) -> None:
    learner = cast.make_learner()
    cast.enrol(learner, course)
    client.force_login(learner)
    check(client, course, {"workload-first": 0})


def test_a_learner_two_lessons_on_sees_only_what_they_answered(
    client: Client, course: Course, clock: HeldClock
) -> None:
    learner = cast.make_learner()
    enrolment = cast.enrol(learner, course)
    clock.instant = cast.NOON + timedelta(days=1)
    answer_first_question(enrolment, course)
    client.force_login(learner)
    check(client, course, {"workload-first": 1, "vllm-bet": 0})


def test_a_learner_at_the_decision_sees_nothing_of_what_grades_it(
    client: Client, course: Course, clock: HeldClock
) -> None:
    learner = cast.make_learner()
    enrolment = cast.enrol(learner, course)
    clock.instant = cast.NOON + timedelta(days=course.lessons.count())
    steps = Step.objects.filter(lesson__course=course).order_by("lesson__position", "position")
    answered = dict.fromkeys(course.lessons.values_list("slug", flat=True), 0)
    for step in steps.select_related("lesson", "question__revision"):
        if step.decision:
            break
        if step.question:
            answer_rightly(enrolment, step.lesson, step.question, clock)
            answered[step.lesson.slug] += 1
    client.force_login(learner)
    secrets = secrets_of(course, answered)
    assert len(secrets) > 80
    assert find_leaks(client, course, secrets) == []
    lesson = step.lesson
    assert b"my-four-questions/lock/" in client.get(lesson.get_absolute_url()).getvalue()


def answer_rightly(
    enrolment: Enrolment, lesson: Lesson, question: Question, clock: HeldClock
) -> None:
    revision = question.revision
    assert revision is not None
    assert clock.instant is not None
    answer = invent_answer(revision, question.key, knows=True)
    record_prediction(enrolment, lesson, question, revision, answer, 3, clock.instant)


def answer_first_question(enrolment: Enrolment, course: Course) -> None:
    lesson = course.lessons.get(slug="workload-first")
    step = Step.objects.filter(lesson=lesson, question__isnull=False).earliest("position")
    assert step.question is not None
    cast.predict(enrolment, step.question.key, "a")


def test_the_search_finds_what_is_revealed(client: Client, course: Course) -> None:
    learner = cast.make_learner()
    enrolment = cast.enrol(learner, course)
    answer_first_question(enrolment, course)
    client.force_login(learner)
    leaks = find_leaks(client, course, secrets_of(course, {"workload-first": 0}))
    assert len({secret for _, secret in leaks}) > 5
    for planted in (OUTCOME, PLANTED):
        assert [secret for _, secret in leaks if secret.startswith(planted)]


def test_no_static_file_holds_a_secret(course: Course) -> None:
    secrets = secrets_of(course, {})
    for finder in get_finders():
        for name, storage in finder.list([]):
            if not name.startswith("admin/"):
                with storage.open(name) as file:
                    content = file.read().decode(errors="replace")
                assert not [secret for secret in secrets if secret in content], name


TWINS = {
    "right option": ("- [x] Alpha", "- [ ] Beta", "- [ ] Alpha", "- [x] Beta"),
    "value": ("answer: 60 requests", "", "answer: 75 requests", ""),
    "source": (
        "accept: within 5 %",
        "",
        "accept: within 5 %\nsource: A telling measurement\nvalid until: 2027-05-24",
        "",
    ),
    "order": ("1. Ant\n2. Bear\n3. Cat", "", "1. Cat\n2. Ant\n3. Bear", ""),
}

LESSON = """---
title: "Words that stand nowhere else"
teaser: "A teaser"
minutes: 1
objective: Nothing much.
checked: 2026-11-24
sources: []
---
An opening.

::: predict first
Which?

- [x] Alpha
  why: Since it is.
- [ ] Beta
  why: Since it is not.
:::

::: simulate between
simulator: batching
slots: 2
:::

::: estimate second
How many?

answer: 60 requests
accept: within 5 %
::: reveal
Worked out.
:::

::: rank third
Largest first.

1. Ant
2. Bear
3. Cat
:::
"""

COURSE = """---
emoji: "⚡"
title: A course
tagline: A tagline.
phases:
  - slug: phase
    title: A phase
    aim: An aim
    lessons:
      - lesson
---
An introduction.
"""


TWIN = "/courses/twin/lesson/"


def load(folder: Path, lesson: str) -> None:
    (folder / "twin" / "phase").mkdir(parents=True, exist_ok=True)
    (folder / "twin" / "course.md").write_text(COURSE, encoding="utf-8")
    (folder / "twin" / "phase" / "lesson.md").write_text(lesson, encoding="utf-8")
    call_command("load_lessons", folder / "twin", verbosity=0)


def bytes_of(client: Client, address: str, **headers: str) -> bytes:
    """A response without what differs by chance: the CSRF token."""
    body = client.get(address, headers=headers).getvalue()
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", body)


TERM = """
- term: Alpha
  lesson: lesson
  definition: "{} letter of all."
  spoils: [first]
"""


def test_glossaries_that_differ_only_in_what_spoils_are_equal_bytes(
    client: Client, tmp_path: Path
) -> None:
    lesson = LESSON.replace("Worked out.", "Worked out by [Alpha](../glossary.yaml#alpha).")
    pages = []
    for word in ("First", "Last"):
        (tmp_path / "twin").mkdir(exist_ok=True)
        (tmp_path / "twin" / "glossary.yaml").write_text(TERM.format(word), encoding="utf-8")
        load(tmp_path, lesson)
        addresses = ("/courses/twin/", "/courses/twin/glossary/", "/courses/twin/lesson/")
        pages.append([bytes_of(client, address) for address in addresses])
        assert b"Alpha" in pages[-1][1]
    assert pages[0] == pages[1]


FAQ = """## Which letter is it?
spoils: first

The {} of all.
"""


def test_faqs_that_differ_only_in_what_spoils_are_equal_bytes(
    client: Client, tmp_path: Path
) -> None:
    pages = []
    for word in ("first", "last"):
        (tmp_path / "twin").mkdir(exist_ok=True)
        (tmp_path / "twin" / "faq.md").write_text(FAQ.format(word), encoding="utf-8")
        load(tmp_path, LESSON)
        pages.append([bytes_of(client, address) for address in ("/", "/courses/twin/", TWIN)])
        assert b"Which letter is it?" in pages[-1][1]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("twin", TWINS)
def test_lessons_that_differ_only_in_what_is_right_are_equal_bytes(
    client: Client, tmp_path: Path, twin: str
) -> None:
    old, old_too, new, new_too = TWINS[twin]
    other = LESSON.replace(old, new, 1).replace(old_too, new_too, 1 if old_too else 0)
    assert other != LESSON
    pages = []
    for lesson in (LESSON, other):
        load(tmp_path, lesson)
        if twin != "right option":
            Step.objects.filter(question__key="first").delete()
        if twin == "order":
            Step.objects.filter(question__key="second").delete()
        Course.objects.get(slug="twin").save()
        pages.append(
            [
                bytes_of(client, address, **headers)
                for address in ("/", "/courses/twin/", f"{TWIN}between/simulation/", TWIN)
                for headers in ({}, HTMX)
            ]
        )
        assert b"A teaser" in pages[-1][-1]
        assert (OUTCOME.encode() in pages[-1][-1]) == (twin != "right option")
    assert pages[0] == pages[1]


EVIDENCE = """
::: evidence runs
file: runs.json
title: What it came to
kind: bars
metric: speed
series: framework
:::
"""


def write_measurements(folder: Path, value: float) -> None:
    row = {
        "framework": "Alpha",
        "version": "1.0",
        "model_shape": "a small model",
        "hardware": "one GPU",
        "date": "2026-11-24",
        "metric": "speed",
        "unit": "tokens/s",
        "value": value,
        "repetitions": 1,
        "spread": [value, value],
    }
    (folder / "twin/measurements").mkdir(parents=True, exist_ok=True)
    (folder / "twin/measurements/README.md").write_text("How.", encoding="utf-8")
    (folder / "twin/measurements/runs.json").write_text(json.dumps({"rows": [row]}))


def test_lessons_that_differ_only_in_a_chart_behind_a_question_are_equal_bytes(
    client: Client, tmp_path: Path
) -> None:
    pages = []
    for value in (5377, 894):
        write_measurements(tmp_path, value)
        load(tmp_path, LESSON + EVIDENCE)
        addresses = ("/", "/courses/twin/", "/courses/twin/lesson/")
        pages.append([bytes_of(client, address, **h) for address in addresses for h in ({}, HTMX)])
        stored = Step.objects.get(evidence__isnull=False).evidence
        assert stored
        assert stored["exhibit"]["rows"][0]["value"] == value
    assert pages[0] == pages[1]


def test_nothing_of_the_lessons_folder_is_served(client: Client, course: Course) -> None:
    files = [path for path in settings.LESSONS_DIR.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".md", ".json", ".jsonl", ".py"}
    for path in files:
        relative = path.relative_to(settings.BASE_DIR)
        assert client.get(f"/{relative}").status_code == 404
        assert client.get(f"/static/{relative}").status_code == 404
