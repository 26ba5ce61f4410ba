"""The forms of an account and of an enrolment."""

from typing import Any

from allauth.account import forms as theirs
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from courseapp.accounts.erasing import erase
from courseapp.accounts.joining import find_cohort
from courseapp.accounts.proofs import may_come_in_by
from courseapp.accounts.unproven import is_abandoned
from courseapp.accounts.wording import InOurWords
from courseapp.accounts.zones import ZoneField
from courseapp.models import Cohort, Enrolment, Pace, User
from courseapp.models.names import validate_seen
from courseapp.schedule.clock import now


class NameField(forms.CharField):
    """What a learner is called; they may leave it empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=80,
            required=False,
            label=_("Name (optional)"),
            help_text=_("Shown to your instructors."),
            widget=forms.TextInput({"autocomplete": "name"}),
            validators=[validate_seen],
            **options,
        )


class SignupForm(InOurWords, theirs.SignupForm):
    """E-mail, password, a name if they like, and the zone their days are counted in."""

    name = NameField()
    time_zone = ZoneField()
    field_order = ["email", "password1", "name", "time_zone"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:  # What they chose before an error must not be overwritten.
            self.fields["time_zone"].widget.attrs["data-from-browser"] = ""

    def validate_unique_email(self, value: str) -> str:
        """An address that somebody merely wrote into their account is free for its owner, and one
        that nobody has confirmed in time for everybody."""
        there = [user for user in filter_users_by_email(value) if not is_abandoned(user, now())]
        if any(may_come_in_by(user, value) for user in there):
            return str(super().validate_unique_email(value))
        return value

    def save(self, request: HttpRequest) -> User:
        """Whoever else has written the address into their account has to begin anew."""
        email = self.cleaned_data["email"].lower()
        for user in filter_users_by_email(email):
            if is_abandoned(user, now()):
                erase(user)
        strays = EmailAddress.objects.filter(email=email, verified=False)
        strays.exclude(user__email=email).delete()
        return super().save(request)

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["name", "time_zone"])


class AccountForm(forms.Form):
    """What a learner may change about themself."""

    name = NameField()
    time_zone = ZoneField()
    language = forms.ChoiceField(
        choices=[("", _("As my browser says")), *settings.LANGUAGES],
        required=False,
        label=_("Language of the site"),
        help_text=_("Courses stay in the language they are written in."),
    )


class DeleteForm(forms.Form):
    """Asks for the account's own address, so that nobody deletes it by one careless press."""

    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput({"autocomplete": "off"})
    )

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.user = user

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.lower() != self.user.email.lower():
            raise forms.ValidationError(_("That is not the address of this account."))
        return email


class PaceForm(forms.Form):
    """When the next lesson opens. `weekdays` (Monday is 0) count for the chosen ones only."""

    pace = forms.ChoiceField(
        choices=Pace.choices,
        widget=forms.RadioSelect,
        label=_("When should the next lesson open?"),
    )
    weekdays = forms.TypedMultipleChoiceField(
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("On which weekdays?"),
        help_text=_("Counts for “On the weekdays I choose”."),
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("pace") != Pace.CHOSEN:
            self.cleaned_data["weekdays"] = list(WEEKDAYS)
        elif not self.cleaned_data.get("weekdays") and not self.has_error("weekdays"):
            self.add_error("weekdays", _("Choose at least one weekday."))
        return self.cleaned_data


def pace_of(enrolment: Enrolment | None) -> dict[str, Any]:
    """What a PaceForm starts with: the pace there is, or every day."""
    if enrolment is None:
        return {"pace": Pace.DAILY, "weekdays": list(WEEKDAYS)}
    return {"pace": enrolment.pace, "weekdays": sorted(enrolment.learning_weekdays)}


class JoinForm(forms.Form):
    """A cohort's code. Once valid, `cohort` is the cohort it opens."""

    code = forms.CharField(
        label=_("Join code"),
        max_length=20,
        help_text=_("Your instructor has it: letters and digits."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.user = user

    def clean_code(self) -> str:
        self.cohort: Cohort = find_cohort(self.cleaned_data["code"], self.user)
        return self.cohort.join_code

    @property
    def is_limited(self) -> bool:
        """Whether this person was wrong too often to be answered."""
        return self.has_error("code", "limited")
