"""Where a request comes from, as the proxies in front of the site say."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104  a name for what has no address, nothing is bound to it


def client_address(request: HttpRequest) -> str:
    """The address before the outermost of our own proxies. Each proxy adds the one it was called
    from at the end; what stands before that, anybody may have made up.

    Where a header says nothing of use, the nearest address that is one counts.
    """
    own = request.META.get("REMOTE_ADDR", "")
    count = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if count else []
    hops = [*said, own][-(count + 1) :]
    found = (address for hop in hops if (address := _address(hop)))
    return next(found, NOWHERE)


def _address(text: str) -> str:
    """Without port and brackets, an IPv4 address in IPv6 as itself; empty for what is none."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found: IPv4Address | IPv6Address = ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
