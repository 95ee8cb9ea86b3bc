"""What each account asked last, and what became of it: while it goes on, in memory alone. Pure.

What is handed on (`Happened`) does not say whose it was. A question counts as asked when it stands for
`PAUSE_TIME` without another key, or as soon as something of it is opened.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from core.search.language.words import Language
from knowledge.learning.use import What

PAUSE_TIME = 4.0  # seconds without another key after which a question counts as asked
OPENING_TIME = 60.0  # seconds in which something found is opened, or it helped nobody
OTHERWISE_TIME = 120.0  # seconds in which other words count as the same question put otherwise
SHORTEST = 4  # signs; what is shorter is no question yet
_MOST = 500  # accounts of which is remembered what they asked

Outcome: TypeAlias = Literal["nothing", "found", "answered"]
"""`answered`: an office's card or a sentence that answers stands there without opening anything."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`before`: the text of which nothing was opened, asked shortly before this one."""

    what: What
    office: str
    language: Language | None
    text: str
    article: str = ""
    before: str | None = None


@dataclass(slots=True)
class _Turn:
    text: str
    language: Language | None
    office: str
    outcome: Outcome
    at: float
    is_counted: bool = False
    is_over: bool = False
    articles: set[str] = field(default_factory=set)

    def happened(self, what: What, article: str = "", before: str | None = None) -> Happened:
        return Happened(what, self.office, self.language, self.text, article, before)


@dataclass(slots=True)
class Turns:
    """Each method says what is to be counted now."""

    _last: dict[str, _Turn] = field(default_factory=dict)
    _before: dict[str, tuple[str, float]] = field(default_factory=dict)

    def asked(
        self, account: str, text: str, language: Language | None, office: str, outcome: Outcome, now: float
    ) -> list[Happened]:
        """Somebody types; `now` in seconds. The same question with other filters is no other one."""
        text = text.strip()
        last = self._last.get(account)
        if last is not None and last.text == text:
            if not last.is_counted:
                last.at = now
            last.outcome, last.language = outcome, language
            return []
        found = self._ended(account, last, now)
        if len(text) < SHORTEST or (account not in self._last and len(self._last) >= _MOST):
            self._last.pop(account, None)
        else:
            self._last[account] = _Turn(text, language, office, outcome, now)
        return found

    def opened(
        self, account: str, text: str, language: Language | None, office: str, article: str, now: float
    ) -> list[Happened]:
        """A hit was opened, or without a text what stood there before anything was typed; each counts once for
        its question. `article`: its id; empty for a hit of another kind."""
        text = text.strip()
        turn = self._last.get(account)
        if turn is None or turn.text != text or not text:
            return [Happened("opened", office, language, text, article)]
        if article in turn.articles:
            return []
        found = self._counted(turn)
        before, at = self._before.pop(account, (None, 0.0))
        is_otherwise = not turn.articles and before is not None and now - at <= OTHERWISE_TIME
        turn.articles.add(article)
        return [*found, turn.happened("opened", article, before if is_otherwise else None)]

    def due(self, now: float) -> list[Happened]:
        """What has stood long enough by now."""
        found: list[Happened] = []
        for account, turn in list(self._last.items()):
            if now - turn.at >= PAUSE_TIME:
                found += self._counted(turn)
            if now - turn.at >= OPENING_TIME:
                found += self._given_up(turn)
            if now - turn.at > OTHERWISE_TIME:
                del self._last[account]
        self._before = {who: one for who, one in self._before.items() if now - one[1] <= OTHERWISE_TIME}
        return found

    def _counted(self, turn: _Turn) -> list[Happened]:
        if turn.is_counted:
            return []
        turn.is_counted = True
        return [turn.happened("asked"), *([turn.happened("nothing_found")] if turn.outcome == "nothing" else [])]

    def _given_up(self, turn: _Turn) -> list[Happened]:
        if turn.is_over or turn.articles or turn.outcome != "found":
            return []
        turn.is_over = True
        return [turn.happened("not_opened")]

    def _ended(self, account: str, turn: _Turn | None, now: float) -> list[Happened]:
        """Something else is typed. What stood for too short a time was only on the way to a question."""
        if turn is None or (not turn.is_counted and now - turn.at < PAUSE_TIME):
            return []
        found = self._counted(turn)
        if turn.articles or turn.outcome == "answered":
            self._before.pop(account, None)
        else:
            self._before[account] = turn.text, now
        return [*found, *self._given_up(turn)]
