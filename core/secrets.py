"""The secrets of an installation as its processes read them; `ops.install.secrets` makes them."""

from pathlib import Path

import msgspec


class InstallationSecrets(msgspec.Struct, frozen=True):
    """Only what running processes need. Never printed: `repr` shows no value."""

    ari_password: str
    pin_pepper: str
    metrics_token: str = ""  # empty: nobody may see the metrics
    ami_password: str = ""
    ami_application_password: str = ""  # of the application itself; the one above is the watchdog's
    sms_key: str = ""  # empty: no one-time codes
    agi_secret: str = ""  # empty: the FastAGI server does not start, and calls do without it
    telephone_secret: str = ""  # proves to Asterisk whose browser speaks; empty: no browser is a telephone
    totp_key: str = ""  # locks the secrets of second factors
    pesel_pepper: str = ""  # mixed into the hash by which a PESEL is found again; empty: none is kept
    pesel_key: str = ""  # locks PESEL numbers
    fact_key: str = ""  # wraps the keys that seal what facts say of persons; empty: no facts are written
    export_key: str = ""  # signs what is told back to the offices
    anchor_key: str = ""  # signs the ends of chains; empty: none are anchored
    recording_key: str = ""  # wraps the keys of recordings; empty: none are packed, and none can be heard
    recording_keys_old: list[str] = []  # of before a rotation that is under way

    def __repr__(self) -> str:
        return "InstallationSecrets(…)"


def read_secrets(state: Path) -> InstallationSecrets:
    """Raises OSError when the file is not there, msgspec.DecodeError when it is damaged."""
    return msgspec.json.decode((state / "secrets.json").read_bytes(), type=InstallationSecrets)
