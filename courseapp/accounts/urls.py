"""The addresses of what a learner settles about themself."""

from django.urls import path

from courseapp.accounts import comforts, enrolments, languages, refusals, tokens, views

urlpatterns = [
    path("language/", languages.language, name="language"),
    path("comforts/", comforts.comforts, name="comforts"),
    path("form-token/", tokens.form_token, name="form_token"),
    path("unsent/", refusals.unsent, name="unsent"),
    path("account/", views.account, name="account"),
    path("account/export/", views.export, name="account_export"),
    path("account/delete/", views.delete, name="account_delete"),
    path("enrolments/<slug:course>/", enrolments.enrolment, name="enrolment"),
    path("enrolments/<slug:course>/pause/", enrolments.pause, name="pause"),
    path("enrolments/<slug:course>/resume/", enrolments.resume, name="resume"),
    path("join/", enrolments.join, name="join"),
    path("join/<str:code>/", enrolments.join_code, name="join_code"),
]
