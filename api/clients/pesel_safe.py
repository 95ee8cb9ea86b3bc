"""The installation's keys for PESEL numbers, read where somebody needs them."""

from anyio import to_thread

from api.services import Services
from clients.pesel import PeselSafe
from core.secrets import read_secrets


async def pesel_safe(shared: Services) -> PeselSafe | None:
    """None in an installation that keeps no PESEL."""
    secrets = await to_thread.run_sync(read_secrets, shared.settings.home)
    if not secrets.pesel_pepper or not secrets.pesel_key:
        return None
    return PeselSafe(secrets.pesel_pepper, secrets.pesel_key)
