"""The environment as the settings read it: what is wrong with it is told all at once, in the words
of who runs the site."""

import re
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

YES = {"1", "true", "yes", "on", "t", "y"}
NO = {"0", "false", "no", "off", "f", "n"}
HOST = re.compile(
    r"\*|\.?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|\[[0-9a-f:.]+\]",
    re.IGNORECASE,
)


class Environment:
    """Reads variables. One that is wrong is noted and read as its default."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """Without blanks around; one that is empty counts as not set."""
        return self.variables.get(name, "").strip() or default

    def demanded(self, name: str, how: str) -> str:
        """What production cannot do without."""
        value = self.text(name)
        if not value:
            self.problems.append(f"{name} is not set, and production needs it. {how}")
        return value

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default).lower()
        if value in choices:
            return value
        wanted = " or ".join(f'"{choice}"' for choice in choices)
        self._refuse(name, f"it can be {wanted}")
        return default

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name).lower()
        if not value:
            return default
        if value not in YES | NO:
            self._refuse(name, 'write "1" for yes or "0" for no (true, yes, on; false, no, off)')
            return default
        return value in YES

    def number(self, name: str, default: int, *, least: int = 0, most: int) -> int:
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit() and least <= int(value[:12]) <= most:
            return int(value)
        self._refuse(name, f"write a whole number from {least} to {most}")
        return default

    def count(self, name: str, *, most: int) -> int:
        """How many; a plain yes is one."""
        value = self.text(name, "0").lower()
        if value in YES | NO:
            return int(value in YES)
        return self.number(name, 0, most=most)

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.text(name) or default)

    def words(self, name: str) -> list[str]:
        """What stands between commas."""
        return [word for part in self.text(name).split(",") if (word := part.strip())]

    def hosts(self, name: str, how: str) -> list[str]:
        """Names of the site, as Django's ALLOWED_HOSTS has them."""
        found = self.words(name)
        if not found:
            self.problems.append(f"{name} is not set, and production needs it. {how}")
        for host in found:
            if not HOST.fullmatch(host):
                self._refuse(name, f'"{host}" {_why_no_host(host)}')
        return found

    def rate(self, name: str, default: str) -> str:
        """How often, for each of what, as allauth writes it: "60/h/ip"."""
        value = self.text(name, default)
        per = default.rpartition("/")[2]
        if re.fullmatch(rf"[1-9]\d{{0,8}}/([1-9]\d{{0,5}})?[smhd]/{per}", value):
            return value
        self._refuse(name, f'write a number, a time and "{per}", such as {default}')
        return default

    def sender(self, name: str, how: str) -> str:
        """An e-mail address, with a name before it or without."""
        value = self.demanded(name, how)
        try:
            if value:
                validate_email(parseaddr(value)[1])
        except ValidationError:
            self._refuse(name, "write an e-mail address, such as Hunch <hunch@learn.example.org>")
        return value

    def database(self, name: str, default: str) -> dict[str, Any]:
        try:
            return dict(
                dj_database_url.parse(
                    self.text(name, default), conn_max_age=600, conn_health_checks=True
                )
            )
        except ValueError:  # what the address holds is secret, so it is not repeated
            self.problems.append(
                f"{name} is no address of a database; "
                "write one such as postgres://user:password@host/name"
            )
            return dict(dj_database_url.parse(default))

    def check(self) -> None:
        """
        Raises:
            ImproperlyConfigured: a variable is wrong; the message names all that are.
        """
        if self.problems:
            hint = "To try the site on this machine only, use `make run`."
            raise ImproperlyConfigured("\n".join([*self.problems, hint]))

    def _refuse(self, name: str, cure: str) -> None:
        self.problems.append(f'{name} is "{self.variables.get(name, "")}"; {cure}.')


def _why_no_host(host: str) -> str:
    if "://" in host:
        bare = host.rpartition("://")[2].partition("/")[0]
        return f"has a scheme; write {bare or 'the name alone'}"
    if re.search(r"\s", host):
        return "has a blank in it; put commas between names"
    if "/" in host:
        return f"has a path; write {host.partition('/')[0] or 'the name alone'}"
    if re.search(r":\d*$", host):
        return f"has a port; write {host.partition(':')[0] or 'the name alone'}"
    if not host.isascii():
        return "is not as the internet writes it; give its form that begins with xn--"
    return "is no name of a site; write one such as learn.example.org"


def mail_transport(environment: Environment) -> dict[str, Any]:
    """Django's settings for the mail server. Port 465 speaks TLS from its first byte, others are
    asked to change to it."""
    port = environment.number("EMAIL_PORT", 0, most=65_535)
    implicit = environment.flag("EMAIL_USE_SSL", default=port == 465)
    starts = environment.flag("EMAIL_USE_TLS", default=not implicit)
    if implicit and starts:
        environment.problems.append(
            "EMAIL_USE_TLS is set, but with EMAIL_USE_SSL or port 465 the connection speaks TLS "
            "from its first byte; leave EMAIL_USE_TLS out."
        )
    return {
        "EMAIL_HOST": environment.text("EMAIL_HOST", "localhost"),
        "EMAIL_PORT": port or (465 if implicit else 587),
        "EMAIL_HOST_USER": environment.text("EMAIL_HOST_USER"),
        "EMAIL_HOST_PASSWORD": environment.text("EMAIL_HOST_PASSWORD"),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": starts and not implicit,
        "EMAIL_TIMEOUT": 10,
    }
