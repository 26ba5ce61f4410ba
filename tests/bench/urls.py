"""The site, and a view that does nothing but render a constant template."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    return render(request, "constant.html")


urlpatterns = [path("bare/", bare), path("", include("courseapp.urls"))]
