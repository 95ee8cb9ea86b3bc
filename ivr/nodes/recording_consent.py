"""Asks whether the conversation may be recorded. No key is a no (position of the Polish DPA, Bulletin 11/2023).

Whether anything is asked is no matter of the scenario: the rule for the office and the topic says so
(`recordings.policy`). Where a provision wants the recording the caller is told so instead; where nothing is
recorded, or the consultant asks in the conversation, nothing is said."""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal

from pydantic import Field

from core.errors import PlaybackFailed
from core.facts.kinds.recordings import RecordingConsentAnswered, RecordingMode
from ivr.dialogue import play_out, say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Key, Prompt, titles
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME
from ivr.visit import Visit

MOMENTS = {"at_once": "w tym miejscu", "in_queue": "w kolejce"}


class Settings(NodeSettings):
    moment: Annotated[Literal["at_once", "in_queue"], titles(MOMENTS)] = Field(
        default="at_once",
        title="Kiedy pytać",
        description="W kolejce: gdy dzwoniący ma już miejsce, a nikt jeszcze do niego nie dzwoni. Kto do kolejki"
        " nie dojdzie, pytania nie słyszy.",
    )
    question_prompt: Prompt = Field(
        default="N02", title="Pytanie o zgodę", description="Musi mówić, po co rozmowa będzie nagrywana."
    )
    given_prompt: Prompt = Field(
        default="N03", title="Zapowiedź: rozmowa będzie nagrywana", description="Po wyrażeniu zgody."
    )
    refused_prompt: Prompt = Field(
        default="N04", title="Zapowiedź: rozmowa nie będzie nagrywana", description="Po odmowie i bez odpowiedzi."
    )
    told_prompt: Prompt = Field(
        default="N06",
        title="Zapowiedź: nagrywanie wymagane przepisem",
        description="Zamiast pytania, gdy zasada nagrywania urzędu mówi, że wymaga tego przepis.",
    )
    yes_key: Key = Field(
        default="1", pattern=r"^[0-9]$", title="Klawisz zgody", description="Tylko ten klawisz znaczy zgodę."
    )
    no_key: Key = Field(
        default="2",
        pattern=r"^[0-9]$",
        title="Klawisz odmowy",
        description="Każdy inny klawisz też znaczy odmowę.",
    )
    deaf_time: float = Field(
        default=1.5,
        ge=0.5,
        le=10,
        title="Klawisze pomijane na początku pytania (s)",
        description="Nikt nie mógł jeszcze zrozumieć pytania, więc klawisz nie jest odpowiedzią.",
    )
    wait_time: float = Field(
        default=4.0,
        ge=1,
        le=15,
        title="Czas na odpowiedź (s)",
        description="Po nim brak odpowiedzi znaczy odmowę.",
    )


class RecordingConsentKind(NodeKind[Settings]):
    name = "recording_consent"
    label = "Zgoda na nagranie"
    help = (
        "Pyta o zgodę na nagranie rozmowy z konsultantem. Brak odpowiedzi znaczy: nie. Czy pyta, czy tylko"
        " zapowiada nagranie, czy nic nie mówi, zależy od zasady nagrywania urzędu."
    )
    group = "dane i zgody"
    settings = Settings
    fixed_outcomes = (NodeOutcome("done", "dalej"),)
    allows_recording = True

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """Until the question is answered nothing may be recorded, whatever was answered before."""
        context = visit.call.context
        context.is_recording_allowed = False
        visit.question = None
        if _mode(visit) in ("off", "on_demand") or context.is_recording_withdrawn:
            return "done"
        if settings.moment == "in_queue":
            visit.question = partial(_ask, visit, settings)
        else:
            await _ask(visit, settings)
        return "done"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [settings.question_prompt, settings.given_prompt, settings.refused_prompt, settings.told_prompt]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.question_prompt, settings.given_prompt] if settings.moment == "at_once" else []

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME if settings.moment == "at_once" else 0.0


def _mode(visit: Visit) -> RecordingMode:
    call = visit.call
    return visit.tools.recording.mode(visit.office, call.context.topic, call.clock.now())


async def _ask(visit: Visit, settings: Settings) -> None:
    """Ask, or tell, by the rule of this moment: the caller may have chosen another office meanwhile."""
    match _mode(visit):
        case "opt_in":
            await _ask_for_key(visit, settings)
        case "statutory":
            await _tell(visit, settings)
        case "off" | "on_demand":
            pass


async def _tell(visit: Visit, settings: Settings) -> None:
    """Nothing is asked, so no key counts. Whoever could not be told is not recorded."""
    call = visit.call
    is_told = await play_out(call, visit.voice, [settings.told_prompt], until_key=False) != "failed"
    call.record(
        RecordingConsentAnswered(
            is_given=is_told,
            key=None,
            prompt=settings.told_prompt,
            text_sha256=await _sha256(visit, settings.told_prompt),
            kind="statutory",
            language=call.context.language,
        )
    )
    call.context.is_recording_allowed, call.context.consent_kind = is_told, "statutory"


async def _ask_for_key(visit: Visit, settings: Settings) -> None:
    """Keys pressed before the question was under way do not count: consent has to answer it.

    Any key but yes is a no, and so are none, and a question that could not be played.
    """
    call = visit.call
    call.caller.keys.clear()
    key = None
    question = [settings.question_prompt]
    if await play_out(call, visit.voice, question, until_key=True, deaf_time=settings.deaf_time) != "failed":
        key = await call.caller.keys.next(settings.wait_time)
    is_given = key == settings.yes_key
    call.record(
        RecordingConsentAnswered(
            is_given=is_given,
            key=key,
            prompt=settings.question_prompt,
            text_sha256=await _sha256(visit, settings.question_prompt),
            language=call.context.language,
        )
    )
    call.context.is_recording_allowed, call.context.consent_kind = is_given, "key"
    await say(call, visit.voice, [settings.given_prompt if is_given else settings.refused_prompt])


async def _sha256(visit: Visit, prompt: str) -> str:
    """Of the words that were asked; empty if they could not be spoken."""
    language = visit.call.context.language
    try:
        return hashlib.sha256((await visit.voice.spoken(prompt, language=language)).text.encode()).hexdigest()
    except PlaybackFailed:
        return ""
