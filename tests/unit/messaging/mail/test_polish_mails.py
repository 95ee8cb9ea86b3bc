"""Of each of the forty mails is read what a person would read."""

import pytest

from messaging.mail.reading import read_mail
from tests.unit.messaging.mail.polish_mails import MAILS, Case


@pytest.mark.parametrize("case", MAILS, ids=lambda case: case.name)
def test_it_is_read_as_a_person_would(case: Case) -> None:
    read = read_mail(case.raw)
    assert read.reply.strip() == case.reply
    assert (read.subject, read.sender, read.is_automatic) == (case.subject, case.sender, case.is_automatic)
    assert tuple((file.name, file.kind) for file in read.files) == case.files
    assert read.faults == case.faults


def test_there_are_forty_of_them() -> None:
    assert len({case.name for case in MAILS}) == len(MAILS) >= 40
