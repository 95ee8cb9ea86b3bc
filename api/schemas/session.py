"""Logging in."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from core.rights import Role

Name = "^[A-Za-z0-9._-]{1,64}$"
"""Account names, which are also the ids of consultants."""


class Credentials(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(pattern=Name, examples=["k20060-1"])
    password: str = Field(min_length=1, max_length=200, examples=["mrkv-7h2p-wxqd"])


class Me(BaseModel):
    """The account that is logged in."""

    username: str = Field(examples=["k20060-1"])
    display_name: str = Field(examples=["Konsultant 1 (Kolno)"])
    role: Role
    office: str = Field(description="Code of the office", examples=["20060"])
    office_name: str = Field(examples=["Powiatowy Urząd Pracy w Kolnie"])


class LoggedIn(BaseModel):
    """The token goes into the header `Authorization: Bearer <token>` of every further request."""

    token: str = Field(examples=["q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c"])
    expires_at: datetime = Field(examples=["2026-11-24T21:00:00Z"])
    account: Me
