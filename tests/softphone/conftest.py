"""A bare Asterisk and telephones, for every test of this folder."""

from tests.support.telephones.asterisk_for_phones import exchange, port, sounds
from tests.support.telephones.phone import phones, telephones

__all__ = ["exchange", "phones", "port", "sounds", "telephones"]
