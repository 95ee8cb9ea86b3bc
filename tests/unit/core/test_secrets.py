"""Secrets are never shown."""

from core.secrets import InstallationSecrets


def test_secrets_are_not_printed() -> None:
    secrets = InstallationSecrets(ari_password="one", pin_pepper="two")
    for value in ("one", "two", "three"):
        assert value not in repr(secrets)
        assert value not in f"{secrets}"
