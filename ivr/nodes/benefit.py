"""Tells a verified client when the next benefit is paid, for which month, and the amount if that is wanted."""

from collections.abc import Sequence

from pydantic import Field

from core.questions.client_data import NextPaymentOf, NextPaymentWithAmountOf, Unavailable
from ivr.client_data_pl import payment_values
from ivr.graph.kind_rules import NodeSettings
from ivr.nodes.clients_own import TELLING_OUTCOMES, UNTRIED, client_of, lacks, refuse, tell
from ivr.nodes.fields import Prompt
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    tells_amount: bool = Field(
        default=False,
        title="Podawaj kwotę",
        description="Bez tego kwota nie jest nawet odczytywana z danych klienta.",
    )
    date_prompt: Prompt = Field(
        default="D08",
        title="Zapowiedź: wypłata bez kwoty",
        description="Może podać {miesiac_biernik} i {data_dopelniacz}.",
    )
    amount_prompt: Prompt = Field(
        default="D04",
        title="Zapowiedź: wypłata z kwotą",
        description="Może podać {miesiac_biernik}, {data_dopelniacz} i {kwota_mianownik}.",
    )
    none_prompt: Prompt = Field(
        default="D05", title="Zapowiedź: brak wypłaty", description="Gdy żadna wypłata nie jest zaplanowana."
    )


class BenefitKind(NodeKind[Settings]):
    name = "benefit"
    label = "Wypłata świadczenia"
    help = "Podaje zweryfikowanej osobie datę najbliższej wypłaty i, jeśli tak ustawiono, kwotę."
    group = "sprawy klienta"
    settings = Settings
    fixed_outcomes = TELLING_OUTCOMES

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
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

    def untried(self, settings: Settings) -> frozenset[str]:
        return UNTRIED

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [settings.amount_prompt if settings.tells_amount else settings.date_prompt, settings.none_prompt]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [settings.amount_prompt if settings.tells_amount else settings.date_prompt]
