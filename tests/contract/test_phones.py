"""What the real Asterisk reports of telephones: answered, busy, declined, not there, registered or not."""

from collections.abc import AsyncIterator

import pytest

from ari_app.ari import Conflict, ServerError
from ari_app.ari.messages import (
    ChannelCreated,
    ChannelDestroyed,
    ChannelStateChange,
    Dial,
    StasisStart,
)
from ari_app.ari.operations import applications, channels
from tests.contract.sip_phones import Phones
from tests.contract.support import STASIS, Heard, RealAri, connected
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

RINGING = (ChannelCreated, Dial, StasisStart, ChannelDestroyed)


@pytest.fixture
async def phones(phones_port: int) -> AsyncIterator[Phones]:
    async with Phones(phones_port) as found:
        yield found


async def test_an_answered_call_enters_the_application_and_ends_with_cause_16(
    asterisk: RealAri, phones: Phones
) -> None:
    heard = Heard()
    async with connected(asterisk, heard) as ari:
        await ari.send(channels.originate(endpoint="PJSIP/answers", app="s724", channel_id="leg"))
        await heard.until(StasisStart)
        await ari.send(channels.hangup("leg"))
        assert (await heard.until(ChannelDestroyed)).cause == 16
        # ChannelCreated never comes: the application hears of a channel only once it has it.
        assert heard.of("leg", *RINGING) == ["Dial", "Dial", "Dial", "StasisStart", "ChannelDestroyed"]
        said = [event.dialstatus for event in heard.events if isinstance(event, Dial)]
        assert said == ["", "RINGING", "ANSWER"]
        states = [event.channel.state for event in heard.events if isinstance(event, ChannelStateChange)]
        assert states == ["Ringing", "Up"]
        await eventually(lambda: phones.seen[-1] == ("BYE", "answers"))


@pytest.mark.parametrize(
    ("user", "cause", "status", "said"),
    [
        ("busy", 17, 486, "BUSY"),
        ("declines", 21, 603, "NOANSWER"),
        ("refuses-480", 19, 480, "NOANSWER"),
        ("refuses-404", 1, 404, "NOANSWER"),
        ("refuses-503", 34, 503, "CONGESTION"),
    ],
)
async def test_a_refused_call_tells_why_by_cause_and_sip_status(
    asterisk: RealAri, phones: Phones, user: str, cause: int, status: int, said: str
) -> None:
    heard = Heard()
    async with connected(asterisk, heard) as ari:
        await ari.send(channels.originate(endpoint=f"PJSIP/{user}", app="s724", channel_id="leg"))
        gone = await heard.until(ChannelDestroyed)
        assert (gone.cause, gone.tech_cause) == (cause, status)
        assert [event.dialstatus for event in heard.events if isinstance(event, Dial)][-1] == said
        assert "StasisStart" not in heard.of("leg")


@pytest.mark.parametrize("user", ["rings", "silent"])
async def test_nobody_answers_within_the_time(asterisk: RealAri, phones: Phones, user: str) -> None:
    heard = Heard()
    async with connected(asterisk, heard) as ari:
        await ari.send(channels.originate(endpoint=f"PJSIP/{user}", app="s724", channel_id="leg", timeout=1))
        gone = await heard.until(ChannelDestroyed)
        # 480 was never said by the telephone; Asterisk fills it in. No Dial tells of the end.
        assert (gone.cause, gone.tech_cause) == (19, 480)
        if user == "rings":
            await eventually(lambda: ("CANCEL", "rings") in phones.seen)


async def test_a_hang_up_while_it_rings_cancels_at_once(asterisk: RealAri, phones: Phones) -> None:
    heard = Heard()
    async with connected(asterisk, heard) as ari:
        await ari.send(channels.originate(endpoint="PJSIP/rings", app="s724", channel_id="leg"))
        await heard.until(ChannelStateChange, lambda event: event.channel.state == "Ringing")
        await ari.send(channels.hangup("leg"))
        assert (await heard.until(ChannelDestroyed)).cause == 16
        await eventually(lambda: ("CANCEL", "rings") in phones.seen, timeout=1)


async def test_a_hang_up_sent_right_behind_the_call_leaves_nothing(asterisk: RealAri, phones: Phones) -> None:
    heard = Heard()
    async with connected(asterisk, heard) as ari:
        await ari.post(channels.originate(endpoint="PJSIP/rings", app="s724", channel_id="leg"))
        await ari.send(channels.hangup("leg"))
        await heard.until(ChannelDestroyed)
        assert await ari.send(channels.list_all()) == []


async def test_a_telephone_that_is_not_registered_is_a_server_error_until_a_conflict_was_met(
    asterisk: RealAri,
) -> None:
    async with connected(asterisk, Heard()) as ari:
        call = channels.originate(endpoint="PJSIP/mobile", app="s724", channel_id="leg")
        with pytest.raises(ServerError):
            await ari.send(call)
        twice = channels.originate(endpoint=STASIS, app="s724", channel_id="twice")
        await ari.send(twice)
        with pytest.raises(Conflict):
            await ari.send(twice)
        # Asterisk keeps the last error of the connection and tells it again, though the id "leg" is free.
        with pytest.raises(Conflict):
            await ari.send(call)
        assert {channel.id for channel in await ari.send(channels.list_all())} == {"twice", "twice;2"}


async def test_filter_of_an_idle_application_goes_with_the_line(asterisk: RealAri) -> None:
    """So it is said at each connect."""
    allowed = [{"type": "RESTResponse"}, {"type": "Dial"}]  # without the first, no answer would come any more
    async with connected(asterisk, Heard()) as ari:
        await ari.send(applications.filter("s724", filter={"allowed": allowed}))
        assert (await ari.send(applications.get("s724"))).events_allowed == allowed

    async def is_gone() -> bool:
        """Asterisk notices the end of a line somewhat later, and until then a new line finds the filter."""
        async with connected(asterisk, Heard()) as ari:
            return (await ari.send(applications.get("s724"))).events_allowed == []

    await eventually(is_gone)
