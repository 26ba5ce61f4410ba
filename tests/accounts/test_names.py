"""Names show, and keep their direction of writing to themselves."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client, override_settings

import courseapp.urls  # noqa: F401  allauth reads its settings then: before any is overridden
from courseapp.admin.cohorts import CohortForm
from courseapp.admin.users import UserChangeForm, UserCreationForm
from courseapp.models import Mail, User
from courseapp.models.names import is_seen
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


def test_a_row_from_before_is_called_by_its_address() -> None:
    assert str(make_learner(name="\N{HANGUL FILLER}", email="ada@example.org")) == "ada@example.org"


TURNING = "Ada \N{RIGHT-TO-LEFT OVERRIDE}ecila"


def test_names_are_isolated_on_every_page(client: Client) -> None:
    course = make_course()
    cohort = make_cohort(course, name=TURNING, join_code="TURN2345")
    instructor = make_instructor()
    cohort.instructors.add(instructor)
    enrolment = enrol(make_learner(name=TURNING), course, cohort=cohort)
    pages = {
        instructor: [
            "/admin/courseapp/enrolment/",
            f"/admin/courseapp/cohort/{cohort.pk}/learners/",
            "/admin/courseapp/cohort/",
            "/admin/courseapp/question/report/",
        ],
        enrolment.user: ["/courses/course/", "/enrolments/course/", "/join/TURN2345/"],
        make_learner(is_staff=True, is_superuser=True): ["/admin/courseapp/user/"],
    }
    isolated = re.compile(f"<bdi>{TURNING}</bdi>|\u2068{TURNING}\u2069")
    for person, addresses in pages.items():
        assert person
        client.force_login(person)
        for address in addresses:
            html = client.get(address).content.decode()
            assert isolated.search(html), address
            left = re.sub(r'(value|aria-label)="[^"]*"', "", isolated.sub("", html))
            assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in left.replace("With ", ""), address


def test_no_template_shows_a_name_by_itself() -> None:
    bare = re.compile(r"\{\{ (\w+\.)*(cohort|user|learner)(\.name)? \}\}")
    defined = re.compile(r"with (learner|cohort)=[\w.]+\|isolated")
    for path in Path("templates").rglob("*.html"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not bare.search(line) or defined.search(line), f"{path}: {line.strip()}"


@override_settings(
    ACCOUNT_EMAIL_VERIFICATION="mandatory", ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED=True
)
def test_the_first_superuser_comes_in_without_a_mail(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    call_command("createsuperuser", interactive=False, email="root@example.org", verbosity=0)
    login = {"login": "root@example.org", "password": "correct horse battery"}
    assert client.post("/accounts/login/", login)["Location"] == "/today/"
    assert client.get("/admin/").status_code == 200
    assert not Mail.objects.exists()
    assert EmailAddress.objects.get().verified
