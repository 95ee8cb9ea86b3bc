"""What an installation may set."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from core.settings import Settings


def test_hours_are_passed_over_in_a_demonstration_unless_somebody_says_otherwise() -> None:
    assert Settings(demonstration=True).is_always_open
    assert not Settings(demonstration=False).is_always_open
    assert not Settings(demonstration=True, hours="plan").is_always_open
    assert Settings(demonstration=False, hours="always").is_always_open


def test_a_demonstration_has_as_many_people_as_the_province_and_a_production_nobody() -> None:
    assert Settings(demonstration=True).made_up_people == 32_000
    assert Settings(demonstration=True, population=100).made_up_people == 100
    assert Settings(demonstration=True, population=0).made_up_people == 0
    assert Settings(demonstration=False).made_up_people == 0
    assert Settings.model_validate({"population": ""}).made_up_people == 32_000
    with pytest.raises(ValidationError, match="S724_POPULATION"):
        Settings(demonstration=False, population=100)
    with pytest.raises(ValidationError):
        Settings(population=-1)


def test_text_messages_are_sent_by_nothing_unless_somebody_says_by_what() -> None:
    assert not Settings().sms
    assert Settings(sms="table").sms == "table"
    with pytest.raises(ValidationError):
        Settings.model_validate({"sms": "yes"})


def test_trusted_proxies_are_addresses_or_networks() -> None:
    assert not Settings().trusted_proxies
    assert Settings(trusted_proxies="127.0.0.1, 10.24.0.0/24,fd00::/8").trusted_proxies
    for wrong in ("proxy", "10.24.0.0/33", "127.0.0.1;10.24.0.2"):
        with pytest.raises(ValidationError):
            Settings(trusted_proxies=wrong)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"recordings_store": "s3://nagrania"}, "S724_S3_KEY_FILE belongs"),
        ({"s3_key_file": "/etc/s3.key"}, "S724_S3_KEY_FILE belongs"),
        ({"recordings_store": "/mnt/nagrania", "s3_key_file": "/etc/s3.key"}, "recordings_store"),
        (
            {"recordings_store": "s3://nagrania", "s3_key_file": "/k", "s3_endpoint": "http://magazyn.example"},
            "in clear on this machine only",
        ),
    ],
)
def test_a_store_for_recordings_is_set_as_a_whole_and_never_in_clear(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Settings(**given)


def test_a_store_on_this_machine_may_be_met_in_clear() -> None:
    place = {"recordings_store": "s3://nagrania/wup", "s3_key_file": Path("/k")}
    assert Settings(**place, s3_endpoint="http://127.0.0.1:9000").recordings_store == "s3://nagrania/wup"  # type: ignore[arg-type]


def test_another_application_is_looked_for_where_there_are_several_on_one_machine_or_on_more() -> None:
    assert not Settings().has_standby
    assert Settings(application="first").has_standby
    assert Settings(applications="first,second").has_standby
