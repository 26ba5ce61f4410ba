"""The IANA zones as a list to choose from."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
OTHER = _("Other")

Choice = tuple[str, str]


@cache
def zone_choices() -> list[Choice | tuple[str | Promise, list[Choice]]]:
    """UTC, then every zone under its region, then those without one."""
    groups: dict[str, list[Choice]] = {region: [] for region in REGIONS}
    others: list[Choice] = []
    for name in sorted(available_timezones() - {"UTC"}):
        region, _slash, place = name.partition("/")
        if region in REGIONS:
            groups[region].append((name, place.replace("_", " ")))
        else:
            others.append((name, name))
    return [("UTC", "UTC"), *groups.items(), (OTHER, others)]


class ZoneField(forms.TypedChoiceField):
    """A zone's name; nothing chosen means UTC."""

    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not a time zone we know. Choose one from the list.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=zone_choices,
            required=False,
            empty_value="UTC",
            initial="UTC",
            label=_("Time zone"),
            help_text=_("Your day begins at 04:00 there, and with it a new lesson."),
            **options,
        )
