"""The secrets of an installation that is nothing but a state folder."""

import json
from pathlib import Path

from core.keys.secret_box import new_identity
from core.proof.signing import new_signing_key
from recordings.vault.keys import new_installation_key
from tests.support.database.postgres import FACT_KEY


def write_secrets(state: Path, **changed: object) -> None:
    """Those that data are kept with, as `ops.install.secrets` makes them; what is there already stays."""
    file = state / "secrets.json"
    made: dict[str, object] = {
        "ari_password": "-",
        "pin_pepper": "p" * 40,
        "pesel_pepper": "p" * 40,
        "pesel_key": new_identity(),
        "export_key": new_signing_key(),
        "anchor_key": new_signing_key(),
        "fact_key": FACT_KEY,
        "recording_key": new_installation_key(),
    }
    kept = json.loads(file.read_text()) if file.exists() else {}
    fresh = file.with_suffix(".fresh")
    fresh.write_text(json.dumps({**made, **kept, **changed}))
    fresh.replace(file)
