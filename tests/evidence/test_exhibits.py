"""How rows are laid out."""

import json

from courseapp.evidence.exhibits import pack, unpack
from tests.evidence.rows import ROWS, make_exhibit, make_row


def test_numbers_stand_in_their_order_and_words_as_they_come() -> None:
    rows = (make_row("Beta", 16, 1), make_row("Alpha", 2, 1))
    assert make_exhibit(*rows).places == ("2", "16")
    assert make_exhibit(*rows).columns == ("Beta", "Alpha")
    assert make_exhibit(*rows, x=("framework",), series=()).places == ("Beta", "Alpha")


def test_every_row_stands_on_its_place() -> None:
    grid = make_exhibit().grid
    assert len(grid) == len(ROWS)
    assert grid["256", "Beta"].value == 1000
    assert ("16", "Beta") not in grid


def test_x_is_the_first_field_that_a_row_has() -> None:
    engine = make_row("Gamma", 0, 5, parallel="16")
    del engine.fields["users"]  # type: ignore[attr-defined]
    assert make_exhibit(*ROWS, engine, x=("users", "parallel")).place(engine) == ("16", "Gamma")


def test_a_series_is_told_by_all_its_fields_and_the_lessons_words() -> None:
    row = make_row("Alpha", 1, 5, variant="--eager")
    series, names = ("framework", "variant", "sound"), {"--eager": "not compiled"}
    assert make_exhibit(row, series=series, names=names).columns == ("Alpha, not compiled",)


def test_without_x_rows_are_series_and_columns_metrics() -> None:
    delay = make_row("Alpha", 1, 20, metric="delay", unit="ms")
    exhibit = make_exhibit(ROWS[0], delay, x=(), kind="table")
    assert (exhibit.places, exhibit.columns) == (("Alpha",), ("speed", "delay"))
    assert exhibit.units == ("tokens/s", "ms")


def test_a_table_of_two_metrics_over_x_tells_them_apart() -> None:
    delay = make_row("Alpha", 1, 20, metric="delay", unit="ms")
    exhibit = make_exhibit(ROWS[0], delay, kind="table")
    assert exhibit.columns == ("Alpha, speed", "Alpha, delay")


def test_it_comes_back_from_json_as_it_was() -> None:
    exhibit = make_exhibit(names={"Alpha": "the first"}, notes=("Two machines.",))
    assert unpack(json.loads(json.dumps(pack(exhibit)))) == exhibit


def test_fields_keep_the_file_s_order_where_json_does_not() -> None:
    exhibit = make_exhibit()
    stored = json.loads(json.dumps(pack(exhibit), sort_keys=True))
    assert list(unpack(stored).rows[0].fields) == list(exhibit.rows[0].fields)
    assert list(exhibit.rows[0].fields) != sorted(exhibit.rows[0].fields)
