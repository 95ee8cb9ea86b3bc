"""Errors that need nothing behind the web service."""

import pytest
from httpx import ASGITransport, AsyncClient

from api.app import create_app
from core.settings import Settings

pytestmark = pytest.mark.anyio


async def test_a_wrong_method_is_answered_with_all_that_the_address_takes() -> None:
    async with AsyncClient(transport=ASGITransport(create_app(Settings())), base_url="http://centre") as client:
        answer = await client.patch("/api/transfer-targets/zus")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, PUT"
