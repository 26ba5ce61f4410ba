"""Documents in, rows out: what stays, what moves, what is kept for whom."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from courseapp.answers.recording import regrade
from courseapp.lessonfiles.documents import Answer, Figure, Phase, Provenance, Summary, Term
from courseapp.lessonfiles.documents import Course as CourseDocument
from courseapp.loading.courses import load_document
from courseapp.loading.fitting import UnfitError
from courseapp.loading.plan import Plan, StaleReadingError, plan_load
from courseapp.loading.report import describe
from courseapp.loading.snapshot import Snapshot, known_lessons
from courseapp.models import (
    Course,
    Enrolment,
    FormerSlug,
    Lesson,
    Opening,
    Prediction,
    Question,
    Revision,
    Solution,
    Step,
)
from courseapp.models import Figure as FigureRow
from courseapp.models import (
    Phase as PhaseRow,
)
from courseapp.schedule.retiming import settle
from tests.cast import NOON, enrol, make_learner, open_lesson
from tests.loading.writing import (
    estimate,
    predict,
    rank,
    reflect,
    simulation,
    unchanged,
    with_option,
    write_course,
    write_lesson,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)
NOTHING = "llm: nothing to change."


def load(document: CourseDocument) -> Plan:
    return load_document(document, LATER, partial(settle, now=LATER), regrade)


def slugs() -> list[str]:
    """The current lessons in order; their positions are seen to count from 0."""
    lessons = list(Lesson.objects.current())
    assert [lesson.position for lesson in lessons] == list(range(len(lessons)))
    return [lesson.slug for lesson in lessons]


def predicted(key: str = "bet") -> Prediction:
    """A learner's locked prediction of the question as it is asked now."""
    question = Question.objects.get(key=key)
    assert question.revision
    enrolment = Enrolment.objects.first() or enrol(make_learner(), Course.objects.get())
    Opening.objects.get_or_create(
        enrolment=enrolment, lesson=question.lesson, defaults={"opened_at": NOON}
    )
    return Prediction.objects.create(
        enrolment=enrolment,
        question=question,
        revision=question.revision,
        answer={"choice": "a"},
        choice="a",
        confidence=3,
        is_right=False,
        locked_at=NOON,
    )


def rows() -> str:
    """All that loading writes, to compare."""
    models = (Course, PhaseRow, Lesson, FormerSlug, Step, Question, Revision, Solution, FigureRow)
    return json.dumps(
        [list(m._default_manager.order_by("pk").values()) for m in models], default=str
    )


def test_first_load_makes_every_row() -> None:
    load(
        write_course(
            write_lesson("first", predict(), sources=()),
            write_lesson("second", estimate(), reflect()),
            faq=(Answer("Why?", "<p>So.</p>"),),
            related=("other",),
            figures=(Figure("0f.svg", "image/svg+xml", b"<svg/>"),),
        )
    )
    course = Course.objects.get()
    assert (course.slug, course.title, course.related) == ("llm", "Compare", ["other"])
    assert course.faq == [{"question": "Why?", "html": "<p>So.</p>", "spoils": []}]
    assert slugs() == ["first", "second"]
    steps = Step.objects.filter(lesson__slug="second").order_by("position")
    assert [step.html or (step.question and step.question.key) for step in steps] == [
        "<p>second begins.</p>",
        "load",
        "<p>second after load.</p>",
        "words",
        "<p>second after words.</p>",
    ]
    assert not Question.objects.filter(revision=None).exists()
    assert Solution.objects.get(revision__question__key="load").shown["value"] == 60
    assert bytes(FigureRow.objects.get().content) == b"<svg/>"


def test_second_load_changes_nothing_and_says_so() -> None:
    document = write_course(write_lesson("first", predict()), write_lesson("second", rank()))
    load(document)
    before = rows()
    assert describe(load(document)) == NOTHING
    assert rows() == before


def test_second_load_by_what_is_known_changes_nothing_either() -> None:
    first = write_lesson("first", predict(), formerly=("zeroth",))
    load(write_course(first))
    before = rows()
    (known,) = known_lessons("llm").values()
    assert known == unchanged(first)
    assert describe(load(write_course(known))) == NOTHING
    assert rows() == before


def test_lessons_without_a_whole_summary_are_read_again() -> None:
    load(write_course(write_lesson("first")))
    Lesson.objects.update(summary={"slug": "first"})
    assert known_lessons("llm") == {}


def test_pages_are_forgotten_whenever_anything_changes() -> None:
    lesson = write_lesson("first", predict())
    load(write_course(lesson))
    before = Course.objects.get().loaded_at
    load(write_course(write_lesson("first", predict(), objective="See it better.")))
    assert Course.objects.get().loaded_at > before


def test_a_value_that_does_not_fit_leaves_the_course_as_it_was() -> None:
    load(write_course(write_lesson("first", predict())))
    before = rows()
    broken = write_course(
        write_lesson("first", predict(right="c")),
        write_lesson("second", title="x" * 201),
        title="Another title",
    )
    with pytest.raises(UnfitError) as caught:
        load(broken)
    assert str(caught.value) == (
        "lessons/llm/bets/second.md: title: Ensure this value has at most 200 characters "
        "(it has 201).\n    Nothing of this course was loaded."
    )
    assert rows() == before


def test_a_question_that_does_not_fit_is_named_with_its_line() -> None:
    with pytest.raises(UnfitError) as caught:
        load(write_course(write_lesson("first", predict("k" * 81))))
    assert str(caught.value).startswith("lessons/llm/bets/first.md:12: key: ")
    assert not Course.objects.exists()


def test_two_lessons_swap() -> None:
    first, second = write_lesson("first", predict()), write_lesson("second")
    load(write_course(first, second))
    plan = load(write_course(unchanged(second), unchanged(first)))
    assert slugs() == ["second", "first"]
    assert describe(plan) == "llm: 2 lessons, none of them as before.\n    moved: second, first"


def test_a_lesson_goes_in_front() -> None:
    first, second = write_lesson("first"), write_lesson("second")
    load(write_course(first, second))
    load(write_course(write_lesson("zeroth"), unchanged(first), unchanged(second)))
    assert slugs() == ["zeroth", "first", "second"]


def test_a_lesson_moves_to_another_phase() -> None:
    lesson = write_lesson("first", predict())
    load(write_course(lesson))
    pk = Lesson.objects.get().pk
    moved = replace(lesson, path="choice/first.md")
    load(write_course(phases=(Phase("choice", "The choice", "Choose", (moved,)),)))
    row = Lesson.objects.get()
    assert row.phase
    assert (row.pk, row.path, row.phase.slug) == (pk, "choice/first.md", "choice")
    assert [phase.slug for phase in PhaseRow.objects.all()] == ["choice"]


def test_phases_change_in_place() -> None:
    lesson = unchanged(first := write_lesson("first"))
    load(write_course(first))
    pk = PhaseRow.objects.get().pk
    phases = (Phase("new", "New", "Aim", ()), Phase("bets", "Five bets", "Meet", (lesson,)))
    load(write_course(phases=phases))
    assert list(PhaseRow.objects.values_list("slug", "title", "position")) == [
        ("new", "New", 0),
        ("bets", "Five bets", 1),
    ]
    assert PhaseRow.objects.get(slug="bets").pk == pk


def test_a_renamed_lesson_keeps_all_and_its_old_address_leads_on() -> None:
    load(write_course(write_lesson("old", predict())))
    prediction = predicted()
    load(write_course(write_lesson("new", predict(), formerly=("old",))))
    lesson = Lesson.objects.get()
    assert lesson.slug == "new"
    assert Opening.objects.get().lesson == lesson
    prediction.refresh_from_db()
    assert prediction.question.lesson == lesson
    assert list(FormerSlug.objects.values_list("slug", "lesson")) == [("old", lesson.pk)]


def test_a_lesson_takes_the_name_another_gives_back() -> None:
    other = write_lesson("other")
    load(write_course(other, write_lesson("old", predict())))
    load(write_course(unchanged(other), write_lesson("new", predict(), formerly=("old",))))
    predicted()
    load(write_course(unchanged(other)))
    before = dict(Lesson.objects.values_list("slug", "pk"))
    load(write_course(write_lesson("old", predict()), write_lesson("new", formerly=("other",))))
    after = dict(Lesson.objects.values_list("slug", "pk"))
    assert after == {"old": before["new"], "new": before["other"]}
    assert list(FormerSlug.objects.values_list("slug", "lesson")) == [("other", before["other"])]


def test_a_rename_taken_back_keeps_the_row_and_turns_the_address_round() -> None:
    load(write_course(write_lesson("old")))
    load(write_course(write_lesson("new", formerly=("old",))))
    pk = Lesson.objects.get().pk
    load(write_course(write_lesson("old")))
    assert Lesson.objects.get().pk == pk
    assert list(FormerSlug.objects.values_list("slug", "lesson")) == [("new", pk)]


def test_a_former_slug_goes_when_a_lesson_takes_it() -> None:
    load(write_course(write_lesson("old")))
    load(write_course(write_lesson("new", formerly=("old",))))
    load(write_course(write_lesson("new"), write_lesson("old")))
    assert not FormerSlug.objects.exists()
    assert slugs() == ["new", "old"]


def test_a_former_slug_stays_when_the_author_no_longer_names_it() -> None:
    load(write_course(write_lesson("old")))
    load(write_course(write_lesson("new", formerly=("old",))))
    load(write_course(write_lesson("new", objective="Other.")))
    assert FormerSlug.objects.get().slug == "old"


def test_a_retired_lesson_gives_its_address_to_a_renamed_one() -> None:
    load(write_course(write_lesson("old", predict()), write_lesson("other")))
    open_lesson(enrol(make_learner(), Course.objects.get()), Lesson.objects.get(slug="other"))
    load(write_course(write_lesson("old", predict())))
    retired = Lesson.objects.get(slug="other")
    load(write_course(write_lesson("other", predict(), formerly=("old",))))
    assert slugs() == ["other"]
    retired.refresh_from_db()
    assert retired.slug == f"other-{retired.pk}"
    assert retired.openings.count() == 1


def test_a_typo_in_prose_keeps_the_revision() -> None:
    load(write_course(write_lesson("first", predict())))
    revision = Revision.objects.get()
    load(write_course(write_lesson("first", predict(line=13), objective="Sea it.")))
    assert Revision.objects.get() == revision
    assert Question.objects.get().line == 13


def test_a_mended_why_is_shown_in_the_same_revision() -> None:
    load(write_course(write_lesson("first", predict())))
    prediction = predicted()
    mended = with_option(predict(), "a", why_html="Because.")
    load(write_course(write_lesson("first", mended)))
    solution = Solution.objects.get()
    assert solution.revision == prediction.revision
    assert solution.shown["whys"]["a"] == "Because."


def test_a_new_source_is_shown_in_the_same_revision_and_goes_again() -> None:
    load(write_course(write_lesson("first", predict())))
    prediction = predicted()
    bare = Solution.objects.get().shown
    provenance = Provenance(20, "Our run", NOON.date())
    load(write_course(write_lesson("first", predict(provenance=provenance))))
    solution = Solution.objects.get()
    assert solution.revision == prediction.revision
    assert solution.shown == bare | {"source": "Our run", "valid_until": "2026-11-24"}
    load(write_course(write_lesson("first", predict())))
    assert Solution.objects.get().shown == bare


def test_a_changed_option_is_asked_anew_and_old_predictions_keep_their_truth() -> None:
    load(write_course(write_lesson("first", predict())))
    prediction = predicted()
    changed = with_option(predict(right="c"), "a", text="TGI", html="TGI")
    plan = load(write_course(write_lesson("first", changed)))
    prediction.refresh_from_db()
    asked = Question.objects.get().revision
    assert asked
    assert asked != prediction.revision
    assert asked.asked["options"][0]["html"] == "TGI"
    assert prediction.revision.asked["options"][0]["html"] == "<b>vLLM</b>"
    assert prediction.revision.solution.shown["right"] == "b"
    assert asked.solution.shown["right"] == "c"
    assert "    questions asked anew: bet" in describe(plan).splitlines()


def test_going_back_asks_the_first_revision_again() -> None:
    load(write_course(write_lesson("first", predict())))
    first = Question.objects.get().revision
    load(write_course(write_lesson("first", predict(right="c"))))
    plan = load(write_course(write_lesson("first", predict())))
    assert Question.objects.get().revision == first
    assert Revision.objects.count() == 2
    assert "    questions asked anew: bet" in describe(plan).splitlines()


def test_a_question_of_another_kind_is_another_revision_of_the_same_question() -> None:
    load(write_course(write_lesson("first", predict())))
    load(write_course(write_lesson("first", estimate("bet"))))
    asked = Question.objects.get().revision
    assert asked
    assert asked.kind == "estimate"


def test_a_question_moves_to_another_lesson() -> None:
    load(write_course(write_lesson("first", predict()), write_lesson("second")))
    prediction = predicted()
    load(write_course(write_lesson("first"), write_lesson("second", predict())))
    prediction.question.refresh_from_db()
    assert prediction.question.lesson.slug == "second"
    assert prediction.question.revision == prediction.revision


def test_a_question_moves_out_of_a_lesson_that_goes() -> None:
    load(write_course(write_lesson("first", predict()), write_lesson("second")))
    pk = Question.objects.get().pk
    load(write_course(write_lesson("second", predict())))
    assert list(Question.objects.values_list("pk", "lesson__slug")) == [(pk, "second")]
    assert slugs() == ["second"]


def test_a_removed_question_with_a_prediction_is_retired() -> None:
    load(write_course(write_lesson("first", predict())))
    prediction = predicted()
    load(write_course(write_lesson("first")))
    prediction.question.refresh_from_db()
    assert prediction.question.retired_at == LATER
    assert not Step.objects.filter(question=prediction.question).exists()


def test_a_removed_question_without_a_prediction_is_deleted() -> None:
    load(write_course(write_lesson("first", predict())))
    load(write_course(write_lesson("first")))
    assert not Question.objects.exists()
    assert not Revision.objects.exists()


def test_a_retired_question_comes_back() -> None:
    load(write_course(write_lesson("first", predict())))
    prediction = predicted()
    load(write_course(write_lesson("first")))
    load(write_course(write_lesson("first", predict())))
    question = Question.objects.get()
    assert (question.retired_at, question.revision) == (None, prediction.revision)


def test_a_removed_lesson_nobody_opened_is_deleted() -> None:
    load(write_course(write_lesson("first", predict()), second := write_lesson("second")))
    plan = load(write_course(unchanged(second)))
    assert list(Lesson.objects.values_list("slug", flat=True)) == ["second"]
    assert "    deleted: first" in describe(plan).splitlines()


def test_a_removed_lesson_somebody_opened_is_retired_and_can_still_be_read() -> None:
    lesson = write_lesson("first", predict(), rank())
    load(write_course(lesson, second := write_lesson("second")))
    predicted("bet")
    load(write_course(unchanged(second)))
    retired = Lesson.objects.get(slug="first")
    assert retired.retired_at == LATER
    assert retired.steps.count() == 5
    assert [q.retired_at for q in retired.questions.all()] == [LATER, LATER]
    assert slugs() == ["second"]


def test_a_removed_lesson_with_a_question_retired_before_is_retired() -> None:
    load(write_course(write_lesson("first", predict()), second := write_lesson("second")))
    prediction = predicted()
    load(write_course(write_lesson("first"), unchanged(second)))
    Opening.objects.all().delete()
    load_document(write_course(unchanged(second)), LATER, lambda enrolments: None, regrade)
    prediction.question.lesson.refresh_from_db()
    assert prediction.question.lesson.retired_at == LATER


def test_a_question_a_retired_lesson_shows_is_kept_when_another_lesson_drops_it() -> None:
    load(write_course(write_lesson("first", predict()), second := write_lesson("second")))
    open_lesson(enrol(make_learner(), Course.objects.get()), Lesson.objects.get(slug="first"))
    load(write_course(replace(write_lesson("second", predict()), path=second.path)))
    load(write_course(write_lesson("second")))
    assert Question.objects.get().retired_at == LATER
    assert Lesson.objects.get(slug="first").steps.count() == 3


def test_a_retired_lesson_comes_back_with_its_work() -> None:
    first, second = write_lesson("first", predict()), write_lesson("second")
    load(write_course(first, second))
    prediction = predicted()
    load(write_course(unchanged(second)))
    plan = load(write_course(unchanged(second), first))
    assert slugs() == ["second", "first"]
    assert prediction.question.lesson == Lesson.objects.get(slug="first")
    assert Question.objects.get().retired_at is None
    assert "    back again: first" in describe(plan).splitlines()


def test_a_lesson_retired_with_its_phase_has_none() -> None:
    load(
        write_course(
            phases=(
                Phase("bets", "Bets", "Meet", (write_lesson("first", predict()),)),
                Phase("more", "More", "Go on", (second := write_lesson("second", phase="more"),)),
            )
        )
    )
    predicted()
    load(write_course(phases=(Phase("more", "More", "Go on", (unchanged(second),)),)))
    assert Lesson.objects.get(slug="first").phase is None
    assert slugs() == ["second"]


def seen_before_retiming(document: CourseDocument) -> list[list[str]]:
    """The lessons as they stood whenever the loader asked to have open ones written down."""
    seen: list[list[str]] = []

    def look(enrolments: QuerySet[Enrolment]) -> None:
        assert list(enrolments) == list(Enrolment.objects.all())
        seen.append(slugs())

    load_document(document, LATER, look, regrade)
    return seen


def test_what_is_open_is_written_down_before_lessons_change_places() -> None:
    first, second = write_lesson("first", predict()), write_lesson("second")
    load(write_course(first, second))
    enrol(make_learner(), Course.objects.get())
    zeroth = write_lesson("zeroth")
    changes = [
        write_course(unchanged(second), unchanged(first)),
        write_course(zeroth, unchanged(second), unchanged(first)),
        write_course(unchanged(second), unchanged(first)),
        write_course(unchanged(second)),
    ]
    assert [seen_before_retiming(change) for change in changes] == [
        [["first", "second"]],
        [["second", "first"]],
        [["zeroth", "second", "first"]],
        [["second", "first"]],
    ]


def test_nothing_is_written_down_while_lessons_keep_their_places() -> None:
    first = write_lesson("first", predict())
    load(write_course(first))
    longer = write_course(unchanged(first), write_lesson("second"))
    assert seen_before_retiming(longer) == []
    assert (
        seen_before_retiming(
            write_course(write_lesson("first", rank()), longer.phases[0].lessons[1])
        )
        == []
    )


def test_a_lesson_open_by_the_timetable_is_retired_not_deleted() -> None:
    first, second = write_lesson("first", predict()), write_lesson("second")
    load(write_course(first, second))
    enrolment = enrol(make_learner(), Course.objects.get())
    plan = load(write_course(unchanged(second)))
    retired = Lesson.objects.get(slug="first")
    assert retired.retired_at == LATER
    assert enrolment.openings.filter(lesson=retired).exists()
    assert [row.slug for row in plan.retired_lessons] == ["first"]


def test_a_rehearsal_says_what_would_be_done_and_writes_nothing() -> None:
    load(write_course(first := write_lesson("first", predict())))
    enrol(make_learner(), Course.objects.get())
    before = rows()
    document = write_course(write_lesson("zeroth"), unchanged(first))
    rehearsed = load_document(
        document, LATER, partial(settle, now=LATER), regrade, is_rehearsal=True
    )
    assert rows() == before
    assert not Opening.objects.exists()
    assert describe(rehearsed) == describe(load(document))


def test_a_file_known_by_a_row_that_changed_since_is_to_be_read_again() -> None:
    lesson = write_lesson("first")
    with pytest.raises(StaleReadingError):
        plan_load(write_course(unchanged(lesson)), Snapshot())
    load(write_course(write_lesson("first", objective="Other.")))
    with pytest.raises(StaleReadingError):
        load(write_course(unchanged(lesson)))


def test_figures_are_added_once_and_stay() -> None:
    figure = Figure("0f.svg", "image/svg+xml", b"<svg/>")
    load(write_course(write_lesson("first", figures=(figure,)), figures=(figure,)))
    assert (
        describe(load(write_course(write_lesson("first", figures=(figure,)), figures=(figure,))))
        == NOTHING
    )
    load(write_course(write_lesson("first")))
    assert FigureRow.objects.count() == 1


@pytest.mark.parametrize("others", [1, 3])
def test_queries_do_not_grow_with_unchanged_lessons(
    others: int, django_assert_num_queries: Callable
) -> None:
    rest = [write_lesson(f"rest-{n}", predict(f"bet-{n}")) for n in range(others)]
    load(write_course(*rest, write_lesson("last", predict())))
    changed = write_lesson("last", predict(right="c"))
    with django_assert_num_queries(22):
        known = known_lessons("llm")
        load(write_course(*(known[lesson.path] for lesson in rest), changed))


@pytest.mark.parametrize("lessons", [1, 3])
def test_queries_of_a_load_that_changes_nothing(
    lessons: int, django_assert_num_queries: Callable
) -> None:
    load(write_course(*(write_lesson(f"l-{n}", predict(f"q-{n}")) for n in range(lessons))))
    with django_assert_num_queries(8):
        load(write_course(*known_lessons("llm").values()))


FROST = Term("frost", "Frost", "first", "Frozen <em>water</em>.", ("bet",))
HAIL = Term("hail", "Hail", "first", "Frozen rain.")


def test_a_glossary_is_kept_with_its_course() -> None:
    load(write_course(write_lesson("first", predict()), glossary=(FROST, HAIL)))
    frost, hail = Course.objects.get().glossary
    assert frost == {
        "slug": "frost",
        "name": "Frost",
        "lesson": "first",
        "html": "Frozen <em>water</em>.",
        "spoils": ["bet"],
    }
    assert (hail["name"], hail["spoils"]) == ("Hail", [])


def test_a_changed_definition_is_written_and_told() -> None:
    lesson = write_lesson("first", predict())
    load(write_course(lesson, glossary=(FROST, HAIL)))
    changed = write_course(unchanged(lesson), glossary=(FROST, replace(HAIL, html="Ice.")))
    told = describe(load(changed))
    assert told == (
        "llm: 1 lesson, all of them as before.\n"
        "    course changed: Compare\n"
        "    terms added or changed: Hail"
    )
    assert [term["html"] for term in Course.objects.get().glossary] == [FROST.html, "Ice."]
    assert describe(load(changed)) == NOTHING


def test_what_lessons_say_of_their_terms_is_known_when_loading_again() -> None:
    summary = Summary("first", (), (("bet", 12),), (), terms=(("frost", 30, 1),))
    lesson = write_lesson("first", predict(), summary=summary)
    load(write_course(lesson, glossary=(FROST,)))
    assert known_lessons("llm")[lesson.path].summary == summary


def simulations() -> list[tuple[int, Any]]:
    """Of the current lessons: where each stands and what is stored."""
    steps = Step.objects.filter(simulation__isnull=False).order_by("lesson", "position")
    return list(steps.values_list("position", "simulation"))


def test_a_simulator_becomes_a_step_with_what_the_lesson_sets() -> None:
    load(write_course(write_lesson("first", predict(), simulation(slots="8", seed="1"))))
    defaults = {"slots": "8", "seed": "1"}
    assert simulations() == [(3, {"key": "batches", "simulator": "batching", "defaults": defaults})]
    assert Step.objects.get(position=3).question is None


def test_a_lesson_with_a_simulator_loads_again_unchanged() -> None:
    lesson = write_lesson("first", predict(), simulation(slots="8"))
    load(write_course(lesson))
    kept = set(Step.objects.values_list("pk", flat=True))
    assert known_lessons("llm")[lesson.path].summary.simulators == ("batching",)
    assert describe(load(write_course(lesson))) == NOTHING
    assert describe(load(write_course(unchanged(lesson)))) == NOTHING
    assert set(Step.objects.values_list("pk", flat=True)) == kept


def test_changed_settings_of_a_simulator_keep_the_answers_around_it() -> None:
    load(write_course(write_lesson("first", predict(), simulation(slots="8"))))
    prediction = predicted()
    told = describe(load(write_course(write_lesson("first", predict(), simulation(slots="9")))))
    assert "changed: first" in told
    assert [stored["defaults"] for _, stored in simulations()] == [{"slots": "9"}]
    assert Prediction.objects.get() == prediction
    assert Question.objects.get().revision == prediction.revision


def test_a_removed_simulator_is_gone_and_its_lesson_stays() -> None:
    load(write_course(write_lesson("first", predict(), simulation())))
    load(write_course(write_lesson("first", predict())))
    assert (simulations(), slugs()) == ([], ["first"])
