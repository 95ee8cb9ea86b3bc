"""Errors by what the one who catches them can do. Pure."""

from collections.abc import Sequence
from typing import Literal


class S724Error(Exception):
    """Base of our errors. `message_pl` is for people, `code` for programs."""

    code = "error"
    message_pl = "Wystąpił błąd."

    def __init__(self, message_pl: str | None = None) -> None:
        super().__init__(message_pl or self.message_pl)
        self.message_pl = message_pl or self.message_pl


class ChannelGone(S724Error):
    """The channel hung up before the command reached it. The call is over; there is nothing to do."""

    code = "channel_gone"
    message_pl = "Połączenie zostało zakończone."


class TelephonyFailed(S724Error):
    """Asterisk refused or did not answer. This call cannot go on; others can."""

    code = "telephony_failed"
    message_pl = "Centrala nie wykonała polecenia."


class PlaybackFailed(TelephonyFailed):
    """An announcement could not be played. The caller heard nothing of it; the call may go on."""

    code = "playback_failed"
    message_pl = "Nie udało się odtworzyć komunikatu."


class NotAnswered(S724Error):
    """A consultant's phone was rung and nobody took the call; `outcome` says why."""

    code = "not_answered"
    message_pl = "Konsultant nie odebrał połączenia."

    def __init__(
        self,
        outcome: Literal["no_answer", "declined", "busy", "unreachable", "withdrawn", "interrupted", "failed"],
    ) -> None:
        super().__init__()
        self.outcome = outcome


class CeilingReached(S724Error):
    """A call has reached one of the ceilings of `ivr.identity.ceilings`: the caller is told so and hung up.

    `end_reason` is what the record of the call says."""

    code = "ceiling_reached"

    def __init__(self, end_reason: Literal["time_limit", "too_many_calls"]) -> None:
        super().__init__("Połączenie zostało zakończone, bo osiągnęło granicę.")
        self.end_reason = end_reason


class DataUnavailable(S724Error):
    """The database did not answer in time. Offer what is possible without it (announcement H04)."""

    code = "data_unavailable"
    message_pl = "Dane są chwilowo niedostępne. Prosimy spróbować ponownie za chwilę."


class ScenarioRefused(S724Error):
    """A scenario that may not be used; `problems` names each faulty node in Polish."""

    code = "scenario_refused"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Scenariusz zawiera błędy: " + " ".join(problems))
        self.problems = problems


class SettingsRefused(S724Error):
    """Settings that may not be saved; `problems` are Polish sentences. Nothing was changed."""

    code = "settings_refused"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("Ustawień nie zapisano. " + " ".join(problems))
        self.problems = list(problems)


class TransitionRefused(S724Error):
    """A consultant cannot do this in the present state; nothing was changed."""

    code = "transition_refused"


class NotFound(S724Error):
    code = "not_found"
    message_pl = "Nie znaleziono."


class StaleVersion(S724Error):
    """What was to be changed has been changed since it was read: nothing was saved. `version` is what stands."""

    code = "stale_version"
    message_pl = "Dane zmieniły się w międzyczasie. Prosimy je wczytać ponownie."

    def __init__(self, version: int) -> None:
        super().__init__()
        self.version = version


class NameTaken(S724Error):
    """Names of accounts are not given twice, not even those of closed ones: the history names them."""

    code = "name_taken"
    message_pl = "Konto o tej nazwie już istnieje albo istniało. Prosimy wybrać inną nazwę."


class NotAllowed(S724Error):
    code = "not_allowed"
    message_pl = "Brak uprawnień do tej czynności."


class CentreUnavailable(S724Error):
    """The process that owns the live calls did not answer a command in time; nothing may be assumed."""

    code = "centre_unavailable"
    message_pl = "Centrum połączeń chwilowo nie odpowiada. Prosimy spróbować ponownie."
