"""The stand-alone script: Asterisk runs it for one call when no server of ours is there.

    python -I agi_scripts/alone.py <plan> <folder for facts> serve <number>
    python -I agi_scripts/alone.py <plan> <folder for facts> end <facts of the dialplan> ...

It needs no server and no database, and verifies nobody: it plays the emergency messages and the opening of the
scenario, asks for the postal code, and says in S724_NEXT where the call goes. Whatever goes wrong, the dialplan
goes on by itself.
"""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from asterisk.agi import AGI, AGIException

from agi_scripts.agi.agi_headers import read_headers
from agi_scripts.fallback.ending import DialledLine, Ending, facts, started
from agi_scripts.fallback.notebook import Notebook, notebook
from core.caller_number import shown_number
from core.clock import SystemClock
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.calls import EmergencyEntered
from core.facts.kinds.scenarios import EmergencyHeard, KeysEntered, OfficeChosen
from core.ids import call_id_of, channel_began_at

FIRST_KEY_TIME = 8000  # milliseconds
TRIES = 2


class _Number(msgspec.Struct):
    """As much of `dialplan.plan.PlanNumber` as is needed: this script starts for every call."""

    number: str
    is_free: bool
    scenario: msgspec.Raw
    opening: list[str]
    topic: str = ""
    office: str | None = None


class _Office(msgspec.Struct):
    code: str
    is_province: bool


class _Message(msgspec.Struct):
    """As `dialplan.plan.PlanMessage`."""

    id: str
    sound: str
    starts_at: int
    office: str | None = None
    ends_at: int | None = None

    def holds_at(self, moment: float) -> bool:
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


class _Plan(msgspec.Struct):
    numbers: list[_Number]
    offices: list[_Office]
    prefixes: dict[str, str]
    sounds: dict[str, str]
    messages: list[_Message] = []

    def messages_at(self, moment: float, *offices: str | None) -> list[_Message]:
        """Those of these offices, in this order, that hold; None: of the province."""
        holding = [message for message in self.messages if message.holds_at(moment)]
        return [message for office in offices for message in holding if message.office == office]

    def line(self, dialled: str) -> DialledLine:
        for number in self.numbers:
            if number.number == dialled:
                scenario = msgspec.json.decode(number.scenario, type=_Scenario)
                return DialledLine(number.is_free, scenario.name, scenario.version)
        return DialledLine()

    def office_of(self, postal_code: str) -> str | None:
        """The longest known prefix decides."""
        for length in range(len(postal_code), 0, -1):
            if (office := self.prefixes.get(postal_code[:length])) is not None:
                return office
        return None


class _Scenario(msgspec.Struct):
    name: str
    version: int


class _Agi(AGI):  # type: ignore[misc]
    """The library's line to Asterisk, with headers that are read as strictly as by the FastAGI server."""

    def _get_agi_env(self) -> None:
        """Raises HeadersRefused, a ValueError."""
        self.env, _ = read_headers(iter(lambda: self.stdin.readline().removesuffix("\n"), ""))


@dataclass
class _Visit:
    agi: AGI
    plan: _Plan
    bus: Bus
    call_id: str
    heard: set[str] = field(default_factory=set)  # emergency messages

    def record(self, fact: AnyEvent) -> None:
        self.bus.publish(fact, self.call_id)


def serve(agi: AGI, plan: _Plan, book: Notebook, dialled: str) -> None:
    """Emergency messages, welcome, notice, postal code; then the queue of the office."""
    clock = SystemClock()
    bus = Bus(clock)
    bus.listen(book.write)
    channel = str(agi.env["agi_uniqueid"])
    number = next(number for number in plan.numbers if number.number == dialled)
    known = Ending.of(channel, [*[""] * 10, dialled, shown_number(agi.env)])
    book.write(started(known, plan.line(dialled), channel_began_at(channel) or clock.now()))
    visit = _Visit(agi, plan, bus, call_id_of(channel))
    visit.record(EmergencyEntered(by="script"))
    office = str(agi.get_variable("S724_OFFICE"))
    if not office:
        now = clock.now().timestamp()
        of_number = [] if number.office is None else [number.office]
        key = _warn(visit, plan.messages_at(now, None, *of_number)) or _say(visit, number.opening)
        office = _ask(visit, key)
        _warn(visit, plan.messages_at(now, office))
    if not agi.get_variable("S724_TOPIC"):
        agi.set_variable("S724_TOPIC", number.topic)
    agi.set_variable("S724_OFFICE", office)
    agi.set_variable("S724_NEXT", "queue")


def end(agi: AGI, plan: _Plan, book: Notebook, known: list[str]) -> None:
    """Write down the end of the call, and say so."""
    ending = Ending.of(str(agi.env["agi_uniqueid"]), known)
    book.write(*facts(ending, plan.line(ending.number), SystemClock().now()))
    agi.set_variable("S724_WRITTEN", "1")


def _warn(visit: _Visit, messages: list[_Message]) -> str:
    """Play emergency messages, each once; a digit goes on and is returned, `#` skips one of them."""
    for message in messages:
        if message.id in visit.heard:
            continue
        visit.heard.add(message.id)
        key = str(visit.agi.stream_file(f'"{message.sound}"', "0123456789#"))
        visit.record(EmergencyHeard(message=message.id))
        if key.isdigit() and key:
            return key
    return ""


def _say(visit: _Visit, sounds: list[str]) -> str:
    """Play until a key is pressed, and return the key: it is the first digit of the answer."""
    for sound in sounds:
        if key := visit.agi.stream_file(f'"{sound}"', "0123456789"):
            return str(key)
    return ""


def _ask(visit: _Visit, first: str) -> str:
    """The office by postal code; the provincial one if the caller gives none that is known."""
    before: list[str] = []
    for _ in range(TRIES):
        first = first or _say(visit, [*before, visit.plan.sounds["C01"]])
        code = first + _digits(visit.agi, 5 - len(first), first != "")
        first = ""
        office = visit.plan.office_of(code) if len(code) == 5 else None
        outcome = "found" if office else ("unknown" if len(code) == 5 else "too_few" if code else "nothing")
        keys = code if len(code) == 5 else None
        visit.record(KeysEntered(node="kod_pocztowy", length=len(code), outcome=outcome, keys=keys))
        if office is not None:
            visit.record(OfficeChosen(office=office, by="postal_code"))
            return office
        before = [visit.plan.sounds["C09"]]
    province = next(office.code for office in visit.plan.offices if office.is_province)
    visit.record(OfficeChosen(office=province, by="default"))
    return province


def _digits(agi: AGI, wanted: int, has_begun: bool) -> str:
    found = ""
    while len(found) < wanted:
        key = str(agi.wait_for_digit(FIRST_KEY_TIME // 2 if has_begun or found else FIRST_KEY_TIME))
        if not key.isdigit():  # nothing more, or `#`
            break
        found += key
    return found


def main(arguments: list[str]) -> int:
    """0 in any case: what was not done, the dialplan sees by the variables."""
    plan_file, folder, what, *rest = arguments
    with Path(os.devnull).open("w") as nowhere:  # the library shows callers' numbers there
        try:
            agi = _Agi(sys.stdin, sys.stdout, nowhere)
            plan = msgspec.json.decode(Path(plan_file).read_bytes(), type=_Plan)
            with notebook(Path(folder)) as book:
                if what == "serve":
                    serve(agi, plan, book, *rest)
                else:
                    end(agi, plan, book, rest)
        except (AGIException, OSError, ValueError):
            pass  # the caller is gone, the disk takes nothing, Asterisk has closed the line, or it is not Asterisk
    return 0


if __name__ == "__main__":
    # Asterisk, which starts it, goes before the rest for the sake of the sound; a script need not.
    os.setpriority(os.PRIO_PROCESS, 0, max(0, os.getpriority(os.PRIO_PROCESS, 0)))
    sys.exit(main(sys.argv[1:]))
