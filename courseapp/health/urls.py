"""The addresses that `HealthMiddleware` answers; here, so that they have names."""

from django.urls import path

from courseapp.health import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("health/ready/", views.ready, name="ready"),
]
