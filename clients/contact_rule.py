"""How often a registered person has to be in touch with the office. Pure.

Act of 20 March 2025 on the labour market (Dz.U. 2025 poz. 620), in force since 1 June 2025: at least every 90
days, with an individual action plan every 30; a contact may be by telephone. Days are days of the calendar in
Warsaw, so neither the change of the clocks nor the hour of a contact moves the last day.
"""

from datetime import date, datetime, timedelta

from core.questions.client_data import ContactState
from core.zone import WARSAW

REGISTERED = "unemployed"


def day_of(moment: datetime) -> date:
    """The day in Warsaw on which a moment falls."""
    return moment.astimezone(WARSAW).date()


def due_on(last_on: date, interval: int) -> date:
    """The last day for the next contact: a contact on 12 May with 90 days makes 10 August."""
    return last_on + timedelta(days=interval)


def contact_state(
    status: str, since: date, contacts: list[date], interval: int, today: date, *, is_noted_today: bool = False
) -> ContactState:
    """Where somebody stands who is registered `since`; days of contact that lie ahead are not believed."""
    last_on = max([since, *(day for day in contacts if day <= today)])
    due = due_on(last_on, interval)
    return ContactState(status == REGISTERED, last_on, due, (due - today).days, is_noted_today)
