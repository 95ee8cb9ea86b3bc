"""How often one account may ask about persons, or of the knowledge base: enough for anybody's work, too little to
copy a register. Pure but for the clock.

A bucket for each account and kind of request, in the memory of the process: several of these processes would each
allow as much. Wrong log-ins have limits of their own, which stand in the database (`api.accounts.login_guard`).
"""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.clock import Clock
from core.errors import S724Error

LimitedRequest: TypeAlias = Literal[
    "look",
    "context",
    "search",
    "save",
    "card",
    "knowledge",
    "typing",
    "listen",
    "sound",
    "report",
    "export",
    "public",
    "portal",
    "portal_search",
    "portal_form",
    "employer",
    "system",
    "system_question",
    "page_error",
    "operation",
    "page_errors",
]


@dataclass(frozen=True, slots=True)
class Limit:
    """`at_once` requests, and one more every `every` seconds."""

    at_once: int
    every: float


LIMITS: dict[LimitedRequest, Limit] = {
    "look": Limit(at_once=60, every=2.0),  # cards and histories: a page asks for two or three at a time
    "context": Limit(at_once=60, every=1.0),  # of the own call alone: asked for anew whenever the call changes
    "search": Limit(at_once=8, every=6.0),
    "save": Limit(at_once=60, every=0.5),  # an entry is saved while it is typed
    "card": Limit(at_once=60, every=5.0),  # a card and its letter are two; nobody prints PINs for a whole county
    "listen": Limit(at_once=30, every=20.0),  # each with a reason; nobody hears three recordings a minute for long
    "sound": Limit(at_once=240, every=0.1),  # a player asks for many pieces, and for others whenever it seeks
    "typing": Limit(at_once=60, every=0.04),  # a search and suggestions for every key of a quick typist
    "report": Limit(at_once=60, every=1.0),  # each may read millions of rows: a page asks once or twice a click
    "export": Limit(at_once=20, every=10.0),  # a file takes a process for a second
    "public": Limit(at_once=240, every=0.05),  # of everybody together: months are kept in memory
    "portal": Limit(at_once=240, every=0.05),  # of one key: a portal keeps an answer for a minute
    "portal_search": Limit(
        at_once=60, every=0.2
    ),  # of one key: everybody who reads that portal, so calls go first
    "employer": Limit(at_once=20, every=2.0),  # of one key: people read what they ask for
    "system": Limit(at_once=30, every=1.0),  # of one key: one person at a time
    "system_question": Limit(at_once=10, every=20.0),  # each is a look at somebody, elsewhere
    "portal_form": Limit(at_once=30, every=2.0),  # of one key: what people write, not what programs make up
    "operation": Limit(at_once=20, every=3.0),  # a look asks every process
    "page_error": Limit(at_once=10, every=60.0),  # of one account, or of all who are not logged in
    "page_errors": Limit(at_once=100, every=6.0),  # of everybody together
    "knowledge": Limit(at_once=120, every=0.2),  # what anybody may know: beside a call page after page is opened
}


class TooManyRequests(S724Error):
    """The account has asked too often; nothing was looked at or changed. `retry_after`: seconds."""

    code = "too_many_requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Zbyt wiele zapytań. Prosimy spróbować ponownie za {retry_after} s.")
        self.retry_after = retry_after


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class AccountLimits:
    """One for the process. There are as many buckets as accounts that have asked."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, LimitedRequest], _Bucket] = {}

    def take(self, account: str, kind: LimitedRequest) -> None:
        """One more request of that account. Raises TooManyRequests."""
        limit, now = LIMITS[kind], self._clock.monotonic()
        bucket = self._buckets.setdefault((account, kind), _Bucket(limit.at_once, now))
        bucket.left = min(limit.at_once, bucket.left + max(0.0, now - bucket.at) / limit.every)
        bucket.at = now
        if bucket.left < 1:
            raise TooManyRequests(math.ceil((1 - bucket.left) * limit.every))
        bucket.left -= 1
