"""Keep, lock, share: the only writer of learners' decision lists. Every call is safe to repeat.

The first list locked is kept for ever, with its score at that time; later ones change only the
current list.
"""

import secrets
from datetime import datetime
from typing import Any

from courseapp.answers.recording import note_activity, one_act
from courseapp.deciding.grading import Report
from courseapp.deciding.kept import Graders, read_graders
from courseapp.deciding.lists import DecisionList, as_json
from courseapp.models import Enrolment, Framework, Lesson, Step


def graders_of(step: Step) -> Graders:
    """From one query; only for who has locked a list, or is about to."""
    return read_graders({verdicts.part: verdicts.shown for verdicts in step.verdicts.all()})


def keep_list(
    enrolment: Enrolment, lesson: Lesson, key: str, decision_list: DecisionList, now: datetime
) -> Framework:
    """Keeps the learner's list as it is now, locked or not; the last one kept counts.

    Raises:
        NotLockedError: the enrolment or the lesson has gone since the page was made.
    """
    with one_act(lesson):
        note_activity(enrolment, lesson.pk, now)
        facts = {"current": as_json(decision_list), "updated_at": now}
        framework, _ = Framework.objects.update_or_create(
            enrolment=enrolment, lesson=lesson, key=key, defaults=facts
        )
        return framework


def lock_list(
    enrolment: Enrolment,
    lesson: Lesson,
    key: str,
    decision_list: DecisionList,
    report: Report,
    now: datetime,
) -> Framework:
    """Locks the learner's first list with its score; where one is locked already, that one stays
    and nothing changes.

    Raises:
        NotLockedError: the enrolment or the lesson has gone since the page was made.
    """
    current = as_json(decision_list)
    first = current | _scores(report)
    locked = {"current": current, "updated_at": now, "first": first, "locked_at": now}
    with one_act(lesson):
        note_activity(enrolment, lesson.pk, now)
        framework, is_new = Framework.objects.get_or_create(
            enrolment=enrolment, lesson=lesson, key=key, defaults=locked
        )
        if not is_new:
            Framework.objects.filter(pk=framework.pk, locked_at=None).update(**locked)
            framework.refresh_from_db()
        return framework


def _scores(report: Report) -> dict[str, Any]:
    halves = {half: report.half(half).score for half in ("practice", "held-back")}
    return {
        half: {"right": score.right, "acceptable": score.acceptable, "missed": score.missed}
        for half, score in halves.items()
    }


def share(framework: Framework) -> None:
    """Gives a locked list an address that nobody can guess, unless it has one."""
    unshared = Framework.objects.filter(pk=framework.pk, token=None, locked_at__isnull=False)
    unshared.update(token=secrets.token_urlsafe(32))
    framework.refresh_from_db()


def stop_sharing(framework: Framework) -> None:
    """Drops the address for good: sharing again makes another."""
    Framework.objects.filter(pk=framework.pk).update(token=None)
    framework.token = None
