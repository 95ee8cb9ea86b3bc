"""A bare Asterisk and telephones, for every test of this folder."""

from tests.support.asterisk_phones import exchange, port, sounds
from tests.support.phone import phones, telephones

__all__ = ["exchange", "phones", "port", "sounds", "telephones"]
