"""After a call with a PIN, nothing that the centre wrote holds it."""

import asyncpg
import pytest

from recordings.vault.objects.object_store import SUFFIX
from tests.support.centres.running_centre import (
    RunningCentre,
    everything_in,
    files_that_hold,
    listen,
    standing_alone,
)
from tests.support.telephones.hearing import until_prompt_begins
from tests.support.telephones.phone import Phones, two_way_sound

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("jobs")]


async def _every_row(centre: RunningCentre) -> str:
    connection = await asyncpg.connect(centre.installation.settings.dsn.replace("+asyncpg", ""))
    try:
        # As letters and digits where bytes are such: in hexadecimal any six digits come up by chance.
        await connection.execute("SET bytea_output = 'escape'")
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = [await connection.fetch(f'SELECT t::text FROM "{table[0]}" t') for table in tables]
    finally:
        await connection.close()
    return "\n".join(row[0] for found in rows for row in found)


async def test_the_pin_is_in_no_file_no_row_and_on_no_telephone(centre: RunningCentre, phones: Phones) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    caller = phones.caller()
    wrong_pin = "593817"
    await caller.call("9510", centre.sip_port)
    await centre.identify(caller, pin=wrong_pin)
    await until_prompt_begins(caller, await centre.prompt("A05", pozostalo_prob="Pozostały dwie próby."))
    await centre.identify(caller)
    await centre.ask_for_consultant(caller)
    await until_prompt_begins(caller, await centre.prompt("N02"), timeout=20)
    await listen(caller, 2)
    await caller.send_keys("1")
    await consultant.wait_for_ring(25)
    await consultant.answer()
    await two_way_sound(caller, consultant)
    await caller.hang_up()
    await centre.until_nothing_is_left()

    written = everything_in(centre.state)
    assert any(path.suffix in (".wav", SUFFIX) for path in written)  # as recorded, or packed by now
    assert any(path.name == "asterisk.log" for path in written)
    for pin in (centre.anna.pin, wrong_pin):
        assert not files_that_hold(pin, centre.state)
        assert not standing_alone(pin, (await _every_row(centre)).encode())
        assert pin not in consultant.story
        assert not consultant.received_keys


async def test_passwords_are_in_no_log_and_no_row(centre: RunningCentre) -> None:
    secrets = [value for value in centre.installation.secrets.all_values() if len(value) > 8]
    logs = [path for path in everything_in(centre.state / "log") if path.is_file()]
    text = "\n".join(path.read_text("utf-8", errors="replace") for path in logs) + await _every_row(centre)
    assert not [secret for secret in secrets if secret in text]
