"""Why a log-in, a password or a change of an account was refused."""

from math import ceil

from core.errors import S724Error
from ivr.speech.speech_pl import plural_category

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


class AccountClosed(S724Error):
    code = "account_closed"
    message_pl = "To konto jest zamknięte. Najpierw trzeba je przywrócić."


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} {_SECONDS[plural_category(seconds)]}"
    minutes = ceil(seconds / 60)
    return f"{minutes} {_MINUTES[plural_category(minutes)]}"
