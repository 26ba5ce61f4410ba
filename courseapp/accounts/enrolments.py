"""How a learner enrols, sets a pace, pauses, and joins a cohort."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseapp.accounts.forms import JoinForm, PaceForm, pace_of
from courseapp.accounts.joining import HOUR
from courseapp.accounts.reader import LearnerRequest, reader_of
from courseapp.models import Cohort, Course, Enrolment, Paced
from courseapp.schedule import retiming
from courseapp.schedule.access import Place, find_enrolment, get_course, get_place
from courseapp.schedule.streak import running


@require_http_methods(["GET", "HEAD", "POST"])
def enrolment(request: LearnerRequest, course: str) -> HttpResponse:
    """Chooses the pace, and enrols whoever is not enrolled yet. A cohort's pace stands."""
    found = get_course(course)
    place = get_place(reader_of(request), course, request.now)
    enrolment = place.enrolment
    if enrolment and enrolment.cohort:
        return _cohort_pace(request, place, enrolment, enrolment.cohort)
    form = PaceForm(request.POST or None, initial=pace_of(enrolment))
    if form.is_valid():
        _set_pace(request, found, enrolment, form)
        return redirect("course", found.slug)
    context = {
        "course": found,
        "enrolment": enrolment,
        "form": form,
        "is_paused": enrolment is not None and is_paused(enrolment),
        "streak": running(place),
    }
    return render(request, "accounts/enrolment.html", context)


def _set_pace(
    request: LearnerRequest, course: Course, enrolment: Enrolment | None, form: PaceForm
) -> None:
    if enrolment:
        retiming.change_pace(enrolment, **form.cleaned_data, now=request.now)
        messages.success(request, _("Your pace is changed."))
    else:
        retiming.enrol(request.user, course, request.now, **form.cleaned_data)
        messages.success(request, _("You are enrolled. Your first lesson is open."))


def _cohort_pace(
    request: LearnerRequest, place: Place, enrolment: Enrolment, cohort: Cohort
) -> HttpResponse:
    context = {
        "course": cohort.course,
        "enrolment": enrolment,
        "weekdays": weekday_names(cohort),
        "is_paused": is_paused(enrolment),
        "streak": running(place),
    }
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "accounts/cohort_pace.html", context, status=status)


def is_paused(enrolment: Enrolment) -> bool:
    """Whether a pause is on, or begins tomorrow, till further notice."""
    return any(last is None for _, last in enrolment.pauses)


def weekday_names(paced: Paced) -> list[str]:
    """The weekdays a lesson may open on, Monday first."""
    return [str(WEEKDAYS[weekday]) for weekday in sorted(paced.learning_weekdays)]


@require_POST
def pause(request: LearnerRequest, course: str) -> HttpResponse:
    """From tomorrow no lesson opens until the learner resumes; what is open stays open."""
    retiming.pause(_own_enrolment(request, course), request.now)
    messages.success(request, _("Paused from tomorrow. What is open stays open."))
    return redirect("course", course)


@require_POST
def resume(request: LearnerRequest, course: str) -> HttpResponse:
    """The learner's days count again."""
    retiming.resume(_own_enrolment(request, course), request.now)
    messages.success(request, _("Welcome back. Lessons open again."))
    return redirect("course", course)


def _own_enrolment(request: LearnerRequest, course: str) -> Enrolment:
    return get_object_or_404(request.user.enrolments, course=get_course(course))


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: LearnerRequest) -> HttpResponse:
    """Asks for a cohort's code."""
    form = JoinForm(request.user, request.POST or None)
    if form.is_valid():
        return redirect("join_code", form.cohort.join_code)
    return _ask_for_code(request, form, HTTPStatus.OK)


def _ask_for_code(request: LearnerRequest, form: JoinForm, status: HTTPStatus) -> HttpResponse:
    page = render(request, "accounts/join.html", {"form": form}, status=status)
    if form.is_limited:
        page.status_code = HTTPStatus.TOO_MANY_REQUESTS
        page.headers["Retry-After"] = str(HOUR)
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def join_code(request: LearnerRequest, code: str) -> HttpResponse:
    """Shows the cohort that a code opens, and lets the learner join it."""
    form = JoinForm(request.user, {"code": code})
    if not form.is_valid():
        return _ask_for_code(request, form, HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        retiming.join(request.user, form.cohort, request.now)
        messages.success(request, _("You are in “%(cohort)s” now.") % {"cohort": form.cohort})
        return redirect("course", form.cohort.course.slug)
    enrolment = find_enrolment(reader_of(request), form.cohort.course.slug)
    context = {
        "cohort": form.cohort,
        "enrolment": enrolment,
        "weekdays": weekday_names(form.cohort),
    }
    return render(request, "accounts/join_cohort.html", context)
