"""What nodes need from outside, made up: for simulated calls, and for trials on a real telephone.

A service that joins `Tools` gets its stand-in here. Nothing real is reached: no client's data, no text message, no
web service outside (their nodes go on as after a failure), no order, and the disk has room.
"""

from datetime import datetime

from core.clock import Clock
from core.retention.retention import RulesInForce
from ivr.destinations import EnterQueue
from ivr.emergency_message import EmergencyBoard, EmergencyMessage
from ivr.hours.opening_hours import OpeningHours
from ivr.offices import OfficeDirectory
from ivr.outside.transfer_targets import TransferTargets
from ivr.prompts.ports import Voice
from ivr.simulator.case import CaseContext, QueueOutcome
from ivr.simulator.client_data import SimulatedAnswers, SimulatedClientData, SimulatedMarket
from ivr.simulator.offices_away import HoursWithoutOffices, SimulatedStaff
from ivr.simulator.people import BEEP, SimulatedCodes, SimulatedPerson
from ivr.simulator.recording_rule import SimulatedRule
from ivr.visit import Tools


def made_up_tools(
    around: CaseContext,
    clock: Clock,
    voice: Voice,
    *,
    offices: OfficeDirectory,
    hours: OpeningHours,
    transfers: TransferTargets,
    retention: RulesInForce,
    beep: str = BEEP,
    slow_voice: Voice | None = None,
) -> Tools:
    """For one call, at the moment that `clock` says. Offices, hours, transfers and retention are the centre's."""
    person, away = SimulatedPerson(around), frozenset(around.offices_away)
    return Tools(
        voice,
        person,
        offices,
        transfers=transfers,
        codes=SimulatedCodes(person),
        contacts=person,
        beep=beep,
        client_data=SimulatedClientData(clock, is_away=around.is_data_away),
        answers=SimulatedAnswers(clock, is_away=around.is_data_away, until=around.answers_until),
        market=SimulatedMarket(clock, offices.province().code, is_away=around.is_data_away),
        emergency=EmergencyBoard(clock, _emergencies(around)),
        slow_voice=slow_voice,
        sends_sms=not around.is_sms_away,
        sends_mail=not around.is_sms_away,
        recording=SimulatedRule(around.recording),
        retention=retention,
        hours=HoursWithoutOffices(hours, offices.codes(), away) if away else hours,
        staff=SimulatedStaff(offices.codes(), away),
    )


def refused_queue(
    step: EnterQueue, around: CaseContext, hours: OpeningHours, now: datetime
) -> QueueOutcome | None:
    """Why nobody gets into that queue now; None: there is room, and somebody to wait for."""
    if around.is_queue_full:
        return "full"
    is_away = step.office in around.offices_away
    if is_away and not hours.is_another_open(step.office, step.topic, now):
        return "nobody_there"
    return None


def _emergencies(around: CaseContext) -> list[EmergencyMessage]:
    if around.emergency is None:
        return []
    return [EmergencyMessage("emergency-simulated", None, None, around.emergency, around.at)]
