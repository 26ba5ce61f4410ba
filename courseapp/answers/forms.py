"""What a learner sends, checked and turned into an answer; or errors in the learner's words."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courseapp.answers.numbers import read_typed
from courseapp.answers.states import print_number
from courseapp.models import Confidence, Revision

TEXT_LIMIT = 5_000


class AnswerForm(forms.Form):
    """What all kinds share. `keeps` names the cleaned values that make the answer."""

    keeps: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, Any], asked: dict[str, Any]) -> None:
        super().__init__(data)
        self.asked = asked
        self.prepare()

    def prepare(self) -> None:
        """Fits the fields to what is asked."""

    def answer(self) -> dict[str, Any]:
        """The answer as a Prediction keeps it; for a valid form."""
        return {name: self.cleaned_data[name] for name in self.keeps}

    def confidence_step(self) -> int | None:
        """How sure, from 1 to 5; None where the kind does not ask."""
        return self.cleaned_data.get("confidence")

    def given(self) -> dict[str, Any]:
        """What was sent, so that a refused form loses nothing."""
        return {name: self.data.get(name, "") for name in self.fields}

    def messages(self) -> dict[str, str]:
        """The first error of each field; "form" for the whole."""
        return {
            ("form" if name == "__all__" else name): str(errors[0])
            for name, errors in self.errors.items()
        }


class SureForm(AnswerForm):
    """Asks how sure the learner is."""

    confidence = forms.TypedChoiceField(
        choices=Confidence.choices,
        coerce=int,
        error_messages={
            "required": _("Say how sure you are. It never counts against you."),
            "invalid_choice": _("Choose one of the five steps."),
        },
    )


class PredictForm(SureForm):
    keeps = ("choice",)
    choice = forms.ChoiceField(
        error_messages={
            "required": _("Choose the answer you would bet on."),
            "invalid_choice": _("Choose one of the answers shown."),
        }
    )

    def prepare(self) -> None:
        keys = [option["key"] for option in self.asked["options"]]
        self.fields["choice"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]


class NumberField(forms.CharField):
    """A number: "1,500", "1 500", "0.85", "0,85", "2e6", with or without the unit."""

    def __init__(self, **options: Any) -> None:
        missing = {"required": _("Write a number; a rough one will do.")}
        super().__init__(error_messages=missing, **options)
        self.unit = ""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_typed(text, self.unit)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class EstimateForm(SureForm):
    keeps = ("value",)
    value = NumberField()

    def prepare(self) -> None:
        self.fields["value"].unit = self.asked["unit"]  # type: ignore[attr-defined]


class IntervalForm(AnswerForm):
    """Two ends; the 80 % they mean says how sure, so the scale is not asked."""

    keeps = ("low", "high")
    low = NumberField()
    high = NumberField()

    def prepare(self) -> None:
        for name in ("low", "high"):
            self.fields[name].unit = self.asked["unit"]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        low, high = self.cleaned_data.get("low"), self.cleaned_data.get("high")
        if low is not None and high is not None and low > high:
            refusal = _("Write an end that is not below %(number)s.")
            self.add_error("high", refusal % {"number": print_number(low)})
        if self.asked["accept"] == "log-interval" and low is not None and low <= 0:
            self.add_error("low", _("Write a number above zero."))
        return self.cleaned_data


AS_SHOWN = "as-shown"


class RankForm(SureForm):
    """A place for each item, from 1, or the word that the order shown is meant; `order` holds the
    keys by place once valid. An order that nobody touched is no answer."""

    keeps = ("order",)

    def prepare(self) -> None:
        self.fields[AS_SHOWN] = forms.BooleanField(required=False)
        keys = [item["key"] for item in self.asked["items"]]
        places = [(str(place), str(place)) for place in range(1, len(keys) + 1)]
        for key in keys:
            self.fields[f"place-{key}"] = forms.ChoiceField(choices=places, required=False)

    def clean(self) -> dict[str, Any]:
        keys = [item["key"] for item in self.asked["items"]]
        places = {key: self.cleaned_data.get(f"place-{key}", "") for key in keys}
        if not any(places.values()):
            if not self.cleaned_data.get(AS_SHOWN):
                said = _("Put the items in your order, or tick that you would leave them as shown.")
                self.errors["order"] = self.error_class([str(said)])
            self.cleaned_data["order"] = keys
        elif sorted(places.values()) != [str(n) for n in range(1, len(keys) + 1)]:
            self.errors["order"] = self.error_class(
                [_("Give each place from 1 to %(last)s to one item.") % {"last": len(keys)}]
            )
        else:
            self.cleaned_data["order"] = sorted(keys, key=lambda key: places[key])
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        keys = [item["key"] for item in self.asked["items"]]
        return super().given() | {
            "places": {k: self.data.get(f"place-{k}", "") for k in keys},
            "as_shown": bool(self.data.get(AS_SHOWN)),
        }


class ReflectForm(AnswerForm):
    """Words, which are neither right nor wrong: the scale is not asked."""

    keeps = ("text",)
    text = forms.CharField(
        max_length=TEXT_LIMIT,
        error_messages={
            "required": _("Write a sentence or two before you read on."),
            "max_length": _("That is longer than %(limit_value)s characters. Shorten it a little."),
        },
    )


def answer_form(revision: Revision, data: Mapping[str, Any]) -> AnswerForm:
    """The form for a revision's kind, filled with what was sent."""
    if revision.asked.get("accept", "").endswith("interval"):
        return IntervalForm(data, revision.asked)
    forms_by_kind: dict[str, type[AnswerForm]] = {
        "predict": PredictForm,
        "estimate": EstimateForm,
        "rank": RankForm,
        "reflect": ReflectForm,
    }
    return forms_by_kind[revision.kind](data, revision.asked)
