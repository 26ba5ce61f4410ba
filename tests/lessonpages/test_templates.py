"""The learner's templates from hand-made states, and what must hold for every template."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from courseapp.answers.states import Choice, Others, Revealed, Rubric, Verdict, Waiting
from courseapp.lessonpages.pages import LessonPage, LessonRow, Text
from courseapp.models import Confidence

MAIL = Path("account/email/frame.html")
"""Mail programs know no style sheets of ours and no policy."""
TEMPLATES = sorted(
    set(Path(settings.BASE_DIR, "templates").rglob("*.html"))
    - {Path(settings.BASE_DIR, "templates", MAIL)}
)

INLINE = re.compile(
    r"""\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|hx-on|<script(?![^>]*\ssrc=)""", re.IGNORECASE
)
OTHER_HOST = re.compile(r"""(?:src|href|action|hx-\w+)="(?:https?:)?//""")

CHOICES = (Choice("a", "<code>ant</code>"), Choice("b", "Bear"), Choice("c", "Cat"))
PREDICT = Waiting("which", 1, "predict", "wording-1", "<p>Which one?</p>", CHOICES)
PAGE = LessonPage(
    course_slug="course",
    course_title="The course",
    language="en",
    course_emoji="⚡",
    course_url="/courses/course/",
    phase_title="The phase",
    slug="lesson",
    url="/courses/course/lesson/",
    number=1,
    count=2,
    minutes=6,
    teaser="The teaser",
    title="",
    steps=(),
    current=PREDICT,
    questions=2,
    minutes_left=4,
    is_finished=False,
    objective="",
    checked=date(2026, 11, 24),
    sources=[],
    next_lesson=None,
    may_finish=False,
)
COMPLETE = replace(PAGE, title="The title", current=None, objective="Say why.")
NEXT = LessonRow(
    2, "Next teaser", 5, "/n/", "locked", opens_at=datetime(2026, 11, 25, 4, tzinfo=UTC)
)
ESTIMATE = Waiting(
    "how-many", 1, "estimate", "w", "<p>How many?</p>", unit="requests", accept="percent", margin=5
)
INTERVAL = replace(ESTIMATE, accept="log-interval", margin=0)
RANK = replace(PREDICT, kind="rank")
REFLECT = Waiting("words", 1, "reflect", "w", "<p>In your words?</p>")
VERDICTS = (
    Verdict("a", "Ant", "<p>Too small.</p>", is_right=False, is_chosen=True, share=70),
    Verdict("b", "Bear", "<p>It is large.</p>", is_right=True, share=30),
)
SHOWN = Revealed(
    key="which",
    number=1,
    kind="predict",
    prompt="<p>Which one?</p>",
    confidence=Confidence.CERTAIN,
    is_right=False,
    reveal="<p>The reveal.</p>",
    verdicts=VERDICTS,
)
ORDERED = replace(
    SHOWN,
    kind="rank",
    score=-1.0,
    verdicts=(
        Verdict("b", "Bear", "", is_right=False, place=1, given_place=2),
        Verdict("a", "Ant", "", is_right=False, place=2, given_place=1),
    ),
)


def steps(*shown: Any, page: LessonPage = PAGE, **more: Any) -> str:
    """The steps' HTML with runs of white space as one blank."""
    html = render_to_string("lessonpages/_steps.html", {"page": page, "steps": shown} | more)
    return " ".join(html.split())


def words(html: str) -> str:
    """What is left to read without the tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " ").split())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_more_than_the_strict_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert INLINE.findall(source) + OTHER_HOST.findall(source) == []


def test_what_breaks_the_policy_would_be_found() -> None:
    bad = ['<p style="x">', '<a onclick="x">', "<script>x</script>", "<style>", '<b hx-on:x="y">']
    assert [bool(INLINE.search(line)) for line in bad] == [True] * 5
    assert INLINE.search('<script src="/x.js" defer></script>') is None
    assert OTHER_HOST.search('<img src="//cdn.example/x.png">')


def test_question_posts_where_it_also_swaps() -> None:
    html = steps(PREDICT)
    assert 'action="/courses/course/lesson/which/predict/#question-which"' in html
    assert 'hx-post="/courses/course/lesson/which/predict/" hx-target="#question-which"' in html
    assert '<input type="hidden" name="wording" value="wording-1">' in html


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        (PREDICT, ["choice"] * 3 + ["confidence"] * 5),
        (ESTIMATE, ["value"] + ["confidence"] * 5),
        (INTERVAL, ["low", "high"]),
        (RANK, ["place-a", "place-b", "place-c", "as-shown"] + ["confidence"] * 5),
        (REFLECT, ["text"]),
    ],
)
def test_each_kind_asks_for_its_fields(question: Waiting, fields: list[str]) -> None:
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', steps(question))
    assert [name for name in names if name not in {"wording", "csrfmiddlewaretoken"}] == fields


def test_confidence_shows_words_and_chances() -> None:
    assert "a guess 25 % a hunch 45 % fairly sure 65 % sure 85 % certain 97 %" in words(
        steps(PREDICT)
    )


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (PREDICT, "choice"),
        (PREDICT, "confidence"),
        (ESTIMATE, "value"),
        (INTERVAL, "low"),
        (INTERVAL, "high"),
        (RANK, "order"),
        (REFLECT, "text"),
    ],
)
def test_an_error_is_tied_to_its_field(question: Waiting, field: str) -> None:
    html = steps(replace(question, errors={field: "Mend this."}))
    name = f"question-{question.key}-{field}-error"
    assert f'<p class="field__error" id="{name}">Mend this.</p>' in html
    assert re.search(rf'aria-describedby="[^"]*\b{name}"', html)
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("question", [PREDICT, ESTIMATE, INTERVAL, RANK, REFLECT])
def test_without_an_error_nothing_is_marked_invalid(question: Waiting) -> None:
    assert "aria-invalid" not in steps(question)


def test_a_refused_form_keeps_what_was_given() -> None:
    given = {"choice": "b", "confidence": "4"}
    html = steps(replace(PREDICT, given=given, errors={"form": "It changed."}))
    assert re.findall(r'name="(\w+)" value="(\w+)" checked', html) == [
        ("choice", "b"),
        ("confidence", "4"),
    ]
    assert "It changed." in words(html)


def test_a_refused_order_keeps_its_places() -> None:
    html = steps(replace(RANK, given={"places": {"a": "2", "b": "", "c": "2"}}))
    selects = re.findall(r'name="(place-\w)".*?</select>', html)
    chosen = [re.search(r'value="(\d)" selected', part) for part in html.split("</select>")]
    assert selects == ["place-a", "place-b", "place-c"]
    assert [match and match[1] for match in chosen] == ["2", None, "2", None]


def test_a_refused_interval_and_text_are_escaped_and_kept() -> None:
    interval = steps(replace(INTERVAL, given={"low": '5" x', "high": "9"}))
    assert 'value="5&quot; x"' in interval
    assert ">&lt;b&gt;</textarea>" in steps(replace(REFLECT, given={"text": "<b>"}))


def test_reveal_puts_what_i_said_before_what_is_true() -> None:
    read = words(steps(SHOWN))
    assert "You said Ant How sure you were: certain What is true Bear" in read
    assert "You were certain, so this one stings." in read


def test_every_answer_has_its_why_and_words_for_its_marks() -> None:
    read = words(steps(replace(SHOWN, others=Others(10, 30))))
    assert "Your prediction Ant Too small. 70 % of others" in read
    assert "The answer Bear It is large. 30 % of others" in read
    assert "10 other learners answered this before they read it; 30 % were right." in read


def test_a_right_prediction_is_one_with_the_truth() -> None:
    chosen = replace(VERDICTS[1], is_chosen=True)
    html = steps(replace(SHOWN, is_right=True, verdicts=(chosen,)))
    assert "You said, and it is true Bear" in words(html)
    assert 'class="beside__said"' not in html


def test_an_estimate_stands_beside_the_truth_with_its_unit() -> None:
    shown = replace(SHOWN, kind="estimate", verdicts=(), said="54", truth="300", unit="requests")
    read = words(steps(replace(shown, others=Others(12, 25, (120.0, 1520.0)))))
    assert "You said 54 requests" in read
    assert "What is true 300 requests" in read
    assert "The middle half said 120 to 1,520 requests." in read


@pytest.mark.parametrize(
    ("is_right", "outcome", "score"),
    [
        (True, "Inside your range", "That is its width."),
        (
            False,
            "Outside your range",
            "That is its width, and ten times the distance it missed by.",
        ),
    ],
)
def test_an_interval_hits_or_misses(is_right: bool, outcome: str, score: str) -> None:
    shown = replace(SHOWN, kind="estimate", verdicts=(), said="5 to 9", truth="7", confidence=None)
    read = words(steps(replace(shown, is_right=is_right, score=0.26)))
    assert outcome in read
    assert f"Your range scores 0.26; lower is better. {score}" in read


def test_numbers_on_one_page_are_written_alike_in_german() -> None:
    others = Others(12, 25, (1200.0, 1520.5))
    shown = Revealed("key", 1, "estimate", "<p>?</p>", None, is_right=True, reveal="")
    shown = replace(shown, said="1,500 to 2,900", truth="1,520.5", score=1400.0, others=others)
    with translation.override("de"):
        read = words(steps(shown))
    assert set(re.findall(r"[\d.,]*\d{3}(?:[.,]\d)?", read)) == {
        *("1,200", "1,520.5"),
        *("1,500", "2,900", "1,400"),
    }


def test_a_score_on_a_log_scale_says_what_one_is() -> None:
    shown = replace(SHOWN, kind="estimate", verdicts=(), is_right=True, score=1, on_log_scale=True)
    said = "That is its width. It counts in powers of ten: 100 to 1,000 is 1 wide."
    assert said in words(steps(shown))


def test_an_order_is_shown_item_by_item() -> None:
    read = words(steps(ORDERED))
    assert "Exactly the other way round" in read
    assert "1 Bear You said 2nd 2 Ant You said 1st" in read
    assert "Of the 1 pairs you have 0 the right way round (Kendall’s tau: −1)." in read


def test_an_order_counts_its_pairs() -> None:
    shown = replace(ORDERED, verdicts=(VERDICTS[0],) * 4, score=-1 / 3)
    assert (shown.pairs, shown.pairs_in_order, shown.tau) == (6, 2, "−0.33")


def test_my_words_stand_before_the_model_answer_and_its_rubric() -> None:
    rubric = (Rubric(0, "First", is_ticked=False), Rubric(1, "Second", is_ticked=True))
    shown = replace(SHOWN, kind="reflect", verdicts=(), is_right=None, text="<i>", rubric=rubric)
    html = steps(replace(shown, model="<p>Model.</p>"))
    assert html.index("&lt;i&gt;") < html.index("Model.")
    assert re.findall(r'name="ticked" value="(\d)"( checked)?', html) == [
        ("0", ""),
        ("1", " checked"),
    ]


def test_an_answer_says_what_it_rests_on_and_until_when() -> None:
    source = 'Our <a href="https://example.org/run">run</a>'
    ageless = replace(SHOWN, source=source)
    assert f'This answer rests on: <span lang="en">{source}</span></p>' in steps(ageless)
    read = words(steps(replace(ageless, valid_until=date(2027, 5, 24))))
    assert "rests on: Our run Valid until 24 May 2027 , then to be checked anew." in read
    assert "rests on" not in steps(SHOWN)


def test_an_old_revision_says_so() -> None:
    note = "The question has been changed since you answered."
    assert note in steps(replace(SHOWN, is_old_revision=True))
    assert note not in steps(SHOWN)


@pytest.mark.parametrize("shown", [SHOWN, ORDERED])
def test_a_preview_reveals_without_a_prediction(shown: Revealed) -> None:
    blank = tuple(replace(v, is_chosen=False) for v in shown.verdicts)
    read = words(steps(replace(shown, verdicts=blank), page=replace(PAGE, is_preview=True)))
    assert "The reveal." in read
    assert "You said" not in read


def test_the_end_waits_for_the_last_answer() -> None:
    assert 'id="end"' not in steps(Text("<p>Prose.</p>"), PREDICT)
    html = steps(Text("<p>Prose.</p>"), page=replace(COMPLETE, may_finish=True))
    assert "The title You can now Say why. Finish the lesson" in words(html)


def test_a_finished_lesson_says_when_the_next_one_opens() -> None:
    page = replace(COMPLETE, is_finished=True, next_lesson=NEXT)
    read = words(steps(page=page, user={"is_authenticated": True}))
    assert "Next, lesson 2 Next teaser Opens Wed 25 Nov, 04:00" in read


def test_the_last_lesson_completes_the_course() -> None:
    read = words(steps(page=replace(COMPLETE, is_finished=True)))
    assert "That was the last lesson of this course." in read


def test_a_visitor_is_asked_to_keep_their_answers() -> None:
    page = replace(COMPLETE, is_finished=True, next_lesson=NEXT)
    assert "Sign up and keep my answers" in words(steps(page=page))
    assert "Sign up" not in words(steps(page=page, user={"is_authenticated": True}))


def test_a_swap_brings_the_header_and_the_tabs_title_along() -> None:
    html = steps(SHOWN, page=COMPLETE, oob=True, SITE_NAME="Hunch")
    assert html.startswith("<title>The title · The course · Hunch</title>")
    assert 'id="lesson-header" hx-swap-oob="true"' in html
    assert 'aria-labelledby="lesson-progress" hx-swap-oob="true"' in html
    assert "hx-swap-oob" not in steps(SHOWN, page=COMPLETE)


def header(page: LessonPage, **more: Any) -> str:
    return render_to_string("lessonpages/_lesson_header.html", {"page": page.top} | more)


def test_the_header_says_how_far_one_has_come_and_what_is_left() -> None:
    second = replace(PAGE, current=replace(PREDICT, number=2), minutes_left=3)
    assert "Question 1 of 2" in words(header(PAGE))
    assert "left" not in words(header(PAGE))
    assert "Question 2 of 2 about 3 minutes left" in words(header(second))
    assert 'max="2" value="1" aria-labelledby="lesson-progress"' in header(second)
    assert "about 1 minute left" in words(header(replace(second, minutes_left=1)))


def test_once_all_is_answered_only_the_rest_is_left_to_read() -> None:
    ending = replace(COMPLETE, minutes_left=1)
    assert "All 2 questions answered about 1 minute left" in words(header(ending))
    assert "left" not in words(header(replace(ending, is_finished=True)))
    assert "The question is answered" in words(header(replace(ending, questions=1)))


@pytest.mark.parametrize(
    ("page", "link"),
    [
        (PAGE, []),
        (replace(PAGE, current=replace(PREDICT, number=2)), ["#question-which"]),
        (COMPLETE, ["#end"]),
        (replace(COMPLETE, is_finished=True), []),
        (replace(COMPLETE, is_preview=True), []),
    ],
)
def test_who_comes_back_may_go_on_where_they_stopped(page: LessonPage, link: list[str]) -> None:
    assert re.findall(r'href="(#[^"]+)">Go on where you stopped', header(page)) == link
    assert "Go on" not in header(page, oob=True)


def test_the_error_page_needs_no_context() -> None:
    assert "Something broke here" in render_to_string("500.html")
