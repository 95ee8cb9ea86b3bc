"""Asks an outside service over HTTP and keeps parts of its answer as variables of the call.

Only services that the installation lists are reached; what is asked and what comes back is bounded and checked.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from core.facts.kinds.scenarios import WebServiceCalled
from ivr.dialogue import say
from ivr.expressions.evaluation import Expression, read_expression
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Prompt, titles
from ivr.nodes.kind import NodeKind
from ivr.nodes.names import KnownName, VariableName
from ivr.outside.web_rules import WebRequest, is_answer_path, service_of, value_at
from ivr.visit import Visit

Parameter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


PRIVACY = {"plain": "zwykłe dane", "personal": "dane osobowe"}


class Settings(NodeSettings):
    url: str = Field(
        max_length=500,
        title="Adres usługi",
        description="Na przykład https://dane.example.org/kolejki; serwer musi być na liście instalacji.",
    )
    method: Literal["GET", "POST"] = Field(
        default="GET", title="Metoda", description="GET: dane w adresie; POST: dane w treści, jako JSON."
    )
    send: dict[Parameter, KnownName] = Field(
        default_factory=dict,
        max_length=20,
        title="Co wysłać",
        description="parametr usługi → zmienna rozmowy; „urzad” to kod urzędu. Tajne cyfry nie są wysyłane.",
    )
    take: dict[VariableName, str] = Field(
        default_factory=dict,
        max_length=20,
        title="Co zapamiętać",
        description="zmienna rozmowy → miejsce w odpowiedzi JSON, na przykład wizyta.0.termin.",
    )
    privacy: Annotated[Literal["plain", "personal"], titles(PRIVACY)] = Field(
        default="personal",
        title="Poufność odpowiedzi",
        description="Odpowiedź na dane osobowe też nimi jest.",
    )
    prompts: list[Prompt] = Field(
        default_factory=list, title="Zapowiedzi", description="Słychać je, zanim usługa zostanie zapytana."
    )
    time_limit: float = Field(
        default=4.0, ge=0.5, le=15, title="Najdłuższe oczekiwanie (s)", description="Na wszystkie próby razem."
    )
    retries: int = Field(
        default=1, ge=0, le=3, title="Ponowne próby", description="Po błędzie usługi, w podanym czasie."
    )

    @field_validator("url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if service_of(value) is None:
            raise ValueError("to nie jest adres usługi, taki jak https://dane.example.org/kolejki")
        return value

    @field_validator("take")
    @classmethod
    def _are_places(cls, value: dict[str, str]) -> dict[str, str]:
        for path in value.values():
            if not is_answer_path(path):
                raise ValueError(f"„{path}” nie jest miejscem w odpowiedzi, takim jak wizyta.0.termin")
        return value


class WebServiceKind(NodeKind[Settings]):
    name = "web_service"
    label = "Usługa zewnętrzna"
    help = "Pyta inny system i zapamiętuje części odpowiedzi w zmiennych. Tylko z listy instalacji."
    group = "logika"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("done", "jest odpowiedź"),
        NodeOutcome("failed", "błąd albo brak danych"),
        NodeOutcome("timeout", "odpowiedź nie przyszła na czas"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """Either all parts of the answer are kept, or none."""
        call, context = visit.call, visit.call.context
        if settings.prompts:
            lines = [(prompt, visit.values()) for prompt in settings.prompts]
            await say(call, visit.voice, lines, until_key=False)
        known = {**context.variables, "urzad": context.office or ""}
        sent = {name: known.get(variable, "") for name, variable in settings.send.items()}
        is_get = settings.method == "GET"
        began = call.clock.monotonic()
        answered = await visit.tools.web_services.ask(
            WebRequest(
                method=settings.method,
                url=settings.url,
                query=sent if is_get else {},
                body=None if is_get else sent,
                time_limit=settings.time_limit,
                tries=settings.retries + 1,
            )
        )
        outcome: Literal["done", "failed", "timeout"] = answered.fault or "done"
        taken = {name: value_at(answered.document, path) for name, path in settings.take.items()}
        found = {name: value for name, value in taken.items() if value is not None}
        if outcome == "done" and len(found) < len(taken):
            outcome = "failed"
        if outcome == "done":
            is_personal = settings.privacy == "personal" or not context.personal.isdisjoint(settings.send.values())
            for name, value in found.items():
                visit.remember(name, value, is_personal=is_personal)
        service = service_of(settings.url)
        call.record(
            WebServiceCalled(
                node=node,
                host="" if service is None else service.host,
                outcome=outcome,
                took_time=round(call.clock.monotonic() - began, 3),
            )
        )
        return outcome

    def untried(self, settings: Settings) -> frozenset[str]:
        """No service is reached from a simulated call."""
        return frozenset({"done", "timeout"})

    def prompts(self, settings: Settings) -> Sequence[str]:
        return settings.prompts

    def sets(self, settings: Settings) -> frozenset[str]:
        return frozenset(settings.take)

    def expressions(self, settings: Settings) -> Sequence[Expression]:
        return [read_expression(name) for name in settings.send.values()]

    def addresses(self, settings: Settings) -> Sequence[str]:
        return [settings.url]
