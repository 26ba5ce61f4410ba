"""Names show, and keep their direction of writing to themselves."""

import re
from pathlib import Path

import pytest
from django.test import Client

from courseapp.accounts.people import isolated
from courseapp.admin.cohorts import CohortForm
from courseapp.admin.users import UserChangeForm, UserCreationForm
from courseapp.lessonfiles.seen import is_seen
from courseapp.models import User
from tests.cast import enrol, make_cohort, make_course, make_instructor, make_learner

pytestmark = pytest.mark.django_db

UNSEEN = [
    "\N{ZERO WIDTH SPACE}",
    "\N{RIGHT-TO-LEFT OVERRIDE}\N{POP DIRECTIONAL FORMATTING}",
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}",
    "\N{WORD JOINER}",
    "\N{ZERO WIDTH JOINER}",
    "\N{ZERO WIDTH NO-BREAK SPACE}",
    "\N{SOFT HYPHEN}",
    "\N{HANGUL FILLER}",
    "\N{HALFWIDTH HANGUL FILLER}",
    "\N{HANGUL CHOSEONG FILLER}",
    "\N{BRAILLE PATTERN BLANK}",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{VARIATION SELECTOR-16}",
    "\N{COMBINING GRAPHEME JOINER}",
    "\U000e0041",  # a tag
    "\ue000",  # for private use
    "\u0378",  # unassigned
    "\N{MONGOLIAN VOWEL SEPARATOR}",
    "\N{KHMER VOWEL INHERENT AQ}",
    "\N{MUSICAL SYMBOL NULL NOTEHEAD}",
    "\U00013441",  # a full blank among hieroglyphs
    "\N{OBJECT REPLACEMENT CHARACTER}",
    "\N{HANGUL FILLER} \N{ZERO WIDTH SPACE}\N{HANGUL FILLER}",
]
SEEN = ["Ada", "李", "O’Neil-Åse", "مريم", "שרה", "🦀", "क्षिति", "न्\N{ZERO WIDTH JOINER}", "7", "-"]


@pytest.mark.parametrize("name", UNSEEN)
def test_what_shows_as_nothing_is_refused_wherever_it_is_typed(client: Client, name: str) -> None:
    assert not is_seen(name)
    course = make_course()
    person = {"email": "ada@example.org", "password1": "correct horse battery", "name": name}
    page = client.post("/accounts/signup/", person)
    assert page.context["form"].errors == {"name": ["Write a name that can be seen."]}
    assert not User.objects.exists()
    client.force_login(make_learner(name="Ada"))
    page = client.post("/account/", {"name": name, "time_zone": "UTC", "language": ""})
    assert page.context["form"].has_error("name")
    assert User.objects.get().name == "Ada"
    forms = [
        UserChangeForm({"name": name}, instance=User.objects.get()),
        UserCreationForm({"name": name, "email": "bo@example.org"}),
        CohortForm({"name": name, "course": course.pk}),
    ]
    assert [form.has_error("name") for form in forms] == [True] * 3


@pytest.mark.parametrize("name", SEEN)
def test_what_shows_is_a_name(client: Client, name: str) -> None:
    client.force_login(make_learner())
    client.post("/account/", {"name": name, "time_zone": "UTC", "language": ""})
    assert User.objects.get().name == name


def test_a_row_from_before_is_called_by_something_else(client: Client) -> None:
    name = "\N{HANGUL FILLER}"
    assert str(make_learner(name=name, email="ada@example.org")) == "ada@example.org"
    cohort = make_cohort(make_course(), name=name, join_code="HALL2345")
    client.force_login(make_learner(is_staff=True, is_superuser=True))
    for address in ("", f"{cohort.pk}/change/", f"{cohort.pk}/learners/"):
        assert "HALL2345" in client.get(f"/admin/courseapp/cohort/{address}").content.decode()


TURNING = "Ada \N{RIGHT-TO-LEFT OVERRIDE}ecila"
OWN = ("change/", "delete/", "history/")


def rows(model: str, pk: int, *more: str) -> list[str]:
    return [f"/admin/courseapp/{model}/", *(f"/admin/courseapp/{model}/{pk}/{end}" for end in more)]


def test_names_are_isolated_on_every_page(client: Client) -> None:
    course = make_course()
    cohort = make_cohort(course, name=TURNING, join_code="TURN2345")
    instructor = make_instructor(name=TURNING)
    cohort.instructors.add(instructor)
    enrolment = enrol(make_learner(name=TURNING), course, cohort=cohort)
    user = enrolment.user
    assert user
    desk = [
        "/admin/",
        *rows("enrolment", enrolment.pk, "change/", "history/"),
        *rows("cohort", cohort.pk, "learners/", *OWN),
        "/admin/courseapp/question/report/",
    ]
    pages = {
        make_learner(name=TURNING, is_staff=True, is_superuser=True): [
            *desk,
            *rows("user", user.pk, "password/", *OWN),
        ],
        instructor: [address for address in desk if "delete" not in address],
        user: ["/courses/course/", "/enrolments/course/", "/join/TURN2345/", "/today/"],
    }
    apart = re.compile(f"<bdi>{TURNING}</bdi>|\u2068{TURNING}\u2069")
    for person, addresses in pages.items():
        client.force_login(person)
        if person.is_superuser:  # what the log says of it is shown, too
            form = {"email": user.email, "name": TURNING, "time_zone": "UTC", "is_active": "on"}
            client.post(f"/admin/courseapp/user/{user.pk}/change/", form)
        for address in addresses:
            page = client.get(address)
            assert page.status_code == 200, address
            html = page.content.decode()
            assert apart.search(html) or address in ("/admin/", "/today/"), address
            left = re.sub(r'value="[^"]*"', "", apart.sub("", html))
            assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in left, address


def test_no_name_ends_its_own_isolation() -> None:
    name = "Ada\N{POP DIRECTIONAL ISOLATE} \N{RIGHT-TO-LEFT OVERRIDE}ecila"
    assert str(make_learner(name=name)) == f"\u2068{TURNING}\u2069"
    assert isolated(name) == f"<bdi>{TURNING}</bdi>"


def test_a_name_that_turns_nothing_stays_as_it_is() -> None:
    assert str(make_learner(name="O’Neil-Åse 李")) == "O’Neil-Åse 李"


def test_no_template_shows_a_name_by_itself() -> None:
    bare = re.compile(r"\{\{ (\w+\.)*(cohort|user|learner)(\.name)? \}\}")
    defined = re.compile(r"with (learner|cohort)=[\w.]+\|isolated")
    for path in Path("templates").rglob("*.html"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not bare.search(line) or defined.search(line), f"{path}: {line.strip()}"
