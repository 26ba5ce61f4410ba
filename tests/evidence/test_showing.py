"""Charts and tables say what the rows say, no more and no less."""

import json
import re
from dataclasses import replace

import pytest

from courseapp.evidence.charts import PLOT, axis, draw, spread_out
from courseapp.evidence.exhibits import Exhibit, Source, pack, unpack
from courseapp.evidence.showing import show
from courseapp.evidence.wording import number
from courseapp.simulators.pictures import WIDTH, Box, Curve, Label, Line
from tests.evidence.rows import ROWS, make_exhibit, make_row


def test_the_table_holds_every_value_and_a_dash_for_none() -> None:
    (table,) = show(make_exhibit()).outcome.tables
    assert table.head == ("Users", "Alpha", "Beta")
    assert table.rows == (("1", "100", "50"), ("16", "800", "–"), ("256", "8,084", "1,000"))


def test_mixed_units_stand_in_their_cells() -> None:
    delay = make_row("Alpha", 1, 20.5, metric="delay", unit="ms")
    (table,) = show(make_exhibit(ROWS[0], delay, x=(), kind="table")).outcome.tables
    assert table.rows == (("Alpha", "100 tokens/s", "20.5 ms"),)
    assert table.head == ("Framework", "Speed", "Delay")


def test_mixed_units_need_no_sentence() -> None:
    delay = make_row("Alpha", 1, 20.5, metric="delay", unit="ms")
    assert show(make_exhibit(ROWS[0], delay, x=(), kind="table")).outcome.says == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7134.89, "7,135"),
        (150.04, "150"),
        (92.35, "92.4"),
        (6.608, "6.61"),
        (1, "1"),
        (0, "0"),
        (449968.0, "449,968"),
    ],
)
def test_numbers_are_rounded_to_three_digits_or_whole(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("most", "marks"),
    [
        (8084, (0, 2000, 4000, 6000, 8000, 10000)),
        (100, (0, 20, 40, 60, 80, 100)),
        (0.9, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (0, (0, 1)),
    ],
)
def test_the_axis_has_round_marks_up_to_the_largest(most: float, marks: list[float]) -> None:
    assert axis(most) == pytest.approx(marks)


def test_numbers_far_apart_stand_by_their_logarithms() -> None:
    assert spread_out(("1", "16", "256"), 0, 100) == pytest.approx({"1": 0, "16": 50, "256": 100})
    assert spread_out(("1", "4", "10"), 0, 90) == pytest.approx({"1": 0, "4": 30, "10": 90})
    assert spread_out(("7",), 0, 90) == {"7": 45}


def test_points_of_a_line_are_as_high_as_their_values() -> None:
    drawing = draw(make_exhibit())
    assert drawing
    curves = [shape for shape in drawing.picture.shapes if isinstance(shape, Curve)]
    alpha, beta = ([float(y) for y in re.findall(r",([\d.]+)", c.points)] for c in curves)
    bottom = alpha[0] + 100 * PLOT / 10000
    assert alpha == pytest.approx([bottom - v * PLOT / 10000 for v in (100, 800, 8084)], abs=0.1)
    assert beta == pytest.approx([bottom - v * PLOT / 10000 for v in (50, 1000)], abs=0.1)


def test_only_a_value_of_several_runs_has_a_line_of_its_spread() -> None:
    drawing = draw(make_exhibit())
    assert drawing
    spreads = [s for s in drawing.picture.shapes if isinstance(s, Line) and s.look == "limit"]
    (spread,) = spreads
    assert spread.y2 - spread.y1 == pytest.approx((8100 - 7063.1) * PLOT / 10000)


def test_bars_are_as_long_as_their_values_and_say_them() -> None:
    drawing = draw(make_exhibit(*ROWS[:1], *ROWS[3:4], kind="bars"))
    assert drawing
    bars = [shape for shape in drawing.picture.shapes if isinstance(shape, Box)]
    assert bars[0].width == pytest.approx(2 * bars[1].width)
    assert [bar.look for bar in bars] == ["used", "a"]
    words = [shape.text for shape in drawing.picture.shapes if isinstance(shape, Label)]
    assert words == ["users: 1", "100", "50"]
    assert drawing.legend == (("used", "Alpha"), ("a", "Beta"))


@pytest.mark.parametrize("kind", ["lines", "bars"])
def test_everything_stays_inside_the_picture(kind: str) -> None:
    drawing = draw(make_exhibit(kind=kind))
    assert drawing
    for shape in drawing.picture.shapes:
        if isinstance(shape, Box):
            assert 0 <= shape.x <= shape.x + shape.width <= WIDTH
            assert 0 <= shape.y <= shape.y + shape.height <= drawing.picture.height
        if isinstance(shape, Label):
            assert 0 <= shape.x <= WIDTH
            assert 0 <= shape.y <= drawing.picture.height


def test_a_table_needs_no_picture() -> None:
    assert show(make_exhibit(kind="table")).outcome.pictures == ()


def test_a_picture_says_where_its_numbers_are() -> None:
    (picture,) = show(make_exhibit()).outcome.pictures
    assert picture.title == "Lines: Speed by users. The numbers stand in the table below."


def test_what_it_is_stands_in_one_sentence_with_its_unit() -> None:
    names = {"speed": "output of all users"}
    assert show(make_exhibit(names=names)).outcome.says == ("Output of all users, in tokens/s.",)


def test_it_tells_how_the_values_came_about() -> None:
    facts = dict(show(make_exhibit()).facts)
    assert facts == {
        "Measured": "Alpha 1.0; Beta 1.0",
        "Model": "a small model",
        "Hardware": "one GPU",
        "Date": "24 November 2026",
        "Runs": "1 to 3 each; the median is shown, the spread stands below",
        "File": "measurements/runs.json, in the course’s folder, with method and scripts",
    }


def test_it_tells_settings_that_all_rows_share_and_the_formats_of_weights() -> None:
    rows = [
        make_row("Alpha", users, 5, dtype=dtype, input="512", requests=str(4 * users))
        for users, dtype in ((1, "bf16"), (4, "F16"))
    ]
    facts = dict(show(make_exhibit(*rows)).facts)
    assert facts["Settings"] == "input 512"
    assert facts["Measured"] == "Alpha 1.0, bf16, F16"
    assert facts["Runs"] == "one each, so there is no spread to tell"


def test_every_run_is_told_with_its_spread() -> None:
    runs = show(make_exhibit()).runs
    assert runs.rows[2] == ("Alpha, users 256", "8,084 tokens/s", "3", "7,063 to 8,100")
    assert runs.rows[3] == ("Beta, users 1", "50 tokens/s", "1", "–")
    assert len(runs.rows) == len(ROWS)


def test_each_command_is_told_once() -> None:
    rows = (
        make_row("Alpha", 1, 5, command="serve alpha", dtype="bf16"),
        make_row("Alpha", 2, 6, command="serve alpha", dtype="bf16"),
        make_row("Beta", 1, 5),
    )
    assert show(make_exhibit(*rows)).commands == (("Alpha", "serve alpha"),)


def test_a_lone_series_is_told_by_its_framework_and_its_runs_by_x() -> None:
    row = make_row("Alpha", 16, 5, command="serve alpha")
    shown = show(make_exhibit(row, series=()))
    assert shown.commands == (("Alpha", "serve alpha"),)
    assert shown.runs.rows[0][0] == "users 16"


def test_notes_come_before_what_was_not_measured() -> None:
    exhibit = replace(make_exhibit(), notes=("Two machines.",), not_measured=("No Gamma.",))
    assert show(exhibit).notes == ("Two machines.", "No Gamma.")


def lone(exhibit: Exhibit) -> tuple[tuple[str, str], ...]:
    return show(exhibit).outcome.legend


def test_a_lone_series_needs_no_legend() -> None:
    assert lone(make_exhibit(*ROWS[:3])) == ()
    assert lone(make_exhibit(ROWS[0], ROWS[3], x=(), kind="bars")) == ()
    assert lone(make_exhibit()) == (("used", "Alpha"), ("a", "Beta"))


THEIRS = Source("Their test", "https://example.org/", "Somebody", "June 2026", "2026-11-23")


def beside_theirs() -> Exhibit:
    """Two figures that somebody published, at a test of theirs, and one of ours."""
    published = [
        replace(
            make_row(
                name, 0, value, version="2.0", hardware="another GPU", test="Theirs", load="all"
            ),
            repetitions=0,
            source=THEIRS,
        )
        for name, value in (("Alpha", 900), ("Beta", 1200))
    ]
    ours = make_row("Alpha", 256, 800, repetitions=3, least=790, most=810, test="Ours")
    return make_exhibit(*published, ours, kind="bars", x=("test",))


def test_published_figures_stand_apart_from_ours() -> None:
    shown = show(beside_theirs())
    (table,), (picture,) = shown.outcome.tables, shown.outcome.pictures
    assert table.rows == (
        ("Theirs (published)", "900", "1,200"),
        ("Ours (measured here)", "800", "–"),
    )
    labels = [shape.text for shape in picture.shapes if isinstance(shape, Label)]
    assert [label for label in labels if "(" in label] == [row[0] for row in table.rows]
    says = [shape.says for shape in picture.shapes if isinstance(shape, Box)]
    assert says[0] == "Theirs, Alpha: 900 tokens/s, published by Somebody"


def test_what_we_measured_is_told_of_our_rows_only() -> None:
    shown = show(beside_theirs())
    assert [row[0] for row in shown.runs.rows] == ["Alpha, test Ours"]
    assert dict(shown.facts)["Hardware"] == "one GPU"
    assert dict(shown.facts)["Measured"] == "Alpha 1.0"


def test_published_figures_name_their_source_and_how_they_came_about() -> None:
    (published,) = show(beside_theirs()).published
    assert (published.source, published.looked_at) == (THEIRS, "23 November 2026")
    assert published.figures == "Alpha 900 tokens/s; Beta 1,200 tokens/s"
    assert dict(published.facts) == {
        "Versions": "Alpha 2.0; Beta 2.0",
        "Model": "a small model",
        "Hardware": "another GPU",
        "How": "users: 0; load: all",
    }


def test_with_published_figures_alone_nothing_is_said_to_be_measured() -> None:
    exhibit = beside_theirs()
    shown = show(replace(exhibit, rows=exhibit.published))
    assert (shown.facts, shown.commands, shown.runs.rows) == ((), (), ())
    assert shown.outcome.tables[0].rows == (("Theirs", "900", "1,200"),)


def test_a_source_survives_the_database() -> None:
    exhibit = beside_theirs()
    assert unpack(json.loads(json.dumps(pack(exhibit)))) == exhibit
