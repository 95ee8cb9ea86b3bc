"""Who looks at clients: somebody who is logged in, with the call that the live state says is at hand."""

from api.live.call_at_hand import call_at_hand
from api.request_user import User
from api.services import Services
from clients.access import Viewer
from core.errors import S724Error
from core.live.live import AgentCall

TOLD_WITHIN = 5.0
"""Seconds after which what the live feed told last is not believed: the centre tells something every second."""

NOBODY = ""
"""A role that sees nothing."""


class ClientsWithheld(S724Error):
    """A consultant whom nobody has confirmed yet who sees clients (decision 0074)."""

    code = "clients_withheld"
    message_pl = "Karty klientów będą widoczne, gdy potwierdzi to kierownik urzędu. Rozmowy można już prowadzić."


def live_call(user: User, shared: Services) -> AgentCall | None:
    """The call that the centre says is offered to this user, or goes on; None also when nobody has heard of it, as
    when no page at all is open: the database says it soon."""
    if shared.hub.age > TOLD_WITHIN or not shared.hub.mirror.is_known:
        return None
    return call_at_hand(shared.hub.mirror.value("agent", user.username))


def viewer_of(user: User, shared: Services) -> Viewer:
    """Whoever is not to see clients yet has the role of nobody."""
    call = live_call(user, shared)
    role = user.role if user.sees_clients else NOBODY
    return Viewer(user.username, role, user.office, user.offices, None if call is None else call.id)
