"""A visitor signs in while answers are on their way: nothing breaks, and nobody answers twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from courseapp.answers import recording
from courseapp.models import Enrolment, Prediction
from courseapp.schedule.access import Reader, get_place
from tests import cast

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROUNDS = 10


def answer(reader: Reader, choice: str) -> bool:
    """Whether the answer was taken: the enrolment may go between place and post."""
    place = get_place(reader, "course", cast.NOON)
    try:
        cast.predict(recording.enrolment_for(place), "question-1", choice)
    except recording.NotLockedError:
        return False
    return True


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Does all of them at the same moment, each on a connection of its own."""
    barrier = Barrier(len(acts))

    def act(do: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act, do) for do in acts]]


def begin_as_visitor() -> UUID:
    visitor = uuid4()
    recording.enrolment_for(get_place(Reader(visitor=visitor), "course", cast.NOON))
    return visitor


@pytest.mark.parametrize("is_enrolled", [True, False])
def test_signing_in_while_both_answer_leaves_one_enrolment_with_one_answer(
    is_enrolled: bool,
) -> None:
    course = cast.make_course()
    for number in range(1, ROUNDS + 1):
        visitor, learner = begin_as_visitor(), cast.make_learner()
        if is_enrolled:
            cast.enrol(learner, course)
        at_once(
            partial(answer, Reader(visitor=visitor), "a"),
            partial(recording.claim_visitor_work, visitor, learner, cast.NOON),
            partial(answer, Reader(user=learner), "b"),
        )
        assert Enrolment.objects.filter(user=learner).count() == 1
        assert Prediction.objects.filter(enrolment__user__isnull=False).count() == number
