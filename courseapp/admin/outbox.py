"""Mail on its way out, for superusers. Never what it says: bodies and subjects hold codes."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courseapp.admin.lists import ReadOnlyAdmin
from courseapp.admin.scope import StaffRequest
from courseapp.models import Mail
from courseapp.models.mail import WAITING

KINDS = {
    "account_already_exists": _("Has an account already"),
    "email_confirmation": _("Confirm an address"),
    "email_confirmation_signup": _("Confirm an address"),
    "login_code": _("Code to sign in"),
    "password_reset_key": _("New password"),
    "unknown_account": _("Has no account"),
}


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", _("Waits")),
            ("failing", _("Waits after a failed try")),
            ("sent", _("Sent")),
            ("given-up", _("Given up")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        match self.value():
            case "waiting":
                return queryset.filter(WAITING)
            case "failing":
                return queryset.filter(WAITING, tries__gt=0)
            case "sent":
                return queryset.exclude(sent_at=None)
            case "given-up":
                return queryset.exclude(given_up_at=None)
        return queryset


@admin.action(description=_("Try again at once"))
def try_again(
    model_admin: admin.ModelAdmin, request: StaffRequest, queryset: QuerySet[Mail]
) -> None:
    """Those that wait are due now; whoever is sending one at this moment goes on with it."""
    count = Mail.objects.waiting().filter(pk__in=queryset.values("pk")).update(due_at=request.now)
    words = ngettext(
        "%(count)s e-mail is due now and goes out with the next round.",
        "%(count)s e-mails are due now and go out with the next round.",
        count,
    )
    model_admin.message_user(
        request, words % {"count": count}, messages.SUCCESS if count else messages.WARNING
    )


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    list_display = ["to", "about", "state", "tries", "queued_at", "due_at", "last_error"]
    list_display_links = ["to"]
    list_filter = [StateFilter]
    search_fields = ["to"]
    search_help_text = _("Search by e-mail address.")
    ordering = ["-queued_at"]
    show_full_result_count = False
    fields = [
        "to",
        "about",
        "state",
        "tries",
        "last_error",
        "queued_at",
        "due_at",
        "expires_at",
        "sent_at",
        "given_up_at",
    ]
    actions = [try_again]  # type: ignore[list-item]

    def has_module_permission(self, request: StaffRequest) -> bool:  # type: ignore[override]
        return request.user.is_superuser

    def has_view_permission(  # type: ignore[override]
        self, request: StaffRequest, obj: Model | None = None
    ) -> bool:
        return request.user.is_superuser

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        return super().get_queryset(request).defer("content")

    @admin.display(description=_("about"), ordering="kind")
    def about(self, mail: Mail) -> str:
        return str(KINDS.get(mail.kind, mail.kind or _("Other")))

    @admin.display(description=_("state"))
    def state(self, mail: Mail) -> str:
        if mail.sent_at:
            return str(_("Sent"))
        if mail.given_up_at:
            return str(_("Given up"))
        return str(_("Waits after a failed try") if mail.tries else _("Waits"))
