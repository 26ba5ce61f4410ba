"""Numbers as people type and paste them, in the languages of the site.

What can be read in two ways is refused with both readings: a number that was read wrong is locked
for ever.
"""

import math
import re
import unicodedata
from dataclasses import dataclass

from django.utils.formats import get_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

LONGEST_NUMBER = 60
LARGEST = 1e15

SIGNS = str.maketrans(
    {
        **dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}﹣－", "-"),
        **dict.fromkeys("＋﹢", "+"),
        **dict.fromkeys("\N{RIGHT SINGLE QUOTATION MARK}＇", "'"),
        **dict.fromkeys("．\N{ARABIC DECIMAL SEPARATOR}", "."),
        **dict.fromkeys("，\N{ARABIC THOUSANDS SEPARATOR}", ","),
    }
)
NUMBER = re.compile(r"(?P<sign>[+-]?) ?(?P<digits>\d[\d.,' _]*|[.,]\d+)(?P<power>e[+-]?\d{1,3})?")
GROUPED = {
    sign: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+") for sign in (".", "'", "_")
} | {
    " ": re.compile(r"[1-9]\d{0,2}(?: \d{3})+"),
    ",": re.compile(r"[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}"),  # in India the upper groups have two
}


class TwoReadingsError(ValueError):
    """A text that one reader takes for one number and another reader for something else."""

    def __init__(self, typed: "_Typed", first: str, second: str) -> None:
        said = _("“%(text)s” can be read as %(first)s or as %(second)s. Write the number you mean.")
        readings = {"first": f"{typed.sign}{first}", "second": f"{typed.sign}{second}"}
        super().__init__(said % {"text": typed.text, **readings})


@dataclass(frozen=True)
class _Typed:
    """What a text is read by beside its digits; `text` is for the message."""

    text: str
    sign: str
    is_shared: bool


def read_typed(text: str, unit: str = "") -> float:
    """A number as its writer's language has it, with or without its unit.

    Raises:
        ValueError: it is none, or is too large; the message is for who typed it.
        TwoReadingsError: likewise, for what can be read in two ways.
    """
    return _read(text, unit, is_shared=False)


def read_shared(text: str, unit: str = "") -> float:
    """A number in an address, which says the same to everyone: a dot is the decimal sign, as number
    fields send it in every language. Raises as `read_typed` does."""
    return _read(text, unit, is_shared=True)


def as_typed(number: str) -> str:
    """A printed number as a field holds it, which every language reads alike: without groups, and
    with one more digit where three decimals would look like a group."""
    bare = number.replace(",", "")
    return f"{bare}0" if _looks_grouped(bare.removeprefix("-"), ".") else bare


def _read(text: str, unit: str, *, is_shared: bool) -> float:
    shown = text.strip()
    bare = _without_unit(_tidied(text), _tidied(unit))
    match = NUMBER.fullmatch(bare) if len(text) <= LONGEST_NUMBER else None
    if match is None:
        raise ValueError(_not_a_number(shown, unit))
    try:
        typed = _Typed(shown, match["sign"], is_shared)
        digits = _bare_digits(match["digits"].rstrip(), typed)
        number = float(f"{typed.sign}{digits}{match['power'] or ''}")
    except TwoReadingsError:
        raise
    except ValueError:
        raise ValueError(_not_a_number(shown, unit)) from None
    if not math.isfinite(number) or abs(number) > LARGEST:
        raise ValueError(_("That number is too large."))
    return number


def _not_a_number(text: str, unit: str) -> str:
    said = {"text": text[:LONGEST_NUMBER], "unit": unit}
    if unit and any(map(str.isdigit, text)) and any(map(str.isalpha, text)):
        return _("Write “%(text)s” as one number of %(unit)s, such as 1500.") % said
    return _("“%(text)s” is not a number. Write one such as 1500.") % said


def _tidied(text: str) -> str:
    """In small letters, with ASCII for all that looks like it, and without what is invisible."""
    seen = (mark for mark in text if unicodedata.category(mark) != "Cf")
    marks = (" " if mark.isspace() else _digit(mark) for mark in seen)
    return "".join(marks).translate(SIGNS).casefold().strip()


def _digit(mark: str) -> str:
    value = unicodedata.decimal(mark, None)
    return mark if value is None else str(value)


def _without_unit(text: str, unit: str) -> str:
    """ "About", as a sign, goes too: a rough number will do."""
    bare = text.lstrip("~≈ ")
    return bare.removeprefix(unit).removesuffix(unit).strip().rstrip(" %")


def _bare_digits(digits: str, typed: _Typed) -> str:
    """Digits and at most one dot, for `float`."""
    blanks = {mark for mark in digits if mark in " '_"}
    if blanks:
        return _without_blanks(digits, typed, blanks)
    signs = [mark for mark in digits if mark in ".,"]
    if len(set(signs)) == 2:
        whole, _decimal, rest = digits.rpartition(signs[-1])
        return f"{_ungrouped(whole, signs[0])}.{rest}"
    if len(signs) > 1:
        return _ungrouped(digits, signs[0])
    if signs and _looks_grouped(digits, signs[0]):
        return _single_sign(digits, signs[0], typed)
    return digits.replace(",", ".")


def _without_blanks(digits: str, typed: _Typed, blanks: set[str]) -> str:
    """Raises TwoReadingsError where blanks stand between numbers rather than between thousands."""
    whole, decimal, rest = re.fullmatch(r"([^.,]*)([.,]?)(.*)", digits).groups()  # type: ignore[union-attr]
    [blank, *others] = blanks
    if not others and rest.isdigit() >= bool(decimal) and _looks_grouped(whole, blank):
        return f"{whole.replace(blank, '')}.{rest}"
    parts = digits.split()
    if len(parts) > 1:
        joined = _bare_digits("".join(parts), typed)
        raise TwoReadingsError(typed, joined, get_text_list(parts, _("and")))
    raise ValueError(digits)


def _ungrouped(whole: str, sign: str) -> str:
    if not GROUPED[sign].fullmatch(whole):
        raise ValueError(whole)
    return whole.replace(sign, "")


def _looks_grouped(digits: str, sign: str) -> bool:
    return GROUPED[sign].fullmatch(digits) is not None


def _single_sign(digits: str, sign: str, typed: _Typed) -> str:
    """ "1,500" or "1.500". Courses are in English for the most part and the site prints numbers
    as they do, so a German reader may mean either by a comma."""
    whole = digits.replace(sign, "")
    decimal = digits.replace(sign, ".")
    is_german = get_format("THOUSAND_SEPARATOR") == "."
    if sign == ".":
        return whole if is_german and not typed.is_shared else decimal
    if not is_german:
        return whole
    raise TwoReadingsError(typed, whole, as_typed(decimal.rstrip("0")).replace(".", ","))
