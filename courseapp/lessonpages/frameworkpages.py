"""A learner's list as a page of its own: "My four questions"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courseapp.deciding.grading import Scores
from courseapp.deciding.kept import Asked, read_asked, read_scores
from courseapp.deciding.lists import from_json
from courseapp.deciding.wording import ShownList, in_words
from courseapp.models import Framework, Step

TITLES = (
    _("My question"),
    _("My two questions"),
    _("My three questions"),
    _("My four questions"),
    _("My five questions"),
    _("My six questions"),
)
"""By the number of questions, from one."""


@dataclass(frozen=True)
class FrameworkPage:
    """`first` is the list as it was locked, None while it is still the same. `public_url` is empty
    unless the list is shared; `lesson_url` is empty for anybody but its writer."""

    title: str
    course_title: str
    language: str
    course_emoji: str
    course_url: str
    now: ShownList
    first: ShownList | None
    locked_at: datetime | None
    scores: Scores
    public_url: str
    share_url: str
    lesson_url: str = ""


def framework_page(framework: Framework, step: Step | None) -> FrameworkPage:
    """A locked list; `step` gives facts and picks their names, None where it has gone."""
    course = framework.lesson.course
    stored: dict[str, Any] = framework.first or {}
    asked = read_asked(step.decision) if step and step.decision else Asked((), (), ())
    now, first = from_json(framework.current), from_json(stored)
    return FrameworkPage(
        title=str(TITLES[len(now.rules) - 1]),
        course_title=course.title,
        language=course.language,
        course_emoji=course.emoji,
        course_url=reverse("course", args=[course.slug]),
        now=in_words(now, asked),
        first=in_words(first, asked) if first != now else None,
        locked_at=framework.locked_at,
        scores=read_scores(stored),
        public_url=reverse("framework", args=[framework.token]) if framework.token else "",
        share_url=reverse("share", args=[course.slug, framework.lesson.slug, framework.key]),
    )
