"""What can be found: an article in one language, a place, a training, a fair. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

from core.search.language.words import Language

Kind: TypeAlias = Literal["article", "place", "training", "fair"]
KINDS: tuple[Kind, ...] = get_args(Kind)
EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Document:
    """`office` is whose it is, `scope` for whose clients alone it is: None for those of the province.

    `version`: of the article that it is of. `until`: the last day of a training or fair; articles say that
    themselves.
    """

    kind: Kind
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
