"""What a security event tells: a log-in, a try of one, a change of an account."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

EventKind: TypeAlias = Literal[
    "log_in",
    "log_out",
    "session_ended",
    "password_reset",
    "password_code",  # of older versions
    "activation_begun",
    "activation_confirmed",
    "telephone_password",
    "password_set",
    "password_changed",
    "totp_on",
    "totp_off",
    "account_made",
    "account_closed",
    "account_restored",
    "given_to_directory",
    "looks",  # at clients: as many as the office allows on a day
]
DirectoryOutcome: TypeAlias = Literal["closed", "no_role", "local_account", "other_person", "not_hired"]
Outcome: TypeAlias = (
    Literal["done", "wrong", "code_wanted", "wrong_code", "delayed", "busy"]
    | Literal["ceiling", "second_person", "directory_only"]
    | DirectoryOutcome
)


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """`account` is whose account it is about, not who did it to somebody else: that stands in the audit log."""

    kind: EventKind
    outcome: Outcome
    account: str | None
    address: str | None
