"""The fixtures with which the exchange and its Asterisk hurry, for every test of this folder."""

from collections.abc import AsyncIterator

import pytest

from ari_app.telephony.channels import AriChannel
from tests.support.asterisk.exchange_setup import ExchangeSetup, exchange_setup, hurry

__all__ = ["hurry"]


@pytest.fixture
async def setup() -> AsyncIterator[ExchangeSetup]:
    async with exchange_setup() as made:
        yield made


@pytest.fixture
async def caller(setup: ExchangeSetup) -> AriChannel:
    return await setup.caller()
