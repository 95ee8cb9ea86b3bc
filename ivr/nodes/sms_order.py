"""Orders a text message with what the caller has just heard. It is stored; sending is another part's work.

Where nothing sends text messages nothing is ordered.

Only to the number from which the caller rings, or to the client's registered one, and only to a mobile number: a
scenario can send nobody else anything.
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from core.messages.sms import NOT_TO_ORDER, templates
from ivr.expressions.evaluation import Expression, read_expression
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import titles
from ivr.nodes.kind import NodeKind
from ivr.nodes.names import KnownName
from ivr.outside.phone_number import mobile
from ivr.outside.sms_ordering import MOST_IN_CALL, message, order
from ivr.visit import Visit

NUMBERS = {"caller": "numer, z którego dzwoni rozmówca", "client": "numer zapisany w urzędzie"}
_OFFERED = {template.id: template.text for template in templates().values() if template.id not in NOT_TO_ORDER}
TemplateId = Annotated[str, Field(json_schema_extra={"enum": [*_OFFERED]}), titles(_OFFERED)]


class Settings(NodeSettings):
    template: TemplateId = Field(title="Szablon wiadomości", description="Treść wiadomości zależy od szablonu.")
    to: Annotated[Literal["caller", "client"], titles(NUMBERS)] = Field(
        default="caller",
        title="Na jaki numer",
        description="Wiadomość dostaje tylko numer komórkowy.",
    )
    values: dict[str, KnownName] = Field(
        default_factory=dict,
        title="Wartości",
        description="miejsce w szablonie → nazwa zmiennej rozmowy; urzad jest znany sam.",
    )
    most_segments: int = Field(
        default=2, ge=1, le=4, title="Najwięcej części", description="Dłuższa wiadomość nie jest zamawiana."
    )
    most_in_call: int = Field(
        default=MOST_IN_CALL,
        ge=1,
        le=10,
        title="Najwięcej wiadomości w rozmowie",
        description="Dalsze nie są zamawiane.",
    )

    @field_validator("template")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in templates() or value in NOT_TO_ORDER:
            raise ValueError(f"nie ma szablonu SMS „{value}”")
        return value

    @model_validator(mode="after")
    def _has_these_places(self) -> "Settings":
        for name in self.values:
            if name not in templates()[self.template].placeholders:
                raise ValueError(f"szablon „{self.template}” nie ma miejsca „{name}”")
        return self

    def sources(self) -> dict[str, str]:
        """For each place of the template the name of what stands there."""
        return {name: self.values.get(name, name) for name in templates()[self.template].placeholders}


class SmsOrderKind(NodeKind[Settings]):
    name = "sms_order"
    label = "Zamówienie SMS-a"
    help = "Zamawia SMS według szablonu na numer rozmówcy albo klienta. Osoba dzwoniąca niczego nie słyszy."
    group = "wiadomości"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("ordered", "zamówiono"),
        NodeOutcome("no_number", "nie ma numeru komórkowego"),
        NodeOutcome("refused", "nie można zamówić"),
        NodeOutcome("not_available", "nie ma czym wysłać SMS-a"),
    )
    newer_outcomes: ClassVar = {"not_available": "refused"}

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        if not visit.tools.sends_sms:
            return "not_available"
        known = _known(visit)
        values = {name: known[source] for name, source in settings.sources().items() if source in known}
        wanted = message(
            visit.call,
            settings.template,
            values,
            most_segments=settings.most_segments,
            most_in_call=settings.most_in_call,
        )
        if wanted is None:
            return "refused"
        number = await _number(visit, settings.to)
        if number is None:
            return "no_number"
        order(visit.call, wanted, number)
        return "ordered"

    def untried(self, settings: Settings) -> frozenset[str]:
        return frozenset({"refused"} | ({"no_number"} if settings.to != "caller" else set()))

    def expressions(self, settings: Settings) -> Sequence[Expression]:
        return [read_expression(name) for name in settings.sources().values()]


def _known(visit: Visit) -> dict[str, str]:
    """What a message may tell: variables of the call, but no secrets, and the office."""
    office = visit.tools.offices.get(visit.call.context.office or visit.tools.offices.province().code)
    return {**visit.call.context.variables, "urzad": office.name}


async def _number(visit: Visit, to: str) -> str | None:
    """A mobile number of nine digits; None if there is none, or if the data cannot be reached."""
    if to == "caller":
        return mobile(visit.call.caller.caller_number)
    client_id = visit.call.context.client_id
    return None if client_id is None else mobile(await visit.tools.contacts.sms_number(client_id) or "")
