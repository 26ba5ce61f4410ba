"""What a learner does in a lesson: each view does one act, is safe to repeat and leads back.

htmx gets the part of the page that changed; without it, a redirect leads to the lesson's page.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from courseapp.accounts.reader import reader_of, visitor_token
from courseapp.accounts.refusals import ended_session
from courseapp.answers import recording
from courseapp.answers.forms import AnswerForm, answer_form
from courseapp.answers.states import Revealed, Waiting
from courseapp.lessonpages import pages, reading
from courseapp.lessonpages.views import show, through_the_door
from courseapp.models import Lesson, Prediction, Question, Revision
from courseapp.schedule import access
from courseapp.schedule.clock import Request
from courseapp.schedule.outline import steps_of

LONGEST_TICK = 3
"""In digits: Python refuses to read a number of thousands of them."""

CHANGED = _(
    "The author has just changed this question, so your answer was not locked in. "
    "Please look at it again."
)
CHANGED_MEANWHILE = _(
    "Something has changed since this page was shown, so your answer was not locked in. "
    "Please look at the lesson again."
)


@login_not_required
@require_POST
@never_cache
@through_the_door
def predict(request: Request, course: str, lesson: str, key: str) -> HttpResponse:
    """Locks the reader's first answer to the question that waits, and reveals."""
    reader = acting_reader(request)
    place, found = access.get_open_lesson(reader, course, lesson, request.now)
    question, work = find_question(place, found, key), reading.work_of(place, found)
    if reading.first_waiting(steps_of(found, place.course), work) != question:
        # Nobody is shown a question they have not come to: whoever sends it was somebody else.
        ended = None if question.pk in work.predictions else ended_session(request)
        return ended or answer_with(request, place, found, question, work)
    form, refusal = read_answer(request, question)
    if refusal:
        return answer_with(request, place, found, question, work, refusal)
    try:
        place, prediction = lock_answer(place, found, question, form)
    except recording.NotLockedError:
        return read_anew(request, pages.lesson_url(place.course, found))
    work = replace(work, predictions={**work.predictions, question.pk: prediction})
    return answer_with(request, place, found, question, work)


def acting_reader(request: Request) -> access.Reader:
    """Who acts; a visitor gets a token now, for what they do must be found again.

    Raises:
        ImmediateHttpResponse: too many new visitors come from this address, or this one sends
            too much.
    """
    reader = reader_of(request)
    if reader.user:
        return reader
    if reader.visitor:
        if not ratelimit.consume(request, action="visitor", key=str(reader.visitor)):
            raise ImmediateHttpResponse(ratelimit.respond_429(request))
        return reader
    if not ratelimit.consume(request, action="new_visitor"):
        raise ImmediateHttpResponse(ratelimit.respond_429(request))
    return access.Reader(visitor=visitor_token(request))


def find_question(place: access.Place, lesson: Lesson, key: str) -> Question:
    """Raises Http404 for a key that is not in this lesson."""
    for question in reading.questions_of(steps_of(lesson, place.course)):
        if question.key == key:
            return question
    raise Http404(f'There is no question "{key}" in this lesson.')


def read_answer(request: Request, question: Question) -> tuple[AnswerForm, dict[str, Any]]:
    """The form as it was sent, and what it held and why it is refused; empty when all is well."""
    revision = revision_of(question)
    form = answer_form(revision, request.POST)
    if request.POST.get("wording") != revision.wording:
        return form, {"given": form.given(), "errors": {"form": CHANGED}}
    if not form.is_valid():
        return form, {"given": form.given(), "errors": form.messages()}
    return form, {}


def revision_of(question: Question) -> Revision:
    assert question.revision is not None  # noqa: S101  a question on a page has one
    return question.revision


def lock_answer(
    place: access.Place, lesson: Lesson, question: Question, form: AnswerForm
) -> tuple[access.Place, Prediction]:
    """Records a valid answer.

    Returns:
        Where the reader stands now, and the prediction that counts.

    Raises:
        NotLockedError: the question or the reader's enrolment has just gone.
    """
    enrolment = recording.enrolment_for(place)
    prediction = recording.record_prediction(
        enrolment,
        lesson,
        question,
        revision_of(question),
        form.answer(),
        form.confidence_step(),
        place.now,
    )
    if place.enrolment is None:
        place = replace(place, enrolment=enrolment)
    return place, prediction


def answer_with(
    request: Request,
    place: access.Place,
    lesson: Lesson,
    question: Question,
    work: reading.Work,
    refusal: dict[str, Any] | None = None,
) -> HttpResponse:
    """The lesson from this question on; the whole page where a refused form has no htmx."""
    refused = {question.pk: refusal} if refusal else None
    steps, states = reading.read(place, lesson, refused, work=work)
    page = pages.lesson_page(place, lesson, steps, states)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    if request.htmx:
        shown = from_question(page, question.key)
        return show(request, "lessonpages/_steps.html", page, status=status, steps=shown, oob=True)
    if refused:
        return show(request, "lessonpages/lesson.html", page, status=status)
    return redirect(f"{page.url}#question-{question.key}")


def read_anew(request: Request, url: str) -> HttpResponse:
    """Sends the browser to the lesson as it is now, for what the reader sees is out of date."""
    messages.warning(request, CHANGED_MEANWHILE)
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def from_question(page: pages.LessonPage, key: str) -> tuple[pages.ShownStep, ...]:
    """The shown steps from this question on; none if it is not shown yet."""
    for index, step in enumerate(page.steps):
        if isinstance(step, Waiting | Revealed) and step.key == key:
            return page.steps[index:]
    return ()


@login_not_required
@require_POST
@never_cache
@through_the_door
def rubric(request: Request, course: str, lesson: str, key: str) -> HttpResponse:
    """Keeps which lines of a model answer's rubric the learner ticked."""
    place, found = access.get_open_lesson(reader_of(request), course, lesson, request.now)
    question = find_question(place, found, key)
    prediction = reading.predictions_of(place, found).get(question.pk)
    if prediction is None or prediction.revision.kind != Question.Kind.REFLECT:
        raise Http404("There is no rubric to tick yet.")
    sent = request.POST.getlist("ticked")
    ticks = (int(tick) for tick in sent if tick.isdecimal() and len(tick) <= LONGEST_TICK)
    recording.record_ticks(prediction, ticks)
    if request.htmx:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return redirect(f"{reverse('lesson', args=[course, lesson])}#question-{key}")


@login_not_required
@require_POST
@never_cache
@through_the_door
def finish(request: Request, course: str, lesson: str) -> HttpResponse:
    """Notes the lesson as finished, once all its questions are answered."""
    reader = acting_reader(request)
    place, found = access.get_open_lesson(reader, course, lesson, request.now)
    page = pages.lesson_page(place, found, *reading.read(place, found))
    if page.may_finish:
        recording.finish_lesson(place, found)
    return redirect(reverse("lesson", args=[course, lesson]) + "#end")
