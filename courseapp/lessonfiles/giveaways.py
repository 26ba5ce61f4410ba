"""Whether what anybody may read tells what a lesson has yet to ask.

Public are a course's title, tagline, phases and introduction, its FAQ and glossary, and the teasers
and file names of its lessons. A sentence of these is a suspect where it shares rare words with a
sentence that a reader is shown only after answering: a key, a why, a reveal. It is one, too, where
it names the right option of a question, a framework or a number among others, and is about that
question. Nothing here understands a sentence. So a suspect is a warning, and its author decides.

A word weighs as in information retrieval, by the logarithm of how few sentences have it (Spärck
Jones 1972). The limits below are set by the glossary of the first course: of the definitions whose
authors say what they spoil, and of those of which they say nothing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from math import log

from courseapp.lessonfiles.documents import (
    Course,
    Estimate,
    Lesson,
    Predict,
    Prose,
    PublicText,
    Question,
    Rank,
    Reflect,
)
from courseapp.lessonfiles.page import NOT_READ
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import LONGEST_QUOTE, Problem, in_words, near_name
from courseapp.lessonfiles.rules import distinctive

RARE = 0.01
"""Of all sentences, those that may have a word that is called rare."""
FEWEST, MOST = 4, 30
"""So many may have it in any course, however short or long."""
KNOWN = 4
"""So many times as often as a rare word another may occur and still weigh something."""
LEAST_SENTENCES = 1000
"""A short course is weighed like one of so many: in it nearly every word is rare."""
NAMED = 9.0
"""What naming the right option weighs."""
ABOUT = 3.0
"""What being about the question's lesson weighs: linking it, or listing it."""
MOST_ABOUT = 8.0
"""What that and words of its title and prompt weigh at most."""
SUSPICIOUS = 12.0
MOST_NAMES = 3
"""An option full of numbers is not known by one of them."""
MOST_SHOWN = 6

SENTENCE = re.compile(r"[^.?!:;\0]++(?:[.?!:;](?![\s”’\")])[^.?!:;\0]*+)*+[.?!:;]?")
BREAK = re.compile(r"\n(?=[ \t]*(?:\n|[-*+#>|]|\d{1,3}[.)]))")
"""Between two paragraphs, or two points of a list."""
TAG = re.compile(r"<[^<>]*>")
NOTE = re.compile(r'<span class="term__note".*?</a></span>', re.S)
BLOCK_END = re.compile(r"</(?:p|li|td|th|h\d|pre|tr)>|<br />")
DATE = re.compile(
    r"(?:19|20)\d\d|january|february|march|april|may|june|july|august"
    r"|september|october|november|december"
)
ENDING = re.compile(r"(?<=\w{3})(?:ies|es|s|ed|ing|er|ly|y|e)$")
NUMBER = re.compile(r"(?<![\w.])\d+(?:[,\u202f\u00a0]\d{3})*(?:\.\d+)?(?!\w)")
NUMERIC = re.compile(r"[\d.]+")
LINKED = re.compile(r"\]\((?:[\w-]+/)*([\w-]+)\.md[)#]")
MARK = re.compile(r"[`*_\[\]<>]")


@dataclass(frozen=True)
class Secret:
    """Some sentences that are shown after a question only, and the line that they come from."""

    key: str
    line: int
    words: frozenset[str]


@dataclass(frozen=True)
class Topic:
    """What a question is about, in stems: `asked` are words that are shown before it is answered,
    without `names`, which tell its right option from others; `line` is where that stands."""

    lesson: Lesson
    question: Question
    line: int
    asked: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True)
class Suspect:
    """A sentence, the question it may give away, how much speaks for that, and which words."""

    weight: float
    text: PublicText
    sentence: Passage
    topic: Topic
    line: int
    words: tuple[str, ...]


def stems_of(text: str) -> dict[str, str]:
    """The telling words of a text without their endings, each with how it is written there."""
    stems: dict[str, str] = {}
    for word in sorted(distinctive(text)):
        if not DATE.fullmatch(word) and not NUMERIC.fullmatch(word):
            stems.setdefault(_stem(word), word)
    for number in NUMBER.findall(text):
        plain = re.sub(r"[^\d.]", "", number)
        if len(plain) > 1 and not DATE.fullmatch(plain):
            stems.setdefault(plain, number)
    return stems


def _stem(word: str) -> str:
    return ENDING.sub("", ENDING.sub("", word)) if word.isalpha() else word


def _sentences(text: Passage) -> Iterator[Passage]:
    """Each part of a text that says something of its own, and where it stands."""
    read = NOT_READ.sub(lambda found: "]" + "\n" * found[0].count("\n"), text.text)
    for found in SENTENCE.finditer(BREAK.sub(lambda found: "\0" * len(found[0]), read)):
        if found[0].strip():
            line = text.line + read.count("\n", 0, found.start() + _indent(found[0]))
            yield Passage(line, " ".join(MARK.sub("", found[0]).split()))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _as_read(html: str) -> str:
    """The words of HTML, a line for each block; no definition that opens beside a term."""
    lines = BLOCK_END.sub(". \n", NOTE.sub("", html))
    return unescape(TAG.sub("", lines))


def _parts(html: str) -> Iterator[str]:
    for block in _as_read(html).split("\n"):
        yield from (found[0] for found in SENTENCE.finditer(block) if found[0].strip())


def _told_after(question: Question) -> Iterator[tuple[int, str]]:
    """(line, sentence) of all that is shown only once the question is answered."""
    if isinstance(question, Predict):
        right = next(option for option in question.options if option.is_right)
        yield right.line, f"{right.text} {_as_read(right.why_html)}"
    if isinstance(question, Estimate):
        yield question.line, f"{question.value:g} {question.unit}"
    if isinstance(question, Rank):
        yield from ((item.line, _as_read(item.why_html)) for item in question.items)
    if isinstance(question, Reflect):
        yield from ((question.line, part) for part in _parts(question.model_html))
    yield from ((question.line, part) for part in _parts(question.reveal_html))


def _topic(lesson: Lesson, question: Question) -> Topic:
    """The title counts, though it is not public: it says what the lesson is about."""
    around = f"{lesson.title} {lesson.teaser} {lesson.slug.replace('-', ' ')}"
    asked = f"{question.prompt} {' '.join(_choices(question))}"
    names, line = _names(question)
    return Topic(
        lesson,
        question,
        line,
        asked=frozenset(stems_of(asked)) - names,
        words=frozenset(stems_of(f"{around} {question.prompt} {question.key.replace('-', ' ')}")),
        names=names,
    )


def _choices(question: Question) -> Iterable[str]:
    if isinstance(question, Predict):
        return [option.text for option in question.options]
    return [item.text for item in question.items] if isinstance(question, Rank) else []


def _names(question: Question) -> tuple[frozenset[str], int]:
    """What only a right answer has, of the names or numbers that answers differ by; its line."""
    if isinstance(question, Estimate):
        return frozenset(stems_of(f"{question.value:g}")), question.line
    if not isinstance(question, Predict):
        return frozenset(), question.line
    right = next(option for option in question.options if option.is_right)
    wrong = [_named(option.text) for option in question.options if not option.is_right]
    names = {name for name in _named(right.text) if not all(name in others for others in wrong)}
    differ = any(others - _named(right.text) for others in wrong)
    return frozenset(names if differ and len(names) <= MOST_NAMES else ()), right.line


def _named(text: str) -> set[str]:
    """The names and numbers in it; where it is a word or two, these."""
    stems = stems_of(text)
    if len(stems) <= 2:
        return set(stems)
    odd = re.compile(r"\d[\d.]*|.*[^\W\d_].*[.\d].*")
    capital = {_stem(w.lower()) for w in re.findall(r"\w+(?:[-.]\w+)*", text) if _is_name(w)}
    return {stem for stem in stems if odd.fullmatch(stem) or stem in capital}


def _is_name(word: str) -> bool:
    """SGLang, llama.cpp; a unit like GPUs or GiB says nothing of who is right."""
    return len(word) > 4 and any(sign.isupper() or sign == "." for sign in word[1:])


class _Scales:
    """How much the words of a course weigh, by the sentences that have them."""

    def __init__(self, sentences: Iterable[Collection[str]]) -> None:
        self._counts: Counter[str] = Counter()
        number = 0
        for words in sentences:
            self._counts.update(set(words))
            number += 1
        self._number = max(number, LEAST_SENTENCES)
        self._limit = min(MOST, max(FEWEST, round(number * RARE)))

    def is_rare(self, word: str) -> bool:
        return 0 < self._counts[word] <= self._limit

    def weigh(self, words: Iterable[str]) -> float:
        """Words that are everywhere weigh nothing."""
        counts = (self._counts[word] for word in words)
        most = KNOWN * self._limit
        return sum(log(self._number / count) for count in counts if 0 < count <= most)


def find_giveaways(course: Course) -> list[Problem]:
    """A warning for each suspect that its author has not judged, of a course read as a whole."""
    suspects = _Search(course).suspects()
    known = [key for lesson in course.read_lessons for key, _ in lesson.summary.questions]
    unknown = [problem for text in _public(course) for problem in _unknown(course, text, known)]
    return sorted({*unknown, *(_warning(course, suspect) for suspect in suspects)})


def _public(course: Course) -> Iterator[PublicText]:
    yield from course.public
    for lesson in course.read_lessons:
        yield from lesson.public


def _unknown(course: Course, text: PublicText, known: list[str]) -> Iterator[Problem]:
    for key, line in text.harmless:
        if key not in known:
            near = near_name(key, known)
            yield Problem(
                f"{course.path}/{text.path}",
                line,
                f'"harmless" names "{key[:60]}", and the course has no such question.',
                f'Did you mean "{near}"?' if near else "Correct it, or remove it.",
                is_warning=True,
            )


class _Search:
    def __init__(self, course: Course) -> None:
        self._texts = list(_public(course))
        self._topics: dict[str, Topic] = {}
        self._secrets: dict[str, list[Secret]] = defaultdict(list)
        self._by_name: dict[str, list[Topic]] = defaultdict(list)
        secrets: list[Secret] = []
        for lesson in course.read_lessons:
            for question in lesson.questions:
                self._topics[question.key] = _topic(lesson, question)
                found = {
                    Secret(question.key, line, frozenset(stems_of(part)))
                    for line, part in _told_after(question)
                }
                secrets += sorted(found, key=lambda secret: sorted(secret.words))
        self._scales = _Scales(self._all_sentences(course, secrets))
        for secret in secrets:
            for word in filter(self._scales.is_rare, secret.words):
                self._secrets[word].append(secret)
        for topic in self._topics.values():
            for name in topic.names:
                self._by_name[name].append(topic)

    def _all_sentences(self, course: Course, secrets: list[Secret]) -> Iterator[Collection[str]]:
        yield from (secret.words for secret in secrets)
        for lesson in course.read_lessons:
            for step in lesson.steps:
                html = step.html if isinstance(step, Prose) else getattr(step, "prompt_html", "")
                yield from map(stems_of, _parts(html))
        for text in self._texts:
            yield from (stems_of(sentence.text) for sentence in _sentences(text.text))

    def suspects(self) -> Iterator[Suspect]:
        """The strongest for each text and question."""
        for text in self._texts:
            judged = {key for key, _ in text.harmless}
            best: dict[str, Suspect] = {}
            for suspect in self._suspects_in(text):
                key = suspect.topic.question.key
                if suspect.weight >= max(
                    SUSPICIOUS, best[key].weight if key in best else 0
                ) and key not in (judged | set(text.spoils)):
                    best[key] = suspect
            yield from best.values()

    def _suspects_in(self, text: PublicText) -> Iterator[Suspect]:
        linked = {*text.lessons, *LINKED.findall(text.text.text)}
        context = stems_of(text.heading)
        seen: set[frozenset[str]] = set()
        for sentence in _sentences(text.text):
            words = stems_of(sentence.text)
            if frozenset(words) in seen:
                continue
            seen.add(frozenset(words))
            yield from self._by_words(text, sentence, words, context, linked)
            yield from self._by_names(text, sentence, words, context, linked)

    def _by_words(
        self,
        text: PublicText,
        sentence: Passage,
        words: Mapping[str, str],
        context: Mapping[str, str],
        linked: set[str],
    ) -> Iterator[Suspect]:
        secrets = {id(s): s for word in words for s in self._secrets.get(word, ())}
        for secret in secrets.values():
            topic = self._topics[secret.key]
            shared = secret.words & words.keys()
            telling = shared - topic.asked
            if len(shared) < 2 or not any(map(self._scales.is_rare, telling)):
                continue
            weight = self._scales.weigh(telling) + self._scales.weigh(shared - telling) / 2
            weight += self._aboutness(topic, {*words, *context} - shared, linked)
            named = topic.names & words.keys()
            weight += NAMED if named else 0
            shown = tuple(words[word] for word in sorted(shared | named))
            yield Suspect(weight, text, sentence, topic, secret.line, shown)

    def _by_names(
        self,
        text: PublicText,
        sentence: Passage,
        words: Mapping[str, str],
        context: Mapping[str, str],
        linked: set[str],
    ) -> Iterator[Suspect]:
        topics = {id(t): t for word in words for t in self._by_name.get(word, ())}
        for topic in topics.values():
            around = {**context, **words}
            named = topic.names & words.keys()
            on_topic = {w for w in topic.words & around.keys() - named if self._scales.is_rare(w)}
            if not on_topic:
                continue
            weight = NAMED + self._aboutness(topic, on_topic, linked)
            shown = tuple(around[word] for word in sorted(on_topic | named))
            yield Suspect(weight, text, sentence, topic, topic.line, shown)

    def _aboutness(self, topic: Topic, words: set[str], linked: set[str]) -> float:
        rare = filter(self._scales.is_rare, topic.words & words)
        about = self._scales.weigh(rare) / 2 + (ABOUT if topic.lesson.slug in linked else 0)
        return min(about, MOST_ABOUT)


def _warning(course: Course, suspect: Suspect) -> Problem:
    topic, words = suspect.topic, suspect.words[:MOST_SHOWN]
    there = f"{course.path}/{topic.lesson.path}:{suspect.line}"
    shared = in_words(f'"{word}"' for word in words)
    quote = suspect.sentence.text
    return Problem(
        f"{course.path}/{suspect.text.path}",
        suspect.sentence.line,
        f'anybody may read this, and it may give "{topic.question.key}" away.',
        f"Compare {there}: both say {shared}. {suspect.text.cure}",
        quote if len(quote) <= LONGEST_QUOTE else f"{quote[:LONGEST_QUOTE]}…",
        is_warning=True,
    )
