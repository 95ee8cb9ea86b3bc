"""Asks a verified client whether the office may write: one purpose and one channel, with evidence in the register.

Only where something is there that sends, and only who has not said anything of it before: nobody is asked twice.
No key is no consent, and stands in the register as asked. What an office's own system tells later never takes the
place of what was said here (`core.consents.consent`).
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from core.questions.client_data import ConsentStateOf, SaidOnTheLine, SayConsent, Unavailable
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.asking import ask
from ivr.nodes.clients_own import client_of, lacks, refuse, tell
from ivr.nodes.fields import Key, Prompt, titles
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME
from ivr.visit import Visit

TOPIC = SayConsent.topic
PURPOSES = {
    "contact": "przypomnienia o wizytach i terminach",
    "offers": "oferty pracy i szkolenia",
    "newsletter": "biuletyn urzędu",
    "survey": "ankiety",
}
CHANNELS = {"sms": "SMS", "email": "e-mail"}


class Settings(NodeSettings):
    purpose: Annotated[Literal["contact", "offers", "newsletter", "survey"], titles(PURPOSES)] = Field(
        default="contact", title="Na co", description="Pytanie musi mówić o tym samym."
    )
    channel: Annotated[Literal["sms", "email"], titles(CHANNELS)] = Field(
        default="sms", title="Jaką drogą", description="Gdy nie ma czym wysłać, pytania nie ma."
    )
    question_prompt: Prompt = Field(
        default="N07", title="Pytanie o zgodę", description="Jego treść jest zapisywana jako dowód."
    )
    given_prompt: Prompt = Field(default="N08", title="Zapowiedź: zgoda zapisana", description="Po zgodzie.")
    refused_prompt: Prompt = Field(
        default="N09", title="Zapowiedź: bez zgody", description="Po odmowie i bez odpowiedzi."
    )
    yes_key: Key = Field(
        default="1", pattern=r"^[0-9]$", title="Klawisz zgody", description="Tylko ten klawisz znaczy zgodę."
    )
    no_key: Key = Field(
        default="2", pattern=r"^[0-9]$", title="Klawisz odmowy", description="Zapisywany jako odmowa."
    )
    deaf_time: float = Field(
        default=1.5,
        ge=0.5,
        le=10,
        title="Klawisze pomijane na początku pytania (s)",
        description="Klawisz naciśnięty wcześniej nie może być odpowiedzią na to pytanie.",
    )
    wait_time: float = Field(
        default=5.0, ge=1, le=30, title="Czas na odpowiedź (s)", description="Liczony od końca pytania."
    )
    retries: int = Field(
        default=0, ge=0, le=2, title="Ponowne próby", description="Ile razy pytanie jest powtarzane."
    )


class MessageConsentKind(NodeKind[Settings]):
    name = "message_consent"
    label = "Zgoda na wiadomości"
    help = (
        "Pyta zweryfikowaną osobę, czy urząd może do niej pisać, i zapisuje odpowiedź z dowodem w rejestrze zgód."
        " Kto już coś o tym powiedział, nie jest pytany ponownie."
    )
    group = "dane i zgody"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("given", "zgoda"),
        NodeOutcome("refused", "odmowa"),
        NodeOutcome("silent", "bez odpowiedzi"),
        NodeOutcome("already", "powiedziano wcześniej"),
        NodeOutcome("not_available", "nie ma czym wysłać"),
        NodeOutcome("unavailable", "nie wiadomo, czy zapisano"),
        NodeOutcome("not_verified", "niezweryfikowany"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        client = client_of(visit)
        if client is None:
            return refuse(visit, TOPIC)
        tools = visit.tools
        if not (tools.sends_sms if settings.channel == "sms" else tools.sends_mail):
            return "not_available"
        call_id, purpose, channel = visit.call.id, settings.purpose, settings.channel
        known = await tools.client_data.ask(ConsentStateOf(client, call_id, purpose, channel))
        if isinstance(known, Unavailable):
            return lacks(visit, TOPIC)
        if known.is_given or known.is_said:
            return "already"
        answer = await ask(visit, node, settings, settings.question_prompt)
        if answer is None:
            return lacks(visit, TOPIC)
        said: SaidOnTheLine = "given" if answer.is_yes else "refused" if answer.is_no else "asked"
        stands = await tools.client_data.ask(SayConsent(client, call_id, purpose, channel, said, answer.evidence))
        visit.call.caller.keys.clear()  # a key pressed twice must not cut the answer off
        if isinstance(stands, Unavailable):
            return lacks(visit, TOPIC)
        prompt = settings.given_prompt if said == "given" else settings.refused_prompt
        await tell(visit, TOPIC, [prompt], "confirmed" if said == "given" else "declined")
        return {"given": "given", "refused": "refused", "asked": "silent"}[said]  # it stands, said or not

    def untried(self, settings: Settings) -> frozenset[str]:
        """The made-up client has said nothing before."""
        return frozenset({"already", "not_available", "unavailable", "not_verified"})

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [settings.question_prompt, settings.given_prompt, settings.refused_prompt]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.question_prompt, settings.given_prompt]

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"silent", "already", "not_available", "unavailable", "not_verified"})

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME
