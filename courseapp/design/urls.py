"""The address of the design system's page; courseapp/urls.py takes it in for local mode only."""

from django.urls import path

from courseapp.design import views

urlpatterns = [path("design/", views.design, name="design")]
