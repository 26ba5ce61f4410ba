"""Which lesson of the files is which row: by its slug, or by one it had before."""

from collections.abc import Callable, Iterator, Sequence

from courseapp.lessonfiles.documents import Lesson, UnchangedLesson
from courseapp.loading.snapshot import LessonRow, Snapshot

AnyLesson = Lesson | UnchangedLesson


def match_lessons(lessons: Sequence[AnyLesson], snapshot: Snapshot) -> dict[str, LessonRow]:
    """The row of each lesson that has one, by the lesson's slug. No row is given twice."""
    current = {row.slug: row for row in snapshot.lessons if row.is_current}
    matched = {lesson.slug: current[lesson.slug] for lesson in lessons if lesson.slug in current}
    taken = {row.id for row in matched.values()}
    candidates = _other_names(snapshot, current)
    for lesson in lessons:
        if lesson.slug not in matched:
            row = next((row for row in candidates(lesson) if row.id not in taken), None)
            if row is not None:
                matched[lesson.slug] = row
                taken.add(row.id)
    return matched


def _other_names(
    snapshot: Snapshot, current: dict[str, LessonRow]
) -> Callable[[AnyLesson], Iterator[LessonRow]]:
    """Finds rows for a lesson no current row is named after, the likeliest first.

    They are: a current row that goes by one of the lesson's former slugs; one that had this slug
    before (a rename taken back); a retired row.
    """
    rows = {row.id: row for row in snapshot.lessons}
    retired = {row.slug: row for row in snapshot.lessons if not row.is_current}
    renamed = {former.slug: rows[former.lesson_id] for former in snapshot.former_slugs}

    def candidates(lesson: AnyLesson) -> Iterator[LessonRow]:
        formerly = lesson.summary.formerly
        yield from _named(current, *formerly)
        yield from _named(renamed, lesson.slug)
        yield from _named(retired, lesson.slug, *formerly)

    return candidates


def _named(rows: dict[str, LessonRow], *slugs: str) -> Iterator[LessonRow]:
    return (rows[slug] for slug in slugs if slug in rows)
