"""Asks how the caller was served: one key from 1 to 5, and maybe whether the matter is settled.

Consent is the key itself: who presses none, or hangs up, has not taken part. The answer belongs to the call, the
consultant and the office, for figures; nothing that shows who called shows it.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from core.facts.kinds.scenarios import KeysEntered, SurveyAnswered
from ivr.dialogue import ask_key, say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Prompt, titles
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME
from ivr.visit import Visit

RATINGS = "12345"
YES, NO = "1", "2"


ABOUT = {"conversation": "rozmowa z konsultantem", "self_service": "informacje automatyczne"}


class Settings(NodeSettings):
    about: Annotated[Literal["conversation", "self_service"], titles(ABOUT)] = Field(
        default="conversation",
        title="Co jest oceniane",
        description="Oceny rozmów i informacji automatycznych są liczone osobno.",
    )
    intro_prompts: list[Prompt] = Field(
        default=["S01"], title="Wstęp", description="Zapowiedzi przed pytaniem; klawisz oceny je przerywa."
    )
    rating_prompt: Prompt = Field(
        default="S02", title="Pytanie o ocenę", description="Skala od 1 (bardzo źle) do 5 (bardzo dobrze)"
    )
    asks_if_solved: bool = Field(
        default=True, title="Pytaj, czy sprawa załatwiona", description="Drugie pytanie, po ocenie."
    )
    solved_prompt: Prompt = Field(
        default="S03", title="Pytanie, czy sprawa załatwiona", description="Tak – 1, nie – 2."
    )
    thanks_prompt: Prompt = Field(default="S04", title="Podziękowanie", description="Po zapisaniu oceny.")
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Gdy nikt niczego nie nacisnął."
    )
    wrong_key_prompt: Prompt = Field(
        default="M05", title="Zapowiedź: zły klawisz", description="Gdy naciśnięto klawisz, który nic nie znaczy."
    )
    wait_time: float = Field(
        default=5.0, ge=1, le=30, title="Czas na odpowiedź (s)", description="Liczony od końca pytania."
    )
    retries: int = Field(
        default=1, ge=0, le=5, title="Ponowne próby", description="Ile razy każde pytanie może zostać powtórzone."
    )


class SurveyKind(NodeKind[Settings]):
    name = "survey"
    label = "Ocena obsługi"
    help = "Pyta o ocenę od 1 do 5 i o to, czy sprawa jest załatwiona. Konsultant nie widzi odpowiedzi."
    group = "pytania"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("done", "oceniono"),
        NodeOutcome("skipped", "bez oceny"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """A rating counts from its key on, also if the caller hangs up then."""
        call = visit.call
        rating = await _ask(visit, node, settings, [*settings.intro_prompts, settings.rating_prompt], RATINGS)
        if rating is None:
            return "skipped"
        is_solved: bool | None = None
        try:
            if settings.asks_if_solved:
                key = await _ask(visit, f"{node}/sprawa", settings, [settings.solved_prompt], YES + NO)
                is_solved = None if key is None else key == YES
        finally:
            call.record(
                SurveyAnswered(
                    node=node,
                    about=settings.about,
                    rating=int(rating),
                    is_solved=is_solved,
                    agent=call.context.agent if settings.about == "conversation" else None,
                    office=call.context.office,
                )
            )
        await say(call, visit.voice, [settings.thanks_prompt])
        return "done"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [*self.heard(settings), settings.no_input_prompt, settings.wrong_key_prompt]

    def heard(self, settings: Settings) -> Sequence[str]:
        second = [settings.solved_prompt] if settings.asks_if_solved else []
        return [*settings.intro_prompts, settings.rating_prompt, *second, settings.thanks_prompt]

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"skipped"})

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME * (1 + settings.asks_if_solved)


async def _ask(visit: Visit, node: str, settings: Settings, prompts: list[str], choices: str) -> str | None:
    values = visit.values()
    key = await ask_key(
        visit.call,
        visit.voice,
        [(prompt, values) for prompt in prompts],
        choices,
        wait_time=settings.wait_time,
        retries=settings.retries,
        nothing=[settings.no_input_prompt],
        wrong=[settings.wrong_key_prompt],
    )
    # Not which key: the record of a call is read by the consultant who is rated.
    outcome = "skipped" if key is None else "answered"
    visit.call.record(KeysEntered(node=node, length=0 if key is None else 1, outcome=outcome))
    return key
