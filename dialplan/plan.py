"""What the fallback path goes by: one value, made from the data of the centre, from which its files are written.

Pure. The dialplan, the queues, the FastAGI server and the stand-alone script all follow the same plan, so none of
them can be older than another.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from acd.choice.queue_policy import QueuePolicy
from acd.dial_codes import dial_codes
from acd.pause_reasons import SHIPPED_REASONS, PauseReason
from core.relay.commands import AgentWish
from core.retention.retention import Rules
from dialplan.limited import limited, only_topic, opening_prompts
from ivr.hours.opening_hours import Hours
from ivr.number_route import NumberRoute
from ivr.offices import OfficeInfo

SPOKEN = ("E01", "H06", "Q01", "Q20", "G01", "C01", "C09", "G02", "F02", "F03", "F04", "F06")
"""Announcements that Asterisk or the script play without anybody's help, besides those that open a scenario."""


class PlanNumber(msgspec.Struct, frozen=True):
    """A number that callers dial. `scenario` is the graph without questions about recording."""

    number: str
    is_free: bool
    scenario: dict[str, Any]
    opening: list[str]  # sounds, for the script and the dialplan, which can only play: paths without extension
    topic: str = ""
    office: str | None = None  # whose number it is

    @property
    def name(self) -> str:
        return str(self.scenario["name"])

    @property
    def version(self) -> int:
        return int(self.scenario["version"])

    @property
    def subscenario_versions(self) -> dict[str, int]:
        """Of the scenarios that were put together into this one."""
        return dict(self.scenario.get("subscenario_versions", {}))


class PlanOffice(msgspec.Struct, frozen=True):
    """An office and the rules of its queue, times in whole seconds as Asterisk takes them."""

    code: str
    name: str
    seat: str
    locative: str
    is_province: bool
    ring_time: int
    wrap_up_time: int
    announce_every: int
    longest_wait_time: int
    capacity: int
    neighbours: list[str]
    neighbours_after: int | None
    everyone_after: int | None
    genitive: str = ""
    postal_code: str = ""
    address: str | None = None
    telephone: str | None = None
    is_active: bool = True  # else nobody is sent there any more; who waits is served to the end


class PlanMessage(msgspec.Struct, frozen=True):
    """An emergency message that is switched on, as a sound for the script and the dialplan, which can only play.

    Without an office it is for the whole province. From `starts_at` until `ends_at` (None: until switched off), in
    seconds since 1970.
    """

    id: str
    sound: str
    starts_at: int
    office: str | None = None
    ends_at: int | None = None


class PlanRetention(msgspec.Struct, frozen=True):
    """For how many days recordings are kept, as callers are told: of an office, or of the province, from a day on;
    `valid_to` is not included. `days` None: as the province."""

    office: str | None
    days: int | None
    valid_from: date
    valid_to: date | None


class PlanDialCode(msgspec.Struct, frozen=True):
    """What a consultant dials, and what is wished by it; `reason` of a pause."""

    code: str
    wish: AgentWish
    reason: str | None = None


def plan_dial_codes(reasons: Iterable[PauseReason] = SHIPPED_REASONS.values()) -> list[PlanDialCode]:
    """In order, so that the same codes make the same files."""
    return [PlanDialCode(code, *wished) for code, wished in sorted(dial_codes(reasons).items())]


class FallbackPlan(msgspec.Struct, frozen=True):
    """The whole of it. `sounds`: by the id of the announcement. `messages`: at most one for each office and one
    for the province. `dial_codes`: a plan of before has none, and means those that ship."""

    numbers: list[PlanNumber]
    offices: list[PlanOffice]
    prefixes: dict[str, str]
    sounds: dict[str, str]
    hours: dict[str, Any]  # of each office, see `ivr.hours.opening_hours.OfficeHours`
    is_always_open: bool = False
    messages: list[PlanMessage] = []
    dial_codes: list[PlanDialCode] = msgspec.field(default_factory=plan_dial_codes)
    retention: list[PlanRetention] = []

    @property
    def province(self) -> str:
        """The office that is competent for every caller."""
        return next(office.code for office in self.offices if office.is_province)

    def number(self, dialled: str) -> PlanNumber | None:
        """None for a number that nobody owns."""
        return next((number for number in self.numbers if number.number == dialled), None)

    def dial_code(self, code: str) -> PlanDialCode | None:
        """None for a code that means nothing."""
        return next((each for each in self.dial_codes if each.code == code), None)

    def queue_of(self, office: str) -> str:
        """The queue that new callers of an office join: the provincial office's if it takes nobody in any more."""
        takes_callers = any(each.code == office and each.is_active for each in self.offices)
        return office if takes_callers else self.province

    def message(self, office: str | None) -> PlanMessage | None:
        """The office's own one; the province's for None."""
        return next((message for message in self.messages if message.office == office), None)


def make_plan(
    routes: Mapping[str, NumberRoute],
    offices: list[OfficeInfo],
    prefixes: Mapping[str, str],
    policies: Mapping[str, QueuePolicy],
    sounds: Mapping[str, str],
    hours: Hours,
    messages: Iterable[PlanMessage] = (),
    reasons: Iterable[PauseReason] = SHIPPED_REASONS.values(),
    retention: Rules = Rules(),  # noqa: B008 - it never changes
) -> FallbackPlan:
    """`sounds` holds those of `needed_prompts`; an opening that cannot be spoken by itself is left out. `offices`
    are all that have ever been there, `prefixes` those of active ones."""
    return FallbackPlan(
        numbers=[_number(route, sounds) for _, route in sorted(routes.items())],
        offices=[_office(office, policies.get(office.code) or QueuePolicy()) for office in offices],
        prefixes=dict(sorted(prefixes.items())),
        sounds={prompt: sounds[prompt] for prompt in SPOKEN},
        hours={code: office.model_dump(mode="json") for code, office in sorted(hours.offices.items())},
        is_always_open=hours.is_always_open,
        messages=_one_for_each(messages),
        dial_codes=plan_dial_codes(reasons),
        retention=[
            PlanRetention(span.office, span.days, span.valid_from, span.valid_to)
            for span in retention.spans
            if span.kind == "recording"
        ],
    )


def needed_prompts(routes: Mapping[str, NumberRoute]) -> list[str]:
    """The announcements whose sounds have to be there, each once."""
    found = dict.fromkeys(SPOKEN)
    for route in routes.values():
        found |= dict.fromkeys(opening_prompts(limited(route.scenario)))
    return list(found)


def _one_for_each(messages: Iterable[PlanMessage]) -> list[PlanMessage]:
    """The newest: switching one on switches off the one before."""
    in_order = sorted(messages, key=lambda message: (message.starts_at, message.id))
    newest = {message.office: message for message in in_order}
    return sorted(newest.values(), key=lambda message: message.office or "")


def _number(route: NumberRoute, sounds: Mapping[str, str]) -> PlanNumber:
    scenario = limited(route.scenario)
    return PlanNumber(
        number=route.number,
        is_free=route.is_free,
        scenario=scenario.model_dump(mode="json"),
        opening=[sounds[prompt] for prompt in opening_prompts(scenario) if prompt in sounds],
        topic=only_topic(scenario),
        office=route.office,
    )


def _office(office: OfficeInfo, policy: QueuePolicy) -> PlanOffice:
    helpers = ([policy.stand_in] if policy.stand_in else []) + list(policy.neighbours)
    return PlanOffice(
        code=office.code,
        name=office.name,
        seat=office.seat,
        locative=office.locative,
        is_province=office.is_province,
        ring_time=round(policy.ring_time),
        wrap_up_time=round(policy.wrap_up_time),
        announce_every=round(policy.announce_every),
        longest_wait_time=round(policy.longest_wait_time),
        capacity=policy.capacity,
        neighbours=list(dict.fromkeys(helpers)),
        neighbours_after=None if policy.neighbours_after is None else round(policy.neighbours_after),
        everyone_after=None if policy.everyone_after is None else round(policy.everyone_after),
        genitive=office.genitive,
        postal_code=office.postal_code,
        address=office.address,
        telephone=office.telephone,
        is_active=office.is_active,
    )
