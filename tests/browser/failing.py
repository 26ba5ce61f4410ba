"""The site, but answers to questions break it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from courseapp.urls import handler500 as handler500


@login_not_required
def broken(request: HttpRequest, **_at: str) -> HttpResponse:
    raise RuntimeError("Answers break here, for a test to see what is said.")


urlpatterns = [
    path("courses/<slug:course>/<slug:lesson>/<slug:key>/predict/", broken),
    path("", include("courseapp.urls")),
]
