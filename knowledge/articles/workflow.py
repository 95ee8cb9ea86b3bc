"""What may be done with a version of an article, and by whom. Pure."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from core.errors import S724Error
from knowledge.articles.article import Version, VersionState
from knowledge.articles.content import Fault

Step: TypeAlias = Literal["save", "discard", "submit", "send_back", "publish", "withdraw"]

_FOLLOWS: dict[Step, dict[VersionState, VersionState]] = {
    "save": {"draft": "draft"},
    "submit": {"draft": "review"},
    "send_back": {"review": "draft"},
    "publish": {"review": "published"},
    "withdraw": {"published": "withdrawn"},
}
_REFUSED: dict[Step, str] = {
    "save": "Ten artykuł nie ma szkicu, który można zmienić: czeka na sprawdzenie. Najpierw trzeba go zwrócić.",
    "discard": "Ten artykuł nie ma szkicu.",
    "submit": "Ten artykuł nie ma szkicu, który można przekazać do sprawdzenia.",
    "send_back": "Ten artykuł nie czeka na sprawdzenie.",
    "publish": "Ten artykuł nie czeka na sprawdzenie.",
    "withdraw": "Ten artykuł nie jest opublikowany.",
}


class ArticleStepRefused(S724Error):
    """The version is not in a state for this; nothing was changed."""

    code = "article_step_refused"


class OwnArticle(S724Error):
    """Who wrote anything of a version does not publish it; nothing was changed."""

    code = "four_eyes_needed"
    message_pl = "Artykuł publikuje osoba, która niczego w nim nie napisała."


class ArticleRefused(S724Error):
    """What it says may not be published; `fields` has Polish sentences. Nothing was changed."""

    code = "settings_refused"
    message_pl = "Artykuł zawiera błędy. Nie został zapisany w tym stanie."

    def __init__(self, fields: Sequence[Fault]) -> None:
        super().__init__()
        self.fields = list(fields)


def after(step: Step, version: Version | None) -> VersionState:
    """The state that a step leads to. Raises ArticleStepRefused; `version`: the one that it is about, if any."""
    found = None if version is None else _FOLLOWS.get(step, {}).get(version.state)
    if found is None:
        raise ArticleStepRefused(_REFUSED[step])
    return found


def check_discard(version: Version | None) -> None:
    """Only what is being written is given up: what waits to be checked is sent back first."""
    if version is None or version.state != "draft":
        raise ArticleStepRefused(_REFUSED["discard"])


def check_publisher(version: Version, account: str) -> None:
    """Raises OwnArticle."""
    if account in version.writers:
        raise OwnArticle
