"""The decision of a lesson, as its reader meets it."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from courseapp.models import Course, Enrolment, Framework, Lesson, Prediction, Verdicts
from tests import cast
from tests.deciding.weather import BETTER, FORM, HEAD, KEY_URL, LESSON, SECRETS, URL, load_weather
from tests.lessonfiles.courses import COURSE, PREDICT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HTMX = {"HX-Request": "true"}
Response = Any


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return load_weather(tmp_path)


@pytest.fixture
def enrolment(course: Course, client: Client) -> Enrolment:
    learner = cast.make_learner()
    client.force_login(learner)
    return cast.enrol(learner, course)


def words(response: Response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.getvalue().decode())
    return " ".join(html.unescape(text).split())


def post(
    client: Client, act: str = "", form: dict[str, Any] | None = None, **more: Any
) -> Response:
    return client.post(f"{KEY_URL}decide/", (form or FORM) | {"act": act}, **more)


def lock(client: Client, form: dict[str, Any] | None = None, **more: Any) -> Response:
    return client.post(f"{KEY_URL}lock/", form or FORM, **more)


def everything(client: Client) -> Iterator[tuple[str, Response]]:
    """All a reader may ask for, by every act, before a list is locked."""
    for headers in ({}, HTMX):
        for address in (
            URL,
            f"{KEY_URL}framework/",
            "/account/export/",
            "/today/",
            "/courses/course/",
        ):
            yield address, client.get(address, headers=headers)
        for act in ("", "fit", "add", "drop-1", "up-2", "down-1", "try", "keep", "lock", "x"):
            yield act, post(client, act, headers=headers, follow=True)
        yield "refused lock", lock(client, {"rows": "2"}, headers=headers)
        yield "share", client.post(f"{KEY_URL}share/", {"shared": "on"}, headers=headers)
        yield "predict", client.post(f"{URL}what-next/predict/", {"choice": "a"}, headers=headers)
        yield "finish", client.post(f"{URL}finish/", headers=headers, follow=True)


def test_before_the_lock_nothing_held_back_is_said(client: Client, enrolment: Enrolment) -> None:
    for name, response in everything(client):
        body = response.getvalue().decode()
        assert not [secret for secret in SECRETS if secret in body], name
    assert not Framework.objects.get().locked_at
    assert not Prediction.objects.exists()
    said = words(lock(client, follow=True))
    assert [secret for secret in SECRETS if secret not in said] == []


def test_a_visitor_reads_the_scenarios_and_is_asked_to_sign_up(
    client: Client, course: Course
) -> None:
    page = client.get(URL)
    assert "It pours on the quay." in words(page)
    assert "Your list is kept with your account." in words(page)
    assert "Lock it in" not in words(page)
    assert post(client, "try").status_code == 302
    assert lock(client).status_code == 302
    assert not Framework.objects.exists()


def test_the_form_has_as_many_rows_as_are_asked_for(client: Client, enrolment: Enrolment) -> None:
    body = client.get(URL).getvalue().decode()
    assert body.count('class="decide__row"') == 2
    assert "Question 1 of 2: your own list" in words(client.get(URL))


def test_rows_are_added_and_moved_without_keeping(client: Client, enrolment: Enrolment) -> None:
    page = post(client, "add")
    assert page.status_code == 200
    assert page.getvalue().decode().count('class="decide__row"') == 3
    moved = post(client, "up-2").getvalue().decode()
    assert moved.index("Is it clear?") < moved.index("Does it rain?")
    assert "A teaser" in words(page)
    assert not Framework.objects.exists()


def test_trying_says_how_it_does_on_the_half_to_practise_on(
    client: Client, enrolment: Enrolment
) -> None:
    response = post(client, "try")
    assert response.headers["Location"] == f"{URL}#decide-what-to-wear"
    said = words(client.get(URL))
    assert "On the 1 to practise on: 1 right, 0 acceptable, 0 missed" in said
    assert "Your question 1 decided: “Does it rain?”" in said
    assert "Water stands in the street." in said


def test_trying_with_htmx_gives_the_decision_alone(client: Client, enrolment: Enrolment) -> None:
    body = post(client, "try", headers=HTMX).getvalue().decode()
    assert body.strip().startswith("<section")
    assert "data-outcome" in body
    assert "<html" not in body


def test_a_refused_list_loses_nothing(client: Client, enrolment: Enrolment) -> None:
    form = FORM | {"number-1": "a lot", "pick-2": ""}
    for response in (post(client, "try", form), lock(client, form)):
        assert response.status_code == 422
        body = response.getvalue().decode()
        assert "“a lot” is not a number. Write one such as 1500." in words(response)
        assert "Choose what to pick when this holds." in words(response)
        assert 'value="Does it rain?"' in body
        assert 'value="a lot"' in body
    assert not Framework.objects.exists()


def test_a_test_s_words_are_marked_as_english(client: Client, enrolment: Enrolment) -> None:
    client.cookies["django_language"] = "de"
    page = post(client, "try", follow=True).getvalue().decode()
    options = re.findall(r"<option (.*?)>(?:at most|at least|between)<", page)
    assert options
    assert all('lang="en"' in option for option in options)


def test_locking_grades_both_halves_and_goes_on(client: Client, enrolment: Enrolment) -> None:
    lock(client)
    said = words(client.get(URL))
    assert "The 1 held back: 0 right, 0 acceptable, 1 missed" in said
    assert "The 1 to practise on: 1 right, 0 acceptable, 0 missed" in said
    assert "Held back Your list 0 0 1 The reference 1 0 0 Always a coat 1 0 0" in said
    assert "To practise on Your list 1 0 0 The reference 1 0 0 Always a coat 0 1 0" in said
    assert "Our pick is A coat , settled by the question “Which sky?”. The wind is cold." in said
    assert "The ending of it." in said
    assert "Question 2 of 2" in said


def test_locking_with_htmx_brings_what_follows(client: Client, enrolment: Enrolment) -> None:
    body = lock(client, headers=HTMX).getvalue().decode()
    assert "The ending of it." in body
    assert 'hx-swap-oob="true"' in body


def test_the_first_list_stays_whatever_is_kept_or_locked_later(
    client: Client, enrolment: Enrolment
) -> None:
    lock(client)
    lock(client, BETTER)
    post(client, "keep", BETTER)
    said = words(client.get(URL))
    assert "Held back Your first list 0 0 1 Your list now 1 0 0 The reference" in said
    assert "The list you locked first" in said
    first = Framework.objects.get().first
    assert first
    assert first["held-back"] == {"right": 0, "acceptable": 0, "missed": 1}


def test_an_acceptable_pick_is_counted_apart(client: Client, enrolment: Enrolment) -> None:
    lock(client, FORM | {"pick-1": "coat"})
    said = words(client.get(URL))
    assert "The 1 to practise on: 0 right, 1 acceptable, 0 missed" in said
    assert "Our pick is Boots , settled by the question “How wet?”." in said


def test_a_fact_that_matters_less_is_named_only_after_the_lock(
    client: Client, enrolment: Enrolment
) -> None:
    form = FORM | {"attribute-1": "hours", "number-1": "1"}
    post(client, "try", form)
    assert "matters less" not in words(client.get(URL))
    lock(client, form)
    assert "You ask for “Hours outside”: on this pile that matters less" in words(client.get(URL))


def test_the_question_after_it_waits_for_the_lock(client: Client, enrolment: Enrolment) -> None:
    answer = {"choice": "a", "confidence": "3"}
    client.post(f"{URL}what-next/predict/", answer)
    client.post(f"{URL}finish/")
    assert not Prediction.objects.exists()
    assert not enrolment.openings.exclude(finished_at=None).exists()


def test_a_question_before_it_must_be_answered_first(client: Client, tmp_path: Path) -> None:
    body = LESSON.removeprefix(HEAD).replace(PREDICT, "")
    course = load_weather(tmp_path, f"{HEAD}{PREDICT}\n{body}")
    learner = cast.make_learner()
    cast.enrol(learner, course)
    client.force_login(learner)
    assert post(client, "try").status_code == 404
    assert lock(client).status_code == 404
    assert "quay" not in words(client.get(URL))


def test_another_learner_has_a_list_of_their_own(client: Client, enrolment: Enrolment) -> None:
    lock(client)
    other = Client()
    learner = cast.make_learner()
    cast.enrol(learner, enrolment.course)
    other.force_login(learner)
    assert not [secret for secret in SECRETS if secret in words(other.get(URL))]
    assert other.get(f"{KEY_URL}framework/").status_code == 404


def test_an_unknown_decision_is_not_found(client: Client, enrolment: Enrolment) -> None:
    for act in ("decide", "lock", "share"):
        assert client.post(f"{URL}nothing/{act}/", FORM).status_code == 404
    assert client.get("/frameworks/none/").status_code == 404


def test_staff_preview_all_of_it_and_record_nothing(client: Client, course: Course) -> None:
    client.force_login(cast.make_instructor())
    said = words(client.get(f"{URL}preview/"))
    assert "The wind is cold." in said
    assert "The reference, rule by rule" in said
    assert "Lock it in" not in said


def test_a_list_is_shared_only_while_its_writer_likes(client: Client, enrolment: Enrolment) -> None:
    lock(client)
    own = f"{KEY_URL}framework/"
    assert "My two questions" in words(client.get(own))
    client.post(f"{KEY_URL}share/", {"shared": "on"})
    token = Framework.objects.get().token
    address = f"/frameworks/{token}/"
    assert address in client.get(own).getvalue().decode()
    shared = Client().get(address)
    assert shared.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in shared.getvalue().decode()
    assert "Does it rain? Rain: at least 5 mm → Boots" in words(shared)
    assert "Share it" not in words(shared)
    assert enrolment.user
    assert enrolment.user.name not in words(shared)
    assert not [secret for secret in SECRETS if secret in words(shared)]
    client.post(f"{KEY_URL}share/", {"shared": "off"})
    assert Client().get(address).status_code == 404


def test_a_page_of_ones_own_outlives_the_decision(
    client: Client, enrolment: Enrolment, tmp_path: Path
) -> None:
    lock(client)
    client.post(f"{KEY_URL}share/", {"shared": "on"})
    short = HEAD.replace("minutes: 4", "minutes: 1") + PREDICT
    load_weather(tmp_path, short)
    assert "Does it rain? rain: at least 5 → boots" in words(client.get(f"{KEY_URL}framework/"))
    assert Client().get(f"/frameworks/{Framework.objects.get().token}/").status_code == 200


def test_a_changed_file_grades_anew_and_keeps_the_first_score(
    client: Client, enrolment: Enrolment
) -> None:
    lock(client)
    held = Verdicts.objects.get(part="held-back")
    held.shown["scenarios"][0]["pick"] = "boots"
    held.save()
    said = words(client.get(URL))
    assert "Held back Your list 0 0 1" in said
    assert "The 1 held back: 1 right, 0 acceptable, 0 missed" in said


def test_it_is_exported_and_erased_with_the_account(client: Client, enrolment: Enrolment) -> None:
    lock(client)
    exported = json.loads(client.get("/account/export/").getvalue())
    (kept,) = exported["enrolments"][0]["decision_lists"]
    assert (kept["lesson"], kept["decision"]) == ("lesson", "what-to-wear")
    assert kept["first"]["rules"][0]["question"] == "Does it rain?"
    assert enrolment.user
    enrolment.user.delete()
    assert not Framework.objects.exists()


def test_a_lesson_with_a_list_is_retired_and_not_deleted(
    client: Client, enrolment: Enrolment, tmp_path: Path
) -> None:
    post(client, "try")
    (tmp_path / "course" / "phase" / "lesson.md").unlink()
    other = HEAD.replace("minutes: 4", "minutes: 1") + PREDICT.replace("what-next", "other")
    files = {"phase/other.md": other, "course.md": COURSE.replace("[lesson]", "[other]")}
    for path, text in files.items():
        (tmp_path / "course" / path).write_text(text, encoding="utf-8")
    call_command("load_lessons", tmp_path / "course", verbosity=0)
    assert Lesson.objects.get(slug="lesson").retired_at
    assert "Does it rain?" in client.get(URL).getvalue().decode()


def test_queries_before_the_lock_fetch_no_verdict(
    client: Client, enrolment: Enrolment, django_assert_num_queries: Any
) -> None:
    client.get(URL)
    with django_assert_num_queries(5) as captured:
        client.get(URL)
    assert not [query for query in captured.captured_queries if "verdicts" in query["sql"]]


def test_where_the_reference_picks_otherwise_the_verdict_says_why(
    client: Client, tmp_path: Path
) -> None:
    course = load_weather(tmp_path, case="decide-reference-differs-and-says-why")
    learner = cast.make_learner()
    cast.enrol(learner, course)
    client.force_login(learner)
    told = "Our reference picks otherwise here: The rule knows no puddles."
    assert told not in words(client.get(URL))
    lock(client)
    assert words(client.get(URL)).count(told) == 1
