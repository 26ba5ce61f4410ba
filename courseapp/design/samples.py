"""Made-up states for the site's own templates, one of each: what the page shows cannot drift."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django import forms

from courseapp.answers.states import Choice, Others, Revealed, Rubric, Verdict, Waiting
from courseapp.lessonpages.pages import CourseCard, LessonPage, LessonRow, TodayCourse
from courseapp.models import Confidence
from courseapp.schedule.streak import Ended

COLOURS = (
    *("paper", "surface", "sunken", "code", "line", "edge", "ink", "ink-soft"),
    *("accent", "accent-wash", "accent-edge", "error", "error-wash", "success", "success-wash"),
)
SIZES = ("xxl", "xl", "l", "prose", "m", "s", "xs")

HERE = "/design/"
PAGE = LessonPage(
    course_slug="course",
    course_title="A course",
    language="en",
    course_emoji="🌩️",
    course_url=HERE,
    phase_title="The phase’s title",
    slug="lesson",
    url=HERE,
    number=2,
    count=14,
    minutes=6,
    teaser="The teaser that gives nothing away",
    title="",
    steps=(),
    current=Waiting("current", 2, "reflect", "", ""),
    questions=15,
    minutes_left=4,
    is_finished=False,
    objective="",
    checked=date(2026, 11, 24),
    sources=(),
    next_lesson=None,
    may_finish=False,
)

THUNDER = (
    Choice("a", "The flash was nine kilometres away"),
    Choice("b", "It was three kilometres away, whatever wind and warmth do to a sound on its way"),
    Choice("c", "<code>--distance=far --wait-for=thunder</code>"),
)
PREDICT = Waiting(
    "rest", 1, "predict", "", "<p>You count to nine before the thunder comes.</p>", THUNDER
)
ESTIMATE = Waiting(
    key="estimate",
    number=2,
    kind="estimate",
    wording="",
    prompt="<p>You count to five. How far away was it?</p>",
    unit="m",
    accept="percent",
    margin=10,
)
INTERVAL = replace(ESTIMATE, key="interval", number=3, accept="log-interval", margin=0)
RANK = replace(
    PREDICT, key="rank", number=4, kind="rank", prompt="<p>Put them in order, nearest first.</p>"
)
REFLECT = Waiting("reflect", 5, "reflect", "", "<p>When should one leave the lake?</p>")
GIVEN = replace(PREDICT, key="chosen", given={"choice": "b", "confidence": "4"})

SAY = "Say how sure you are. It never counts against you."
REFUSED_ONES = (
    replace(
        PREDICT,
        key="refused",
        errors={"choice": "Choose the answer you would bet on.", "confidence": SAY},
    ),
    replace(
        INTERVAL,
        key="refused-interval",
        given={"low": "many"},
        errors={"low": "Write a number; a rough one will do.", "high": "Write the upper end."},
    ),
    replace(REFLECT, key="refused-whole", errors={"form": "The question was changed meanwhile."}),
)

VERDICTS = (
    Verdict("a", THUNDER[0].html, "<p>If sound were three times as fast.</p>", False, True, 61),
    Verdict("b", THUNDER[1].html, "<p>Three seconds a kilometre.</p>", True, False, 30),
    Verdict("c", THUNDER[2].html, "<p>Tempting, for it looks exact.</p>", False, False, 9),
)
MISSED = Revealed(
    key="missed",
    number=1,
    kind="predict",
    prompt=PREDICT.prompt,
    confidence=Confidence.CERTAIN,
    is_right=False,
    reveal="<p>Light arrives at once. Sound travels at <strong>343 m/s</strong>.</p>",
    verdicts=VERDICTS,
    others=Others(23, 30),
    source="Our count of 24 November 2026",
    valid_until=date(2027, 5, 24),
)
CALLED = replace(
    MISSED,
    key="called",
    is_right=True,
    confidence=Confidence.SURE,
    verdicts=tuple(replace(verdict, is_chosen=verdict.is_right) for verdict in VERDICTS),
)
NUMBER = replace(
    MISSED,
    key="number",
    kind="estimate",
    prompt=ESTIMATE.prompt,
    verdicts=(),
    said="5,000",
    truth="1,700",
    unit="m",
    others=Others(23, 30, (1200.0, 2500.0)),
)
RANGE = replace(
    NUMBER, key="range", is_right=True, said="1,000 to 2,000", score=0.3, confidence=None
)
ORDER = replace(
    MISSED,
    key="order",
    kind="rank",
    prompt=RANK.prompt,
    score=1 / 3,
    verdicts=tuple(
        replace(verdict, is_right=place == given, place=place, given_place=given)
        for verdict, place, given in zip(VERDICTS, (1, 2, 3), (2, 1, 3), strict=True)
    ),
)
WORDS = replace(
    MISSED,
    key="words",
    kind="reflect",
    prompt=REFLECT.prompt,
    is_right=None,
    verdicts=(),
    text="When I can count to twenty, I would say.",
    model="<p>When you can count to less than thirty between flash and thunder.</p>",
    rubric=(
        Rubric(0, "It names a number that can be counted.", is_ticked=True),
        Rubric(1, "It leaves time to reach the shore.", is_ticked=False),
    ),
)

# Numbered through, so that no two have the same name on the page.
WAITING = tuple(
    replace(state, number=number)
    for number, state in enumerate((PREDICT, GIVEN, ESTIMATE, INTERVAL, RANK, REFLECT), start=1)
)
REFUSED = tuple(replace(state, number=number) for number, state in enumerate(REFUSED_ONES, start=7))
REVEALED = tuple(
    replace(state, number=number)
    for number, state in enumerate((MISSED, CALLED, NUMBER, RANGE, ORDER, WORDS), start=10)
)

CARDS = (
    CourseCard("🌩️", "A course", "Its tagline, in a sentence.", "en", HERE, 14, 106, None),
    CourseCard("🧭", "One that was begun", "Its tagline, in a sentence.", "en", HERE, 14, 106, 5),
    CourseCard("🦀", "One that comes", "Its tagline, with `code` in it.", "en", "", 0, 0, None),
)
TOMORROW = datetime(2026, 11, 25, 4, tzinfo=UTC)
DONE = LessonRow(1, "A lesson that is done", 6, HERE, "done")
DUE = LessonRow(2, "The bang comes later", 7, HERE, "open")
NEXT = LessonRow(3, "One that opens tomorrow", 5, HERE, "locked", opens_at=TOMORROW)
LATER = LessonRow(4, "One that waits for others", 5, HERE, "locked", waits="Opens after your pause")
ALSO = LessonRow(3, "Another that is open", 5, HERE, "open")
ENDED = Ended(5, date(2026, 11, 24))
ROWS = (DONE, DUE, NEXT, LATER)

READING = TodayCourse("🌩️", "A course", "en", HERE, HERE, DUE, NEXT, 1, 14, 3, False, False, False)
TODAY = (
    READING,
    replace(READING, title="Begun late", also_open=(ALSO, ALSO), streak=0, streak_ended=ENDED),
    replace(READING, title="Done for today", is_done_today=True),
    replace(READING, title="Paused", lesson=None, is_paused=True),
    replace(READING, title="Complete", lesson=None, finished=14, is_complete=True),
)


class SampleForm(forms.Form):
    name = forms.CharField(help_text="A hint below the field.")
    email = forms.EmailField(label="E-mail address")
    zone = forms.ChoiceField(label="Time zone", choices=[("Berlin", "Berlin"), ("Lima", "Lima")])
    pace = forms.ChoiceField(
        choices=[("daily", "Every day"), ("weekdays", "Monday to Friday")],
        widget=forms.RadioSelect,
        initial="daily",
    )
    agrees = forms.BooleanField(label="A box to tick", required=False)
    note = forms.CharField(widget=forms.Textarea({"rows": 3}), initial="Some words.", disabled=True)


def refused_form() -> SampleForm:
    """A form with something wrong in it."""
    form = SampleForm({"name": "Ada", "email": "nobody", "zone": "Lima", "pace": "daily"})
    form.full_clean()
    return form
