"""What can be found: an article in one language, a place, an offer. Pure."""

from dataclasses import dataclass
from datetime import date

from core.search.language.words import Language

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Document:
    """`kind` is one of its corpus. `office` is whose it is, `scope` for whose clients alone it is: None for those
    of the province.

    `version`: of the article that it is of. `until`: the last day of a training or fair; articles say that
    themselves.
    """

    kind: str
    id: str
    language: Language
    title: str
    questions: tuple[str, ...] = ()
    short: str = ""
    body: str = ""
    office: str | None = None
    scope: str | None = None
    audiences: tuple[str, ...] = (EVERYBODY,)
    version: str = ""
    until: date | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}:{self.language}"
