"""Accounts, for superusers: an instructor has no right to see the list."""

from typing import Any

from allauth.account.admin import EmailAddressAdmin as BaseEmailAddressAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as BaseGroupAdmin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as BaseUserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courseapp.accounts.erasing import erase
from courseapp.accounts.people import isolated
from courseapp.accounts.zones import ZoneField
from courseapp.admin.lists import DeskAdmin
from courseapp.admin.scope import StaffRequest
from courseapp.models import User
from courseapp.schedule import retiming


class LowerCaseEmailMixin:
    """Keeps addresses in lower case, so that one person is one row."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class UserCreationForm(LowerCaseEmailMixin, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


class UserChangeForm(LowerCaseEmailMixin, BaseUserChangeForm):
    time_zone = ZoneField()

    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(DeskAdmin, BaseUserAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["name", "time_zone"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "usable_password", "password1", "password2"]}),
    ]
    list_display = ["email", "called", "time_zone", "is_staff", "is_active", "joined_at"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "joined_at"]
    show_full_result_count = False

    @admin.display(description=_("name"), ordering="name")
    def called(self, user: User) -> str:
        return isolated(user.name)

    def save_model(  # type: ignore[override]
        self, request: StaffRequest, obj: User, form: ModelForm, change: bool
    ) -> None:
        """A new zone goes through `retiming`; a new address must be verified like any other."""
        if change and "time_zone" in form.changed_data:
            retiming.change_zone(User.objects.get(pk=obj.pk), obj.time_zone, request.now)
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """What the admin's log has just called them by goes, too."""
        erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            erase(user)


admin.site.unregister([Group, EmailAddress])


@admin.register(Group)
class GroupAdmin(DeskAdmin, BaseGroupAdmin):
    pass


@admin.register(EmailAddress)
class EmailAddressAdmin(DeskAdmin, BaseEmailAddressAdmin):
    pass
