"""Tells a verified client when the next benefit is paid, for which month, and the amount where that is wanted."""

from pydantic import Field

from core.client_data import NextPaymentOf, NextPaymentWithAmountOf, Unavailable
from ivr.client_data_pl import payment_values
from ivr.graph.scenario import NodeSettings
from ivr.nodes.clients_own import client_of, lacks, refuse, tell
from ivr.nodes.kind import kind
from ivr.visit import Visit


class Settings(NodeSettings):
    tells_amount: bool = Field(
        default=False,
        title="Podawaj kwotę",
        description="Bez tego kwota nie jest nawet odczytywana z danych klienta.",
    )
    date_prompt: str = Field(
        default="D08",
        title="Zapowiedź: wypłata bez kwoty",
        description="Może podać {miesiac_biernik} i {data_dopelniacz}.",
    )
    amount_prompt: str = Field(
        default="D04",
        title="Zapowiedź: wypłata z kwotą",
        description="Może podać {miesiac_biernik}, {data_dopelniacz} i {kwota_mianownik}.",
    )
    none_prompt: str = Field(
        default="D05", title="Zapowiedź: brak wypłaty", description="Gdy żadna wypłata nie jest zaplanowana."
    )


async def run(visit: Visit, node: str, settings: Settings) -> str:
    """Outcomes: told, none, unavailable, not_verified."""
    kind_of_question = NextPaymentWithAmountOf if settings.tells_amount else NextPaymentOf
    topic = kind_of_question.topic
    client = client_of(visit)
    if client is None:
        return refuse(visit, topic)
    found = await visit.tools.client_data.ask(kind_of_question(client, visit.call.id))
    if isinstance(found, Unavailable):
        return lacks(visit, topic)
    if found.payment is None:
        return await tell(visit, topic, [settings.none_prompt], "none")
    prompt = settings.amount_prompt if settings.tells_amount else settings.date_prompt
    return await tell(visit, topic, [(prompt, payment_values(found.payment))], "told")


KIND = kind(
    "benefit",
    Settings,
    run,
    outcomes={"told", "none", "unavailable", "not_verified"},
    prompts=lambda s: [s.amount_prompt if s.tells_amount else s.date_prompt, s.none_prompt],
    heard=lambda s: [s.amount_prompt if s.tells_amount else s.date_prompt],
    label="Wypłata świadczenia",
    help_pl="Podaje zweryfikowanej osobie datę najbliższej wypłaty i, jeśli tak ustawiono, kwotę.",
    group="sprawy klienta",
    outcome_labels={
        "told": "podano",
        "none": "brak",
        "unavailable": "dane niedostępne",
        "not_verified": "niezweryfikowany",
    },
)
