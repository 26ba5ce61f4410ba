"""Checks that need a whole lesson, or several."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import dirname, relpath

from courseapp.lessonfiles.documents import Decision, Evidence, Predict, Simulation, Step, Summary
from courseapp.lessonfiles.problems import Findings, near_name

WORDS_A_MINUTE = 220
SECONDS_A_QUESTION = 20
MINUTES_A_DECISION = 3
TOLERANCE = 0.25
SPOKEN = re.compile(r"[^\W_](?:[\w.+-]*[^\W_])?")
STOP_WORDS = frozenset(
    SPOKEN.findall(
        """
        about above after again against also although always among another because been before
        being below best better between both cannot come comes could does doing done down during
        each either enough even ever every everything first from full gets give gives goes good
        have having here however into itself just keep keeps know last less like little long
        made make makes many mean means meet might more most much must need needs never next
        nothing often once only onto other others over pick picks quite rather really same
        should since some something still such take takes than that their them then there these
        they thing things think this those three through time times today together under until
        upon used uses using very want wants well were what when where whether which while will
        with within without would your yours
        """
    )
)


@dataclass(frozen=True)
class Member:
    """A lesson as the rest of the course sees it. `path` is relative to the course's folder."""

    path: str
    summary: Summary
    findings: Findings


def count_minutes(words: int, questions: int, decisions: int = 0) -> float:
    """What a reader takes for a lesson."""
    reading = words / WORDS_A_MINUTE
    return reading + questions * SECONDS_A_QUESTION / 60 + decisions * MINUTES_A_DECISION


def check_minutes(
    minutes: int, words: int, questions: int, line: int, findings: Findings, decisions: int = 0
) -> None:
    """Report a length that is off by more than a quarter, and by more than rounding."""
    counted = count_minutes(words, questions, decisions)
    nearest = max(1, round(counted))
    if abs(minutes - counted) > counted * TOLERANCE and minutes != nearest:
        message = f"minutes: {minutes} is announced, but the lesson takes {counted:.1f}."
        hint = (
            f"Write minutes: {nearest}. Counted: words {words:,} ({WORDS_A_MINUTE} a minute), "
            f"questions {questions} ({SECONDS_A_QUESTION} seconds each)"
        )
        more = f", decisions {decisions} ({MINUTES_A_DECISION} minutes each)" if decisions else ""
        findings.add(line, message, f"{hint}{more}.")


def find_spoilers(title: str, steps: Iterable[Step]) -> dict[str, int]:
    """Words of the title that tell a right option from others, and the line of that option."""
    spoilers: dict[str, int] = {}
    title_words = distinctive(title)
    for step in steps:
        if isinstance(step, Predict):
            wrong = [_plain(option.text) for option in step.options if not option.is_right]
            for option in (option for option in step.options if option.is_right):
                for word in title_words & distinctive(option.text):
                    if not all(_plain(word) in text for text in wrong):
                        spoilers.setdefault(word, option.line)
    return spoilers


def check_spoilers(
    spoilers: dict[str, int], text: str, what: str, line: int, findings: Findings
) -> None:
    """Report that `text`, seen before the prediction, holds a word that gives it away."""
    for word, option_line in sorted(spoilers.items()):
        if _plain(word) in _plain(text):
            message = f'the {what} gives the answer away: "{word}".'
            hint = (
                f"The title and the right option on line {option_line} say it too, and the "
                f"{what} is read before the prediction. Say it without that word."
            )
            findings.add(line, message, hint)


def distinctive(text: str) -> set[str]:
    """The words that tell one text from another, in lower case."""
    return {word.lower() for word in SPOKEN.findall(text) if _is_distinctive(word)}


def _is_distinctive(word: str) -> bool:
    if word.lower() in STOP_WORDS:
        return False
    return len(word) >= 4 or any(
        sign.isupper() or sign.isdigit() or sign == "." for sign in word[1:]
    )


def _plain(text: str) -> str:
    """Words between hyphens, so that a slug and a sentence can be compared."""
    return f"-{re.sub(r'[^a-z0-9]+', '-', text.lower()).strip('-')}-"


def check_unique_questions(members: Iterable[Member]) -> None:
    """Question keys are names for the whole course."""
    seen: dict[str, tuple[Member, int]] = {}
    for member in members:
        for key, line in member.summary.questions:
            if key in seen:
                other, other_line = seen[key]
                where = f"line {other_line}"
                if other is not member:
                    where += f" of {other.path}"
                hint = f"Rename the newer one. The other is on {where}."
                member.findings.add(line, f'"{key}" names two questions of the course.', hint)
            else:
                seen[key] = (member, line)


def check_known(
    keys: Iterable[tuple[str, int]], members: Iterable[Member], findings: Findings
) -> None:
    """Report the names among these that no question of the course has."""
    questions = [key for member in members for key, _ in member.summary.questions]
    for key, line in keys:
        if key not in questions:
            near = near_name(key, questions)
            hint = f'Did you mean "{near}"?' if near else "Correct it, or remove it."
            findings.add(line, f'the course has no question "{key[:60]}".', hint)


NAMED_IN_LESSON = {Simulation: "simulators", Evidence: "charts", Decision: "decisions"}


def check_unique_steps(steps: Iterable[Step], findings: Findings) -> None:
    """Report a name that two simulators, charts or decisions of a lesson have."""
    seen: dict[tuple[type, str], int] = {}
    for step in steps:
        if not isinstance(step, Simulation | Evidence | Decision) or not step.key:
            continue
        first = seen.setdefault((type(step), step.key), step.line)
        if first != step.line:
            what = NAMED_IN_LESSON[type(step)]
            message = f'two {what} of the lesson are called "{step.key}".'
            hint = f"Rename this one. The other is on line {first}."
            findings.add(step.line, message, hint)


def check_links(members: Iterable[Member], paths: set[str]) -> None:
    """Links between lessons lead to lessons."""
    for member in members:
        for target, line in member.summary.links:
            if target not in paths:
                message = f'the link to "{target}" is dead: the course has no such lesson.'
                member.findings.add(line, message, _link_hint(member, target, paths))


def _link_hint(member: Member, target: str, paths: set[str]) -> str:
    namesakes = [path for path in paths if path.split("/")[-1] == target.split("/")[-1]]
    near = min(namesakes) if namesakes else near_name(target, sorted(paths))
    if near is None:
        return "Correct it, or remove the link."
    return f'Did you mean "{relpath(near, dirname(member.path))}"?'


def check_formerly(members: list[Member]) -> None:
    """A former name redirects, so it belongs to one lesson and is nobody's name now."""
    now = {member.summary.slug: member for member in members}
    seen: dict[str, Member] = {}
    for member, name, line in _former_names(members):
        if name in now:
            message = f'"{name}" is the name of a lesson now: {now[name].path}.'
            member.findings.add(line, message, "Remove it from formerly, or rename that lesson.")
        elif name in seen:
            message = f'"{name}" is a former name of {seen[name].path} too.'
            member.findings.add(line, message, "Keep it where the text moved to.")
        seen.setdefault(name, member)


def _former_names(members: Iterable[Member]) -> Iterator[tuple[Member, str, int]]:
    for member in members:
        summary = member.summary
        for name, line in zip(summary.formerly, summary.formerly_lines, strict=False):
            yield member, name, line
