"""Asks whether the conversation may be recorded. No key is a no (position of the Polish DPA, Bulletin 11/2023)."""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Literal

from pydantic import Field

from core.errors import PlaybackFailed
from core.events import RecordingConsentAnswered
from ivr.dialogue import play_out, say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME
from ivr.visit import Visit


class Settings(NodeSettings):
    moment: Literal["at_once", "in_queue"] = Field(
        default="at_once",
        title="Kiedy pytać",
        description="at_once: w tym miejscu; in_queue: gdy dzwoniący ma już miejsce w kolejce, a nikt jeszcze"
        " do niego nie dzwoni. Kto do kolejki nie dojdzie, pytania nie słyszy.",
    )
    question_prompt: str = Field(
        default="N02", title="Pytanie o zgodę", description="Musi mówić, po co rozmowa będzie nagrywana."
    )
    given_prompt: str = Field(
        default="N03", title="Zapowiedź: rozmowa będzie nagrywana", description="Po wyrażeniu zgody."
    )
    refused_prompt: str = Field(
        default="N04", title="Zapowiedź: rozmowa nie będzie nagrywana", description="Po odmowie i bez odpowiedzi."
    )
    yes_key: str = Field(
        default="1", pattern=r"^[0-9]$", title="Klawisz zgody", description="Tylko ten klawisz znaczy zgodę."
    )
    no_key: str = Field(
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
    help = "Pyta o zgodę na nagranie rozmowy z konsultantem. Brak odpowiedzi znaczy: nie."
    group = "dane i zgody"
    settings = Settings
    fixed_outcomes = (NodeOutcome("done", "dalej"),)
    allows_recording = True

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """Until the question is answered nothing may be recorded, whatever was answered before."""
        visit.call.context.is_recording_allowed = False
        if settings.moment == "in_queue":
            visit.question = partial(_ask, visit, settings)
        else:
            visit.question = None
            await _ask(visit, settings)
        return "done"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [settings.question_prompt, settings.given_prompt, settings.refused_prompt]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.question_prompt, settings.given_prompt] if settings.moment == "at_once" else []

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME if settings.moment == "at_once" else 0.0


async def _ask(visit: Visit, settings: Settings) -> None:
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
        )
    )
    call.context.is_recording_allowed = is_given
    await say(call, visit.voice, [settings.given_prompt if is_given else settings.refused_prompt])


async def _sha256(visit: Visit, prompt: str) -> str:
    """Of the words that were asked; empty if they could not be spoken."""
    language = visit.call.context.language
    try:
        return hashlib.sha256((await visit.voice.spoken(prompt, language=language)).text.encode()).hexdigest()
    except PlaybackFailed:
        return ""
