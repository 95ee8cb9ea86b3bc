"""The fixture with which the exchange and its Asterisk hurry, for every test of this folder."""

from tests.support.exchange_house import hurry

__all__ = ["hurry"]
