"""Lets Asterisk take a renewed certificate into use. A part of the watchdog."""

from agi_scripts.asterisk_commands import AsteriskCommands
from core.keys import tls
from core.lines import certificate
from core.settings import Settings
from core.telephony.ami import AmiAway

MODULE = "res_pjsip.so"


async def keep_certificate(settings: Settings, asterisk: AsteriskCommands) -> None:
    """Until cancelled: whenever the files are renewed Asterisk reads them. Connections stay, and so do calls.

    Also once at the start, for they may have been renewed while no watchdog ran: Asterisk looks at their dates and
    does nothing for those that it has.
    """
    found = certificate(settings)
    if found is None:
        return

    async def renewed() -> bool:
        try:
            return await asterisk.reload(MODULE)
        except AmiAway:
            return False

    await tls.keep(found, None, renewed)
