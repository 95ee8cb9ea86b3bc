"""Is the centre well?"""

import pytest
from httpx import AsyncClient

from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.database.postgres import server

pytestmark = pytest.mark.anyio


async def test_health_is_ok_if_all_parts_are(stranger: AsyncClient, centre: Centre) -> None:
    answer = await stranger.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "parts": {"database": "ok", "ari_app": "ok", "asterisk": "ok"},
        "standby": None,
    }


async def test_health_is_degraded_while_asterisk_is_away(stranger: AsyncClient, centre: Centre) -> None:
    centre.health["asterisk"] = "away"
    answer = await stranger.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "degraded",
        "parts": {"database": "ok", "ari_app": "ok", "asterisk": "away"},
        "standby": None,
    }


async def test_health_is_degraded_while_the_application_is_away(stranger: AsyncClient) -> None:
    answer = await stranger.get("/health")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "ok", "ari_app": "away", "asterisk": "away"}


async def test_requests_are_refused_while_the_database_is_away_and_answered_when_it_is_back(
    stranger: AsyncClient, centre: Centre, log_in: LogIn
) -> None:
    client = await log_in("administrator")
    with server().away():
        answer = await stranger.get("/health")
        assert answer.status_code == 503
        assert answer.json()["parts"]["database"] == "away"
        for request in (client.get("/api/calls"), client.get("/api/me")):
            refused = await request
            assert (refused.status_code, refused.json()["code"]) == (503, "data_unavailable")
    assert (await client.get("/api/calls")).status_code == 200
