"""The desk: what its page needs, and what is asked for in a conversation, through the real relay."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ari_app.calls.conversations.guest import Guest
from ari_app.calls.conversations.help_call import HelpCall
from ari_app.calls.conversations.talk import Talk
from core.call import Call
from core.clock import SystemClock
from core.facts.bus import Bus
from core.facts.kinds.recordings import RecordingMode
from core.telephony.telephony import Channel
from ops.demonstration.seed_lists import seed_lists
from recordings.conversation_recording import ConversationRecording
from recordings.policy import Rule
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.fake_channel import FakeRecordingPort
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.plugins.more import ANOTHER, first_of

pytestmark = pytest.mark.anyio

CALL = {"call": "call-1"}


def some_call() -> Call:
    clock = SystemClock()
    return Call(FakeExchange().caller(), Bus(clock), clock)


def some_recording(mode: RecordingMode = "opt_in") -> ConversationRecording:
    """Of a conversation that is not recorded."""
    talks = FakeRecordingPort(FakeExchange())
    return ConversationRecording(
        some_call(), talks, None, Rule(mode), agent="k20060-1", office="20060", topic=None
    )


@dataclass
class SomeTalk:
    """A conversation that writes down what is asked of it."""

    call_id: str = "call-1"
    call: Call = field(default_factory=some_call)
    queue: str = "20060"
    topic: str | None = None
    is_without_leg: bool = False
    recording: ConversationRecording = field(default_factory=some_recording)
    asked: list[object] = field(default_factory=list)
    leg: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(channel=some_call().caller, joined=0.0))
    help: HelpCall = field(default_factory=lambda: HelpCall(some_call(), "k20060-1"))

    @property
    def as_talk(self) -> Talk:
        return cast(Talk, self)

    def check_open(self) -> None:
        pass

    def hold(self, *, is_held: bool) -> None:
        self.asked.append(is_held)

    def asks_for_help(self, *, is_wanted: bool) -> None:
        self.asked.append(("help", is_wanted))

    def end(self) -> None:
        self.asked.append("end")

    async def barge_in(self, leg: Channel) -> None:
        self.asked.append("barge in")

    async def barge_out(self) -> None:
        self.asked.append("barge out")

    def taken_over(self, by: Guest) -> None:
        self.asked.append("taken over")

    def transfer(self, office: str, topic: str | None) -> None:
        self.asked.append((office, topic))


@pytest.mark.parametrize("secret", ["", "known-to-asterisk"])
async def test_a_consultant_gets_what_the_page_needs(
    log_in: LogIn, engine: AsyncEngine, tmp_path: Path, secret: str
) -> None:
    async with engine.begin() as connection:
        await seed_lists(connection)
    made_up = {"ari_password": "-", "pin_pepper": "-", "telephone_secret": secret}
    (tmp_path / "secrets.json").write_text(json.dumps(made_up))
    client = await log_in("k20060-1")
    answer = await client.get("/api/desk")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["account"]["username"] == "k20060-1"
    assert {"20060", "20610"} <= {office["code"] for office in found["offices"]}
    assert all(office["name"] and office["seat"] for office in found["offices"])
    assert "meal" in {reason["code"] for reason in found["pause_reasons"]}
    assert "employer" in {topic["id"] for topic in found["topics"]}
    assert found["ice_servers"] == []
    assert found["has_browser_telephone"] == bool(secret)
    assert not secret or secret not in answer.text


@pytest.mark.parametrize("username", ["kierownik-wup", "kierownik-20060"])
async def test_a_supervisor_has_the_controls_of_the_own_call(log_in: LogIn, centre: Centre, username: str) -> None:
    client, talk = await log_in(username), SomeTalk()
    assert (await client.post("/api/desk/hang-up", json=CALL)).status_code == 409
    with centre.talks.open(username, talk.as_talk):
        assert (await client.post("/api/desk/hang-up", json=CALL)).status_code == 204
    assert talk.asked == ["end"]


@pytest.mark.parametrize("username", ["administrator", "redaktor"])
async def test_who_cannot_be_rung_has_no_desk(log_in: LogIn, username: str) -> None:
    client = await log_in(username)
    assert (await client.get("/api/desk")).status_code == 403
    assert (await client.post("/api/desk/hang-up", json=CALL)).status_code == 403


async def test_what_is_asked_for_reaches_the_own_conversation(log_in: LogIn, centre: Centre) -> None:
    client, talk = await log_in("k20060-1"), SomeTalk()
    with centre.talks.open("k20060-1", talk.as_talk):
        for is_held in (True, False):
            answer = await client.post("/api/desk/hold", json={**CALL, "is_held": is_held})
            assert answer.status_code == 204, answer.text
        for is_wanted in (True, False):
            answer = await client.post("/api/desk/help", json={**CALL, "is_wanted": is_wanted})
            assert answer.status_code == 204, answer.text
        assert (await client.post("/api/desk/hang-up", json=CALL)).status_code == 204
    assert talk.asked == [True, False, ("help", True), ("help", False), "end"]


async def test_a_conversation_of_somebody_else_is_a_conflict_in_polish(log_in: LogIn, centre: Centre) -> None:
    client, talk = await log_in("k20610-1"), SomeTalk()
    with centre.talks.open("k20060-1", talk.as_talk):
        for path, body in (("hold", {"is_held": True}), ("hang-up", {}), ("transfer", {"office": "20610"})):
            answer = await client.post(f"/api/desk/{path}", json={**CALL, **body})
            assert answer.status_code == 409
            assert answer.json() == {
                "code": "transition_refused",
                "message": "Konsultant nie prowadzi teraz tej rozmowy.",
            }
    assert talk.asked == []


async def test_what_cannot_be_recorded_or_withdrawn_is_a_conflict_in_polish(log_in: LogIn, centre: Centre) -> None:
    client = await log_in("k20060-1")
    asked = {"call_id": "call-1"}
    with centre.talks.open("k20060-1", SomeTalk().as_talk):
        for action, why in (
            ("pause", "nie jest nagrywana"),
            ("resume", "nie jest nagrywana"),
            ("withdraw", "nie jest nagrywana"),
            ("start", "klawiszem"),
        ):
            answer = await client.post("/api/desk/recording", json={**asked, "action": action})
            assert answer.status_code == 409, answer.text
            assert why in answer.json()["message"]
    answer = await client.post("/api/desk/recording", json={**asked, "action": "pause"})
    assert answer.json()["message"] == "Konsultant nie prowadzi teraz tej rozmowy."


async def test_an_office_that_is_none_is_not_found(log_in: LogIn, centre: Centre) -> None:
    client, talk = await log_in("k20060-1"), SomeTalk()
    with centre.talks.open("k20060-1", talk.as_talk):
        answer = await client.post("/api/desk/transfer", json={**CALL, "office": "29999"})
    assert (answer.status_code, answer.json()["message"]) == (404, "Nie ma takiego urzędu.")


@pytest.mark.parametrize(
    ("path", "body"),
    first_of(
        3,
        [
            ("hold", {**CALL}),
            ("hold", {**CALL, "is_held": "maybe"}),
            ("hang-up", {"call": "../.."}),
            ("transfer", {**CALL, "office": "x"}),
            ("recording", {"call_id": "call-1", "action": "erase"}),
            ("recording", {"call": "call-1", "action": "pause"}),
            ("transfer", {**CALL, "office": "20060", "topic": "Ł"}),
            ("transfer", {**CALL, "office": "20060", "agent": "k20060-2"}),
        ],
        ANOTHER,
        "tests/api/desk/test_desk.py::test_what_cannot_be_read_is_refused",
    ),
)
async def test_what_cannot_be_read_is_refused(log_in: LogIn, path: str, body: dict[str, object]) -> None:
    client = await log_in("k20060-1")
    assert (await client.post(f"/api/desk/{path}", json=body)).status_code == 422


async def test_a_centre_that_is_away_is_said_so(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    answer = await client.post("/api/desk/hang-up", json=CALL)
    assert (answer.status_code, answer.json()["code"]) == (503, "centre_unavailable")
