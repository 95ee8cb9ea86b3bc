"""Which day it is."""

from datetime import date

from api.services import Services
from core.zone import WARSAW


def today(shared: Services) -> date:
    """The day in Warsaw."""
    return shared.clock.now().astimezone(WARSAW).date()
