"""Says in a few lines what loading a course does."""

from collections.abc import Iterable, Iterator

from courseapp.loading.plan import Plan, facts_of
from courseapp.loading.snapshot import RevisionRow

LONGEST_LIST = 12


def describe(plan: Plan) -> str:
    """For a person: one line with counts, then one for each kind of change with its names."""
    if plan.changes_nothing:
        return f"{plan.document.slug}: nothing to change."
    changes = [(label, names) for label, names in _changes(plan) if names]
    lines = [f"    {label}: {_in_short(names)}" for label, names in changes]
    return "\n".join([f"{plan.document.slug}: {_counts(plan)}.", *lines])


def _counts(plan: Plan) -> str:
    if plan.document.announced:
        return "announced, without lessons"
    total = len(plan.lessons)
    lessons = "1 lesson" if total == 1 else f"{total} lessons"
    if plan.course is None:
        return f"a new course with {lessons}"
    unchanged = sum(not (lesson.is_written or lesson.is_moved) for lesson in plan.lessons)
    share = {0: "none", total: "all"}.get(unchanged, str(unchanged))
    return f"{lessons}, {share} of them as before"


def _changes(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    lessons, questions = plan.lessons, plan.questions
    if plan.course is None or plan.is_course_changed:
        yield _course_change(plan), [plan.document.title]
    yield "terms added or changed", _changed_terms(plan)
    yield "phases added", [phase.document.title for phase in plan.phases if phase.row is None]
    yield "phases changed", [phase.document.title for phase in plan.phases if phase.is_changed]
    yield "phases gone", [phase.title for phase in plan.gone_phases]
    yield "added", [lesson.slug for lesson in lessons if lesson.row is None]
    yield (
        "changed",
        [le.slug for le in lessons if le.is_rewritten and not (le.is_revived or le.is_renamed)],
    )
    yield "moved", [lesson.slug for lesson in lessons if lesson.is_moved]
    yield (
        "renamed",
        [f"{le.row.slug} → {le.slug}" for le in lessons if le.row and le.is_renamed],
    )
    yield "back again", [lesson.slug for lesson in lessons if lesson.is_revived]
    yield "retired, as learners have it open", [row.slug for row in plan.retired_lessons]
    yield "deleted", [row.slug for row in plan.deleted_lessons]
    yield "questions added", [q.document.key for q in questions if q.row is None]
    yield "questions asked anew", [q.document.key for q in questions if q.is_asked_anew]
    yield from _keys(plan)
    yield "questions retired, as they were answered", [row.key for row in plan.retired_questions]
    yield "questions deleted", [row.key for row in plan.deleted_questions]
    yield "addresses that lead on", [former.slug for former in plan.former_slugs]
    yield "pictures added", [figure.name for figure in plan.figures]


def _course_change(plan: Plan) -> str:
    if plan.course is None:
        return "course added"
    return "course back again" if plan.course.is_retired else "course changed"


def _changed_terms(plan: Plan) -> list[str]:
    before = plan.course.facts["glossary"] if plan.course else []
    terms = facts_of(plan.document)["glossary"]
    return [term["name"] for term in terms if term not in before]


def _keys(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    """What becomes of who answered a key that is another now."""
    keys = [(q.document.key, q.correcting) for q in plan.questions]
    yield "keys corrected", [_regraded(key, c.regraded) for key, c in keys if c.regraded]
    yield (
        "keys corrected again under the same line, so say a new day and reason",
        [key for key, c in keys if c.says_the_same_again],
    )
    yield (
        "keys changed without `corrected:`, so who answered keeps the former result",
        [f"{key} ({_people(c.unexplained)})" for key, c in keys if c.unexplained],
    )
    yield (
        "`corrected:` or `void:` reaches nobody, as the choices are others",
        [f"{key} ({_kept(c.out_of_reach)})" for key, c in keys if c.out_of_reach],
    )


def _regraded(key: str, rows: Iterable[RevisionRow]) -> str:
    return f"{key} ({_people(sum(row.answered for row in rows))} graded anew)"


def _kept(count: int) -> str:
    return f"{_people(count)} {'keeps' if count == 1 else 'keep'} the former result"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _in_short(names: Iterable[str]) -> str:
    names = list(names)
    rest = len(names) - LONGEST_LIST
    return ", ".join(names[:LONGEST_LIST]) + (f" and {rest} more" if rest > 0 else "")
