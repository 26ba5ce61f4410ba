"""The key of an estimate: a number and a unit, and which answers count. What could mean something
else is refused: a learner would read that it is true."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, nan

from courseapp.lessonfiles.documents import Accept
from courseapp.lessonfiles.passages import Passage

LONGEST_UNIT = 40
LARGEST = 1e15
"""As in `courseapp.answers.numbers`: nobody could type a larger one."""
NUMBER = r"(?:\d{1,3}(?:[,_]\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?|\.\d+(?:[eE][+-]?\d{1,3})?"
AMOUNT = re.compile(rf"(?P<number>[+-]?(?:{NUMBER}))(?P<blank>\s*)(?P<unit>.*)", re.DOTALL)
ANSWERS = "Write a number, then the unit: 60 requests, 1,000 tokens, 1.5e3 W or 0.855."
ACCEPTS = (
    "Write one of: within 5 %; within 2 ms (in the answer's unit); within a factor of 2; exactly; "
    "interval on a log scale; interval on a linear scale."
)

POWER = re.compile(
    rf"(?P<base>{NUMBER})\s*(?:\^|\*\*)\s*\(?(?P<exponent>[+-]?\d{{1,3}})\)?(?P<rest>.*)"
)
PRODUCT = re.compile(
    rf"(?P<factor>{NUMBER})\s*[x×*·]\s*10\s*(?:\^|\*\*)\s*\(?(?P<exponent>[+-]?\d{{1,3}})\)?(?P<rest>.*)"
)
GOES_ON = re.compile(
    r"(?:x|e|to|and|or|plus|minus|times|over|until|bis)\s*[+-]?[\d.]", re.IGNORECASE
)
MULTIPLIERS = {
    "k": 1e3,
    "thousand": 1e3,
    "mio": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "m": 1e6,
    "bn": 1e9,
    "billion": 1e9,
    "billions": 1e9,
    "trillion": 1e12,
    "trillions": 1e12,
    "hundred": 100,
    "dozen": 12,
    "g": 1e9,
    "t": 1e12,
}
SHORT = {"k": "kK", "m": "M", "g": "G", "t": "T"}
"""Letters that multiply: right behind the digits, or before a unit. A small m is metres."""

WITHIN_PERCENT = re.compile(r"within (?P<margin>\d+(?:\.\d+)?|\.\d+) ?(?:%|per ?cent|percent)")
WITHIN_FACTOR = re.compile(r"within a factor of (?P<margin>\d+(?:\.\d+)?)")
WITHIN_AMOUNT = re.compile(rf"within (?P<margin>{NUMBER})(?: ?(?P<unit>\D.*))?")
INTERVALS: dict[str, Accept] = {
    "interval on a log scale": "log-interval",
    "interval on a linear scale": "linear-interval",
}

Complain = Callable[[int, str, str], None]


@dataclass(frozen=True)
class Amount:
    """`value` is not-a-number where a complaint says why."""

    value: float
    unit: str = ""


def read_amount(field: Passage | None, complain: Complain) -> Amount:
    """What `answer:` says."""
    if field is None:
        return Amount(nan)
    text = " ".join(field.text.replace("−", "-").split())
    match = AMOUNT.fullmatch(text)
    value = _number(match["number"]) if match else inf
    if match is None or not isfinite(value):
        complain(field.line, f'the answer "{field.text[:40]}" is not a number.', ANSWERS)
        return Amount(nan)
    unit = match["unit"].strip()
    if why := _why_no_unit(unit, attached=not match["blank"]):
        hint = _written_out(text, value, unit) or ANSWERS
        complain(field.line, f'the answer "{field.text[:40]}" {why}.', hint)
        return Amount(nan)
    if abs(value) > LARGEST:
        message = f"the answer {value:g} is larger than anybody can type."
        complain(field.line, message, "Take a larger unit, such as billions of it.")
        return Amount(nan)
    if len(unit) > LONGEST_UNIT:
        message = f"the unit is {len(unit)} characters long; at most {LONGEST_UNIT} fit."
        complain(field.line, message, "Say the rest in the prompt or the reveal.")
    return Amount(value, unit)


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("_", ""))


def _why_no_unit(unit: str, *, attached: bool) -> str:
    if not unit:
        return ""
    first = unit[0]
    if first in ",.":
        return "is not a number"
    begins_well = first.isalpha() or first in "%‰°" or unicodedata.category(first) == "Sc"
    if not begins_well or GOES_ON.match(unit):
        return "is more than one number"
    return "multiplies by a letter or a word" if _multiplier(unit, attached=attached) else ""


def _multiplier(unit: str, *, attached: bool) -> float | None:
    word, _, rest = unit.partition(" ")
    name = word.rstrip(".").lower()
    if name not in MULTIPLIERS:
        return None
    if name in SHORT and (word.rstrip(".") not in SHORT[name] or not (attached or rest)):
        return None
    if name in {"g", "t"} and not attached:
        return None
    return MULTIPLIERS[name]


def _written_out(text: str, value: float, unit: str) -> str:
    """The cure with the number the author means, where that is plain."""
    if match := PRODUCT.fullmatch(text):
        meant, rest = _number(match["factor"]), f"e{match['exponent']}"
        return f"Write it as one number: {_plain(meant * float(f'1{rest}'))}{_end(match['rest'])}."
    if match := POWER.fullmatch(text):
        powered = _power(_number(match["base"]), int(match["exponent"]))
        return f"Write it as one number: {_plain(powered)}{_end(match['rest'])}." if powered else ""
    factor = _multiplier(unit, attached=True)
    if factor:
        rest = unit.partition(" ")[2]
        return f"Write it out: {_plain(value * factor)}{_end(rest)}."
    return ""


def _power(base: float, exponent: int) -> float | None:
    try:
        result = base**exponent
    except (OverflowError, ZeroDivisionError):
        return None
    return result if isfinite(result) and abs(result) <= LARGEST else None


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:.10g}"


def _end(rest: str) -> str:
    return f" {rest.strip()}" if rest.strip() else ""


def read_accept(field: Passage | None, amount: Amount, complain: Complain) -> tuple[Accept, float]:
    """(what `accept:` says, its margin)."""
    if field is None:
        return "percent", 0.0
    text = " ".join(field.text.split())
    accept, margin = _parse(text, amount.unit)
    if accept is None:
        message = f'"{field.text[:60]}" is no way to accept an answer.'
        complain(field.line, message, ACCEPTS)
        return "percent", 0.0
    for message, hint in _why_not(accept, margin, amount.value):
        complain(field.line, message, hint)
    return accept, margin


def _parse(text: str, unit: str) -> tuple[Accept | None, float]:
    if text in INTERVALS:
        return INTERVALS[text], 0.0
    if text == "exactly":
        return "exactly", 0.0
    if match := WITHIN_PERCENT.fullmatch(text):
        return "percent", float(match["margin"])
    if match := WITHIN_FACTOR.fullmatch(text):
        return "factor", float(match["margin"])
    if (match := WITHIN_AMOUNT.fullmatch(text)) and (match["unit"] or "").strip() == unit:
        return "absolute", _number(match["margin"])
    return None, 0.0


def _why_not(accept: Accept, margin: float, value: float) -> list[tuple[str, str]]:
    found = []
    if accept == "percent" and not 0 < margin <= 100:
        found.append((f"{margin:g} % cannot be a tolerance.", "Write 1 to 100 per cent."))
    if accept == "absolute" and margin <= 0:
        found.append((f"{margin:g} cannot be a tolerance.", "Write `exactly` if you mean that."))
    if accept == "factor" and not 1 < margin <= 1000:
        hint = "Write a factor above 1, such as 1.5 or 2."
        found.append((f"{margin:g} cannot be a factor.", hint))
    if accept in ("factor", "log-interval") and value <= 0:
        message = f"a factor or a log scale needs an answer above zero, not {value:g}."
        hint = "Use `interval on a linear scale`, or `within 5 %`."
        found.append((message, hint))
    if accept == "percent" and value == 0:
        hint = "Write the tolerance in the answer's unit, or use `interval on a linear scale`."
        found.append(("a percentage of zero is zero.", hint))
    return found
