"""The instructor's desk, on Django's admin site."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from courseapp.admin import cohorts, enrolments, files, frameworks, outbox, questions, users

__all__ = ["cohorts", "enrolments", "files", "frameworks", "outbox", "questions", "users"]

admin.site.site_header = settings.SITE_NAME
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("The instructor’s desk")
# Signing in goes through the site's own page: it limits tries and verifies addresses.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
