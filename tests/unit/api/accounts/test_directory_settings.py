"""Connecting the office's directory: what is refused at the start, and which group counts."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from api.accounts.directory.directory_settings import DirectoryRoles, is_safe_address, read_directory, trouble
from core.settings import Settings

SUPERVISOR = {"role": "supervisor", "office": "20060", "also_offices": ["20610"]}
ROLES = {"groups": {"kierownicy": SUPERVISOR, "konsultanci": {"role": "consultant"}}}


def settings(folder: Path, roles: Any = ROLES, secret: str = "tajne\n", **changes: Any) -> Settings:
    (folder / "secret").write_text(secret)
    (folder / "roles.json").write_text(roles if isinstance(roles, str) else json.dumps(roles))
    values: dict[str, Any] = {
        "oidc_issuer": "https://directory.example/",
        "oidc_client": "centre",
        "oidc_secret_file": folder / "secret",
        "oidc_roles": folder / "roles.json",
        "public_url": "https://centre.example/",
    }
    return Settings(**{**values, **changes})


def test_without_settings_there_is_no_directory() -> None:
    assert read_directory(Settings()) is None


def test_the_settings_and_files_are_read_and_the_secret_is_not_shown(tmp_path: Path) -> None:
    found = read_directory(settings(tmp_path))
    assert found is not None
    assert (found.issuer, found.secret) == ("https://directory.example/", "tajne")
    assert found.callback == "https://centre.example/api/oidc/callback"
    assert "tajne" not in repr(found)
    assert (found.roles.claim, found.roles.username_claim) == ("groups", "preferred_username")


def test_without_a_directory_passwords_stay_for_everybody() -> None:
    with pytest.raises(ValidationError, match="S724_OIDC_ONLY"):
        Settings(oidc_only=True)


@pytest.mark.parametrize("missing", ["oidc_issuer", "oidc_client", "oidc_secret_file", "oidc_roles", "public_url"])
def test_a_part_of_the_settings_alone_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(ValidationError, match="belong together"):
        settings(tmp_path, **{missing: ""})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"oidc_issuer": "http://directory.example"}, "S724_OIDC_ISSUER"),
        ({"public_url": "http://centre.example"}, "S724_PUBLIC_URL"),
        ({"public_url": "centre.example"}, "S724_PUBLIC_URL"),
        ({"oidc_secret_file": Path("/nowhere/secret")}, "S724_OIDC_SECRET_FILE: /nowhere/secret cannot be read"),
        ({"secret": " \n"}, "holds no secret"),
        ({"roles": "{"}, "S724_OIDC_ROLES"),
        ({"roles": {"groups": {}}}, "groups"),
        ({"roles": {"groups": {"a": {"role": "boss", "office": "20060"}}}}, "groups.a.role"),
        ({"roles": {"groups": {"a": {"role": "auditor"}}}}, "groups.a: every role but consultant needs an office"),
        ({"roles": {"groups": {"a": {"role": "consultant", "office": "20060"}}}}, "leave office"),
        ({"roles": {"groups": {"a": SUPERVISOR}, "clam": "x"}}, "clam"),
    ],
)
def test_the_start_says_what_cannot_be_used(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    said = trouble(settings(tmp_path, **changes))
    assert said is not None
    assert told in said
    assert "tajne" not in said


def test_the_first_group_of_the_file_counts_whatever_the_order_of_the_token() -> None:
    roles = DirectoryRoles.model_validate(ROLES)
    for groups in (["konsultanci", "kierownicy"], ["kierownicy", "konsultanci"]):
        found = roles.of(groups)
        assert found is not None
        assert found.role == "supervisor"
    assert roles.of(["inni"]) is None


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://directory.example/x", True),
        ("http://localhost:9400", True),
        ("http://127.0.0.1:9400", True),
        ("http://10.0.0.1", False),
        ("ftp://localhost", False),
        ("https://", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_secrets_go_by_https_or_stay_on_the_machine(address: str, is_safe: bool) -> None:
    assert is_safe_address(address) is is_safe
