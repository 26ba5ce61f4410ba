"""What a learner settles about themself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courseapp.accounts.erasing import erase
from courseapp.accounts.export import export_of
from courseapp.accounts.forms import AccountForm, DeleteForm
from courseapp.accounts.reader import LearnerRequest
from courseapp.models import Course
from courseapp.schedule import retiming


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: LearnerRequest) -> HttpResponse:
    """Name, time zone and language, and the ways to everything else."""
    user = request.user
    now = {"name": user.name, "time_zone": user.time_zone, "language": user.language}
    form = AccountForm(request.POST or None, initial=now)
    if form.is_valid():
        user.name, user.language = form.cleaned_data["name"], form.cleaned_data["language"]
        user.save(update_fields=["name", "language"])
        retiming.change_zone(user, form.cleaned_data["time_zone"], request.now)
        messages.success(request, _("Saved."))
        return _forget_cookie(redirect("account"))
    ended = Course.objects.filter(enrolments__user=user, retired_at__isnull=False)
    return render(request, "accounts/account.html", {"form": form, "ended": ended})


def _forget_cookie(response: HttpResponse) -> HttpResponse:
    """What a visitor chose here counts no more once their account says what they want."""
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


@require_safe
@never_cache
def export(request: LearnerRequest) -> HttpResponse:
    """Everything about the person, as a file."""
    name = f"{slugify(settings.SITE_NAME)}-{request.now:%Y-%m-%d}.json"
    return JsonResponse(
        export_of(request.user, request.now),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: LearnerRequest) -> HttpResponse:
    """Says what goes, asks for the address, deletes and signs out."""
    form = DeleteForm(request.user, request.POST or None)
    if form.is_valid():
        erase(request.user)
        logout(request)
        messages.success(request, _("Your account and everything in it are deleted."))
        return redirect("catalogue")
    return render(request, "accounts/delete.html", {"form": form})
