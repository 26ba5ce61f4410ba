"""A pace in the admin's forms: weekdays as boxes to tick."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from courseapp.models import Pace, Paced
from courseapp.models.enrolment import EVERY_DAY, weekday_mask


class PacedForm(forms.ModelForm):
    """The form of something Paced; `weekdays` is cleaned to the bits that the model keeps."""

    weekdays = forms.TypedMultipleChoiceField(
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Weekdays"),
        help_text=_("Counts for “On the weekdays I choose”."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "weekdays" in self.fields:
            self.initial["weekdays"] = sorted(self.instance.learning_weekdays)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("pace") == Pace.CHOSEN and not cleaned.get("weekdays"):
            self.add_error("weekdays", _("Choose at least one weekday."))
        elif cleaned.get("pace") == Pace.CHOSEN:
            cleaned["weekdays"] = weekday_mask(cleaned["weekdays"])
        else:
            cleaned["weekdays"] = EVERY_DAY
        return cleaned


def pace_in_words(paced: Paced) -> str:
    """Such as "Every day", or the chosen weekdays by name."""
    if paced.pace != Pace.CHOSEN:
        return paced.get_pace_display()
    return ", ".join(str(WEEKDAYS[weekday]) for weekday in sorted(paced.learning_weekdays))
