"""The site's addresses, package by package."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler400 = "courseapp.accounts.refusals.not_understood"
handler403 = "courseapp.health.pages.not_allowed"
handler404 = "courseapp.health.pages.no_such_page"
handler429 = "courseapp.accounts.limits.too_many"
handler500 = "courseapp.accounts.refusals.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("courseapp.health.urls")),
    path("", include("courseapp.lessonpages.urls")),
    path("", include("courseapp.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
if settings.LOCAL:
    urlpatterns.append(path("", include("courseapp.design.urls")))
