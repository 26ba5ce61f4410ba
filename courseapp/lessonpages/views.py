"""The learner's pages: find through the door, build, render. GET reads and writes nothing."""

from collections.abc import Callable, Collection
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp.accounts.reader import reader_of
from courseapp.accounts.refusals import ended_session
from courseapp.lessonpages import pages, reading
from courseapp.lessonpages.phone import kept_as
from courseapp.lessonpages.simulations import Simulation
from courseapp.models import Course, Figure
from courseapp.schedule import access
from courseapp.schedule.clock import Request, day_of
from courseapp.schedule.outline import lessons_asking, lessons_of

View = Callable[..., HttpResponse]


def show(
    request: Request, template: str, page: Any, *, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    """A page rendered with its times in the reader's own zone."""
    with timezone.override(reader_of(request).zone):
        return render(request, template, {"page": page} | more, status=status)


def through_the_door(view: View) -> View:
    """Turns the door's refusals into pages: a locked lesson says when it opens, a renamed one
    leads on to where it is now, along with what was posted. Addresses go by their views' names."""

    @wraps(view)
    def guarded(request: Request, course: str, lesson: str, **rest: str) -> HttpResponse:
        try:
            return view(request, course, lesson, **rest)
        except access.LessonMovedError as moved:
            now_at = {"course": course, "lesson": moved.lesson.slug, **rest}
            query = request.GET.urlencode()
            url = reverse(view.__name__, kwargs=now_at) + (f"?{query}" if query else "")
            return redirect(url, permanent=True, preserve_request=request.method == "POST")
        except access.LessonLockedError as locked:
            if ended := ended_session(request):
                return ended
            page = pages.locked_page(locked.place, locked.standing)
            return show(request, "lessonpages/locked.html", page, status=HTTPStatus.FORBIDDEN)

    return guarded


@login_not_required
@require_safe
def catalogue(request: Request) -> HttpResponse:
    reader = reader_of(request)
    own = {place.course.pk: place for place in access.get_places(reader, request.now)}
    courses = list(Course.objects.named())
    current = (c for c in courses if not c.announced)
    places = (own.get(c.pk) or access.outside(reader, c, request.now) for c in current)
    coming = [pages.course_card(c, (), finished=None) for c in courses if c.announced]
    cards = [*(card(place) for place in places), *coming]
    return show(request, "lessonpages/catalogue.html", {"cards": cards})


def card(place: access.Place) -> pages.CourseCard:
    finished = pages.count_finished(place.standings()) if place.enrolment else None
    return pages.course_card(place.course, place.lessons, finished)


@login_not_required
@require_safe
@kept_as("course")
@never_cache
def course(request: Request, course: str) -> HttpResponse:
    place = access.get_place(reader_of(request), course, request.now)
    cards = related_to(place.course)
    titled = reading.titled(place)
    faq = faq_of(place, titled)
    page = pages.course_page(place, cards, titled, picker_link(place, titled), faq)
    return show(request, "lessonpages/course.html", page)


def related_to(course: Course) -> list[pages.CourseCard]:
    """In the order in which the course names them."""
    found = {other.slug: other for other in Course.objects.named().filter(slug__in=course.related)}
    others = (found[slug] for slug in course.related if slug in found)
    return [
        pages.course_card(other, () if other.announced else lessons_of(other), finished=None)
        for other in others
    ]


def faq_of(place: access.Place, titled: Collection[int]) -> tuple[pages.FaqAnswer, ...]:
    """No query where no answer of the FAQ gives anything away."""
    spoiled = pages.spoiled_by(place.course.faq)
    answered = reading.answered_keys(place, spoiled)
    asked_in = lessons_asking(place.course) if spoiled else {}
    return pages.faq_answers(place, answered, asked_in, titled)


def picker_link(place: access.Place, titled: Collection[int]) -> pages.PickerLink | None:
    found = reading.picker_of(place)
    if found is None:
        return None
    row = pages.lesson_row(place, place.standing(found.step.lesson), titled)
    url = reverse("pick", args=[place.course.slug]) if found.is_open else ""
    return pages.PickerLink(url, row)


@login_not_required
@require_safe
@kept_as("glossary")
@never_cache
def glossary(request: Request, course: str) -> HttpResponse:
    place = access.get_place(reader_of(request), course, request.now)
    if not place.course.glossary:
        raise Http404("This course has no glossary.")
    answered = reading.answered_keys(place, pages.spoiled_by(place.course.glossary))
    return show(request, "lessonpages/glossary.html", pages.glossary_page(place, answered))


@login_not_required
@require_safe
@kept_as("lesson")
@never_cache
@through_the_door
def lesson(request: Request, course: str, lesson: str) -> HttpResponse:
    place, found = access.get_open_lesson(reader_of(request), course, lesson, request.now)
    page = pages.lesson_page(place, found, *reading.read(place, found))
    return show(request, "lessonpages/lesson.html", page)


@login_not_required
@require_safe
@never_cache
@through_the_door
def simulation(request: Request, course: str, lesson: str, key: str) -> HttpResponse:
    """A simulator of a lesson, as the address sets it, once the lesson has come to it."""
    place, found = access.get_open_lesson(reader_of(request), course, lesson, request.now)
    steps, states = reading.read(place, found)
    page = pages.lesson_page(place, found, steps, states, given={key: request.GET})
    return show_simulation(request, page, key)


def show_simulation(request: Request, page: pages.LessonPage, key: str) -> HttpResponse:
    """Raises Http404 for one that is not in the lesson, or not shown yet."""
    for step in page.steps:
        if isinstance(step, Simulation) and step.key == key:
            template = "_outcome" if request.htmx else "simulation"
            return show(request, f"lessonpages/{template}.html", page, step=step, is_alone=True)
    raise Http404(f'There is no simulator "{key}" to show here.')


@staff_member_required
@permission_required("courseapp.view_course", raise_exception=True)
@require_safe
@never_cache
@through_the_door
def preview(request: Request, course: str, lesson: str) -> HttpResponse:
    place = access.get_place(reader_of(request), course, request.now)
    found = access.find_lesson(place.course, lesson)
    steps, states = reading.preview(place, found)
    page = pages.lesson_page(place, found, steps, states, is_preview=True)
    return show(request, "lessonpages/lesson.html", page)


@staff_member_required
@permission_required("courseapp.view_course", raise_exception=True)
@require_safe
@never_cache
@through_the_door
def preview_simulation(request: Request, course: str, lesson: str, key: str) -> HttpResponse:
    place = access.get_place(reader_of(request), course, request.now)
    found = access.find_lesson(place.course, lesson)
    steps, states = reading.preview(place, found)
    given = {key: request.GET}
    page = pages.lesson_page(place, found, steps, states, given=given, is_preview=True)
    return show_simulation(request, page, key)


@require_safe
@kept_as("today")
@never_cache
def today(request: Request) -> HttpResponse:
    reader = reader_of(request)
    day = day_of(request.now, reader.zone)
    places = access.get_places(reader, request.now)
    courses = tuple(pages.today_course(place, day) for place in places)
    return show(request, "lessonpages/today.html", pages.TodayPage(day, courses))


@login_not_required
@require_safe
def figure(request: Request, stem: str, suffix: str) -> HttpResponse:
    """A picture, for whoever was shown its address."""
    found = get_object_or_404(Figure, name=f"{stem}.{suffix}")
    return HttpResponse(
        bytes(found.content),
        content_type=found.media_type,
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        },
    )
