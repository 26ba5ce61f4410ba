"""A `simulate` block to a Simulation, or to Problems."""

import re
from collections.abc import Iterable

from courseapp.lessonfiles.documents import Simulation, Step
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings, in_words, near_name
from courseapp.lessonfiles.steps import Block
from courseapp.simulators import SIMULATORS, Simulator

FIELD = re.compile(r"([A-Za-z][\w-]*):\s*(.*\S)")
SHAPE = "Write lines such as: simulator: batching, then slots: 4."
NEW_LINE = " | "
"""What stands for a line's end inside a value of several lines."""


def read_simulation(block: Block, findings: Findings) -> Simulation:
    """The simulation a block holds; worth something only when `findings` has stayed as it was."""
    fields = _read_fields(block, findings)
    found = fields.pop("simulator", None)
    simulator = SIMULATORS.get(found.text) if found else None
    if found is None:
        hint = f"Add a line simulator: and one of {in_words(tuple(SIMULATORS), 'or')}."
        findings.add(block.line, f'"{block.key or "the block"}" names no simulator.', hint)
    elif simulator is None:
        near = near_name(found.text, tuple(SIMULATORS))
        hint = f'Did you mean "{near}"?' if near else f"There is {in_words(tuple(SIMULATORS))}."
        findings.add(found.line, f'there is no simulator "{found.text[:40]}".', hint)
    else:
        _check_values(simulator, fields, findings)
    defaults = ((name, value.text.replace(NEW_LINE, "\n")) for name, value in fields.items())
    return Simulation(block.line, block.key, found.text if found else "", tuple(defaults))


def _read_fields(block: Block, findings: Findings) -> dict[str, Passage]:
    fields: dict[str, Passage] = {}
    for number, line in enumerate(block.prompt.lines):
        match = FIELD.fullmatch(line.strip())
        if match and match[1] not in fields:
            fields[match[1]] = Passage(block.prompt.line + number, match[2])
        elif match:
            hint = f"Keep one. The other is on line {fields[match[1]].line}."
            findings.add(block.prompt.line + number, f'"{match[1]}" is given twice.', hint)
        elif line.strip():
            findings.add(block.prompt.line + number, "the line is no setting.", SHAPE)
    return fields


def _check_values(simulator: Simulator, fields: dict[str, Passage], findings: Findings) -> None:
    parameters = {parameter.name: parameter for parameter in simulator.parameters}
    for name, value in fields.items():
        parameter = parameters.get(name)
        if parameter is None:
            near = near_name(name, tuple(parameters))
            known = in_words(tuple(parameters))
            hint = f'Did you mean "{near}"?' if near else f"It has {known}."
            findings.add(value.line, f'"{simulator.slug}" has no setting "{name}".', hint)
            continue
        try:
            parameter.read(value.text.replace(NEW_LINE, "\n"))
        except ValueError as error:
            findings.add(value.line, f'"{name}" cannot be "{value.text[:40]}".', str(error))


def check_unique_simulations(steps: Iterable[Step], findings: Findings) -> None:
    """Report a name that two simulators of a lesson have."""
    seen: dict[str, int] = {}
    for step in steps:
        if isinstance(step, Simulation) and step.key in seen:
            message = f'two simulators of the lesson are called "{step.key}".'
            hint = f"Rename this one. The other is on line {seen[step.key]}."
            findings.add(step.line, message, hint)
        elif isinstance(step, Simulation) and step.key:
            seen[step.key] = step.line
