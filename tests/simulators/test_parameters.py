import pytest

from courseapp.simulators import SIMULATORS
from courseapp.simulators.parameters import Choice, Lines, Number, read_settings

SLOTS = Number("slots", "Slots", "", 1, 64, 4)
SHARE = Number("share", "Share", "%", 0, 1, 0.5, step=0.1)
DEVICE = Choice("device", "Device", (("a", "One"), ("b", "Another")), "a")
PROMPTS = Lines("prompts", "Prompts", "one\ntwo", most=3, longest=10)
ALL = (SLOTS, SHARE, DEVICE, PROMPTS)


def test_what_is_missing_takes_the_default() -> None:
    settings = read_settings(ALL, {})
    assert settings.values == {"slots": 4, "share": 0.5, "device": "a", "prompts": ("one", "two")}
    assert not settings.has_errors


def test_a_lessons_default_comes_before_the_own() -> None:
    assert read_settings((SLOTS,), {}, {"slots": "9"}).values == {"slots": 9}
    assert read_settings((SLOTS,), {"slots": "5"}, {"slots": "9"}).values == {"slots": 5}


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("slots", "many", '"many" is not a number.'),
        ("slots", "0", "Choose from 1 to 64."),
        ("slots", "inf", "Choose from 1 to 64."),
        ("slots", "2.5", "Write a whole number."),
        ("share", "nan", "Choose from 0 to 1."),
        ("device", "c", "Choose one of the list."),
        ("prompts", " \n ", "Write at least one line."),
        ("prompts", "a\nb\nc\nd", "Keep it to 3 lines."),
        ("prompts", "x" * 11, "Keep every line below 10 characters."),
    ],
)
def test_what_is_refused_is_kept_and_explained(name: str, text: str, error: str) -> None:
    settings = read_settings(ALL, {name: text})
    (refused,) = (setting for setting in settings.settings if setting.error)
    assert (refused.parameter.name, refused.text, refused.error) == (name, text, error)
    assert settings.values == read_settings(ALL, {}).values


@pytest.mark.parametrize("slug", SIMULATORS)
def test_every_simulator_shows_something_at_its_defaults(slug: str) -> None:
    simulator = SIMULATORS[slug]
    settings = read_settings(simulator.parameters, {})
    assert not settings.has_errors
    shown = simulator.show(**settings.values)
    assert shown.says
    assert shown.pictures
    assert all(picture.title and picture.shapes for picture in shown.pictures)
    assert all(len(row) == len(table.head) for table in shown.tables for row in table.rows)


@pytest.mark.parametrize("slug", SIMULATORS)
def test_every_simulator_bears_its_bounds(slug: str) -> None:
    """All least and all most, each number alone at either end."""
    simulator = SIMULATORS[slug]
    numbers = [p for p in simulator.parameters if isinstance(p, Number)]
    ends = [{p.name: p.text(p.least) for p in numbers}, {p.name: p.text(p.most) for p in numbers}]
    ends += [{p.name: p.text(end)} for p in numbers for end in (p.least, p.most)]
    for given in ends:
        settings = read_settings(simulator.parameters, given)
        assert not settings.has_errors
        assert simulator.show(**settings.values).says
