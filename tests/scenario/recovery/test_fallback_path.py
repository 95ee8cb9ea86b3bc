"""Whole calls without the application, on a fake AGI in virtual time."""

import contextlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import anyio
import msgspec
import pytest

from acd.live.agent_state import AgentState
from agi_scripts.agi.agi_channel import AgiChannel
from agi_scripts.agi.fast_agi import AgiHangUp, AgiRequest
from agi_scripts.fallback.fallback_path import FallbackPath
from agi_scripts.fallback.known_call import KnownCall
from agi_scripts.fallback.plan_file import PlanFile
from agi_scripts.features import Features
from core.clock import LoopClock
from core.errors import PlaybackFailed
from core.fact_log.event_log import EventLog
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallFailed, CallStarted, EmergencyEntered
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.recordings import RecordingConsentAnswered
from core.facts.kinds.scenarios import AnnouncementPlayed, KeysEntered
from core.facts.kinds.verification import VerificationTried
from dialplan.names import WAS
from dialplan.plan import FallbackPlan, PlanDialCode
from ivr import defaults
from ivr.emergency_message import EmergencyBoard, EmergencyMessage
from ivr.graph.scenario import read_scenario
from ivr.graph.subscenarios import put_together
from tests.support.calls.fake_agi import FakeAgi
from tests.support.calls.fake_client_data import FakeKnowledge
from tests.support.calls.fake_services import ANNA, ANNAS_OFFICE, ANNAS_PIN, FakeVerifier, FakeVoice
from tests.support.scenarios.graphs import SUBSCENARIOS, Graph, outcomes_of
from tests.support.timing.virtual_time import in_virtual_time
from tests.unit.dialplan.test_plan import plan


class _Log:
    def __init__(self) -> None:
        self.facts: list[AnyEvent] = []

    def take(self, fact: AnyEvent) -> None:
        self.facts.append(fact)


class Server:
    """The routes of the FastAGI server, and what they wrote down."""

    def __init__(
        self,
        folder: Path,
        *,
        is_always_open: bool = True,
        start: datetime = datetime(2026, 11, 24, 23, 5, tzinfo=UTC),
    ) -> None:
        self.clock = LoopClock(start)
        self.knowledge = FakeKnowledge(clock=self.clock)
        self.log = _Log()
        self.verifier = FakeVerifier()
        self.bus = Bus(self.clock)
        self.bus.listen(self.log.take)
        file = folder / "plan.json"
        self.plan = msgspec.structs.replace(plan(), is_always_open=is_always_open)
        file.write_bytes(msgspec.json.encode(self.plan))
        log = cast(EventLog, self.log)
        self.board = EmergencyBoard(self.clock)
        voice, plan_file = FakeVoice(), PlanFile(file)
        self.fallback_path = FallbackPath(
            self.bus,
            log,
            self.clock,
            plan_file,
            voice,
            self.verifier,
            answers=self.knowledge,
            messages=self.board,
        )

    async def serve(self, agi: FakeAgi) -> None:
        with anyio.fail_after(3600):
            await self.fallback_path.serve(cast(AgiRequest, agi))

    def of_type(self, kind: type[AnyEvent]) -> list[AnyEvent]:
        return [fact for fact in self.log.facts if isinstance(fact, kind)]


def typed(begin: float, keys: str) -> list[tuple[float, str]]:
    return [(begin + 0.2 * number, key) for number, key in enumerate(keys)]


@in_virtual_time
async def _goes_on_without(folder: Path, node: Graph) -> None:
    """A node that sends the call where nobody is now: the scenario goes on at the outcome for that."""
    server = Server(folder)
    graph = defaults.scenarios()["linia-9510"]
    graph["nodes"]["zgoda"] = {**node, "next": dict.fromkeys(outcomes_of(**node), "konsultant")}
    whole_graph = put_together(read_scenario(graph), SUBSCENARIOS).model_copy(update={"version": 1})
    numbers = [
        msgspec.structs.replace(number, scenario=whole_graph.model_dump(mode="json"))
        if number.number == "9510"
        else number
        for number in server.plan.numbers
    ]
    whole = msgspec.structs.replace(server.plan, numbers=numbers)
    (folder / "plan.json").write_bytes(msgspec.json.encode(whole))
    agi = FakeAgi(presses=ANNAS_KEYS)
    await server.serve(agi)
    assert agi.variables["S724_NEXT"] == "queue"


@pytest.mark.parametrize(
    "node",
    [
        {"kind": "transfer", "settings": {"target": "zus"}},
        {"kind": "callback_order", "settings": {"asks": False}},
        {"kind": "subscenario", "settings": {"scenario": "dwa_poziomy"}},  # with both in it
    ],
    ids=lambda node: node["kind"],
)
def test_the_fallback_path_goes_on_past_nodes_that_need_the_application(tmp_path: Path, node: Graph) -> None:
    _goes_on_without(tmp_path, node)


@in_virtual_time
async def _answers_until_midnight(folder: Path) -> None:
    """The answers of the last day, up to the midnight within the call, and no second longer."""
    server = Server(folder, start=datetime(2026, 11, 24, 22, 59, 40, tzinfo=UTC))  # 23:59:40 in Warsaw
    server.knowledge.texts = ("Do dzisiaj.", "Zawsze.")
    server.knowledge.last_days = {"Do dzisiaj.": date(2026, 11, 24)}
    info: Graph = {"kind": "knowledge", "settings": {"topic": "zasilek"}}
    graph = defaults.scenarios()["linia-9510"] | {"start": "info"}
    graph["nodes"] |= {
        "info": {**info, "next": dict.fromkeys(outcomes_of(**info), "pauza")},
        "pauza": {"kind": "menu", "settings": {"prompts": ["M10"], "choices": {"1": "again"}, "retries": 5}}
        | {"next": {"again": "info", "failed": "koniec"}},
    }
    whole_graph = read_scenario(graph).model_copy(update={"version": 1}).model_dump(mode="json")
    numbers = [msgspec.structs.replace(each, scenario=whole_graph) for each in server.plan.numbers]
    plan_now = msgspec.structs.replace(server.plan, numbers=numbers)
    (folder / "plan.json").write_bytes(msgspec.json.encode(plan_now))
    agi = FakeAgi(presses=[(40.0, "1")])
    await server.serve(agi)
    said = [sound for sound in agi.played if sound.startswith("B01")]
    assert said == ["B01 Do dzisiaj.", "B01 Zawsze.", "B01 Zawsze."]


def test_the_fallback_path_reads_the_same_answers_and_none_of_them_after_its_day(tmp_path: Path) -> None:
    _answers_until_midnight(tmp_path)


ANNAS_KEYS = [*typed(12, ANNA + "#"), *typed(18, ANNAS_PIN + "#"), (22.0, "0")]


@in_virtual_time
async def anna_is_verified(folder: Path) -> None:
    server = Server(folder)
    agi = FakeAgi(presses=ANNAS_KEYS)
    await server.serve(agi)
    assert agi.played[:3] == ["W01", "E05", "W04"]
    assert "A08" in agi.played
    assert not [sound for sound in agi.played if sound.startswith("N02")]
    known = {name: agi.variables[f"S724_{name}"] for name in ("NEXT", "OFFICE", "TOPIC", "LEVEL", "CLIENT")}
    assert known == {
        "NEXT": "queue",
        "OFFICE": ANNAS_OFFICE,
        "TOPIC": "unemployed",
        "LEVEL": "2",
        "CLIENT": "client-anna",
    }
    assert float(agi.variables["S724_JOINED"]) == server.clock.now().timestamp()
    (started,) = server.of_type(CallStarted)
    assert isinstance(started, CallStarted)
    assert (started.scenario, started.is_free, started.caller_number) == ("linia-9510", True, "600100200")
    assert started.at == datetime.fromtimestamp(1795561430, UTC)
    assert server.of_type(EmergencyEntered)
    assert not server.of_type(RecordingConsentAnswered)
    assert not server.of_type(CallEnded)  # the end is the dialplan's to tell
    assert ANNAS_PIN not in repr(server.log.facts)
    assert ANNAS_PIN not in repr(agi.variables)


def test_a_verified_caller_goes_to_the_own_office_on_the_fallback_path(tmp_path: Path) -> None:
    anna_is_verified(tmp_path)


@in_virtual_time
async def somebody_shows_no_number(folder: Path, headers: dict[str, str]) -> None:
    server = Server(folder)
    agi = FakeAgi(presses=ANNAS_KEYS)
    agi.headers |= headers
    await server.serve(agi)
    assert [fact.caller_number for fact in server.of_type(CallStarted) if isinstance(fact, CallStarted)] == [""]
    assert server.verifier.numbers == [""]


@pytest.mark.parametrize(
    "headers",
    [{"agi_callerid": "anonymous"}, {"agi_callingpres": "32"}, {"agi_callingpres": "67"}],
    ids=lambda headers: next(iter(headers.values())),
)
def test_a_caller_who_shows_no_number_has_none_on_the_fallback_path(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    somebody_shows_no_number(tmp_path, headers)


@in_virtual_time
async def a_message_is_switched_on(folder: Path) -> None:
    server = Server(folder)
    server.board.messages = [EmergencyMessage("m", None, None, "Awaria", server.clock.now())]
    agi = FakeAgi(presses=[], hangs_up_after=22)
    with contextlib.suppress(AgiHangUp):
        await server.serve(agi)
    assert agi.played[:3] == ["H03 Awaria", "W01", "E05"]


def test_the_fallback_path_plays_the_emergency_message_first(tmp_path: Path) -> None:
    a_message_is_switched_on(tmp_path)


@in_virtual_time
async def the_number_of_an_office_begins_with_its_message(folder: Path) -> None:
    server = Server(folder)
    now = server.clock.now()
    server.board.messages = [
        EmergencyMessage("m", None, None, "Awaria", now),
        EmergencyMessage("n", ANNAS_OFFICE, None, "Remont", now),
    ]
    numbers = [msgspec.structs.replace(number, office=ANNAS_OFFICE) for number in server.plan.numbers]
    whole = msgspec.structs.replace(server.plan, numbers=numbers)
    (folder / "plan.json").write_bytes(msgspec.json.encode(whole))
    agi = FakeAgi(presses=[])
    await server.serve(agi)
    assert agi.played[:3] == ["H03 Awaria", "H03 Remont", "W01"]


def test_the_number_of_an_office_begins_with_its_message(tmp_path: Path) -> None:
    the_number_of_an_office_begins_with_its_message(tmp_path)


@in_virtual_time
async def wrong_pins(folder: Path) -> None:
    server = Server(folder)
    keys = [press for n in range(3) for press in [*typed(12 + 40 * n, ANNA + "#"), *typed(20 + 40 * n, "918273#")]]
    agi = FakeAgi(presses=keys)
    await server.serve(agi)
    tries = [fact.outcome for fact in server.of_type(VerificationTried) if isinstance(fact, VerificationTried)]
    assert tries == ["wrong", "wrong", "locked"]
    assert "A07" in agi.played
    assert agi.variables["S724_NEXT"] == "bye"
    assert "S724_OFFICE" not in agi.variables


def test_three_wrong_pins_lock_and_lead_to_no_queue(tmp_path: Path) -> None:
    wrong_pins(tmp_path)


@in_virtual_time
async def database_away(folder: Path) -> None:
    server = Server(folder)
    server.verifier.is_away = True
    agi = FakeAgi(presses=[*ANNAS_KEYS[:-1], (27.0, "0"), *typed(31, "18500")])
    await server.serve(agi)
    assert "H04" in agi.played
    assert (agi.variables["S724_NEXT"], agi.variables["S724_OFFICE"]) == ("queue", ANNAS_OFFICE)
    assert (agi.variables["S724_LEVEL"], agi.variables["S724_CLIENT"]) == ("0", "")


def test_without_the_database_the_caller_goes_on_unverified(tmp_path: Path) -> None:
    database_away(tmp_path)


@in_virtual_time
async def nothing_pressed(folder: Path) -> None:
    server = Server(folder)
    agi = FakeAgi("9524")
    await server.serve(agi)
    assert (agi.variables["S724_NEXT"], agi.variables["S724_OFFICE"]) == ("queue", "20000")


def test_a_caller_who_presses_nothing_on_9524_goes_to_the_provincial_office(tmp_path: Path) -> None:
    nothing_pressed(tmp_path)


@in_virtual_time
async def at_night(folder: Path) -> None:
    server = Server(folder, is_always_open=False)
    agi = FakeAgi(presses=ANNAS_KEYS)
    await server.serve(agi)
    assert any(sound.startswith("H01") for sound in agi.played), agi.played
    assert agi.variables["S724_NEXT"] == "bye"


def test_the_fallback_path_keeps_the_opening_hours(tmp_path: Path) -> None:
    at_night(tmp_path)


@in_virtual_time
async def swept(folder: Path) -> None:
    for tenths in range(0, 320, 3):
        server = Server(folder)
        agi = FakeAgi(presses=ANNAS_KEYS, hangs_up_after=tenths / 10)
        with contextlib.suppress(AgiHangUp):  # gone while nobody plays or listens: the connection's matter
            await server.serve(agi)
        assert len(server.of_type(CallStarted)) == (1 if tenths else 0)
        assert not [f for f in server.log.facts if type(f).__name__ == "CallFailed"]
        if "S724_NEXT" in agi.variables:
            assert agi.variables["S724_OFFICE"] == ANNAS_OFFICE


def test_a_hang_up_at_any_moment_leaves_no_task_behind(tmp_path: Path) -> None:
    swept(tmp_path)


@in_virtual_time
async def orphan(folder: Path) -> None:
    queued = datetime(2026, 11, 24, 23, 1, 30, 250_000, tzinfo=UTC)
    server, agi = Server(folder), FakeAgi(arguments=["orphan"])
    agi.variables[WAS] = KnownCall("20090", "employer", "client-1", 2, queued, asked_time=11.5).as_text()
    await server.serve(agi)
    assert agi.played == ["E05"]
    assert (agi.variables["S724_NEXT"], agi.variables["S724_OFFICE"]) == ("queue", "20090")
    assert (agi.variables["S724_LEVEL"], agi.variables["S724_TOPIC"]) == ("2", "employer")
    assert float(agi.variables["S724_JOINED"]) == queued.timestamp()
    assert float(agi.variables["S724_ASKED"]) == 11.5


def test_a_caller_who_waited_already_keeps_the_place(tmp_path: Path) -> None:
    orphan(tmp_path)


@in_virtual_time
async def forgotten_orphan(folder: Path) -> None:
    server = Server(folder)
    agi = FakeAgi(arguments=["orphan"], presses=ANNAS_KEYS)
    await server.serve(agi)
    assert agi.played[:2] == ["W01", "E05"]
    assert agi.variables["S724_OFFICE"] == ANNAS_OFFICE


def test_the_scenario_begins_anew_for_a_caller_of_whom_nothing_is_known(tmp_path: Path) -> None:
    forgotten_orphan(tmp_path)


@in_virtual_time
async def unknown_number(folder: Path) -> None:
    server = Server(folder)
    agi = FakeAgi("9599")
    await server.serve(agi)
    assert "S724_NEXT" not in agi.variables
    assert server.log.facts == []


def test_a_number_that_the_plan_does_not_know_is_left_to_the_dialplan(tmp_path: Path) -> None:
    unknown_number(tmp_path)


@in_virtual_time
async def playing() -> None:
    agi = FakeAgi(presses=[(7.0, "4")])
    channel = AgiChannel(cast(AgiRequest, agi), "9510")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(channel.listen)
        playback = await channel.play(["one", "two"])
        await playback.finished()  # nobody stops it: the key waits, and the announcement goes on where it was
        assert anyio.current_time() == pytest.approx(1000 + 10, abs=0.2)
        assert channel.keys.peek() == "4"
        agi.missing.add("three")
        failed = await channel.play(["three"])
        with pytest.raises(PlaybackFailed):
            await failed.finished()
        channel.leave()
    assert agi.played == ["one", "two"]


def test_an_announcement_goes_on_where_it_was_after_a_key_that_does_not_stop_it() -> None:
    playing()


def plan_file(folder: Path, made: FallbackPlan) -> PlanFile:
    file = folder / "plan.json"
    file.write_bytes(msgspec.json.encode(made))
    return PlanFile(file)


MADE = plan()
TALK = msgspec.structs.replace(MADE, dial_codes=[*MADE.dial_codes, PlanDialCode("*70", "pause", "talk")])


@in_virtual_time
async def dialled(folder: Path, state: AgentState | None, code: str, prompt: str, new: AgentState | None) -> None:
    facts: list[AnyEvent] = []
    bus = Bus(LoopClock(datetime(2026, 11, 24, 23, 5, tzinfo=UTC)))
    bus.listen(facts.append)

    async def state_of(_agent: str) -> AgentState | None:
        return state

    agi = FakeAgi(arguments=[code, "k20060-1"])
    await Features(bus, FakeVoice(), plan_file(folder, TALK), state_of)(cast(AgiRequest, agi))
    assert agi.played == [prompt]
    assert agi.variables["S724_NEXT"] == "bye"
    found = [AgentState(fact.new) for fact in facts if isinstance(fact, AgentStateChanged)]
    assert found == ([] if new is None else [new])
    if code == "*70":
        assert [fact.pause_reason for fact in facts if isinstance(fact, AgentStateChanged)] == ["talk"]


@pytest.mark.parametrize(
    ("state", "code", "prompt", "new"),
    [
        (AgentState.OFFLINE, "*60", "F01", AgentState.PAUSED),
        (AgentState.PAUSED, "*61", "F02", AgentState.AVAILABLE),
        (
            AgentState.TALKING,
            "*61",
            "F02",
            AgentState.AVAILABLE,
        ),  # as the application knew it last; the talk is over
        (AgentState.AVAILABLE, "*72", "F03", AgentState.PAUSED),
        (AgentState.AVAILABLE, "*70", "F03", AgentState.PAUSED),  # of a reason that people have added
        (AgentState.WRAP_UP, "*62", "F04", AgentState.AVAILABLE),
        (AgentState.AVAILABLE, "*69", "F05", AgentState.OFFLINE),
        (AgentState.AVAILABLE, "*60", "F06", None),
        (None, "*60", "F06", None),
    ],
)
def test_a_consultants_dial_code_does_the_same_as_with_the_application(
    tmp_path: Path, state: AgentState | None, code: str, prompt: str, new: AgentState | None
) -> None:
    dialled(tmp_path, state, code, prompt, new)


@in_virtual_time
async def unknown_code(folder: Path) -> None:
    async def state_of(_agent: str) -> AgentState | None:
        raise AssertionError("nobody is asked")

    agi = FakeAgi(arguments=["*70", "k20060-1"])
    bus = Bus(LoopClock(datetime(2026, 11, 24, 23, 5, tzinfo=UTC)))
    await Features(bus, FakeVoice(), plan_file(folder, MADE), state_of)(cast(AgiRequest, agi))
    assert (agi.played, agi.variables.get("S724_NEXT")) == ([], None)


def test_a_code_that_the_plan_does_not_know_yet_is_left_to_the_dialplan(tmp_path: Path) -> None:
    unknown_code(tmp_path)


def test_a_plan_of_before_means_the_dial_codes_that_ship(tmp_path: Path) -> None:
    old = {name: value for name, value in msgspec.to_builtins(TALK).items() if name != "dial_codes"}
    (tmp_path / "plan.json").write_bytes(msgspec.json.encode(old))
    read = PlanFile(tmp_path / "plan.json").current()
    assert read.dial_codes == plan().dial_codes
    assert read.dial_code("*72") == PlanDialCode("*72", "pause", "meal")


@in_virtual_time
async def deactivated_office(folder: Path) -> None:
    server = Server(folder)
    offices = [
        msgspec.structs.replace(office, is_active=office.code != ANNAS_OFFICE) for office in server.plan.offices
    ]
    changed = msgspec.structs.replace(server.plan, offices=offices)
    (folder / "plan.json").write_bytes(msgspec.json.encode(changed))
    agi = FakeAgi(presses=ANNAS_KEYS)
    await server.serve(agi)
    assert (agi.variables["S724_NEXT"], agi.variables["S724_OFFICE"]) == ("queue", "20000")


def test_callers_of_an_office_that_was_deactivated_go_to_the_provincial_one(tmp_path: Path) -> None:
    deactivated_office(tmp_path)


@in_virtual_time
async def waited_in_a_deactivated_office(folder: Path) -> None:
    queued = datetime(2026, 11, 24, 23, 1, tzinfo=UTC)
    server = Server(folder)
    offices = [msgspec.structs.replace(office, is_active=office.code != "20090") for office in server.plan.offices]
    changed = msgspec.structs.replace(server.plan, offices=offices)
    (folder / "plan.json").write_bytes(msgspec.json.encode(changed))
    agi = FakeAgi(arguments=["orphan"])
    agi.variables[WAS] = KnownCall("20090", "employer", None, 0, queued).as_text()
    await server.serve(agi)
    assert (agi.variables["S724_NEXT"], agi.variables["S724_OFFICE"]) == ("queue", "20090")


def test_who_waited_there_already_keeps_the_place(tmp_path: Path) -> None:
    waited_in_a_deactivated_office(tmp_path)


def test_announcements_and_keys_are_recorded_as_with_the_application(tmp_path: Path) -> None:
    server_facts: list[type[AnyEvent]] = [AnnouncementPlayed, KeysEntered]

    @in_virtual_time
    async def run() -> None:
        server = Server(tmp_path)
        await server.serve(FakeAgi(presses=ANNAS_KEYS))
        for kind in server_facts:
            assert server.of_type(kind)

    run()


@in_virtual_time
async def lasts_too_long(folder: Path) -> None:
    server = Server(folder)
    begin = anyio.current_time()
    agi = FakeAgi(presses=[(2.0 * number, "0") for number in range(1500)])  # the privacy notice, again and again
    await server.serve(agi)
    assert agi.variables["S724_NEXT"] == "time_limit"
    assert agi.played[-1] == "E06"
    assert 1800 <= anyio.current_time() - begin < 1860
    assert not server.of_type(CallFailed)


def test_a_call_that_lasts_too_long_is_told_so_and_ends(tmp_path: Path) -> None:
    lasts_too_long(tmp_path)
