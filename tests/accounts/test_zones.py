"""The list of time zones."""

from zoneinfo import ZoneInfo, available_timezones

import pytest
from django import forms

from courseapp.accounts.zones import ZoneField, zone_choices
from courseapp.models import User


def test_every_zone_can_be_chosen_once() -> None:
    choices = forms.Select(choices=zone_choices()).optgroups("time_zone", [])
    names = [option["value"] for _, options, _ in choices for option in options]
    assert sorted(names) == sorted(available_timezones())


def test_zones_stand_under_their_region_without_underscores() -> None:
    groups = dict(zone_choices())
    assert ("America/Argentina/Buenos_Aires", "Argentina/Buenos Aires") in groups["America"]
    assert ("US/Pacific", "US/Pacific") in groups["Other"]


def test_nothing_chosen_means_utc() -> None:
    assert ZoneField().clean("") == "UTC"


def test_an_unknown_zone_is_refused_in_plain_words() -> None:
    with pytest.raises(forms.ValidationError) as refused:
        ZoneField().clean("Mars/Olympus")
    assert refused.value.messages == [
        "“Mars/Olympus” is not a time zone we know. Choose one from the list."
    ]


def test_a_zone_that_the_machine_no_longer_knows_counts_as_utc() -> None:
    assert User(time_zone="Mars/Olympus_Mons").zone == ZoneInfo("UTC")
