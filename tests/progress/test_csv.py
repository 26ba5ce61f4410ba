import csv
from datetime import UTC, date, datetime

import pytest

from courseapp.progress.csv import BYTE_ORDER_MARK, Cell, csv_line, csv_lines


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_text_that_could_be_a_formula_gets_an_apostrophe(start: str) -> None:
    [row] = csv.reader([csv_line([f'{start}HYPERLINK("https://example.org/","x")'])], strict=True)

    assert row == [f'\'{start}HYPERLINK("https://example.org/","x")']


def test_no_formula_begins_where_a_semicolon_parts_cells() -> None:
    """Spreadsheets of many countries part cells there, and ignore our commas and quotes."""
    assert csv_line(["Zoë;=1+1;x\t@1"]) == "Zoë;'=1+1;x\t'@1\r\n"


def test_numbers_stay_numbers() -> None:
    assert csv_line([-1, 0.5, -0.25]) == "-1,0.5,-0.25\r\n"


def test_other_text_stays_as_it_is() -> None:
    assert csv_line(["Zoë = a", "a-b", "x@example.org"]) == "Zoë = a,a-b,x@example.org\r\n"


def test_text_cannot_break_out_of_its_cell() -> None:
    assert csv_line(['",=1+1', "a\r\n=1"]) == '""",=1+1","a\r\n=1"\r\n'


def test_days_instants_and_truths_are_readable() -> None:
    instant = datetime(2026, 11, 24, 12, 0, 0, 5, tzinfo=UTC)
    row: list[Cell] = [date(2026, 11, 24), instant, True, False, None]

    assert csv_line(row) == "2026-11-24,2026-11-24 12:00:00+00:00,yes,no,\r\n"


def test_a_file_begins_with_its_header_and_tells_excel_it_is_utf8() -> None:
    lines = list(csv_lines(["name"], [["Zoë"]]))

    assert lines == [f"{BYTE_ORDER_MARK}name\r\n", "Zoë\r\n"]
