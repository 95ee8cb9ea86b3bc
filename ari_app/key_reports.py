"""Which of Asterisk's reports of keys are presses: on a bad line it tells of some keys twice.

A doubled digit is a wrong card number, a doubled key of a menu an answer to a question that nobody has heard.
Asterisk 22 doubles in two ways, both seen on a real one (`tests/asterisk/test_keys_on_a_bad_line.py`, 0028):

- Packets held up and delivered together: a key that ends less than 45 ms after the one before is put back and read
  once more when its turn has come, and is reported both times (main/channel.c: `AST_MIN_DTMF_GAP`,
  `queue_dtmf_readq`). Not while a file is played, when it is reported once (main/file.c: `END_DTMF_ONLY`). The
  first report counts, and the second is left out if it comes.
- Only the packets of a key held up or lost while sound comes: after `dtmftimeout` (rtp.conf) Asterisk takes the
  key for released, and the rest of it for another press (res/res_rtp_asterisk.c: `process_dtmf_rfc2833`).
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

MIN_GAP = 0.045  # seconds: AST_MIN_DTMF_GAP
MIN_HELD = 0.08  # seconds: `mindtmfduration` of asterisk.conf
TIMEOUT = 0.15  # seconds: `dtmftimeout` of asterisk-conf/rtp.conf
PACKET = 0.02  # seconds of sound in one; Asterisk notices the end of a time with the next
ROUNDING = 0.002  # seconds; moments are told in whole milliseconds
BEGINNING = 0.05  # seconds within which Asterisk plays what it was told to play
LATENESS = 0.08  # seconds by which it reads again later than it should, where it may not have put back
LONG_LATENESS = 0.5  # the same, where it surely has


@dataclass(frozen=True, slots=True)
class _Report:
    key: str = field(repr=False)  # perhaps one of a PIN
    held: float
    """For how long the key was pressed, by the telephone's own clock; seconds."""
    at: float
    """When Asterisk learnt that it was released; seconds."""

    @property
    def pressed_at(self) -> float:
        return self.at - self.held


class KeyReports:
    """The reports about one channel, in the order in which they come."""

    def __init__(self) -> None:
        self._last = _Report("", 0.0, 0.0)
        self._put_back: deque[tuple[_Report, float]] = deque()  # each with the moment until which it is read again
        # Asterisk reads again what it puts back, between these moments; until the middle one it may put back.
        self._earliest = self._busy = self._latest = 0.0

    def is_press(self, key: str, held_ms: int, timestamp: str, *, file_since: float | None) -> bool:
        """Whether this report tells of a press that no earlier one told of. Never raises.

        `timestamp`: Asterisk's own, to the millisecond: when reports arrive here says nothing under load.
        `file_since`: when Asterisk was told to play the file that has not ended, in seconds of the same clock.
        """
        try:
            at = datetime.fromisoformat(timestamp).timestamp()
        except ValueError:
            return True  # a key too many is corrected by the caller, one too few as well, but not by a silent line
        report, last = _Report(key, held_ms / 1000, at), self._last
        self._last = report
        in_file = file_since is not None and at >= file_since + BEGINNING
        while self._put_back and self._put_back[0][1] < at:
            self._put_back.popleft()
        if self._is_read_again(report):
            self._takes(at, 0.0 if in_file else max(report.held, MIN_HELD))
            return False
        if not in_file and self._is_put_back(report, last):
            is_sure = file_since is None and (at < self._earliest or bool(self._put_back))
            self._put_back.append((report, self._latest + (LONG_LATENESS if is_sure else LATENESS)))
            self._latest += max(report.held, MIN_HELD) + MIN_GAP + PACKET
        else:
            self._takes(at, 0.0, 0.0 if in_file else MIN_HELD)
        return not _is_the_rest(report, last)

    def _takes(self, at: float, stretched: float, perhaps: float = 0.0) -> None:
        """Asterisk takes a key, and no other one for a while: `stretched` seconds, `perhaps` some more."""
        self._earliest = at + stretched + MIN_GAP
        self._busy = self._earliest + (perhaps + PACKET if perhaps else 0.0)
        self._latest = self._earliest + perhaps + PACKET

    def _is_put_back(self, report: _Report, last: _Report) -> bool:
        if self._put_back or report.at < self._earliest:
            return True
        # Pressed sooner after the last one than a hand can, so they came together. If all of the last one came
        # at once, too, Asterisk stretches it to `MIN_HELD`.
        came_together = report.pressed_at < last.at + MIN_GAP - ROUNDING
        return came_together and report.at < self._busy

    def _is_read_again(self, report: _Report) -> bool:
        if report.at < self._earliest - ROUNDING or not self._put_back:
            return False
        first, _ = self._put_back[0]
        if (first.key, first.held) != (report.key, report.held):
            return False
        self._put_back.popleft()
        return True


def _is_the_rest(report: _Report, last: _Report) -> bool:
    """Of one key: it was longer by at least the time-out, and had begun no later than the part before."""
    return (
        report.key == last.key
        and report.held >= last.held + TIMEOUT
        and report.pressed_at < last.pressed_at + 2 * PACKET
    )
