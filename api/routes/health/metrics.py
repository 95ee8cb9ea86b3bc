"""Figures for the monitor (Prometheus)."""

import hmac
from typing import Annotated

import msgspec
from anyio import to_thread
from fastapi import Depends, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST

from api.auth import Shared
from api.errors import NotLoggedIn, answers
from api.http.metrics import look, page
from api.http.routing import Router
from core.errors import DataUnavailable
from core.secrets import read_secrets

router = Router(tags=["health"])

_bearer = HTTPBearer(
    auto_error=False, scheme_name="metrics_token", description="`metrics_token` of the installation's secrets"
)


async def _monitor(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)], shared: Shared
) -> None:
    """Raises NotLoggedIn for anybody but the monitor. Addresses tell nothing: behind a proxy all is loopback."""
    try:
        secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    except (OSError, msgspec.DecodeError) as error:
        raise DataUnavailable from error
    shown = "" if credentials is None else credentials.credentials
    if not secrets.metrics_token or not hmac.compare_digest(shown.encode(), secrets.metrics_token.encode()):
        raise NotLoggedIn


@router.get(
    "/metrics",
    dependencies=[Depends(_monitor)],
    response_class=Response,
    responses={
        **answers(401),
        200: {"description": "The page", "content": {"text/plain": {"schema": {"type": "string"}}}},
    },
)
async def get_metrics(shared: Shared) -> Response:
    """The figures of every process, as Prometheus reads them. Parts that are away are said to be, by `s724_up`."""
    seen = await look(shared.settings, shared.engine, shared.relay, shared.clock, shared.board.age)
    seen.page_errors = shared.page_errors.counts
    shared.alarms.note(seen)  # whoever opens the page of the operation then knows what has risen
    return Response(page(seen), media_type=CONTENT_TYPE_LATEST)
