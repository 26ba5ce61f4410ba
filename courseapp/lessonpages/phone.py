"""The site as an app on a phone: its manifest, its service worker, its page without a connection.

What a phone may keep, the response itself says, in the header that `kept_as` sets.
"""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]

PAPER = "#fbfaf6"
"""The page's ground in tokens.css; a manifest has one colour for light and dark."""

ICONS = {"icon-192": ("192x192", "any"), "icon-512": ("512x512", "any")}
ICONS |= {"maskable-512": ("512x512", "maskable")}


def kept_as(kind: str) -> Callable[[View], View]:
    """Lets the phone of somebody signed in keep the page as it was shown, to be read offline."""

    def decorate(view: View) -> View:
        @wraps(view)
        def keeping(request: HttpRequest, **rest: str) -> HttpResponse:
            response = view(request, **rest)
            if request.user.is_authenticated and response.status_code == HTTPStatus.OK:
                response.headers["X-Keep"] = kind
            return response

        return keeping

    return decorate


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        {
            "id": "/",
            "name": settings.SITE_NAME,
            "short_name": settings.SITE_NAME,
            "description": gettext("Daily five-minute lessons that ask before they tell."),
            "lang": get_language(),
            "start_url": reverse("today"),
            "scope": "/",
            "display": "standalone",
            "theme_color": PAPER,
            "background_color": PAPER,
            "icons": [
                {
                    "src": static(f"icons/{name}.png"),
                    "type": "image/png",
                    "sizes": sizes,
                    "purpose": purpose,
                }
                for name, (sizes, purpose) in ICONS.items()
            ],
        },
        content_type="application/manifest+json",
    )


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's settings, then its script. Another offline page or script is another worker."""
    facts = {
        "shell": f"shell-{sha256(offline_page().encode()).hexdigest()[:16]}",
        "offline": reverse("offline"),
        "leaving": [reverse(name) for name in ("account_logout", "account_delete", "admin:logout")],
    }
    script = json.dumps(static("js/worker.js"))
    return HttpResponse(
        f"const SITE = {json.dumps(facts)};\nimportScripts({script});\n",
        content_type="text/javascript",
        headers={"Cache-Control": "no-cache"},
    )


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return HttpResponse(offline_page())


def offline_page() -> str:
    """The same for every reader, for a phone keeps it beyond signing out."""
    return render_to_string("lessonpages/offline.html", {"SITE_NAME": settings.SITE_NAME})
