"""`python -m ops.install.mail.dkim` makes the key of DKIM where none is, and prints each domain's DNS record."""

import os
import sys

from core.settings import Settings
from messaging.mail.dkim_signing import new_key, zone_line
from ops.console import Failed, complain


def main() -> int:
    """The key is readable by this account alone; it is never printed."""
    try:
        settings = Settings()
        file = settings.dkim_key_file
        if file is None or not settings.mailboxes:
            raise Failed("S724_DKIM_KEY_FILE and S724_MAILBOXES say where the key is, and of which domains")
        if not file.exists():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(new_key())
            print(f"{file}: a new key")
        private = file.read_bytes()
        for domain in sorted({address.partition("@")[2] for address in settings.offices_of_mailboxes}):
            print(zone_line(settings.dkim_selector, domain, private))
    except (Failed, OSError, ValueError) as error:
        complain(error if isinstance(error, Failed) else Failed(f"The key of DKIM: {error}"))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
