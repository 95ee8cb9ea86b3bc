"""Writes those of Asterisk's files that differ from the data of the centre: the fallback path, the telephones."""

import os
import secrets
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from acd.policy_store import load_policies
from acd.staffing.pause_reason_store import load_pause_reasons
from acd.telephone import DEMONSTRATION_CALLER, Telephone, browser_password, sip_digest
from core.clock import Clock
from core.db.engine import Engine
from core.errors import S724Error
from core.nodes import edge_of_node, own_node
from core.retention.retention_rule_store import load_rules
from core.secrets import read_secrets
from core.settings import Settings
from dialplan.extensions import Helpers, extensions_conf
from dialplan.plan import FallbackPlan, PlanMessage, make_plan, needed_prompts
from dialplan.queues import queue_rules_conf, queues_conf
from dialplan.telephones import FILE, consultants_conf, log_ins
from ivr.emergency_announcement import line_of
from ivr.emergency_message import EmergencyMessage, one_for_each_office
from ivr.emergency_message_store import load_emergencies
from ivr.hours.store import load_hours
from ivr.office_store import load_offices
from ivr.prompts.cache import PromptCache
from ivr.prompts.ports import Voice
from ivr.prompts.store import load_prompts
from ivr.prompts.voice import PromptVoice
from ivr.publishing.timetable_store import load_routes
from ivr.speech.rendering import DEFAULT

log = structlog.get_logger()

TELEPHONES_MODULE = "res_pjsip.so"
SCRIPT = Path(__file__).resolve().parent.parent / "agi_scripts" / "alone.py"


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    text: str
    module: str  # what Asterisk must read anew after a change; empty if it reads the file each time


async def load_plan(engine: Engine, clock: Clock, cache: PromptCache, settings: Settings) -> FallbackPlan:
    """The plan that the database asks for now, with its sounds on disk: recorded ones, else spoken by `cache`.

    Raises `core.db.errors.DATABASE_AWAY`, and S724Error when an announcement cannot be spoken.
    """
    routes = await load_routes(engine, clock.now())
    offices = await load_offices(engine)
    found = await load_prompts(engine, clock.now(), settings.prompt_recordings)
    speech = cache if cache.dictionary == found.dictionary else cache.with_dictionary(found.dictionary)
    voice = PromptVoice(found.prompts, speech, found.recordings)
    sounds = {
        prompt: (await voice.spoken(prompt)).sound
        for prompt in needed_prompts(routes)
        if prompt in found.prompts and not found.prompts.prompt(prompt).names()
    }
    policies = await load_policies(engine, clock.now())
    hours = await load_hours(engine, is_always_open=settings.is_always_open)
    now = clock.now()
    emergencies = one_for_each_office(await load_emergencies(engine, now), now)
    messages = [await _spoken(message, voice) for message in emergencies]
    spoken_ones = [message for message in messages if message is not None]
    reasons = (await load_pause_reasons(engine)).values()
    return make_plan(
        routes,
        offices.every(),
        offices.prefixes(),
        policies,
        sounds,
        hours,
        spoken_ones,
        reasons,
        await load_rules(engine),
    )


async def _spoken(message: EmergencyMessage, voice: Voice) -> PlanMessage | None:
    """None for one that cannot be spoken: callers are served without it, as everywhere else."""
    line = line_of(message)
    try:
        spoken = (
            await voice.spoken(line)
            if isinstance(line, str)
            else await voice.spoken(line[0], language=DEFAULT, **line[1])
        )
    except S724Error as error:
        log.error("an emergency message cannot be spoken", message=message.id, reason=error.code)
        return None
    starts_at = int(message.starts_at.timestamp())
    ends_at = None if message.ends_at is None else int(message.ends_at.timestamp())
    return PlanMessage(message.id, spoken.sound, starts_at, message.office, ends_at)


def write_plan(settings: Settings, plan: FallbackPlan) -> Iterator[str]:
    """Write what has changed, and name with each file the module of Asterisk that has to read it anew.

    Raises OSError, or msgspec.DecodeError for damaged secrets; what was named before stands. The plan itself goes
    last: a process that goes by it finds the queues that it names.
    """
    for file in _files(settings, plan):
        if _replace(file.path, file.text) and file.module:
            yield file.module


def write_telephones(settings: Settings, telephones: Iterable[Telephone], without: Collection[str] = ()) -> bool:
    """Write the consultants' SIP accounts `without` some endpoints; True if they have changed: then Asterisk has
    to read TELEPHONES_MODULE anew.

    Raises OSError, and what `telephones_text` raises; then nothing was written.
    """
    return _replace(settings.state / "asterisk" / "etc" / FILE, telephones_text(settings, telephones, without))


def telephones_text(settings: Settings, telephones: Iterable[Telephone], without: Collection[str] = ()) -> str:
    """The SIP accounts as Asterisk reads them. Raises OSError or msgspec.DecodeError for secrets that cannot be
    read, and SettingsRefused for an id that cannot be a SIP user."""
    secret = read_secrets(settings.home).telephone_secret
    return consultants_conf(telephones, browser_secret=secret, without=without, edge=edge_of_node(settings))


def telephones_log_ins(settings: Settings, telephones: Iterable[Telephone]) -> dict[str, str]:
    """The digest of the password of each account, also where that is proved at an edge. Raises what
    `telephones_text` raises."""
    secret = read_secrets(settings.home).telephone_secret
    found = log_ins(consultants_conf(telephones, browser_secret=secret))
    if settings.edges and settings.demonstration:
        found[DEMONSTRATION_CALLER] = sip_digest(
            DEMONSTRATION_CALLER, browser_password(secret, DEMONSTRATION_CALLER)
        )
    return found


def read_plan(path: Path) -> FallbackPlan:
    """Raises OSError when there is none, msgspec.DecodeError when it is damaged."""
    return msgspec.json.decode(path.read_bytes(), type=FallbackPlan)


def dialplan_text(settings: Settings, plan: FallbackPlan) -> str:
    """extensions.conf. Raises OSError or msgspec.DecodeError when the secrets cannot be read."""
    # Isolated, so that no variable of the environment changes what is run.
    script = [sys.executable, "-I", str(SCRIPT), str(settings.fallback_plan), str(settings.script_spool)]
    agi = str(own_node(settings).agi)
    return extensions_conf(plan, Helpers(agi, read_secrets(settings.home).agi_secret, script))


def _files(settings: Settings, plan: FallbackPlan) -> Iterable[_File]:
    etc = settings.state / "asterisk" / "etc"
    yield _File(etc / "queuerules_offices.conf", queue_rules_conf(plan), "app_queue.so")
    yield _File(etc / "queues_offices.conf", queues_conf(plan), "app_queue.so")
    yield _File(etc / "extensions.conf", dialplan_text(settings, plan), "pbx_config.so")
    yield _File(settings.fallback_plan, msgspec.json.encode(plan).decode(), "")


def _text_of(path: Path) -> str | None:
    """None for a file that is not there or cannot be read as text. Raises OSError."""
    try:
        return path.read_text("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def _replace(path: Path, text: str) -> bool:
    """True when the file was written: whole or not at all, for the owner only."""
    if _text_of(path) == text:
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with open(part, "x", encoding="utf-8", opener=_private) as out:
            out.write(text)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
