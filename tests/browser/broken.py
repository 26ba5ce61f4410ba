"""The site, and an address that breaks."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from courseapp.urls import handler500 as handler500


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("This address breaks, for a test to see the page that says so.")


urlpatterns = [path("broken/", broken), path("", include("courseapp.urls"))]
