"""When a file was played to a channel: Asterisk tells of keys otherwise then (`ari_app.telephony.key_reports`).

It plays what it was told to play one after the other, and tells of the ends: not of the beginnings, which would
be one event more for each file, and nothing of one that was stopped before its turn came.
"""

from dataclasses import dataclass

BEGINNING = 0.05  # seconds within which Asterisk plays what it was told to play
ENDING = 0.08  # seconds within which it has stopped what it was told to stop


@dataclass(slots=True)
class _File:
    told_at: float
    stopped_at: float | None = None


class PlayedFiles:
    """Of one channel. Moments are seconds of Asterisk's clock."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}  # of whose end nothing is known, in the order of playing
        self.ended_at = 0.0
        """The end of the last one of which it is known."""

    def begins(self, file: str, at: float) -> None:
        """Asterisk is told to play it after the others."""
        self._files.pop(file, None)  # a name that comes again
        self._files[file] = _File(at)

    def is_stopped(self, file: str, at: float) -> None:
        """Asterisk is told to stop it; nothing, if its end is known."""
        if (known := self._files.get(file)) is not None:
            known.stopped_at = at

    def is_over(self, file: str, at: float | None) -> None:
        """It has come to its end at that moment; None: it was never played."""
        if at is None:
            self._files.pop(file, None)
            return
        self.ended_at = at
        if file in self._files:  # what came before it is over as well, told or not
            while next(iter(self._files)) != file:
                self._files.pop(next(iter(self._files)))
            del self._files[file]
        for name in [name for name, each in self._files.items() if each.stopped_at is not None]:
            del self._files[name]  # stopped before its turn; or for a moment, of which its end will tell
        following = next(iter(self._files.values()), None)
        if following is not None and following.told_at <= at:
            following.told_at = min(following.told_at, at - BEGINNING)  # it followed at once

    @property
    def is_any_to_come(self) -> bool:
        """Whether one is played, or will be, that Asterisk was not told to stop."""
        return any(each.stopped_at is None for each in self._files.values())

    def is_played(self, at: float) -> bool:
        """Whether one was, at that moment after the last known end, with which the next one began."""
        if not self._files or at < next(iter(self._files.values())).told_at + BEGINNING:
            return False
        stops = [each.stopped_at for each in self._files.values()]
        return any(stop is None or at < stop + ENDING for stop in stops)
