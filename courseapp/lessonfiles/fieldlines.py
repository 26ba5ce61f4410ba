"""Lines `name: value` at the end of what a question asks."""

import re
from collections.abc import Sequence

from courseapp.lessonfiles.passages import Passage, unfenced
from courseapp.lessonfiles.problems import Findings, near_name

FIELD = re.compile(r"([A-Za-z]+(?:[ _-][A-Za-z]+)?):(?:[ \t]+(.*))?")
SHORT = 4


def split_fields(
    passage: Passage, names: Sequence[str], owner: str, findings: Findings
) -> tuple[Passage, dict[str, Passage]]:
    """(the passage without its fields, the fields); a misspelt one is reported and still taken.

    Fields are taken wherever they stand, so that none is ever shown with the prompt.
    """
    lines = passage.lines
    found = [
        (number, name, match)
        for number, source in unfenced(lines)
        if ":" in source
        and (match := FIELD.fullmatch(source))
        and (name := _meant(match[1], match[2] or "", names))
    ]
    fields: dict[str, Passage] = {}
    for number, name, match in found:
        value = Passage(passage.line + number, (match[2] or "").strip())
        _check_name(name, match[1], value, fields, owner, findings)
        fields.setdefault(name, value)
        lines[number] = ""
    _check_end(passage.line, lines, {number: name for number, name, _ in found}, findings)
    return (Passage.of(passage.line, lines) if found else passage), fields


def _meant(written: str, value: str, names: Sequence[str]) -> str | None:
    """The name that a line begins with. A short one is near to everyday words: "Avoid: rain." is
    none, "voids: 2026-12-01" is."""
    spaced = re.sub("[_-]", " ", written)
    name = near_name(spaced, [name for name in names if (" " in name) == (" " in spaced)], 0.8)
    is_slip = name is not None and name != spaced.lower()
    is_text = is_slip and len(name or "") <= SHORT and not value[:1].isdigit()
    return None if is_text else name


def _check_name(
    name: str,
    written: str,
    value: Passage,
    fields: dict[str, Passage],
    owner: str,
    findings: Findings,
) -> None:
    if written != name:
        message = f'"{owner}" has no field "{written}".'
        findings.add(value.line, message, f'Did you mean "{name}"?')
    elif name in fields:
        hint = f"Keep one. The other is on line {fields[name].line}."
        findings.add(value.line, f'"{name}" is given twice.', hint)


def _check_end(line: int, lines: list[str], names: dict[int, str], findings: Findings) -> None:
    """Report text behind a field. `names` are the fields by their places in `lines`, now empty."""
    name = ""
    for place, source in enumerate(lines):
        name = names.get(place, name)
        if name and source.strip():
            hint = (
                "Keep a field on one line. Put what is asked above the fields, "
                "and what is true below ::: reveal."
            )
            findings.add(line + place, f'text stands after "{name}".', hint)
            return
