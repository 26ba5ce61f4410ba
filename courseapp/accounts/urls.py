"""The addresses of what a learner settles about themself."""

from django.urls import path

from courseapp.accounts import (
    comforts,
    enrolments,
    fresh,
    languages,
    refusals,
    signups,
    tokens,
    views,
)

urlpatterns = [
    # The first three before allauth's own.
    path("accounts/signup/", signups.signup, name="account_signup"),
    path("accounts/email/", fresh.emails, name="account_email"),
    path("accounts/password/set/", fresh.set_password, name="account_set_password"),
    path(
        "accounts/reauthenticate/code/", fresh.reauthenticate_by_code, name="reauthenticate_by_code"
    ),
    path("language/", languages.language, name="language"),
    path("comforts/", comforts.comforts, name="comforts"),
    path("form-token/", tokens.form_token, name="form_token"),
    path("unsent/", refusals.unsent, name="unsent"),
    path("account/", views.account, name="account"),
    path("account/export/", views.export, name="account_export"),
    path("account/delete/", fresh.needs_fresh_sign_in(views.delete), name="account_delete"),
    path("enrolments/<slug:course>/", enrolments.enrolment, name="enrolment"),
    path("enrolments/<slug:course>/pause/", enrolments.pause, name="pause"),
    path("enrolments/<slug:course>/resume/", enrolments.resume, name="resume"),
    path("join/", enrolments.join, name="join"),
    path("join/<str:code>/", enrolments.join_code, name="join_code"),
]
