from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CourseappConfig(AppConfig):
    name = "courseapp"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("courseapp.health.starting")
        import_module("courseapp.accounts.signals")
        import_module("courseapp.accounts.proofs")
