"""What connects the office's own directory (OpenID Connect): its address, our name there, and who is what here."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.lines import is_loopback
from core.rights import Role
from core.settings import Settings

FLOW_TIME = timedelta(minutes=10)
"""For the password and the second factor at the directory."""

OfficeCode = Annotated[str, Field(pattern=r"^\d{5}$")]


class RoleOfGroup(BaseModel):
    """What the members of a group of the directory are here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Role
    office: OfficeCode | None = None
    also_offices: frozenset[OfficeCode] = frozenset()

    @model_validator(mode="after")
    def _consultants_have_the_office_of_their_telephone(self) -> Self:
        if self.role == "consultant" and (self.office or self.also_offices):
            raise ValueError("a consultant has the office that hired them: leave office and also_offices out")
        if self.role != "consultant" and self.office is None:
            raise ValueError("every role but consultant needs an office")
        return self


class DirectoryRoles(BaseModel):
    """The file `S724_OIDC_ROLES`. The order of the groups counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: dict[str, RoleOfGroup] = Field(min_length=1)
    claim: str = Field(default="groups", min_length=1, description="Which part of the token names the groups")
    username_claim: str = Field(default="preferred_username", min_length=1)

    def of(self, groups: Collection[str]) -> RoleOfGroup | None:
        """The role of the first group of the file that is among these; None: they open nothing."""
        return next((role for name, role in self.groups.items() if name in groups), None)


@dataclass(frozen=True, slots=True)
class DirectorySettings:
    """`issuer` is the directory's name exactly as in its tokens. `public_url` has no slash at the end."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    roles: DirectoryRoles
    public_url: str

    @property
    def callback(self) -> str:
        """Where the directory sends browsers back to; it must know this address."""
        return f"{self.public_url}/api/oidc/callback"


class DirectoryMisconfigured(Exception):
    """Settings with which nobody could log in. The text names the setting, and no secret."""


def read_directory(settings: Settings) -> DirectorySettings | None:
    """The settings with what stands in their files; None if no directory is set. Raises DirectoryMisconfigured."""
    if settings.oidc_secret_file is None or settings.oidc_roles is None:
        return None  # `Settings` sees to it that all are set or none
    for name, address in (("OIDC_ISSUER", settings.oidc_issuer), ("PUBLIC_URL", settings.public_url)):
        if not is_safe_address(address) or urlsplit(address).query:
            raise DirectoryMisconfigured(f"S724_{name}={address!r}: https://… is needed (http on loopback only)")
    secret = _text("S724_OIDC_SECRET_FILE", settings.oidc_secret_file).strip()
    if not secret or not secret.isascii() or not secret.isprintable():
        raise DirectoryMisconfigured(f"S724_OIDC_SECRET_FILE: {settings.oidc_secret_file} holds no secret")
    try:
        roles = DirectoryRoles.model_validate_json(_text("S724_OIDC_ROLES", settings.oidc_roles))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        message = f"S724_OIDC_ROLES: {settings.oidc_roles}: {where}: {first['msg'].removeprefix('Value error, ')}"
        raise DirectoryMisconfigured(message) from None
    return DirectorySettings(
        settings.oidc_issuer, settings.oidc_client, secret, roles, settings.public_url.rstrip("/")
    )


def trouble(settings: Settings) -> str | None:
    """Why the web service must not start with these settings."""
    try:
        read_directory(settings)
    except DirectoryMisconfigured as error:
        return str(error)
    return None


def is_safe_address(address: str) -> bool:
    """May secrets be sent there? By https, and in clear within this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_here = host == "localhost" or is_loopback(host)
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))


def _text(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise DirectoryMisconfigured(f"{name}: {path} cannot be read: {reason}") from None
