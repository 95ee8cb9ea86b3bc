"""By which servers a page of this account reaches the sound."""

from anyio import to_thread

from api.ice.ice_servers import ice_servers
from api.schemas.ice import IceServer
from api.services import Services
from core.errors import DataUnavailable


async def ice_of(username: str, shared: Services) -> list[IceServer]:
    """Raises DataUnavailable if the secret's file cannot be read any more."""
    found = ice_servers(shared.settings.turn, await _turn_secret(shared), username, shared.clock.now())
    return [IceServer(**server) for server in found]


async def _turn_secret(shared: Services) -> str:
    file = shared.settings.turn_secret_file
    if file is None:
        return ""
    try:
        return (await to_thread.run_sync(file.read_text)).strip()
    except OSError as error:
        raise DataUnavailable from error
