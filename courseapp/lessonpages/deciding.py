"""Writing a decision list: change the form, try, lock, share; and the page of one's own.

Each post does one act, is safe to repeat and leads back. Only `decide` with "try" or "keep", and
`lock`, keep anything; all other acts change the form that comes back.
"""

from dataclasses import replace
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courseapp.accounts.reader import reader_of
from courseapp.answers import deciding as keeping
from courseapp.answers.drafts import Draft, changed, read_list, sent
from courseapp.answers.recording import NotLockedError, enrolment_for
from courseapp.deciding.grading import grade
from courseapp.lessonpages import pages, reading
from courseapp.lessonpages.decisions import Deciding
from courseapp.lessonpages.frameworkpages import FrameworkPage, framework_page
from courseapp.lessonpages.posts import read_anew
from courseapp.lessonpages.views import show, through_the_door
from courseapp.models import Framework, Lesson, Step
from courseapp.schedule import access
from courseapp.schedule.access import Place
from courseapp.schedule.clock import Request
from courseapp.schedule.outline import steps_of

KEEPING = ("try", "keep")


@require_POST
@never_cache
@through_the_door
def decide(request: Request, course: str, lesson: str, key: str) -> HttpResponse:
    """Changes the form as its button says; "try" and "keep" keep the list, too."""
    place, found = access.get_open_lesson(reader_of(request), course, lesson, request.now)
    step = find_decision(place, found, key)
    draft, act = sent(request.POST), request.POST.get("act", "")
    if act not in KEEPING:
        return answer_with(request, place, found, key, changed(draft, act))
    decision_list, checked = read_list(draft, step.asked)
    if decision_list is None:
        return answer_with(request, place, found, key, checked)
    try:
        enrolment = enrolment_for(place)
        keeping.keep_list(enrolment, found, key, decision_list, request.now)
    except NotLockedError:
        return read_anew(request, pages.lesson_url(place.course, found))
    return answer_with(request, replace(place, enrolment=enrolment), found, key)


@require_POST
@never_cache
@through_the_door
def lock(request: Request, course: str, lesson: str, key: str) -> HttpResponse:
    """Locks the list and shows all that was held back. A second press finds the first locked."""
    place, found = access.get_open_lesson(reader_of(request), course, lesson, request.now)
    decision = find_decision(place, found, key)
    decision_list, checked = read_list(sent(request.POST), decision.asked)
    if not decision.is_waiting:
        return answer_with(request, place, found, key, goes_on=True)
    if decision_list is None:
        return answer_with(request, place, found, key, checked)
    try:
        enrolment = enrolment_for(place)
        report = grade(decision_list, keeping.graders_of(step_of(place, found, key)).scenarios)
        keeping.lock_list(enrolment, found, key, decision_list, report, request.now)
    except NotLockedError:
        return read_anew(request, pages.lesson_url(place.course, found))
    return answer_with(request, replace(place, enrolment=enrolment), found, key, goes_on=True)


@require_POST
@never_cache
@through_the_door
def share(request: Request, course: str, lesson: str, key: str) -> HttpResponse:
    """Gives the learner's locked list an address of its own, or takes it away."""
    place, found = access.get_open_lesson(reader_of(request), course, lesson, request.now)
    framework = own_framework(place, found, key)
    if request.POST.get("shared") == "on":
        keeping.share(framework)
    else:
        keeping.stop_sharing(framework)
    return redirect("my_framework", course, lesson, key)


@require_safe
@never_cache
@through_the_door
def my_framework(request: Request, course: str, lesson: str, key: str) -> HttpResponse:
    """The learner's own list as a page to print, and to share if they like."""
    place, found = access.get_open_lesson(reader_of(request), course, lesson, request.now)
    framework = own_framework(place, found, key)
    page = framework_page(framework, step_or_none(place, found, key))
    return show_alone(request, replace(page, lesson_url=pages.lesson_url(place.course, found)))


@login_not_required
@require_safe
@never_cache
def framework(request: Request, token: str) -> HttpResponse:
    """A list that its writer shares, for whoever knows its address."""
    shared = Framework.objects.select_related("lesson__course")
    found = get_object_or_404(shared, token=token, locked_at__isnull=False)
    steps = steps_of(found.lesson, found.lesson.course)
    response = show_alone(request, framework_page(found, decision_in(steps, found.key)))
    response["Referrer-Policy"] = "no-referrer"
    return response


def show_alone(request: Request, page: FrameworkPage) -> HttpResponse:
    response = show(request, "lessonpages/framework.html", page)
    response["X-Robots-Tag"] = "noindex"
    return response


def find_decision(place: Place, lesson: Lesson, key: str) -> Deciding:
    """Raises Http404 for one that is not in the lesson, or that the reader has not come to."""
    page = pages.lesson_page(place, lesson, *reading.read(place, lesson))
    for step in page.steps:
        if isinstance(step, Deciding) and step.key == key:
            return step
    raise Http404(f'There is no decision "{key}" to write here.')


def decision_in(steps: tuple[Step, ...], key: str) -> Step | None:
    return next((step for step in steps if step.decision and step.decision["key"] == key), None)


def step_or_none(place: Place, lesson: Lesson, key: str) -> Step | None:
    return decision_in(steps_of(lesson, place.course), key)


def step_of(place: Place, lesson: Lesson, key: str) -> Step:
    """Raises Http404 for one that has just gone."""
    step = step_or_none(place, lesson, key)
    if step is None:
        raise Http404(f'There is no decision "{key}" any more.')
    return step


def own_framework(place: Place, lesson: Lesson, key: str) -> Framework:
    """The reader's locked list. Raises Http404 where there is none."""
    own = Framework.objects.select_related("lesson__course").exclude(locked_at=None)
    return get_object_or_404(own, enrolment=place.enrolment, lesson=lesson, key=key)


def answer_with(
    request: Request,
    place: Place,
    lesson: Lesson,
    key: str,
    draft: Draft | None = None,
    *,
    goes_on: bool = False,
) -> HttpResponse:
    """The decision as it stands now: by itself for htmx, or with what follows where the lesson
    `goes_on`; without htmx the whole page.

    Args:
        draft: what the reader is writing; None once it is kept.
    """
    steps, states = reading.read(place, lesson, drafts={key: draft} if draft else None)
    page = pages.lesson_page(place, lesson, steps, states)
    is_refused = draft is not None and draft.is_refused
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    if request.htmx:
        shown = steps_from(page, key)
        if goes_on:
            return show(request, "lessonpages/_steps.html", page, steps=shown, oob=True)
        return show(request, "lessonpages/_decide.html", page, status=status, step=shown[0])
    if draft:
        return show(request, "lessonpages/lesson.html", page, status=status)
    return redirect(f"{page.url}#decide-{key}")


def steps_from(page: pages.LessonPage, key: str) -> tuple[pages.ShownStep, ...]:
    """The shown steps from this decision on."""
    places = (
        place
        for place, step in enumerate(page.steps)
        if isinstance(step, Deciding) and step.key == key
    )
    return page.steps[next(places) :]
