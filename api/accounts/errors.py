"""Why a log-in, a password or a change of an account was refused."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from api.accounts.security_event import DirectoryOutcome
from core.errors import S724Error
from ivr.speech.polish.speech_pl import plural_category

_SECONDS = {"one": "sekundę", "few": "sekundy", "many": "sekund"}
_MINUTES = {"one": "minutę", "few": "minuty", "many": "minut"}


class LoginRefused(S724Error):
    """The same answer for an unknown account, a wrong password, a wrong second factor and a closed account."""

    code = "login_refused"
    message_pl = "Nieprawidłowa nazwa użytkownika lub hasło."


class TotpRequired(S724Error):
    """The password was right, and the account asks for the code of the telephone as well."""

    code = "totp_required"
    message_pl = "Prosimy podać także kod z aplikacji w telefonie."


class TooManyAttempts(S724Error):
    """Tries are delayed after wrong ones. The password was not looked at; `retry_after` in whole seconds."""

    code = "too_many_attempts"

    def __init__(self, wait_time: float) -> None:
        self.retry_after = max(1, ceil(wait_time))
        super().__init__(
            f"Zbyt wiele nieudanych prób. Prosimy spróbować ponownie za {_in_words(self.retry_after)}."
        )


class LoginBusy(S724Error):
    """More passwords are to be checked than the machine spares time for. None was looked at."""

    code = "login_busy"
    message_pl = "Zbyt wiele osób loguje się w tej chwili. Prosimy spróbować ponownie za chwilę."
    retry_after = 1


class CodeRefused(S724Error):
    """The same answer for an unknown account and for a one-time code that is wrong, used or over."""

    code = "code_refused"
    message_pl = "Nieprawidłowa nazwa użytkownika lub kod, albo kod stracił ważność."


class PasswordRefused(S724Error):
    """A new password that would be guessed first."""

    code = "password_refused"


class WrongPassword(S724Error):
    """Somebody who is logged in did not prove who sits there."""

    code = "wrong_password"
    message_pl = "Nieprawidłowe hasło albo kod z telefonu."


class TotpRefused(S724Error):
    """The second factor cannot be changed in this way now."""

    code = "totp_refused"


class WrongTotp(S724Error):
    """Nothing was switched on."""

    code = "wrong_totp"
    message_pl = "Nieprawidłowy kod. Prosimy sprawdzić, czy telefon i komputer pokazują tę samą godzinę."


class AccountRefused(S724Error):
    """An account that may not be so. Nothing was changed."""

    code = "account_refused"


class OwnAccount(S724Error):
    """What nobody may do to the own account."""

    code = "own_account"
    message_pl = "Nie można zamknąć własnego konta, odebrać sobie roli ani unieważnić własnego hasła."


class LastAdministrator(S724Error):
    """Without an administrator nobody could make one."""

    code = "last_administrator"
    message_pl = "To ostatni administrator, który może się zalogować. Najpierw trzeba wyznaczyć drugiego."


class ActivationOver(S724Error):
    """This browser may set no password: nobody confirmed its number, or too long ago, or it was void."""

    code = "activation_over"
    message_pl = "Numer nie został potwierdzony albo stracił ważność. Prosimy zacząć aktywację od początku."


class WrongNumber(S724Error):
    """No browser that waits for this account shows that number. It counts as a wrong one."""

    code = "wrong_number"
    message_pl = (
        "Nieprawidłowy numer albo stracił ważność. Po pięciu błędnych trzeba zacząć aktywację od początku."
    )


class NotToActivate(S724Error):
    """An account whose owner needs no first password."""

    code = "not_to_activate"


class GivesMore(S724Error):
    """The account would get more rights than it has: another person is to confirm what it would be, of `office`
    (None: of the province). Nothing was changed."""

    code = "second_person_needed"
    message_pl = "Szersze uprawnienia konta potwierdza druga osoba."

    def __init__(self, office: str | None, would_be: Mapping[str, Any]) -> None:
        super().__init__()
        self.office = office
        self.would_be = would_be


class AccountClosed(S724Error):
    code = "account_closed"
    message_pl = "To konto jest zamknięte. Najpierw trzeba je przywrócić."


class DirectoryAway(S724Error):
    """The office's directory did not answer in time, or with something else. Local log-ins go on."""

    code = "directory_away"
    message_pl = "Katalog urzędu chwilowo nie odpowiada. Prosimy spróbować ponownie za chwilę."


class DirectoryLogInFailed(S724Error):
    """What came back from the directory does not prove who it is: another browser's, too old, or forged."""

    code = "directory_login_failed"
    message_pl = "Logowanie nie powiodło się albo trwało zbyt długo. Prosimy zalogować się ponownie."


class DirectoryRefused(S724Error):
    """The directory knows the person, and here there is nothing for them. `outcome` says why."""

    code = "directory_refused"

    def __init__(self, outcome: DirectoryOutcome, message_pl: str | None = None) -> None:
        super().__init__(message_pl or _REFUSED[outcome])
        self.outcome = outcome


_REFUSED: dict[DirectoryOutcome, str] = {
    "closed": "To konto jest zamknięte. Przywrócić może je administrator Systemu 7/24.",
    "no_role": "Żadna z Państwa grup w katalogu urzędu nie daje dostępu do Systemu 7/24.",
    "local_account": "Konto o tej nazwie loguje się własnym hasłem. Z katalogiem połączyć może je administrator.",
    "other_person": "Konto o tej nazwie należy do innej osoby. Prosimy zwrócić się do administratora.",
    "not_hired": "Konsultanta trzeba najpierw przyjąć w Systemie 7/24, a przed zmianą roli zwolnić.",
}


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} {_SECONDS[plural_category(seconds)]}"
    minutes = ceil(seconds / 60)
    return f"{minutes} {_MINUTES[plural_category(minutes)]}"
