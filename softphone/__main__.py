"""`make call`: rings 9510 on the running centre with real SIP telephones, prints the call as the database has it.

With `ARGS=--tls` the consultant's telephone speaks SIP over TLS, and its sound is encrypted.

The caller is a demonstration client of Kolno, the consultant `k20060-2`. Both are real user agents with sound: the
caller speaks 440 Hz, the consultant 620 Hz, and each has to hear the other.
"""

import argparse
import asyncio
import ssl
import sys
from contextlib import suppress
from typing import Any

import httpx

from core import lines
from core.settings import Settings
from ops.console import Failed, complain, say
from ops.demonstration.seed import SHOWN_OFFICE, DemonstrationClient, demonstration_clients
from ops.health import reachable
from ops.install.certificates import own_ca
from ops.install.secrets import Secrets
from ops.running.run import read_settings
from softphone import (
    RATE,
    CallRefused,
    DidNotHappen,
    Encryption,
    Engine,
    NoConnection,
    NotRegistered,
    Phone,
    hears_tone,
)

NUMBER = "9510"
CONSULTANT = f"k{SHOWN_OFFICE}-2"
SUPERVISOR = "kierownik-wup"
CALLER_NUMBER = "600100200"
CALLER_TONE, CONSULTANT_TONE = 440.0, 620.0


class Web:
    """The web service, as somebody who has logged in sees it. Raises Failed where it refuses."""

    def __init__(self, client: httpx.AsyncClient, secrets: Secrets) -> None:
        self._client = client
        self._secrets = secrets
        self._tokens: dict[str, str] = {}

    async def request(self, username: str, method: str, path: str, **details: Any) -> Any:
        if username not in self._tokens:
            word = {"username": username, "password": self._secrets.web_password(username)}
            self._tokens[username] = (await self._send("POST", "/api/login", json=word))["token"]
        headers = {"Authorization": f"Bearer {self._tokens[username]}"}
        return await self._send(method, path, headers=headers, **details)

    async def _send(self, method: str, path: str, **details: Any) -> Any:
        try:
            answer = await self._client.request(method, path, **details)
        except httpx.HTTPError:
            raise Failed("the centre does not answer: start it with 'make run' in another terminal") from None
        if answer.is_error:
            is_ours = answer.headers.get("content-type") == "application/json"
            raise Failed(f"{method} {path}: {answer.json()['message'] if is_ours else answer.status_code}")
        return answer.json() if answer.content else None

    async def wish(self, wish: str, consultant: str = CONSULTANT) -> None:
        await self.request(consultant, "POST", f"/api/agents/{consultant}/state", json={"wish": wish})

    async def newest_call(self) -> str:
        """The id of the newest call that the consultant took; empty before the first one."""
        query = {"agent": CONSULTANT, "state": "ended", "limit": 1}
        found = (await self.request(SUPERVISOR, "GET", "/api/calls", params=query))["calls"]
        return str(found[0]["id"]) if found else ""

    async def ended_call(self, before: str) -> dict[str, Any]:
        """The call that came after `before`, once its end is written."""
        for _ in range(100):
            newest = await self.newest_call()
            if newest not in ("", before):
                call: dict[str, Any] = await self.request(SUPERVISOR, "GET", f"/api/calls/{newest}")
                return call
            await asyncio.sleep(0.1)
        raise Failed("the call did not reach the database")


async def place_call(
    settings: Settings, secrets: Secrets, web: Web, engine: Engine, *, is_encrypted: bool
) -> None:
    """The call itself. Raises the telephones' errors and Failed."""
    client = next(c for c in demonstration_clients(secrets.pin_pepper) if c.office == SHOWN_OFFICE)
    line, trunk = lines.sip_line(settings), lines.trunk_line(settings)
    # Where one kind of line is all that there is, it is taken.
    encryption = None
    if is_encrypted or not line.plain_port:
        encryption = Encryption(believed(settings), "preferred" if line.plain_port else "mandatory")
    own_port, host = line.tls_port if encryption else line.plain_port, reachable(line.address)
    if own_port is None:
        raise Failed("there is no line over TLS: set S724_TLS_CERT and S724_TLS_KEY")
    consultant = Phone(engine, CONSULTANT, secrets.sip_password(CONSULTANT), encryption=encryption)
    outside = Encryption(believed(settings)) if trunk.tls_port else None
    caller = Phone(engine, CALLER_NUMBER, encryption=outside)
    try:
        await consultant.register(own_port, host)
        how = " over TLS" if encryption else ""
        say(f"{CONSULTANT} has registered a telephone{how}, logs in and is ready.")
        await _log_out(web)  # a killed run has left the consultant logged in
        await web.wish("log_in")
        await web.wish("ready")
        await caller.call(NUMBER, trunk.tls_port or trunk.plain_port, reachable(trunk.address))
        say(f"{CALLER_NUMBER} rings {NUMBER} and is answered.")
        await identify(caller, client)
        say("The caller asks for a consultant.")
        await listen(caller, 4.0)  # and has heard what the question of consent is about
        await caller.send_keys("1")
        say("The caller agrees to recording.")
        await consultant.wait_for_ring(60)
        say(f"{CONSULTANT}'s telephone rings: {consultant.rings[-1].caller}.")
        await consultant.answer()
        await _talk(caller, consultant)
        await consultant.hang_up()
        say("The consultant hangs up; the caller rates the conversation.")
        await _rate(caller)
        await caller.gone(30)
    finally:
        await caller.close()
        await consultant.close()
        await _log_out(web)


async def _log_out(web: Web) -> None:
    """A refusal says that there is nothing to do, or less than the error that led here."""
    with suppress(Failed):
        await web.wish("log_out")


async def identify(caller: Phone, client: DemonstrationClient, then: str = "0") -> None:
    """Key card and PIN, and then a key of the menu: 0 for a consultant. Raises the telephone's errors."""
    await listen(caller, 1.5)
    await caller.send_keys(client.card_number + "#")
    await listen(caller, 1.0)
    await caller.send_keys(client.pin + "#")
    await listen(caller, 6.0)  # "identity confirmed", and then the menu is under way
    await caller.send_keys(then)


async def _rate(caller: Phone) -> None:
    await listen(caller, 2.0)
    await caller.send_keys("5")
    await listen(caller, 2.0)
    await caller.send_keys("1")  # the matter is settled


async def listen(phone: Phone, seconds: float) -> None:
    """Hear so much more. Raises the telephone's errors."""
    enough = len(phone.heard) + seconds * RATE
    await phone.until_heard(lambda heard: len(heard) >= enough, seconds + 10)


async def _talk(caller: Phone, consultant: Phone) -> None:
    await caller.say(CALLER_TONE)
    await consultant.say(CONSULTANT_TONE)
    await caller.until_heard(lambda sound: hears_tone(sound, CONSULTANT_TONE))
    await consultant.until_heard(lambda sound: hears_tone(sound, CALLER_TONE))
    say("Both hear each other.")
    await listen(caller, 3.0)


def describe(call: dict[str, Any]) -> str:
    """The timeline as lines of text."""
    lines = [f"\n{call['id']}"]
    lines += [f"{step['offset']:8.2f} s  {step['text']}" for step in call["timeline"]]
    return "\n".join(lines)


def believed(settings: Settings) -> ssl.SSLContext:
    """Whom we believe that he is this centre. Raises Failed."""
    ca = own_ca(settings)
    try:
        return ssl.create_default_context(cafile=str(ca) if ca else None)
    except OSError as error:
        raise Failed(f"{ca}: {error.strerror}: start the centre with 'make run' in another terminal") from None


async def ring(settings: Settings, *, is_encrypted: bool) -> None:
    secrets = Secrets.load(settings.home)
    line = lines.http_line(settings)
    address = lines.web_address(settings, reachable(line.address))
    verify = believed(settings) if line.tls_port else True
    async with httpx.AsyncClient(base_url=address, timeout=10, verify=verify) as client:
        web = Web(client, secrets)
        before = await web.newest_call()
        with Engine() as engine:
            await place_call(settings, secrets, web, engine, is_encrypted=is_encrypted)
        print(describe(await web.ended_call(before)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="make call", description="Rings 9510 with real telephones.")
    parser.add_argument("--tls", action="store_true", help="the consultant's telephone over TLS and SRTP")
    arguments = parser.parse_args()
    try:
        asyncio.run(ring(read_settings(), is_encrypted=arguments.tls))
    except Failed as failure:
        complain(failure)
    except (CallRefused, DidNotHappen, NoConnection, NotRegistered) as error:
        complain(Failed(f"the call did not go as it should: {error}"))
    except KeyboardInterrupt:
        pass
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
