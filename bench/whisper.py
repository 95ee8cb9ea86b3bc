"""Supervisors who whisper to consultants: how soon after the order the consultant hears it.

The supervisor listens in already, on a telephone that says a tone; then the page orders to whisper, and the time
runs until that tone comes to the consultant. It is a switch without another call, as the board does it.
"""

import random
import time
from dataclasses import dataclass

import anyio
from httpx import AsyncClient
from sqlalchemy import insert

from acd.staffing.hiring_store import give_supervisor_telephone
from bench.knowledge_search import of_page
from bench.telephones import Telephones
from bench.tones import Voice
from core.clock import MachineClock
from core.db.engine import Engine
from core.db.tables.staff_tables import Account
from ops.demonstration.seed import PROVINCE

TONES = (3100, 3200, 3300, 3400)
SUPERVISORS = [f"nadzor-{number}" for number in range(len(TONES))]  # a supervisor may listen thirty times at once
_REASON = "Pomiar czasu podpowiadania"
_SETTLED = 0.5  # seconds: the web service hears of a conversation a moment after the two who talk
_TRIES = 2  # each counts for the limit of the account
_PATIENCE = 5.0  # seconds until the supervisor hears the conversation
_LONGEST = 3.0  # seconds for the sound after the order
_CLOCK = MachineClock()


class NotHeard(Exception):
    """A whisper that came to nothing; the text says why."""


@dataclass(frozen=True, slots=True)
class Supervisor:
    """One of them, with a page and a telephone."""

    user: str
    voice: Voice
    client: AsyncClient
    cookie: str
    telephones: Telephones

    async def whisper_to(self, agent: str, consultant: Voice) -> float:
        """Listen to `agent`, whisper, and go; seconds from the order to the sound. Raises NotHeard."""
        path = f"/api/agents/{agent}/listen-in"
        headers = of_page(self.cookie)
        began = time.time()
        body = {"reason": _REASON, "mode": "listen"}
        for _ in range(_TRIES):
            await anyio.sleep(_SETTLED)
            answer = await self.client.post(path, json=body, headers=headers)
            if answer.is_success:
                break
        else:
            raise NotHeard(f"to listen: {answer.status_code} {answer.text[:120]}")
        try:
            if await self.voice.until_heard(consultant.hertz, began, _PATIENCE) is None:
                raise NotHeard("the supervisor heard no consultant")
            await anyio.sleep(random.uniform(0.3, 0.6))  # wherever in the 20 ms of a packet
            if consultant.hears_since(self.voice.hertz, began) is not None:
                raise NotHeard("the consultant heard the supervisor before the order")
            ordered = time.time()
            answer = await self.client.put(path, json={"mode": "whisper"}, headers=headers)
            if not answer.is_success:
                raise NotHeard(f"to whisper: {answer.status_code} {answer.text[:120]}")
            heard = await consultant.until_heard(self.voice.hertz, ordered, _LONGEST)
            if heard is None:
                raise NotHeard("the consultant heard no supervisor")
            return heard - ordered
        finally:
            await self.client.delete(path, headers=headers)
            with anyio.move_on_after(_PATIENCE):
                while self.telephones.consultant(self.user).invite is not None:  # noqa: ASYNC110 - another process
                    await anyio.sleep(0.02)


async def hire_supervisors(engine: Engine) -> None:
    """Accounts that may listen in, each with a telephone."""
    people = [
        {"username": user, "display_name": "Osoba nadzorująca", "role": "supervisor", "office": PROVINCE}
        for user in SUPERVISORS
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(Account), [{**person, "password_hash": "none"} for person in people])
    for user in SUPERVISORS:
        await give_supervisor_telephone(engine, user, SUPERVISORS[0], _CLOCK.now())
