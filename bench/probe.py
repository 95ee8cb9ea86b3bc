"""How long a caller waits, from the INVITE to the first packet of the first announcement."""

import socket
import time
from pathlib import Path

import anyio

from softphone.sip import SipMessage
from tests.support.telephones.raw_sip import RawSip, media_port, raw_sip, rtp_packet

_FRAME = 160  # bytes of A-law in a packet
_FRAME_SECONDS = 0.02
_FRAMES = 50  # in which the beginning is recognised
_SILENCE = b"\xd5" * _FRAME
_PATIENCE = 10.0


class Announcement:
    """A sound file whose packets are recognised, silence at its beginning included."""

    def __init__(self, file: Path) -> None:
        content = file.read_bytes()[: _FRAME * _FRAMES]
        frames = [content[at : at + _FRAME] for at in range(0, len(content), _FRAME)]
        # Only frames that occur once say where in the sound they are.
        self._places = {frame: place for place, frame in enumerate(frames) if frames.count(frame) == 1}

    def began(self, payload: bytes, arrived: float) -> float | None:
        """When the announcement's first packet came, seen from this one; None for anything else than it."""
        place = self._places.get(payload)
        return None if place is None else arrived - place * _FRAME_SECONDS


async def time_to_announcement(number: str, port: int, announcement: Announcement, caller: str) -> float | None:
    """Call `number` at 127.0.0.1:`port`, wait for the announcement, hang up; the seconds, or None for none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp:
        rtp.bind(("127.0.0.1", 0))
        rtp.setblocking(False)
        async with raw_sip(port) as sip:
            waited: float | None = None
            final: SipMessage | None = None
            invite = sip.invite(number, caller=caller, rtp_port=rtp.getsockname()[1])

            async def hear(sent: float) -> None:
                nonlocal waited
                while waited is None:
                    await anyio.wait_readable(rtp)
                    arrived = time.monotonic()
                    packet = rtp.recv(2048)
                    began = announcement.began(packet[12:], arrived)
                    waited = None if began is None else began - sent
                tasks.cancel_scope.cancel()

            with anyio.move_on_after(_PATIENCE):
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(hear, time.monotonic())
                    await sip.send(invite)
                    final = await _answered(sip, invite)
                    if final is None or final.status >= 300:
                        tasks.cancel_scope.cancel()
                    else:
                        await _speak(rtp, final)
            if final is None:
                await sip.cancel(invite)
            elif final.status < 300:
                await sip.bye(invite, final)
            return waited


async def _answered(sip: RawSip, invite: SipMessage) -> SipMessage | None:
    """The final answer to the INVITE, acknowledged; None when there is none."""
    while (message := await sip.receive(_PATIENCE)) is not None:
        if not message.is_request and message.status >= 200:
            await sip.send(invite.acknowledge(message))
            return message
    return None


async def _speak(rtp: socket.socket, final: SipMessage) -> None:
    """Send silence until cancelled, as a telephone does: Asterisk's own `Answer` waits half a second for it."""
    address = ("127.0.0.1", media_port(final))
    began = time.monotonic()
    number = 0
    while True:
        rtp.sendto(rtp_packet(number, number * _FRAME, _SILENCE), address)
        number += 1
        await anyio.sleep(max(0.0, began + number * _FRAME_SECONDS - time.monotonic()))
