from uuid import uuid4

import pytest
from django.test import Client

from courseapp.models import Enrolment, Opening
from tests.admin.desk import ADMIN, Desk, make_desk, make_superuser, signed_in, text_of
from tests.cast import NOON, make_course, make_instructor, make_learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HIDDEN = ("Hidden", "hidden@", "CODE1")


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def hidden_in(text: str) -> list[str]:
    return [secret for secret in HIDDEN if secret in text]


LISTS = (
    "/admin/",
    "/admin/courseapp/",
    f"{ADMIN}/cohort/",
    f"{ADMIN}/cohort/add/",
    f"{ADMIN}/enrolment/",
    f"{ADMIN}/enrolment/?q=arriet",
    f"{ADMIN}/enrolment/?stuck=yes",
    f"{ADMIN}/enrolment/?o=1",
    f"{ADMIN}/question/",
    f"{ADMIN}/question/report/",
    f"{ADMIN}/question/report/?cohort=all",
    f"{ADMIN}/framework/",
    f"{ADMIN}/framework/?q=arriet",
    f"{ADMIN}/framework/?o=3",
    f"{ADMIN}/framework/report/",
    f"{ADMIN}/framework/report/?cohort=all",
    f"{ADMIN}/course/",
    f"{ADMIN}/lesson/",
)


@pytest.mark.parametrize("url", LISTS)
def test_lists_show_nothing_of_another_instructors_cohort(desk: Desk, url: str) -> None:
    assert hidden_in(text_of(signed_in(desk.instructor).get(url))) == []


def test_the_same_lists_show_it_to_a_superuser(desk: Desk) -> None:
    client = signed_in(make_superuser())

    shown = {secret for url in LISTS for secret in hidden_in(text_of(client.get(url)))}

    assert shown == {"Hidden"}


@pytest.mark.parametrize("model", ["enrolment", "framework"])
def test_another_cohorts_filter_is_none(desk: Desk, model: str) -> None:
    client = signed_in(desk.instructor)

    response = client.get(f"{ADMIN}/{model}/?cohort={desk.other_cohort.pk}", follow=True)

    assert "This list has no such filter" in text_of(response)
    assert hidden_in(text_of(response)) == []


@pytest.mark.parametrize("page", ["change/", "history/", "delete/", ""])
@pytest.mark.parametrize("model", ["cohort", "enrolment", "framework"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_guessed_ids_lead_nowhere(desk: Desk, page: str, model: str, method: str) -> None:
    others = {
        "cohort": desk.other_cohort,
        "enrolment": desk.other_enrolment,
        "framework": desk.other_enrolment.frameworks.get(),
    }
    client = signed_in(desk.instructor)

    response = getattr(client, method)(f"{ADMIN}/{model}/{others[model].pk}/{page}", follow=True)

    assert hidden_in(text_of(response)) == []
    assert response.status_code == 403 or response.redirect_chain[-1][0] == "/admin/"


def test_another_cohorts_grid_is_not_there(desk: Desk) -> None:
    url = f"{ADMIN}/cohort/{desk.other_cohort.pk}/learners/"

    assert signed_in(desk.instructor).get(url).status_code == 404
    assert signed_in(desk.other_instructor).get(url).status_code == 200


def test_another_cohorts_questions_are_not_there(desk: Desk) -> None:
    url = f"{ADMIN}/question/report/?cohort={desk.other_cohort.pk}"

    assert signed_in(desk.instructor).get(url).status_code == 404
    assert signed_in(desk.other_instructor).get(url).status_code == 200


def test_another_cohorts_lists_are_not_there(desk: Desk) -> None:
    url = f"{ADMIN}/framework/report/?cohort={desk.other_cohort.pk}"

    assert signed_in(desk.instructor).get(url).status_code == 404
    assert signed_in(desk.other_instructor).get(url).status_code == 200


@pytest.mark.parametrize("across", ["0", "1"])
def test_an_export_of_lists_holds_own_learners_only(desk: Desk, across: str) -> None:
    chosen = [desk.framework.pk, desk.other_enrolment.frameworks.get().pk]
    data = {"action": "export_frameworks", "select_across": across, "index": "0"}

    text = text_of(
        signed_in(desk.instructor).post(f"{ADMIN}/framework/", data | {"_selected_action": chosen})
    )

    assert "ada@example.org" in text
    assert hidden_in(text) == []


@pytest.mark.parametrize("action", ["export_progress", "export_predictions"])
@pytest.mark.parametrize("across", ["0", "1"])
def test_exports_hold_own_learners_only(desk: Desk, action: str, across: str) -> None:
    chosen = [desk.enrolment.pk, desk.other_enrolment.pk]
    data = {"action": action, "select_across": across, "index": "0", "_selected_action": chosen}

    text = text_of(signed_in(desk.instructor).post(f"{ADMIN}/enrolment/", data))

    assert "ada@example.org" in text
    assert hidden_in(text) == []


def test_a_lesson_cannot_be_opened_for_another_cohorts_learner(desk: Desk) -> None:
    data = {
        "action": "open_lesson",
        "select_across": "0",
        "index": "0",
        "_selected_action": [desk.enrolment.pk, desk.other_enrolment.pk],
        "lesson": desk.lessons[2].pk,
    }

    signed_in(desk.instructor).post(f"{ADMIN}/enrolment/", data)

    assert [opening.enrolment for opening in Opening.objects.all()] == [desk.enrolment]


def test_autocompletion_gives_instructors_nothing(desk: Desk) -> None:
    query = "app_label=courseapp&model_name=enrolment&field_name=user&term=h"

    assert signed_in(desk.instructor).get(f"/admin/autocomplete/?{query}").status_code == 403


def test_instructors_have_no_list_of_users(desk: Desk) -> None:
    client = signed_in(desk.instructor)
    urls = [f"{ADMIN}/user/", f"{ADMIN}/user/{desk.other_enrolment.user_id}/change/"]

    assert [client.get(url).status_code for url in urls] == [403, 403]


def test_a_new_instructor_follows_nobody() -> None:
    client = signed_in(make_instructor())

    assert "0 enrolments" in text_of(client.get(f"{ADMIN}/enrolment/"))
    for model in ("question", "framework"):
        assert "You follow no cohort yet" in text_of(client.get(f"{ADMIN}/{model}/report/"))


def test_staff_without_the_group_see_nothing(desk: Desk) -> None:
    staff = make_learner(is_staff=True)
    desk.cohort.instructors.add(staff)
    urls = [
        f"{ADMIN}/enrolment/",
        f"{ADMIN}/cohort/",
        f"{ADMIN}/cohort/{desk.cohort.pk}/learners/",
        f"{ADMIN}/question/report/",
        f"{ADMIN}/framework/",
        f"{ADMIN}/framework/report/",
        f"{ADMIN}/framework/{desk.framework.pk}/change/",
    ]

    assert {signed_in(staff).get(url).status_code for url in urls} == {403}


def test_a_learner_is_refused(desk: Desk) -> None:
    assert desk.enrolment.user is not None
    client = signed_in(desk.enrolment.user)

    assert client.get(f"{ADMIN}/enrolment/", follow=True).status_code == 403


def test_a_visitor_signs_in_on_the_sites_own_page(client: Client) -> None:
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")


def test_visitors_work_is_not_listed(desk: Desk) -> None:
    Enrolment.objects.create(
        course=desk.course, visitor=uuid4(), start=NOON.date(), enrolled_at=NOON
    )

    assert "2 enrolments" in text_of(signed_in(make_superuser()).get(f"{ADMIN}/enrolment/"))


def test_predictions_are_for_those_only_who_may_view_them(desk: Desk) -> None:
    """A site may make a group of its own, with fewer rights than Instructors."""
    desk.instructor.groups.get().permissions.filter(codename="view_prediction").delete()
    client = signed_in(desk.instructor)
    chosen = {"action": "export_predictions", "index": "0", "_selected_action": desk.enrolment.pk}

    page = text_of(client.get(f"{ADMIN}/enrolment/{desk.enrolment.pk}/change/"))

    assert "question-1" not in page
    assert client.post(f"{ADMIN}/enrolment/", chosen).status_code == 403
    assert client.get(f"{ADMIN}/question/report/").status_code == 403


def test_who_may_only_look_opens_no_lesson(desk: Desk) -> None:
    desk.instructor.groups.get().permissions.filter(codename="change_enrolment").delete()
    chosen = {"action": "open_lesson", "index": "0", "_selected_action": desk.enrolment.pk}
    lesson = {"lesson": desk.lessons[2].pk}

    signed_in(desk.instructor).post(f"{ADMIN}/enrolment/", chosen | lesson)

    assert not Opening.objects.filter(lesson=desk.lessons[2]).exists()


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("cohort", "You follow no cohort yet."),
        ("enrolment", "Nobody has joined a cohort that you follow."),
        ("framework", "Nobody has locked a list yet."),
    ],
)
def test_an_empty_list_says_how_to_fill_it(model: str, says: str) -> None:
    make_course()

    assert says in text_of(signed_in(make_instructor()).get(f"{ADMIN}/{model}/"))


def test_a_search_without_a_match_leads_back_to_all(desk: Desk) -> None:
    page = text_of(signed_in(desk.instructor).get(f"{ADMIN}/enrolment/?q=nobody"))

    assert 'Nothing matches. <a href="?">Show all</a>' in page
