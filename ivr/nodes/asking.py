"""A question that is answered by one of two keys, with what proves the answer."""

from dataclasses import dataclass
from typing import Protocol

from core.errors import S724Error
from core.facts.kinds.scenarios import KeysEntered
from core.questions.client_data import ContactEvidence
from ivr.dialogue import play_out
from ivr.visit import Visit


class Asking(Protocol):
    """Settings of a kind that asks so."""

    @property
    def yes_key(self) -> str: ...
    @property
    def no_key(self) -> str: ...
    @property
    def deaf_time(self) -> float: ...
    @property
    def wait_time(self) -> float: ...
    @property
    def retries(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """`evidence`: the words that were played and the key, which is empty where none of the two was pressed."""

    is_yes: bool
    is_no: bool
    evidence: ContactEvidence


async def ask(visit: Visit, node: str, settings: Asking, prompt: str) -> Answer | None:
    """None if the question cannot be asked. No answer, after all tries, is neither yes nor no.

    Keys pressed before the question was under way do not count: the answer has to answer it. A hang-up ends the
    call here.
    """
    call = visit.call
    try:
        question = (await visit.voice.spoken(prompt, language=call.context.language)).text
    except S724Error:  # also if text and scenario do not fit
        return None
    is_yes = is_no = False
    key: str | None = None
    for _ in range(settings.retries + 1):
        call.caller.keys.clear()
        ending = await play_out(call, visit.voice, [prompt], until_key=True, deaf_time=settings.deaf_time)
        if ending == "failed":
            return None
        key = await call.caller.keys.next(settings.wait_time)
        is_yes = key is not None and key == settings.yes_key
        is_no = key is not None and key == settings.no_key
        outcome = "confirmed" if is_yes else "declined" if is_no else "failed"
        call.record(KeysEntered(node=node, length=0 if key is None else 1, outcome=outcome, keys=key))
        if is_yes or is_no:
            break
    pressed = key if is_yes or is_no else ""
    level = call.context.verification_level
    return Answer(is_yes, is_no, ContactEvidence(call.clock.now(), level, prompt, question, pressed or ""))
