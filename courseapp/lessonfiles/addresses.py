"""Addresses of pages elsewhere."""

from urllib.parse import urlsplit

ADDRESS_HINT = "Begin it with https:// or http://."


def is_address(url: str) -> bool:
    """Whether it leads to a page that a browser opens."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in url
