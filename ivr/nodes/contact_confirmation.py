"""Lets a verified client confirm the regular contact with the office, and notes it with evidence.

The caller hears that the contact is noted only when it stands in the database. A second confirmation on the same
day, by redialling, by a repeated key or after a restart, finds the first one.
"""

from collections.abc import Sequence

from pydantic import Field

from core.questions.client_data import ConfirmContact, ContactState, ContactStateOf, Unavailable
from ivr.client_data_pl import already_values, due_values, not_due_values, noted_values
from ivr.dialogue import PromptToSay
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.asking import ask
from ivr.nodes.clients_own import client_of, lacks, refuse, tell
from ivr.nodes.fields import Key, Prompt
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME
from ivr.visit import Visit

TOPIC = ConfirmContact.topic


class Settings(NodeSettings):
    question_prompt: Prompt = Field(
        default="D13", title="Pytanie o potwierdzenie", description="Jego treść jest zapisywana jako dowód."
    )
    confirmed_prompt: Prompt = Field(
        default="D03",
        title="Zapowiedź: kontakt zapisany",
        description="Może podać {data_dopelniacz} (dzisiaj) i {data2_dopelniacz} (następny termin).",
    )
    late_prompt: Prompt = Field(
        default="D17",
        title="Zapowiedź: kontakt zapisany po terminie",
        description="Może podać {data_dopelniacz} (dzisiaj) i {data2_dopelniacz} (termin, który minął).",
    )
    declined_prompt: Prompt = Field(
        default="D14",
        title="Zapowiedź: kontakt niezapisany",
        description="Może podać {data_dopelniacz}: ostatni dzień na kontakt.",
    )
    not_due_prompt: Prompt = Field(
        default="D15",
        title="Zapowiedź: kontakt jeszcze niewymagany",
        description="Może podać {od_dopelniacz} (od kiedy można) i {data_dopelniacz} (do kiedy trzeba).",
    )
    not_registered_prompt: Prompt = Field(
        default="D09",
        title="Zapowiedź: brak rejestracji",
        description="Dla osób, które nie muszą potwierdzać kontaktu z urzędem.",
    )
    already_prompt: Prompt = Field(
        default="D16",
        title="Zapowiedź: kontakt jest już zapisany",
        description="Może podać {data2_dopelniacz}: następny termin.",
    )
    not_noted_prompt: Prompt = Field(
        default="D18",
        title="Zapowiedź: nie wiadomo, czy zapisano",
        description="Gdy po naciśnięciu klawisza danych nie udało się zapisać w porę.",
    )
    yes_key: Key = Field(
        default="1", pattern=r"^[0-9]$", title="Klawisz potwierdzenia", description="Zapisywany jako dowód."
    )
    no_key: Key = Field(
        default="2", pattern=r"^[0-9]$", title="Klawisz odmowy", description="Kontakt nie jest wtedy zapisywany."
    )
    days_before: int = Field(
        default=30,
        ge=0,
        le=90,
        title="Ile dni przed terminem można potwierdzić",
        description="Wcześniej rozmówca słyszy tylko, od kiedy i do kiedy może to zrobić.",
    )
    deaf_time: float = Field(
        default=1.5,
        ge=0.5,
        le=10,
        title="Klawisze pomijane na początku pytania (s)",
        description="Klawisz naciśnięty wcześniej nie może być odpowiedzią na to pytanie.",
    )
    wait_time: float = Field(
        default=6.0, ge=1, le=30, title="Czas na odpowiedź (s)", description="Liczony od końca pytania."
    )
    retries: int = Field(
        default=2, ge=0, le=5, title="Ponowne próby", description="Ile razy pytanie jest powtarzane."
    )


class ContactConfirmationKind(NodeKind[Settings]):
    name = "contact_confirmation"
    label = "Potwierdzenie kontaktu"
    help = "Zapisuje, z dowodem, że zweryfikowana osoba podtrzymuje kontakt z urzędem."
    group = "sprawy klienta"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("confirmed", "zapisano"),
        NodeOutcome("declined", "odmowa"),
        NodeOutcome("not_due", "jeszcze niewymagany"),
        NodeOutcome("already", "już zapisany"),
        NodeOutcome("unavailable", "nie wiadomo, czy zapisano"),
        NodeOutcome("not_verified", "niezweryfikowany"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        client = client_of(visit)
        if client is None:
            return refuse(visit, TOPIC)
        data, call_id = visit.tools.client_data, visit.call.id
        contact = await data.ask(ContactStateOf(client, call_id))
        if isinstance(contact, Unavailable):
            return lacks(visit, TOPIC)
        if not contact.is_required:
            return await tell(visit, TOPIC, [settings.not_registered_prompt], "not_due")
        if contact.is_noted_today:
            return await tell(visit, TOPIC, [(settings.already_prompt, already_values(contact))], "already")
        if contact.days_left > settings.days_before:
            line = (settings.not_due_prompt, not_due_values(contact, settings.days_before))
            return await tell(visit, TOPIC, [line], "not_due")
        answer = await ask(visit, node, settings, settings.question_prompt)
        if answer is None:
            return lacks(visit, TOPIC)
        if not answer.is_yes:
            return await _declined(visit, settings, contact)
        evidence = answer.evidence
        noted = await data.ask(ConfirmContact(client, call_id, evidence))
        if isinstance(noted, Unavailable):
            visit.call.caller.keys.clear()
            return await tell(visit, TOPIC, [settings.not_noted_prompt], "unavailable")
        visit.call.caller.keys.clear()  # a key pressed twice must not cut the answer off
        prompt = settings.late_prompt if noted.was_due_on < noted.noted_on else settings.confirmed_prompt
        await tell(visit, TOPIC, [(prompt, noted_values(noted))], "confirmed")
        return "confirmed"  # it stands, whether or not that could be said

    def untried(self, settings: Settings) -> frozenset[str]:
        """The made-up client is due, and has confirmed nothing before."""
        return frozenset({"not_due", "already", "unavailable", "not_verified"})

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            settings.question_prompt,
            settings.confirmed_prompt,
            settings.late_prompt,
            settings.declined_prompt,
            settings.not_due_prompt,
            settings.not_registered_prompt,
            settings.already_prompt,
            settings.not_noted_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.question_prompt, settings.confirmed_prompt]

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"declined", "not_due", "already", "unavailable", "not_verified"})

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME


async def _declined(visit: Visit, settings: Settings, contact: ContactState) -> str:
    line: PromptToSay = (settings.declined_prompt, due_values(contact.due_on))
    return await tell(visit, TOPIC, [line], "declined")
