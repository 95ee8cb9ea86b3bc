"""Tells the web service what the start of a demonstration has made up (`api.accounts.made_up`)."""

import msgspec

from api.accounts.made_up import MadeUp, MadeUpHotline
from core.settings import Settings
from ops.paths import make_private, write_private
from ops.welcome import Centre


def tell_web_service(settings: Settings, centre: Centre) -> None:
    """For the owner of the state folder only. Where the centre is a demonstration no longer nothing stays."""
    if not settings.demonstration:
        settings.made_up.unlink(missing_ok=True)
        return
    make_private(settings.made_up.parent)
    made_up = MadeUp(
        accounts=[account.name for account in centre.accounts],
        cards=[client.id_number for client in centre.clients],
        hotlines=[MadeUpHotline(h.number, h.purpose) for h in centre.hotlines],
    )
    write_private(settings.made_up, msgspec.json.encode(made_up).decode())
