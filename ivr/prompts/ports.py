"""What nodes need of announcements: words turned into sound. Pure."""

from dataclasses import dataclass
from typing import Protocol

from ivr.speech.rendering import DEFAULT
from ivr.speech.values import Value


@dataclass(frozen=True, slots=True)
class Spoken:
    """A prompt ready to be played: the words and where the sound lies (a path without extension).

    `language` is the one in which it is said: Polish if there is nothing in the language that was asked for.
    """

    prompt: str
    text: str
    sound: str
    language: str = DEFAULT


class Voice(Protocol):
    """Turns prompts into sound."""

    async def spoken(self, prompt: str, *, language: str = DEFAULT, **values: Value) -> Spoken:
        """The prompt with its placeholders filled. Rendered ahead, or within some 50 ms.

        If it cannot be said in `language` it is said in Polish. Raises core.errors.PlaybackFailed when it
        cannot be spoken at all.
        """
        ...

    def was_not_heard(self, spoken: Spoken) -> None:
        """The sound could not be played: look at it again before it is played next time."""
        ...
