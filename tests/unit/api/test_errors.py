"""Errors that need nothing behind the web service."""

import pytest
from httpx import ASGITransport, AsyncClient

from api.app import create_app
from core.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("address", "methods"),
    [
        ("/api/offices/20060/moves/2027-01-04", "DELETE, PUT"),
        ("/api/calls/call-1", "GET"),
        ("/api/calls/search", "POST"),
        ("/api/prompts/preview", "POST"),
    ],
)
async def test_a_wrong_method_is_answered_with_those_that_the_address_takes(address: str, methods: str) -> None:
    async with AsyncClient(transport=ASGITransport(create_app(Settings())), base_url="http://centre") as client:
        answer = await client.patch(address)
    assert answer.status_code == 405
    assert answer.headers["allow"] == methods
