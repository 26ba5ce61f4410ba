"""A `simulate` block to a Simulation, or to Problems."""

from collections.abc import Iterable

from courseapp.lessonfiles.documents import Simulation, Step
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings, in_words, near_name
from courseapp.lessonfiles.settinglines import read_lines
from courseapp.lessonfiles.steps import Block
from courseapp.simulators import SIMULATORS, Simulator
from courseapp.simulators.parameters import Parameter

SHAPE = "Write lines such as: simulator: batching, then slots: 4."
NEW_LINE = " | "
"""What stands for a line's end inside a value of several lines."""


def read_simulation(block: Block, findings: Findings) -> Simulation:
    """The simulation a block holds; worth something only when `findings` has stayed as it was."""
    fields = dict(read_lines(block, SHAPE, findings))
    found = fields.pop("simulator", Passage(0, ""))
    if not found.line:
        called = f'"{block.key}"' if block.key else "the block"
        hint = f"Add a line simulator: and one of {in_words(tuple(SIMULATORS), 'or')}."
        findings.add(block.line, f"{called} names no simulator.", hint)
    elif found:
        _check(found, fields, findings)
    defaults = ((name, value.text.replace(NEW_LINE, "\n")) for name, value in fields.items())
    return Simulation(block.line, block.key, found.text, tuple(defaults))


def _check(found: Passage, fields: dict[str, Passage], findings: Findings) -> None:
    simulator = SIMULATORS.get(found.text)
    if simulator is None:
        near = near_name(found.text, tuple(SIMULATORS))
        known = f"Write {in_words(tuple(SIMULATORS), 'or')}."
        hint = f'Did you mean "{near}"?' if near else known
        findings.add(found.line, f'there is no simulator "{found.text[:40]}".', hint)
    else:
        _check_values(simulator, fields, findings)


def _check_values(simulator: Simulator, fields: dict[str, Passage], findings: Findings) -> None:
    parameters = {parameter.name: parameter for parameter in simulator.parameters}
    for name, value in fields.items():
        if name not in parameters:
            near = near_name(name, tuple(parameters))
            known = f"It has {in_words(tuple(parameters))}."
            hint = f'Did you mean "{near}"?' if near else known
            findings.add(value.line, f'"{simulator.slug}" has no setting "{name}".', hint)
        elif value:
            _check_value(parameters[name], value, findings)


def _check_value(parameter: Parameter, value: Passage, findings: Findings) -> None:
    try:
        parameter.read(value.text.replace(NEW_LINE, "\n"))
    except ValueError as error:
        message = f'"{parameter.name}" cannot be "{value.text[:40]}".'
        findings.add(value.line, message, str(error))


def simulators_of(steps: Iterable[Step]) -> tuple[str, ...]:
    """The simulators of a lesson that there are, by name."""
    named = (step.simulator for step in steps if isinstance(step, Simulation))
    return tuple(simulator for simulator in named if simulator in SIMULATORS)


def parameters_of(simulators: Iterable[str]) -> list[bytes]:
    """What their settings are checked against. Raises KeyError where one of them is gone."""
    return [repr(SIMULATORS[simulator].parameters).encode() for simulator in simulators]
