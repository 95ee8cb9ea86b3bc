"""The stand-alone script as Asterisk runs it: a process of its own, with AGI on its standard streams."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from agi_scripts.fallback import script_spool
from core.clock import SystemClock
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted, EmergencyEntered
from core.facts.kinds.scenarios import EmergencyHeard, KeysEntered, OfficeChosen
from dialplan.generate import SCRIPT
from dialplan.plan import FallbackPlan, PlanMessage
from tests.support.asterisk.agi_request import header_lines
from tests.unit.dialplan.test_plan import plan, with_messages


class Line:
    """Asterisk's side: plays nothing, and gives the keys one after the other to whatever waits for one."""

    def __init__(self, folder: Path, keys: str = "", made: FallbackPlan | None = None) -> None:
        self.folder = folder
        self.during: dict[str, str] = {}  # sound -> the key that is pressed while it plays
        self.keys = list(keys)
        self.variables: dict[str, str] = {}
        self.played: list[str] = []
        self.plan = folder / "plan.json"
        self.plan.write_bytes(msgspec.json.encode(made or plan()))

    def run(self, *arguments: str, hangs_up_at: str = "nowhere", **headers: str) -> list[AnyEvent]:
        spool = self.folder / "facts"
        command = [sys.executable, "-I", str(SCRIPT), str(self.plan), str(spool), *arguments]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("\n".join([*header_lines("", *command, **headers)[2:], "", ""]))
            process.stdin.flush()
            for text in process.stdout:
                answer = "200 result=-1" if hangs_up_at in text else self._answer(text.strip())
                process.stdin.write(f"{answer}\n")
                process.stdin.flush()
        assert process.returncode == 0
        return [fact for file in script_spool.complete(spool) for fact in script_spool.read(file)]

    def _answer(self, command: str) -> str:
        if match := re.fullmatch(r'SET VARIABLE "?(\w+)"? "(.*)"', command):
            self.variables[match[1]] = match[2]
            return "200 result=1"
        if match := re.fullmatch(r'GET VARIABLE "?(\w+)"?', command):
            value = self.variables.get(match[1])
            return "200 result=0" if value is None else f"200 result=1 ({value})"
        if match := re.fullmatch(r'STREAM FILE "(.*?)" .*', command):
            self.played.append(match[1])
            if (key := self.during.get(match[1])) and key in command.split('"')[-2]:
                return f"200 result={ord(key)} endpos=800"
            is_question = match[1] == "/s/C01"
            return f"200 result={ord(self.keys.pop(0)) if is_question and self.keys else 0} endpos=8000"
        assert command.startswith("WAIT FOR DIGIT"), command
        return f"200 result={ord(self.keys.pop(0)) if self.keys else 0}"


def kinds(facts: Sequence[AnyEvent]) -> list[type[AnyEvent]]:
    return [type(fact) for fact in facts]


def test_the_postal_code_leads_to_the_office(tmp_path: Path) -> None:
    line = Line(tmp_path, "18500")
    facts = line.run("serve", "9510")
    assert line.played == ["/s/W01", "/s/E05", "/s/N01", "/s/C01"]
    assert line.variables == {"S724_TOPIC": "unemployed", "S724_OFFICE": "20060", "S724_NEXT": "queue"}
    assert kinds(facts) == [CallStarted, EmergencyEntered, KeysEntered, OfficeChosen]
    (started,) = (fact for fact in facts if isinstance(fact, CallStarted))
    assert (started.dialled_number, started.caller_number, started.scenario) == ("9510", "600100200", "linia-9510")
    assert started.call_id == "call-s724-1795561430-17"


@pytest.mark.parametrize(
    ("shown", "presentation"), [("anonymous", "0"), ("unknown", "67"), ("600100200", "32"), ("k20060-1", "0")]
)
def test_a_caller_who_shows_no_number_is_written_down_without_one(
    tmp_path: Path, shown: str, presentation: str
) -> None:
    facts = Line(tmp_path, "18500").run("serve", "9510", callerid=shown, callingpres=presentation)
    assert [fact.caller_number for fact in facts if isinstance(fact, CallStarted)] == [""]


def test_unknown_postal_codes_lead_to_the_provincial_office(tmp_path: Path) -> None:
    line = Line(tmp_path, "0000000000")
    facts = line.run("serve", "9524")
    assert line.played[-2:] == ["/s/C09", "/s/C01"]
    assert (line.variables["S724_OFFICE"], line.variables["S724_NEXT"]) == ("20000", "queue")
    assert [fact.outcome for fact in facts if isinstance(fact, KeysEntered)] == ["unknown", "unknown"]
    assert [fact.by for fact in facts if isinstance(fact, OfficeChosen)] == ["default"]


def test_a_caller_whose_office_is_known_is_asked_nothing(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.variables = {"S724_OFFICE": "20090", "S724_TOPIC": "employer"}
    line.run("serve", "9524")
    assert line.played == []
    assert line.variables == {"S724_OFFICE": "20090", "S724_TOPIC": "employer", "S724_NEXT": "queue"}


@pytest.mark.parametrize("where", ["W01", "C01", "WAIT FOR DIGIT", "S724_NEXT"])
def test_a_caller_who_hangs_up_leaves_facts_and_no_failure(tmp_path: Path, where: str) -> None:
    facts = Line(tmp_path, "1").run("serve", "9510", hangs_up_at=where)
    assert kinds(facts)[:2] == [CallStarted, EmergencyEntered]


def test_the_end_is_written_down_and_said_to_be(tmp_path: Path) -> None:
    line = Line(tmp_path)
    facts = line.run("end", *[""] * 7, "completed", "", "9510", "600100200")
    assert kinds(facts) == [CallStarted, CallEnded]
    assert line.variables == {"S724_WRITTEN": "1"}


@pytest.mark.parametrize("number", ["6\nagi_uniqueid: s724-1795561430.99", "6\n\n", "6\nHANGUP"])
def test_lines_in_a_callers_number_order_nothing(tmp_path: Path, number: str) -> None:
    line = Line(tmp_path, "18500")
    assert line.run("serve", "9510", callerid=number) == []
    assert (line.played, line.variables) == ([], {})


def test_without_a_plan_the_dialplan_is_told_nothing(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.plan.write_text("{")
    assert line.run("serve", "9510") == []
    assert line.variables == {}


NOW = int(SystemClock().now().timestamp())
FLOOD = PlanMessage("emergency-1", "/s/powodz", NOW - 60)
WORKS = PlanMessage("emergency-2", "/s/remont", NOW - 60, office="20060", ends_at=NOW + 3600)
OPENING = ["/s/W01", "/s/E05", "/s/N01"]


def heard(facts: Sequence[AnyEvent]) -> list[str]:
    return [fact.message for fact in facts if isinstance(fact, EmergencyHeard)]


def test_an_emergency_message_comes_before_everything_and_the_offices_own_as_soon_as_it_is_known(
    tmp_path: Path,
) -> None:
    line = Line(tmp_path, "18500", with_messages(FLOOD, WORKS))
    facts = line.run("serve", "9510")
    assert line.played == ["/s/powodz", *OPENING, "/s/C01", "/s/remont"]
    assert heard(facts) == ["emergency-1", "emergency-2"]
    assert (line.variables["S724_OFFICE"], line.variables["S724_NEXT"]) == ("20060", "queue")


def test_a_message_that_is_over_or_of_another_office_is_not_played(tmp_path: Path) -> None:
    over = PlanMessage("emergency-3", "/s/stary", NOW - 7200, ends_at=NOW - 3600)
    planned = PlanMessage("emergency-4", "/s/potem", NOW + 3600, office="20620")
    line = Line(
        tmp_path, "18500", with_messages(over, planned, PlanMessage("e", "/s/x", NOW - 60, office="20610"))
    )
    assert heard(line.run("serve", "9510")) == []
    assert line.played == [*OPENING, "/s/C01"]


def test_a_digit_in_the_message_is_the_first_of_the_postal_code(tmp_path: Path) -> None:
    line = Line(tmp_path, "8500", with_messages(FLOOD))
    line.during = {"/s/powodz": "1"}
    facts = line.run("serve", "9510")
    assert line.played == ["/s/powodz"]
    assert line.variables["S724_OFFICE"] == "20060"
    assert heard(facts) == ["emergency-1"]


def test_a_hash_skips_the_message_alone(tmp_path: Path) -> None:
    line = Line(tmp_path, "18500", with_messages(FLOOD))
    line.during = {"/s/powodz": "#"}
    line.run("serve", "9510")
    assert line.played == ["/s/powodz", *OPENING, "/s/C01"]


def test_a_number_of_an_office_begins_with_its_message_and_plays_it_once(tmp_path: Path) -> None:
    made = with_messages(FLOOD, WORKS)
    of_kolno = [msgspec.structs.replace(number, office="20060") for number in made.numbers]
    line = Line(tmp_path, "18500", msgspec.structs.replace(made, numbers=of_kolno))
    assert heard(line.run("serve", "9510")) == ["emergency-1", "emergency-2"]
    assert line.played == ["/s/powodz", "/s/remont", *OPENING, "/s/C01"]


def test_a_plan_of_an_older_release_has_no_messages(tmp_path: Path) -> None:
    line = Line(tmp_path, "18500")
    old = msgspec.json.decode(line.plan.read_bytes())
    del old["messages"]
    line.plan.write_bytes(msgspec.json.encode(old))
    line.run("serve", "9510")
    assert line.played == [*OPENING, "/s/C01"]
