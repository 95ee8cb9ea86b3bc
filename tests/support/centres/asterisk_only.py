"""A small centre for tests of the lines, what is asked of it, and how much its Asterisk has to do."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.running.installation import Installation
from tests.support.centres.running_centre import command_line
from tests.support.machine.open_sockets import Socket, open_sockets
from tests.support.telephones.phone import Encryption, Phone, Phones, hears_tone
from tests.support.timing.eventually import eventually

ASTERISK_ONLY_CENTRE = "tests.support.centres.asterisk_only_centre"


@pytest.fixture(scope="module")
def loopback_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A centre on loopback, where each telephone decides."""
    with Installation(tmp_path_factory.mktemp("mixed"), module=ASTERISK_ONLY_CENTRE) as centre:
        yield centre


async def telephone(
    centre: Installation, phones: Phones, name: str, encryption: Encryption | None = None
) -> Phone:
    settings = centre.settings
    port = settings.sips_port if encryption else settings.sip_port
    return await phones.consultant(
        name, centre.secrets.sip_password(name), port, settings.bind, encryption=encryption
    )


async def hears_itself(phone: Phone) -> None:
    """Wait until what it says now comes back."""
    begin = len(phone.heard)
    await phone.say(440.0)
    await phone.until(lambda: hears_tone(phone.heard.since(begin), 440.0), 10, "its own tone")
    await phone.be_silent()


async def nothing_is_up(centre: Installation) -> None:
    await eventually(lambda: centre.console("core show channels count").startswith("0 active channels"))


def asterisk(centre: Installation) -> int:
    """Its process number."""
    for process in centre.processes():
        if any(Path(word).name == "asterisk" for word in command_line(process.pid)[:5]):
            return process.pid
    raise AssertionError("Asterisk does not run")


def asterisk_sockets(centre: Installation) -> set[Socket]:
    return open_sockets([asterisk(centre)])


def processor_time(centre: Installation) -> float:
    """Seconds of a processor that Asterisk has used."""
    fields = Path(f"/proc/{asterisk(centre)}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
