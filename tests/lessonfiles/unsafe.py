"""Finds in HTML what could run, with another parser than the one that is to keep it out."""

import re
from html.parser import HTMLParser

FORBIDDEN = {"script", "style", "iframe", "object", "embed", "form", "svg", "math", "link", "meta"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "srcset", "poster", "background"}
SCHEMES = ("http://", "https://", "mailto:")


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith(("on", "hx-", "data-")) or name in ("style", "srcdoc"):
                self.found.append(f"{tag} {name}")
            if name in ADDRESSES and not _is_harmless(value or ""):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")


def _is_harmless(address: str) -> bool:
    plain = re.sub(r"[\t\r\n]", "", address.lower()).strip()  # as browsers do it
    return plain.startswith(SCHEMES) or not re.match(r"[a-z][a-z0-9+.-]*:", plain)


def find_unsafe(html: str) -> list[str]:
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return finder.found
