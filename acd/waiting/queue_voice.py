"""What a queue says, in the language of the call; the words are the line's, which is another feature. Pure."""

from collections.abc import Sequence
from typing import Protocol


class QueueVoice(Protocol):
    """What is said to those who wait: sounds to play, in order. Raises PlaybackFailed if speech fails."""

    async def all_busy(self, language: str) -> Sequence[str]: ...

    async def place(self, place: int, language: str) -> Sequence[str]: ...

    async def expected(self, low_minutes: int, high_minutes: int, language: str) -> Sequence[str]: ...

    async def elsewhere(self, language: str, *, is_home_there: bool, is_known: bool) -> Sequence[str]:
        """Another office's consultant will answer. `is_home_there`: somebody of the own office is there to wait
        for instead; `is_known`: the caller's data will be seen."""
        ...

    async def waits_for_home(self, language: str) -> Sequence[str]: ...

    async def callback_offer(self, language: str) -> Sequence[str]: ...

    async def full(self, language: str, *, may_order: bool = True) -> Sequence[str]: ...

    async def caller_announcement(
        self,
        office: str,
        topic: str | None,
        verification_level: int,
        *,
        is_callback: bool = False,
        language: str = "pl",
    ) -> Sequence[str]:
        """To the consultant, in Polish; `language` is the caller's."""
        ...
