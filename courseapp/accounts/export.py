"""Everything the site keeps about a person, as plain data."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress

from courseapp.answers.states import correction_of
from courseapp.models import Enrolment, Framework, Opening, Prediction, User
from courseapp.schedule.access import Reader, place_of
from courseapp.schedule.streak import running


def export_of(user: User, now: datetime) -> dict[str, Any]:
    """Lessons go by their slugs and questions by their keys, which never give an answer away."""
    enrolments = user.enrolments.select_related("course", "cohort").prefetch_related(
        "openings__lesson",
        "predictions__question__lesson",
        "predictions__revision__solution",
        "predictions__revision__corrected_by__solution",
        "frameworks__lesson",
    )
    enrolments = enrolments.order_by("enrolled_at")
    return {
        "account": _account(user),
        "enrolments": [_enrolment(enrolment, now) for enrolment in enrolments],
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "email_addresses": [
            {"email": address.email, "verified": address.verified, "primary": address.primary}
            for address in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
        "name": user.name,
        "time_zone": user.time_zone,
        "language": user.language,
        "joined_at": user.joined_at,
        "last_signed_in_at": user.last_login,
        "may_open_the_admin": user.is_staff,
        "groups": [group.name for group in user.groups.order_by("name")],
        "instructor_of": [cohort.name for cohort in user.cohorts.order_by("name")],
    }


def _enrolment(enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    openings = sorted(enrolment.openings.all(), key=lambda opening: opening.opened_at)
    predictions = sorted(enrolment.predictions.all(), key=lambda prediction: prediction.locked_at)
    streak = running(place_of(Reader(enrolment.user), enrolment, now))
    frameworks = sorted(enrolment.frameworks.all(), key=lambda framework: framework.updated_at)
    return {
        "course": enrolment.course.slug,
        "cohort": enrolment.cohort.name if enrolment.cohort else None,
        "start": enrolment.start,
        "pace": enrolment.pace,
        "weekdays": sorted(enrolment.learning_weekdays),
        "pauses": enrolment.pauses,
        "enrolled_at": enrolment.enrolled_at,
        "last_active_at": enrolment.last_active_at,
        "streak": streak,
        "streak_ends_at": enrolment.streak_ends_at if streak else None,
        "openings": [_opening(opening) for opening in openings],
        "predictions": [_prediction(prediction) for prediction in predictions],
        "decision_lists": [_framework(framework) for framework in frameworks],
    }


def _opening(opening: Opening) -> dict[str, Any]:
    return {
        "lesson": opening.lesson.slug,
        "opened_at": opening.opened_at,
        "opened_early_by_an_instructor": opening.opened_by_id is not None,
        "finished_at": opening.finished_at,
        "finished_on": opening.finished_on,
    }


def _framework(framework: Framework) -> dict[str, Any]:
    return {
        "lesson": framework.lesson.slug,
        "decision": framework.key,
        "first": framework.first,
        "locked_at": framework.locked_at,
        "current": framework.current,
        "updated_at": framework.updated_at,
        "shared_with_the_link": framework.token,
    }


def _correction(prediction: Prediction) -> dict[str, Any] | None:
    """That the key was wrong, since when, and what the answer had passed for."""
    correction = correction_of(prediction)
    if correction is None:
        return None
    return {
        "on": correction.day,
        "void": correction.is_void,
        "right_by_the_former_key": correction.was_right,
    }


def _prediction(prediction: Prediction) -> dict[str, Any]:
    return {
        "lesson": prediction.question.lesson.slug,
        "question": prediction.question.key,
        "kind": prediction.revision.kind,
        "answer": prediction.answer,
        "confidence": prediction.confidence,
        "is_right": prediction.is_right,
        "score": prediction.score,
        "ticked": prediction.ticked,
        "locked_at": prediction.locked_at,
        "correction": _correction(prediction),
    }
