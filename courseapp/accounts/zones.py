"""The IANA zones as a list to choose from."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
OTHER = "Other"

Choice = tuple[str, str]


@cache
def zone_choices() -> list[Choice | tuple[str, list[Choice]]]:
    """UTC, then every zone under its region, then those without one."""
    groups: dict[str, list[Choice]] = {region: [] for region in (*REGIONS, OTHER)}
    for name in sorted(available_timezones() - {"UTC"}):
        region, _, place = name.partition("/")
        if region in REGIONS:
            groups[region].append((name, place.replace("_", " ")))
        else:
            groups[OTHER].append((name, name))
    return [("UTC", "UTC"), *groups.items()]


class ZoneField(forms.TypedChoiceField):
    """A zone's name; nothing chosen means UTC."""

    default_error_messages = {
        "invalid_choice": "“%(value)s” is not a time zone we know. Choose one from the list."
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=zone_choices,
            required=False,
            empty_value="UTC",
            initial="UTC",
            label="Time zone",
            help_text="Your day begins at 04:00 there, and with it a new lesson.",
            **options,
        )
