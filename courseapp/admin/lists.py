"""What all lists of the desk share: they are filtered by what they offer and by nothing else; an
address that asks for more leads to the whole list, and a word about that."""

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import (
    DisallowedModelAdminLookup,
    DisallowedModelAdminToField,
)
from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import (
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
    ChangeList,
    ChangeListSearchForm,
)
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

LONGEST_SEARCH = 200
ORDERS = re.compile(r"(-?\d{1,2}(\.-?\d{1,2}){0,20})?")
PAGES = re.compile(r"\d{0,9}")


class OddQueryError(Exception):
    """An address asks a list for what it does not offer."""


class SearchForm(ChangeListSearchForm):
    """A search as long as somebody types; each of its words makes the query longer."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[SEARCH_VAR].max_length = LONGEST_SEARCH  # type: ignore[attr-defined]


class DeskList(ChangeList):
    """A list whose filters have one of the values they offer."""

    search_form_class = SearchForm

    def get_filters(self, request: HttpRequest) -> Any:
        found = super().get_filters(request)
        asked = set(self.get_filters_params())
        for spec in found[0]:
            _all, *values = spec.choices(self)
            own = asked.intersection(spec.expected_parameters())
            if own and not any(choice.get("selected") for choice in values):
                raise OddQueryError
            asked -= own
        if asked:
            raise OddQueryError
        return found


class DeskAdmin(admin.ModelAdmin):
    """An admin whose list is a DeskList."""

    show_facets = admin.ShowFacets.NEVER

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return DeskList

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in self._offered(request)

    def _offered(self, request: HttpRequest) -> set[str]:
        """What the list's own filters write into its address."""
        names = set()
        for item in self.get_list_filter(request):
            if isinstance(item, type) and issubclass(item, SimpleListFilter):
                names.add(item.parameter_name or "")
            else:
                names |= {f"{item}__{end}" for end in ("exact", "id__exact", "isnull")}
        return names

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        given = request.GET
        if not (
            ORDERS.fullmatch(given.get(ORDER_VAR, "")) and PAGES.fullmatch(given.get(PAGE_VAR, ""))
        ):
            raise OddQueryError
        try:
            return super().get_changelist_instance(request)
        except (
            IncorrectLookupParameters,
            DisallowedModelAdminLookup,
            DisallowedModelAdminToField,
        ) as odd:
            raise OddQueryError from odd

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except OddQueryError:
            said = _("This list has no such filter, order or page. Here it is without them.")
            messages.warning(request, said)
            return HttpResponseRedirect(request.path)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **options: Any
    ) -> HttpResponse | None:
        """An action on what is no row's key finds none of them."""
        key = self.model._meta.pk
        try:
            for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
                key.to_python(chosen)
        except ValidationError:
            messages.warning(request, _("Choose at least one row of the list."))
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *args, **options)


class ReadOnlyAdmin(DeskAdmin):
    """Rows to look at, for who may view them."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [name for name in self.fields or () if isinstance(name, str)]
