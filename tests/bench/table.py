"""What a benchmark found, and how it prints."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One measured line. `aim` is the issue's, in words; `is_met` None where there is none."""

    what: str
    found: str
    aim: str = ""
    is_met: bool | None = None

    @property
    def verdict(self) -> str:
        return {True: "yes", False: "no", None: ""}[self.is_met]


def ratio(what: str, value: float, at_least: float) -> Finding:
    return Finding(what, f"{value:.2f}", f"{at_least:g} or more", value >= at_least)


def limit(what: str, value: float, at_most: float, unit: str = "", digits: int = 0) -> Finding:
    unit = f" {unit}" if unit else ""
    found = f"{value:,.{digits}f}{unit}"
    aim = f"{at_most:g}{unit} or less" if at_most else "none"
    return Finding(what, found, aim, value <= at_most)


def as_markdown(title: str, findings: Iterable[Finding]) -> str:
    rows = [f"| {f.what} | {f.found} | {f.aim} | {f.verdict} |" for f in findings]
    head = ["| measured | found | aim | met |", "|---|---:|---:|---|"]
    return "\n".join([f"## {title}", "", *head, *rows, ""])
