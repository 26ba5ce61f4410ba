"""The forms of an account."""

from allauth.account.forms import SignupForm as BaseSignupForm


class SignupForm(BaseSignupForm):
    """allauth's own; the place for the time zone."""
