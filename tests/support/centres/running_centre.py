"""A whole centre, started as a user starts it, and what tests ask of it."""

import concurrent.futures
import contextlib
import json
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
import numpy as np
from sqlalchemy import Executable, Row, select

from core import lines
from core.db.engine import make_engine
from core.db.tables.centre.call_tables import CallRow, EventRow
from core.facts.kinds.calls import CallStarted
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.rendering import DEFAULT
from ivr.speech.values import Value
from ops.demonstration.seed import DemonstrationClient, demonstration_clients
from ops.running.installation import Installation
from softphone import Samples
from tests.support.telephones.hearing import load_alaw, until_prompt_begins
from tests.support.telephones.phone import Phone, Phones
from tests.support.timing.eventually import NOT_YET, eventually

ANNAS_OFFICE = "20060"
SUPERVISOR = "kierownik-wup"
# Six digits of a second look like a PIN now and then.
_TIME_OF_DAY = re.compile(rb"\d\d:\d\d:\d\d[.,]\d+")


def command_line(pid: int) -> list[str]:
    """The words with which a process was started; none for one that is gone meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


@dataclass
class RunningCentre:
    """`installation` is up; `prompts` and `sounds` are what its callers hear."""

    installation: Installation
    prompts: PromptLibrary
    sounds: PromptCache
    call_before: str = ""  # the newest call when the test began
    began: datetime = field(default_factory=lambda: datetime.now(UTC))  # the test
    tokens: dict[str, str] = field(default_factory=dict)  # of the users who have logged in to the web service

    @property
    def sip_port(self) -> int:
        return self.installation.settings.sip_port

    @property
    def way_out_port(self) -> int:
        """Where the centre rings subscribers of the network."""
        assert self.installation.settings.way_out is not None
        return int(self.installation.settings.way_out.rpartition(":")[2])

    @property
    def state(self) -> Path:
        return self.installation.settings.state

    @property
    def anna(self) -> DemonstrationClient:
        pepper = self.installation.secrets.pin_pepper
        return next(c for c in demonstration_clients(pepper) if c.office == ANNAS_OFFICE)

    async def prompt(self, prompt_id: str, /, **values: Value) -> Samples:
        """The sound of a prompt in Polish, as the callers of this centre should hear it."""
        return await self.prompt_in(DEFAULT, prompt_id, **values)

    async def prompt_in(self, language: str, prompt_id: str, /, **values: Value) -> Samples:
        """The sound of a prompt for callers who have chosen a language."""
        text = self.prompts.text(prompt_id, language=language, **values)
        return load_alaw(await self.sounds.sound_for(text, language) + ".alaw")

    async def rows(self, query: Executable) -> list[Row[Any]]:
        """What the database of the centre answers."""
        engine = make_engine(self.installation.settings.dsn, pool_size=1)
        try:
            async with engine.connect() as connection:
                return list(await connection.execute(query))
        finally:
            await engine.dispose()

    # -- the web service

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[httpx.AsyncClient]:
        settings = self.installation.settings
        line = lines.http_line(settings)
        address = lines.web_address(settings, line.address)
        # Reading the certificates of the world for each request was an eighth of all the tests' time.
        ca = settings.tls / "ca.pem"
        believed = ssl.create_default_context(cafile=str(ca)) if line.tls_port else False
        async with httpx.AsyncClient(base_url=address, timeout=10, verify=believed) as client:
            yield client

    async def request(self, username: str, method: str, path: str, **details: Any) -> httpx.Response:
        async with self._client() as client:
            if username not in self.tokens:
                await self._log_in(client, username)
            answer = await self._asked(client, username, method, path, **details)
            if answer.status_code == 401:  # half an hour without a request ends a session
                await self._log_in(client, username)
                answer = await self._asked(client, username, method, path, **details)
            return answer

    async def _log_in(self, client: httpx.AsyncClient, username: str) -> None:
        word = {"username": username, "password": self.installation.secrets.web_password(username)}
        answer = await client.post("/api/login", json=word)
        answer.raise_for_status()
        self.tokens[username] = answer.json()["token"]

    async def _asked(
        self, client: httpx.AsyncClient, username: str, method: str, path: str, **details: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[username]}", **details.pop("headers", {})}
        return await client.request(method, path, headers=headers, **details)

    async def confirmed(self, proposed: httpx.Response, by: str = SUPERVISOR) -> None:
        """What somebody has proposed is carried out with the help of `by`."""
        assert proposed.status_code == 202, proposed.text
        answer = await self.request(by, "POST", f"/api/proposals/{proposed.json()['id']}/confirm")
        assert (answer.status_code, answer.json().get("state")) == (200, "done"), answer.text

    async def activate(self, username: str, password: str, by: str = SUPERVISOR) -> None:
        """The owner of a new account sets the first password, with the help of `by`, and is logged in."""
        async with self._client() as client:
            begun = await client.post("/api/activation", json={"username": username})
            assert begun.status_code == 200, begun.text
            path = f"/api/accounts/{username}/activation"
            confirmed = await self.request(by, "POST", path, json={"number": begun.json()["number"]})
            assert confirmed.status_code == 204, confirmed.text
            set_now = await client.post("/api/activation/password", json={"new_password": password})
            assert set_now.status_code == 204, set_now.text
            entered = await client.post("/api/login", json={"username": username, "password": password})
            self.tokens[username] = entered.raise_for_status().json()["token"]

    async def new_telephone_password(self, username: str) -> str:
        """As its owner is shown it once."""
        answer = await self.request(username, "POST", "/api/me/telephone")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["sip_password"])

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self.request(SUPERVISOR, "GET", path, params=query)
        answer.raise_for_status()
        return answer.json()

    async def health(self) -> dict[str, Any]:
        async with self._client() as client:
            found: dict[str, Any] = (await client.get("/health")).json()
            return found

    async def wish(self, agent_id: str, wish: str, **details: str) -> None:
        answer = await self.request(
            agent_id, "POST", f"/api/agents/{agent_id}/state", json={"wish": wish, **details}
        )
        assert answer.status_code == 200, answer.text

    async def agent_state(self, agent_id: str) -> str:
        return str((await self.get(f"/api/agents/{agent_id}"))["state"])

    async def until_agent_is(self, agent_id: str, *states: str, timeout: float = 10) -> None:
        async def is_so() -> bool:
            return await self.agent_state(agent_id) in states

        await eventually(is_so, timeout=timeout)

    # -- telephones

    async def consultant(self, phones: Phones, agent_id: str, *, is_ready: bool = True) -> Phone:
        """A consultant with a registered telephone, logged in and ready."""
        password = self.installation.secrets.sip_password(agent_id)
        phone = await phones.consultant(agent_id, password, self.sip_port)
        await self.wish(agent_id, "log_in")
        if is_ready:

            async def becomes_ready() -> bool:
                # The registration reaches the application by an event of its own.
                answer = await self.request(
                    agent_id, "POST", f"/api/agents/{agent_id}/state", json={"wish": "ready"}
                )
                assert answer.status_code == 200, answer.text
                return True

            await eventually(becomes_ready)
        return phone

    async def identify(self, caller: Phone, *, pin: str | None = None) -> None:
        """Anna keys card number and PIN while the announcements run."""
        await listen(caller, 0.5)
        await caller.send_keys(self.anna.card_number + "#")
        await listen(caller, 0.5)
        await caller.send_keys((pin or self.anna.pin) + "#")

    async def ask_for_consultant(self, caller: Phone, *, timeout: float = 25) -> None:
        """A verified caller chooses the consultant in the main menu."""
        await until_prompt_begins(caller, await self.prompt("M01"), timeout=timeout)
        await caller.send_keys("0")

    async def replies(self, caller: Phone, *steps: tuple[str, str]) -> None:
        """A caller who waits for the beginning of a prompt, each time, and presses keys."""
        for prompt, keys in steps:
            await until_prompt_begins(caller, await self.prompt(prompt))
            await caller.send_keys(keys)

    async def rate(self, caller: Phone, rating: str = "5") -> None:
        """A caller who was served rates the conversation, and says that the matter is settled."""
        await self.replies(caller, ("S01", rating), ("S03", "1"))

    # -- what is left, and what was written

    async def log_everybody_out(self) -> None:
        """Every consultant, from whatever state."""
        for agent in await self.get("/api/agents"):
            if agent["state"] != "offline":
                await self.request(
                    agent["id"], "POST", f"/api/agents/{agent['id']}/state", json={"wish": "log_out"}
                )
                await self.until_agent_is(agent["id"], "offline", "unreachable", "ringing", "talking")

    async def clear_away(self, phones: Phones) -> None:
        """End whatever a failed test has left: calls, telephones, ordered call-backs. Raises nothing that only
        says that the test failed."""
        await phones.close()
        self.installation.console("channel request hangup all")
        await eventually(self._answers, timeout=30)
        for order in (await self.get("/api/callbacks", state="waiting"))["callbacks"]:
            await self.request(SUPERVISOR, "DELETE", f"/api/callbacks/{order['id']}")
        await self.log_everybody_out()
        await self.until_nothing_is_left(timeout=30)

    async def _answers(self) -> bool:
        return bool((await self.health())["status"] == "ok")

    def descriptors(self, program: str) -> int:
        """How many descriptors the process that runs `program` has open."""
        for process in self.installation.processes():
            if any(Path(word).name == program for word in command_line(process.pid)[:5]):
                return len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
        raise AssertionError(f"{program} does not run")

    async def channels(self) -> int:
        text = self.installation.console("core show channels count")
        return int(text.split()[0])

    async def until_nothing_is_left(self, timeout: float = 10) -> None:
        """No channel and no bridge in Asterisk, no open call in the records."""

        async def is_clear() -> bool:
            bridges = [
                line for line in self.installation.console("bridge show all").splitlines() if "stasis" in line
            ]
            is_closed = not (await self.get("/api/calls", state="open"))["calls"]
            return is_closed and await self.channels() == 0 and not bridges

        await eventually(is_clear, timeout=timeout)

    async def newest_call(self) -> dict[str, Any]:
        """The newest call with its timeline, once its end is written."""
        await eventually(self._has_new_call, timeout=25)  # what Asterisk keeps by itself is fetched every 10 s
        await self.until_nothing_is_left()
        return await self._call(await self.newest_id())

    async def call_from(self, number: str) -> dict[str, Any]:
        """The newest call of a caller in this test with its timeline, once everything is over and written.

        Another test may have used the number before, and what the fallback path states is written a little later.
        """
        await self.until_nothing_is_left()

        # Not by the web service: there only the office whose call it is finds it by the number.
        query = select(CallRow.id, CallRow.ended_at).where(
            CallRow.caller_number == number,
            # Where Asterisk alone knew of the beginning it is told in whole seconds.
            CallRow.started_at >= self.began.replace(microsecond=0),
        )

        async def newest() -> str:
            [row] = await self.rows(query.order_by(CallRow.started_at.desc()).limit(1))
            return str(row.id) if row.ended_at else ""

        return await self._call(await eventually(newest, not_yet=(*NOT_YET, ValueError)))

    async def _call(self, call_id: str) -> dict[str, Any]:
        """A call as the web service tells it, and whose it is, which only its own office may learn there."""
        found: dict[str, Any] = await self.get(f"/api/calls/{call_id}")
        [row] = await self.rows(select(CallRow.caller_number, CallRow.client_id).where(CallRow.id == call_id))
        return {**found, "caller_number": row.caller_number, "client_id": row.client_id}

    async def whisper(self, office: str, topic: str, verification: str) -> Samples:
        """What a consultant hears before the caller."""
        return await self.prompt("T03", urzad=office, temat=topic, weryfikacja=verification)

    async def newest_id(self) -> str:
        """The id of the call that was written down last; empty before the first one.

        Not by its moment: where Asterisk alone knew of the beginning it is told in whole seconds.
        """
        query = select(EventRow.call_id).where(EventRow.type == CallStarted.__name__)
        rows = await self.rows(query.order_by(EventRow.number.desc()).limit(1))
        return str(rows[0].call_id) if rows else ""

    async def _has_new_call(self) -> bool:
        return await self.newest_id() != self.call_before


async def listen(phone: Phone, seconds: float) -> None:
    """Wait until so much more sound has arrived."""
    enough = len(phone.heard) + round(seconds * 8000)
    await phone.until_heard(lambda heard: len(heard) >= enough, seconds + 15)


def texts(call: Mapping[str, Any]) -> list[str]:
    return [step["text"] for step in call["timeline"]]


def read_wav(path: Path) -> Samples:
    """A recording, as samples; of a conversation one row a side, the caller's first."""
    import soundfile

    samples, rate = soundfile.read(path, dtype="int16")
    assert rate == 8000
    return np.asarray(samples.T, dtype=np.int16)


def everything_in(folder: Path) -> list[Path]:
    """Every file of a state folder but the generated secrets, which the demonstration is derived from, and what
    the test's own terminal shows."""
    shown = {"secrets.json", "run.out"}
    return [p for p in folder.rglob("*") if p.is_file() and not p.is_symlink() and p.name not in shown]


def standing_alone(number: str, content: bytes) -> bool:
    """Whether the digits of a secret number stand in `content`, other than within a longer number or a time."""
    alone = re.compile(rb"(?<!\d)" + number.encode() + rb"(?!\d)")
    return alone.search(_TIME_OF_DAY.sub(b"", content)) is not None


def files_that_hold(number: str, folder: Path) -> list[Path]:
    """Every file of a state folder in which a secret number stands.

    One that vanishes meanwhile, such as a sound in the making, holds nothing.
    """
    found = []
    for path in everything_in(folder):
        with contextlib.suppress(FileNotFoundError):
            if standing_alone(number, path.read_bytes()):
                found.append(path)
    return found


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.startswith("{")]


def facts_of_the_newest_calls(dsn: str, most: int = 80) -> str:
    """The last facts in the log, one a line: what happened when, and to which call."""

    async def read() -> str:
        engine = make_engine(dsn)
        try:
            async with engine.connect() as connection:
                query = select(EventRow.at, EventRow.call_id, EventRow.type, EventRow.data)
                rows = list(await connection.execute(query.order_by(EventRow.number.desc()).limit(most)))
        finally:
            await engine.dispose()
        return "\n".join(
            f"{row.at:%H:%M:%S.%f} {(row.call_id or '-')[-6:]} {row.type} {json.dumps(row.data)[:160]}"
            for row in reversed(rows)
        )

    with concurrent.futures.ThreadPoolExecutor(1) as elsewhere:  # a loop may be running here
        return elsewhere.submit(anyio.run, read).result()
