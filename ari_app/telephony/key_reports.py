"""Which of Asterisk's reports of keys are presses: it tells of some keys twice.

A doubled digit is a wrong card number, a doubled key of a menu an answer to a question that nobody has heard.
Asterisk 22 doubles in two ways, both seen on a real one (`tests/asterisk/calls/test_doubled_keys.py`, decision
0031):

- Of a key of which it has taken no beginning it plays one itself, for as long as the key was held. It takes no
  beginning while a file is played, less than 45 ms after the key before, and while it plays another one. What ends
  in this time is put back and read once more when the time is over, and is reported both times (main/channel.c:
  `__ast_read`, `AST_MIN_DTMF_GAP`, `queue_dtmf_readq`). A press during which an announcement ends begins that, and
  so do packets that were held up and come together. Nothing else is read before what was put back, so that the
  second report is always the next one. It is left out.
- Only the packets of a key held up or lost while sound comes: after `dtmftimeout` (rtp.conf) Asterisk takes the
  key for released, and the rest of it for another press (res/res_rtp_asterisk.c: `process_dtmf_rfc2833`).
"""

from dataclasses import dataclass, field
from datetime import datetime

from ari_app.telephony.played_files import PlayedFiles

MIN_GAP = 0.045  # seconds: AST_MIN_DTMF_GAP
MIN_HELD = 0.08  # seconds: `mindtmfduration` of asterisk.conf
TIMEOUT = 0.15  # seconds: `dtmftimeout` of asterisk-conf/rtp.conf
PACKET = 0.02  # seconds of sound in one; Asterisk notices the end of a time with the next
ROUNDING = 0.002  # seconds; moments are told in whole milliseconds
LATENESS = 0.08  # seconds by which Asterisk does something later than it should, if it is not sure to do it
LONG_LATENESS = 0.5  # the same of what it surely does


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

    @property
    def played_time(self) -> float:
        """For how long Asterisk plays this key if it has taken no beginning of it."""
        return max(self.held, MIN_HELD)

    def is_together_with(self, earlier: "_Report") -> bool:
        """Pressed as the earlier one was released; or the packets of both came together."""
        return self.pressed_at < earlier.at + MIN_GAP - ROUNDING


@dataclass(frozen=True, slots=True)
class _Busy:
    """Until when Asterisk plays a key that it has taken; moments in seconds."""

    surely_until: float = 0.0
    perhaps_until: float = 0.0
    is_by_stall: bool = False
    """Perhaps, but only if packets were held up and came together."""

    def longest(self, report: _Report, last: _Report) -> float:
        needs_stall = self.is_by_stall and not report.is_together_with(last)
        return self.surely_until if needs_stall else self.perhaps_until


@dataclass(frozen=True, slots=True)
class _PutBack:
    """A key that Asterisk has put back, perhaps: if so, it is read again between these moments."""

    report: _Report
    earliest: float
    latest: float
    otherwise: _Busy

    def is_read_again_as(self, report: _Report) -> bool:
        is_same = (report.key, report.held) == (self.report.key, self.report.held)
        return is_same and self.earliest - ROUNDING <= report.at < self.latest


class KeyReports:
    """The reports about one channel, in the order in which they come."""

    def __init__(self, files: PlayedFiles) -> None:
        """`files`: of the channel."""
        self._files = files
        self._last = _Report("", 0.0, 0.0)
        self._part: _Report | None = None  # the last press, if Asterisk learnt of its end in time
        self._busy = _Busy()
        self._put_back: _PutBack | None = None  # the last one, perhaps
        self._read_again_at = 0.0

    def is_press(self, key: str, held_ms: int, timestamp: str) -> bool:
        """Whether this report tells of a press that no earlier one told of. Never raises.

        `timestamp`: Asterisk's own, to the millisecond: when reports arrive here says nothing under load.
        """
        at = asterisks_seconds(timestamp)
        if at is None:
            return True  # a key too many is corrected by the caller, one too few as well, but not by a silent line
        report, last = _Report(key, held_ms / 1000, at), self._last
        self._last = report
        is_in_file = self._files.is_played(at)
        put_back, self._put_back = self._put_back, None
        if put_back is not None:
            if put_back.is_read_again_as(report):
                played_until = at if is_in_file else at + report.played_time
                self._busy = _Busy(played_until, played_until + PACKET)
                self._read_again_at, self._part = at, None
                return False
            self._busy = put_back.otherwise
        taken = self._when_taken(report, last, is_in_file=is_in_file)
        self._put_back = self._when_put_back(report, last, taken, is_in_file=is_in_file)
        if self._put_back is None:
            self._busy = taken
        part, self._part = self._part, report if at > self._read_again_at + PACKET else None
        return part is None or not _is_the_rest(report, part)

    def _when_taken(self, report: _Report, last: _Report, *, is_in_file: bool) -> _Busy:
        if is_in_file:
            return _Busy(report.at, report.at)
        has_no_beginning = (
            report.is_together_with(last)
            or report.pressed_at < self._files.ended_at + PACKET
            or report.pressed_at < self._busy.longest(report, last) + MIN_GAP
        )
        longest = report.played_time if has_no_beginning else MIN_HELD
        return _Busy(report.at, report.at + longest + PACKET, is_by_stall=not has_no_beginning)

    def _when_put_back(self, report: _Report, last: _Report, taken: _Busy, *, is_in_file: bool) -> _PutBack | None:
        """None: it is not."""
        busy, at = self._busy, report.at
        sure, over = busy.surely_until + MIN_GAP, busy.perhaps_until + MIN_GAP
        if at < sure - ROUNDING and not is_in_file:
            return _PutBack(report, sure, over + LONG_LATENESS, taken)
        gap = 0.0 if is_in_file else MIN_GAP
        lateness = LATENESS if busy.perhaps_until > busy.surely_until else 0.0
        if at < busy.longest(report, last) + gap + lateness - ROUNDING:
            earliest = sure if report.is_together_with(last) else over - PACKET
            return _PutBack(report, max(at, earliest), max(over + PACKET, at + report.held) + PACKET, taken)
        if at < last.at + last.played_time + PACKET + MIN_GAP + LATENESS and not is_in_file:
            # It should not be, but packets come late. Two presses of one key do not overlap, though.
            return _PutBack(report, at, at + report.held, taken)
        return None


def _is_the_rest(report: _Report, part: _Report) -> bool:
    """Of one key: it was longer by at least the time-out, and had begun no later than the part before.

    Much earlier, where Asterisk learnt of the end of that part late.
    """
    return (
        report.key == part.key
        and report.held >= part.held + TIMEOUT
        and report.pressed_at < part.pressed_at + 2 * PACKET
    )


def asterisks_seconds(timestamp: str) -> float | None:
    """A moment as Asterisk writes it, as seconds; None for something else."""
    try:
        return datetime.fromisoformat(timestamp).timestamp()
    except ValueError:
        return None
