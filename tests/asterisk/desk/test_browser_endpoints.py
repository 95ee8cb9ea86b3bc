"""What Asterisk itself makes of browsers: who is one, and what becomes of a connection that is lost."""

import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

import pytest

from acd.telephone import DEMONSTRATION_CALLER, browser_endpoint, browser_password
from ops.running.installation import Installation
from tests.support.centres.asterisk_only import ASTERISK_ONLY_CENTRE
from tests.support.telephones.phone import phones, telephones
from tests.support.telephones.raw_sip import raw_sip
from tests.support.telephones.web_sip import WebSip, offer, web_sip
from tests.support.timing.eventually import eventually

__all__ = ["phones", "telephones"]

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(120)]

ANNA, JAN = "k20060-1", "k20060-2"
ANNAS = browser_endpoint(ANNA)
ELSEWHERE = "192.0.2.7"


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The operator is somewhere else: who comes from this machine is not taken for him."""
    environment = {"S724_TRUNK": ELSEWHERE}
    with Installation(
        tmp_path_factory.mktemp("web"), module=ASTERISK_ONLY_CENTRE, environment=environment
    ) as centre:
        yield centre


def page(
    setup: Installation, name: str = ANNAS, *, password: str | None = None
) -> AbstractAsyncContextManager[WebSip]:
    """A page that speaks to Asterisk as the web service would. An empty password: with none."""
    shown = browser_password(setup.secrets.telephone_secret, name) if password is None else password
    return web_sip(f"ws://127.0.0.1:{setup.settings.ari_port}/ws", name, password=shown)


async def test_a_page_is_a_telephone_by_the_proof_of_the_web_service(setup: Installation) -> None:
    async with page(setup) as anna:
        for _ in range(3):  # one challenge does for all
            assert (await anna.exchange(anna.register())).status == 200
        assert anna.user in setup.console("pjsip show contacts")


async def test_without_the_proof_for_that_endpoint_nobody_is_it(setup: Installation) -> None:
    secret = setup.secrets.telephone_secret
    for password in (
        "",
        "x",
        setup.secrets.sip_password(ANNA),
        browser_password(secret, browser_endpoint(JAN)),
        browser_password("another", ANNAS),
    ):
        async with page(setup, password=password) as stranger:
            for message in (stranger.register(), stranger.make("INVITE", "sip:echo@centre", body=offer())):
                answer = await stranger.exchange(message)
                assert answer.status == 401, answer.start
    assert ANNAS not in setup.console("pjsip show contacts")


async def test_nobody_is_another_page_than_his_own(setup: Installation) -> None:
    async with page(setup) as anna:
        answer = await anna.exchange(anna.register(sender=ANNAS, to=browser_endpoint(JAN)))
        assert answer.status in (403, 404), answer.start
    assert browser_endpoint(JAN) not in setup.console("pjsip show contacts")


async def test_no_sip_telephone_is_a_page(setup: Installation) -> None:
    async with raw_sip(setup.settings.sip_port) as sip:
        for name in (ANNAS, DEMONSTRATION_CALLER):
            for method, uri in (("REGISTER", "sip:127.0.0.1"), ("INVITE", "sip:echo@127.0.0.1")):
                message = sip.request(method, uri, caller=name)
                if method == "REGISTER":
                    message.put("to", f"<sip:{name}@127.0.0.1>")
                answers = await sip.exchange(message)
                # Who is not known is asked for a password that nobody has.
                assert answers
                assert answers[-1].status in (401, 403), (name, method, answers[-1].start)
    assert ANNAS not in setup.console("pjsip show contacts")


async def test_the_contact_of_a_page_goes_with_its_connection(setup: Installation) -> None:
    async with page(setup) as anna:
        assert (await anna.exchange(anna.register())).status == 200
    closed = time.monotonic()
    await eventually(lambda: ANNAS not in setup.console("pjsip show contacts"), timeout=5)
    print(f"the contact was gone after {time.monotonic() - closed:.3f} s")
    assert time.monotonic() - closed < 1


async def test_a_page_may_dial_nothing_but_the_echo(setup: Installation) -> None:
    async with page(setup) as anna:
        for number in ("9510", "*60", JAN, "s", "h"):
            answer = await anna.exchange(anna.make("INVITE", f"sip:{number}@centre", body=offer()))
            assert answer.status == 404, (number, answer.start)
        answer = await anna.exchange(anna.make("INVITE", "sip:echo@centre", body=offer(codecs="111 8")))
        assert answer.status == 200, answer.start
        assert b"opus/48000" in answer.body, answer.body
        assert b"c=IN IP4 127.0.0.1\r\n" in answer.body, "the address at which sound is taken in"
