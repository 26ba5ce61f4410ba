"""The picker: a course's reference asked by whoever has locked a list of their own."""

from http import HTTPStatus

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp.accounts.reader import reader_of
from courseapp.answers.deciding import graders_of
from courseapp.deciding.kept import read_asked
from courseapp.lessonpages import pages, pickerpages, reading
from courseapp.lessonpages.views import show
from courseapp.models import Step
from courseapp.schedule import access
from courseapp.schedule.access import Place
from courseapp.schedule.clock import Request


@login_not_required
@require_safe
@never_cache
def pick(request: Request, course: str) -> HttpResponse:
    """What the reference picks for the address's numbers. It would give the capstone's answers
    away, so it is closed until the reader has locked a list."""
    place = access.get_place(reader_of(request), course, request.now)
    found = find_picker(place)
    if found.is_open:
        return show_picker(request, place, found.step)
    row = pages.lesson_row(place, place.standing(found.step.lesson))
    enrol = pages.enrol_action(place) if place.timetable is None else None
    page = pickerpages.closed_page(place.course, row, enrol)
    return show(request, "lessonpages/picker_closed.html", page, status=HTTPStatus.FORBIDDEN)


@staff_member_required
@permission_required("courseapp.view_course", raise_exception=True)
@require_safe
@never_cache
def preview_pick(request: Request, course: str) -> HttpResponse:
    place = access.get_place(reader_of(request), course, request.now)
    return show_picker(request, place, find_picker(place).step, is_preview=True)


def find_picker(place: Place) -> reading.PickerPlace:
    """Raises Http404 for a course without one."""
    found = reading.picker_of(place)
    if found is None:
        raise Http404("This course has no picker.")
    return found


def show_picker(
    request: Request, place: Place, step: Step, *, is_preview: bool = False
) -> HttpResponse:
    """The page, or for htmx only what comes of the numbers."""
    graders, titled = graders_of(step), reading.titled(place)
    picker = graders.standards.picker
    if picker is None:
        raise Http404("This course has no picker any more.")
    page = pickerpages.picker_page(
        place.course,
        read_asked(step.decision or {}),
        graders,
        picker,
        {s.lesson.slug: pages.lesson_row(place, s, titled) for s in place.standings()},
        pages.lesson_row(place, place.standing(step.lesson), titled),
        request.GET,
        is_preview=is_preview,
    )
    template = "_picker_outcome" if request.htmx else "picker"
    return show(request, f"lessonpages/{template}.html", page)
