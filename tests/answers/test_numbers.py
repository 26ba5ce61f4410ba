"""Whatever a keyboard, a clipboard or a phone makes of a number."""

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from courseapp.answers.numbers import TwoReadingsError, as_typed, read_shared, read_typed
from courseapp.deciding.facts import print_number

BLANKS = [
    " ",
    "\N{NO-BREAK SPACE}",
    "\N{NARROW NO-BREAK SPACE}",
    "\N{THIN SPACE}",
    "\N{FIGURE SPACE}",
    "\N{MEDIUM MATHEMATICAL SPACE}",
    "\N{IDEOGRAPHIC SPACE}",
    "\t",
]
ALIKE = [
    ("60", 60),
    ("0", 0),
    ("007", 7),
    (" 60 ", 60),
    ("\N{ZERO WIDTH SPACE}60\N{ZERO WIDTH NO-BREAK SPACE}", 60),
    ("\N{LEFT-TO-RIGHT ISOLATE}1500\N{POP DIRECTIONAL ISOLATE}", 1500),
    ("1,520,000.5", 1_520_000.5),
    ("1.520.000,5", 1_520_000.5),
    ("1,520,000", 1_520_000),
    ("1.520.000", 1_520_000),
    ("1,500.5", 1500.5),
    ("1.500,5", 1500.5),
    ("1,50,000", 150_000),
    ("0,85", 0.85),
    ("0.855", 0.855),
    ("0,855", 0.855),
    ("12,5", 12.5),
    ("1500,125", 1500.125),
    ("1500.125", 1500.125),
    (".5", 0.5),
    (",5", 0.5),
    ("60.", 60),
    ("1 500", 1500),
    ("1 500 000", 1_500_000),
    ("1 500,25", 1500.25),
    ("1 500.25", 1500.25),
    ("1'500", 1500),
    ("1\N{RIGHT SINGLE QUOTATION MARK}500", 1500),
    ("1_500_000", 1_500_000),
    ("2e3", 2000),
    ("2.5E-3", 0.0025),
    ("-3.5", -3.5),
    ("\N{MINUS SIGN}3.5", -3.5),
    ("\N{EN DASH}3,5", -3.5),
    ("\N{MINUS SIGN} 3", -3),
    ("+4", 4),
    ("~60", 60),
    ("≈ 60", 60),
    ("１５００", 1500),
    ("١٥٠٠", 1500),
    ("60 requests", 60),
    ("60Requests", 60),
    ("60\N{NO-BREAK SPACE}requests", 60),
    ("1 500 requests", 1500),
    ("85 %", 85),
    ("85\N{NARROW NO-BREAK SPACE}%", 85),
]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("text", "number"), ALIKE)
def test_what_has_one_reading_is_read_in_every_language(
    text: str, number: float, language: str
) -> None:
    with translation.override(language):
        assert read_typed(text, "requests") == number
        assert read_shared(text, "requests") == number


@pytest.mark.parametrize("blank", BLANKS)
def test_any_blank_stands_between_thousands(blank: str) -> None:
    assert read_typed(f"{blank}1{blank}500{blank}000{blank}") == 1_500_000


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [("en", "1,500", 1500), ("en", "1.500", 1.5), ("en", "2.125", 2.125), ("de", "1.500", 1500)],
)
def test_a_language_decides_where_it_has_one_habit(language: str, text: str, number: float) -> None:
    with translation.override(language):
        assert read_typed(text) == number


@pytest.mark.parametrize(
    ("language", "text", "first", "second"),
    [
        ("de", "1,500", "1500", "1,5"),
        ("de", "2,125", "2125", "2,1250"),
        ("de", "-1,500", "-1500", "-1,5"),
        ("en", "1 2", "12", "1 and 2"),
        ("en", "50 60", "5060", "50 and 60"),
        ("en", "1 50 000", "150000", "1, 50 and 000"),
        ("en", "1\N{NO-BREAK SPACE}5", "15", "1 and 5"),
        ("en", "1,\N{NO-BREAK SPACE}500", "1500", "1, and 500"),
    ],
)
def test_what_has_two_readings_is_refused_with_both(
    language: str, text: str, first: str, second: str
) -> None:
    with translation.override(language), pytest.raises(TwoReadingsError) as refused:
        read_typed(text)
    if language == "en":
        said = f"“{text}” can be read as {first} or as {second}. Write the number you mean."
        assert str(refused.value) == said
    assert first in str(refused.value)
    assert second in str(refused.value)


def test_an_address_is_never_read_as_two_numbers() -> None:
    assert read_shared("1,500") == 1500
    assert read_shared("1.500") == 1.5
    with translation.override("de"):
        assert read_shared("1.500") == 1.5
        with pytest.raises(TwoReadingsError):
            read_shared("1,500")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ".", ",", "-", "many", "nan", "inf", "-Infinity", "e5", "1e", "0x10", "1e3e3"),
        *("1.2.3", "1,2,3", "1,500,00", "1.5,00", "1..5", "1,,5", "--5", "5-", "1.500.00,5"),
        *("50-60", "50\N{EN DASH}60", "2^20", "10**6", "1/3", "½", "10²", "5 × 10^3", "12:30"),
        *("1__500", "1'50", "_5", "1 500'000", "5k", "3M", "1" * 61),
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a number\. Write one such as 1500\."):
        read_typed(text)


def test_another_unit_is_not_dropped() -> None:
    with pytest.raises(ValueError, match=r"Write “5 GB” as one number of MB, such as 1500\."):
        read_typed("5 GB", "MB")


def test_a_number_without_end_is_too_large() -> None:
    with pytest.raises(ValueError, match=r"That number is too large\."):
        read_typed("1e99")


def readings(text: str) -> set[float]:
    found = set()
    for language in ("en", "de"):
        for read in (read_typed, read_shared):
            with translation.override(language):
                try:
                    found.add(read(text))
                except ValueError:
                    continue
    return found


@given(st.floats(-1e14, 1e14) | st.integers(-(10**14), 10**14))
@example(1.525)
@example(-1.525)
@example(1525)
def test_what_a_field_holds_is_read_back_in_every_language(number: float) -> None:
    printed = print_number(number)
    assert readings(as_typed(printed)) == {float(printed.replace(",", ""))}


@given(st.text(alphabet="0123456789.,' -+eE_\u00a0\u2009~%", max_size=14))
def test_a_text_is_read_as_one_number_or_refused(text: str) -> None:
    """But for one sign before three digits, which the languages read apart, and say so."""
    if len(found := readings(text)) > 1:
        assert sorted(found)[1] in {1000 * number for number in found} | {0.0}
        assert text.count(",") + text.count(".") == 1
