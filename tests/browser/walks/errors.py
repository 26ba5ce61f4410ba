"""What people see when something is refused or broken."""

from pathlib import Path

from django.test import override_settings

from tests import cast
from tests.browser.conftest import Window
from tests.browser.walks import States, send

BROKEN = {"ROOT_URLCONF": "tests.browser.broken", "ACCOUNT_RATE_LIMITS": {"signup": "1/m/ip"}}


def refusals_and_breakdowns(window: Window, _: Path) -> States:
    page = window.page
    window.go("/no/such/page/")
    yield "404"
    window.come_as(cast.make_learner())
    window.go("/admin/login/")
    yield "403"
    window.come_as(None)
    window.go("/accounts/login/code/")
    window.context.clear_cookies()
    page.get_by_label("E-mail address").fill("ada@example.org")
    send(page, "Send me a code")
    yield "403 for a form that had grown too old"
    with override_settings(**BROKEN):
        for _time in range(2):
            window.go("/accounts/signup/")
            send(page, "Sign up")
        yield "429"
        window.go("/broken/")
        yield "500"
