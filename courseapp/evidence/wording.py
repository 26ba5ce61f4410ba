"""Numbers as a reader reads them."""

from decimal import ROUND_HALF_UP, Decimal


def number(value: float) -> str:
    """Three digits or all before the point, halves rounded up, with thousands set apart."""
    digits = 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{exact:,}"


def with_unit(value: float, unit: str) -> str:
    return f"{number(value)} {unit}"
