"""Logging in: what is sent, and the answers."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.accounts.credentials.passwords import LEAST_LENGTH, MOST_LENGTH
from api.request_user import User
from api.schemas.copying import copied
from api.schemas.words import Name
from core.rights import Reach, Right, Role

Password = Annotated[str, Field(min_length=1, max_length=MOST_LENGTH, examples=["mrkv-7h2p-wxqd"])]
NewPassword = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MOST_LENGTH,
        description=f"At least {LEAST_LENGTH} characters, none of the common ones, not the account's name",
        examples=["zielona herbata o siódmej"],
    ),
]
RightReach = Literal["own", "office", "province"]

OneTimeCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=30),
    Field(description="Capitals and dashes do not matter", examples=["mrkv-7h2p-wxqd"]),
]
TotpCode = Annotated[
    str,
    Field(
        pattern="^[0-9]{6}$",
        description="Of the application in the telephone; each counts once",
        examples=["492039"],
    ),
]


class Credentials(BaseModel):
    """Name and password, and the code of the telephone where one is switched on."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(pattern=Name, examples=["k20060-1"])
    password: Password
    totp: TotpCode | None = None
    kind: Literal["program", "page"] = Field(
        default="program", description="`page`: the session is in a cookie, and not in the answer"
    )


class Me(BaseModel):
    """The account that is logged in."""

    username: str = Field(examples=["k20060-1"])
    display_name: str = Field(examples=["Konsultant 1 (Kolno)"])
    role: Role
    office: str = Field(description="Code of the office", examples=["20060"])
    office_name: str = Field(examples=["Powiatowy Urząd Pracy w Kolnie"])
    also_offices: list[str] = Field(description="Further offices that its rights hold for", examples=[["20610"]])
    rights: dict[Right, RightReach] = Field(
        description="What it may do, and for what: one's own, the offices, the whole province",
        examples=[{"use_desk": "own"}],
    )

    @classmethod
    def of(cls, user: User) -> Self:
        return copied(
            cls,
            user,
            also_offices=sorted(user.also_offices),
            rights={right: _REACHES[user.reach(right)] for right in Right if user.may(right)},
        )


_REACHES: dict[Reach, RightReach] = {Reach.OWN: "own", Reach.OFFICE: "office", Reach.PROVINCE: "province"}


class MyAccount(Me):
    """The account that is logged in, and what a page needs after it was loaded again."""

    has_totp: bool = Field(default=False, description="Logging in needs a code of the telephone")
    is_of_directory: bool = Field(
        default=False, description="Logs in by the office's directory, and has no password here"
    )
    csrf_token: str | None = Field(
        default=None, description="For the header `X-CSRF-Token`; null for a program, which needs none"
    )


class LoggedInProgram(BaseModel):
    """The token goes into the header `Authorization: Bearer <token>` of every further request."""

    token: str = Field(examples=["q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c"])
    expires_at: datetime = Field(
        description="The latest; half an hour without a request ends it, too", examples=["2026-11-24T21:00:00Z"]
    )
    device: str = Field(
        description="Send it as `X-Device` with the next log-in: wrong tries of others do not delay it",
        examples=["z0x1c2v3b4n5m6q7w8e9r0t1y2u3i4o5p6a7s8d9f0g"],
    )
    account: Me


class LoggedInPage(BaseModel):
    """The session is in a cookie; `csrf_token` goes into the header `X-CSRF-Token` of every change."""

    csrf_token: str
    expires_at: datetime = Field(
        description="The latest; half an hour without a request ends it, too", examples=["2026-11-24T21:00:00Z"]
    )
    account: Me


class DirectoryOut(BaseModel):
    """The office's own directory of people."""

    is_connected: bool = Field(description="`GET /api/oidc/login` leads there")


class FirstPasswordIn(BaseModel):
    """A one-time code, and the password to be."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(pattern=Name, examples=["nowak"])
    code: OneTimeCode
    new_password: NewPassword


class PasswordChange(BaseModel):
    """The present password, and the one to be."""

    model_config = ConfigDict(extra="forbid")

    current_password: Password
    new_password: NewPassword


class TotpBegun(BaseModel):
    """The secret is shown this once. It is asked for from the confirmation on."""

    secret: str = Field(examples=["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"])
    otpauth_uri: str = Field(
        description="For a QR code",
        examples=[
            "otpauth://totp/System%207/24:nowak?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=System%207/24"
        ],
    )


class PasswordIn(BaseModel):
    """The present password: the session may be one that was left open."""

    model_config = ConfigDict(extra="forbid")

    password: Password


class TotpIn(BaseModel):
    """A code of the telephone."""

    model_config = ConfigDict(extra="forbid")

    code: TotpCode


class TotpEnd(PasswordIn):
    """The present password and a code of the telephone."""

    code: TotpCode
