"""The fixtures with which the exchange and its Asterisk hurry, for every test of this folder."""

from collections.abc import AsyncIterator

import pytest

from ari_app.telephony.channels import AriChannel
from tests.support.exchange_house import House, a_house, hurry

__all__ = ["hurry"]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with a_house() as made:
        yield made


@pytest.fixture
async def caller(house: House) -> AriChannel:
    return await house.caller()
