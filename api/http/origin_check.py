"""Does a page of this web service ask? Pure.

A browser lets the page of any site open a WebSocket here, and sends our cookie with it; but it says truly whose
page it is.
"""

from urllib.parse import urlsplit


def is_own_origin(origin: str | None, host: str | None, public_url: str = "") -> bool:
    """`origin` and `host` are the headers of a request, `public_url` is S724_PUBLIC_URL.

    The page comes from the host that it asks, or from the address at which browsers reach us; a proxy may have
    changed Host. Without Origin no browser asks, and whoever is none has a cookie from nowhere: refused.
    """
    if not origin:
        return False
    try:
        asking, public = urlsplit(origin), urlsplit(public_url)
        if asking.scheme not in ("http", "https") or not asking.hostname or asking.path or asking.query:
            return False
        own = (asking.hostname, _port(asking.scheme, asking.port))
        if public.hostname and (asking.scheme, *own) == (
            public.scheme,
            public.hostname,
            _port(public.scheme, public.port),
        ):
            return True
        met = urlsplit(f"//{host or ''}")
        return bool(met.hostname) and own == (met.hostname, _port(asking.scheme, met.port))
    except ValueError:
        return False


def _port(scheme: str, port: int | None) -> int:
    return port or (443 if scheme == "https" else 80)
