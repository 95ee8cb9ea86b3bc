"""The door of what is for demonstrations only: whoever sits at the machine itself."""

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers

from api.auth import From, Shared
from core.errors import NotFound
from core.lines import is_loopback
from core.settings import Settings


def at_this_machine(request: Request, origin: From, shared: Shared) -> None:
    """Raises NotFound as if there were nothing: not a demonstration, or asked from elsewhere."""
    if not sits_here(origin.address, request.headers, shared.settings):
        raise NotFound


def sits_here(address: str, headers: Headers, settings: Settings) -> bool:
    """Is this a demonstration, and does whoever asks sit at its machine? Of a request and of a WebSocket.

    A proxy on this machine that is not trusted hides who asks, but not by which name; and a page from elsewhere
    whose name was made to lead here has that name.
    """
    if not settings.demonstration or not is_loopback(address):
        return False
    if "x-forwarded-for" in headers and not settings.trusted_proxies:
        return False
    try:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return host == "localhost" or is_loopback(host)
