"""Odd addresses of the desk's lists: never an error, never a look at what a list does not offer."""

import pytest
from django.contrib import admin

from courseapp.admin.lists import DeskAdmin
from courseapp.models import Opening
from tests.admin.desk import ADMIN, Desk, make_desk, make_superuser, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REFUSED = "This list has no such filter, order or page. Here it is without them."
LISTS = [
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry
]
EVERYWHERE = [
    "id__regex=(a%2B)%2B$",
    "pk=1",
    "pk=x",
    "nothing=1",
    "nothing__else__at__all=1",
    "__=1",
    "%00=1",
    "p=-1",
    "p=x",
    "p=99999999999999999999",
    "o=x",
    "o=" + "1." * 3000,
    "o=99999",
    "_to_field=password",
    "e=1&pk=1",
]
SOMEWHERE = [
    "enrolment/?user__password__startswith=a",
    "enrolment/?cohort__instructors__email__startswith=a",
    "enrolment/?cohort=x",
    "enrolment/?cohort=%00",
    f"enrolment/?cohort={10**30}",
    "enrolment/?course=-1",
    "enrolment/?active=maybe",
    "enrolment/?stuck=no",
    "enrolment/?pace=weekdays",
    "enrolment/?pace__exact=hourly",
    "enrolment/?pace__isnull=perhaps",
    "enrolment/?pace__exact__regex=x",
    "framework/?enrolment__user__password__startswith=a",
    "framework/?token__startswith=a",
    "framework/?cohort=x",
    "course/?cohorts__join_code__startswith=C",
    "cohort/?name__regex=(a%2B)%2B$",
    "cohort/?join_code__startswith=C",
    "lesson/?course__id__exact=x",
    f"lesson/?course__id__exact={10**30}",
    "lesson/?course__id__exact=%00",
    "lesson/?course__id__exact=1&course__id__exact=x",
    "lesson/?course__isnull=yes",
    "question/?revision__solution__shown__contains=a",
    "phase/?course__slug=course",
    "user/?password__startswith=p",
    "user/?is_staff__exact=maybe",
    "user/?groups__id__exact=x",
    "user/?groups__permissions__codename=x",
]


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def test_every_list_of_the_desk_is_one_of_these() -> None:
    assert [one for one in admin.site._registry.values() if not isinstance(one, DeskAdmin)] == []


@pytest.mark.parametrize("query", EVERYWHERE)
def test_an_odd_query_gives_the_list_without_it(desk: Desk, query: str) -> None:
    client = signed_in(make_superuser())
    for address in LISTS:
        response = client.get(f"{address}?{query}", follow=True)

        assert response.redirect_chain == [(address, 302)]
        assert response.status_code == 200
        assert REFUSED in text_of(response)


@pytest.mark.parametrize("address", SOMEWHERE)
def test_only_what_a_list_offers_is_looked_up(desk: Desk, address: str) -> None:
    client = signed_in(make_superuser())

    response = client.get(f"{ADMIN}/{address}", follow=True)

    assert response.redirect_chain == [(f"{ADMIN}/{address.partition('?')[0]}", 302)]
    assert REFUSED in text_of(response)


def test_each_filter_on_offer_works(desk: Desk) -> None:
    """Every link that a list's own sidebar holds leads to a list without a warning."""
    client, followed = signed_in(make_superuser()), 0
    for address in LISTS:
        for link in links_of_filters(client.get(address)):
            response = client.get(f"{address}{link}")
            assert response.status_code == 200, f"{address}{link}"
            assert REFUSED not in text_of(response)
            followed += 1
    assert followed > 30


def links_of_filters(response: object) -> list[str]:
    changelist = response.context_data["cl"]  # type: ignore[attr-defined]
    return [
        choice["query_string"]
        for spec in changelist.filter_specs
        for choice in spec.choices(changelist)
    ]


@pytest.mark.parametrize("search", ["x" * 5000, "%20x" * 900, "%00", '"', "a%22b'", "%F0%9F%A6%80"])
def test_any_search_is_answered(desk: Desk, search: str) -> None:
    client = signed_in(make_superuser())
    for address in LISTS:
        assert client.get(f"{address}?q={search}").status_code == 200


@pytest.mark.parametrize("query", ["cohort=x", "nothing=1"])
def test_an_action_under_an_odd_filter_does_nothing(desk: Desk, query: str) -> None:
    """Without the filter it would act on every learner of the list."""
    data = {
        "action": "open_lesson",
        "_selected_action": desk.enrolment.pk,
        "select_across": "1",
        "lesson": desk.lessons[2].pk,
    }
    signed_in(desk.instructor).post(f"{ADMIN}/enrolment/?{query}", data)

    assert not Opening.objects.exists()


@pytest.mark.parametrize("chosen", ["x", "", "%00", "1.5", str(10**30), "\x00"])
@pytest.mark.parametrize("action", ["open_lesson", "export_progress", "nothing", "0"])
def test_an_action_on_no_row_is_answered(desk: Desk, chosen: str, action: str) -> None:
    data = {"action": action, "_selected_action": chosen, "index": "x", "select_across": "y"}

    response = signed_in(desk.instructor).post(f"{ADMIN}/enrolment/", data, follow=True)

    assert response.status_code == 200


@pytest.mark.parametrize("key", ["x", "%00", str(10**30), "_5F", "..%2F", "1%2C2"])
def test_no_row_under_an_odd_key(desk: Desk, key: str) -> None:
    client = signed_in(make_superuser())
    for address in LISTS:
        for page in ("change/", "delete/", "history/", ""):
            response = client.get(f"{address}{key}/{page}", follow=True)
            assert response.status_code in {200, 403, 404}


@pytest.mark.parametrize(
    "query",
    [
        "course=x",
        f"course={10**30}",
        "weekdays=x",
        "start=x",
        "instructors=x,y",
        "is_staff=x&groups=x",
        "_changelist_filters=%00",
        "_popup=x",
    ],
)
def test_a_form_opens_whatever_it_is_asked_to_hold(desk: Desk, query: str) -> None:
    client = signed_in(make_superuser())
    for address in LISTS:
        assert client.get(f"{address}add/?{query}").status_code in {200, 403}
    assert client.get(f"{ADMIN}/cohort/{desk.cohort.pk}/change/?{query}").status_code == 200
