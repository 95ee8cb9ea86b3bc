"""What an installation may set."""

from core.settings import Settings


def test_hours_are_passed_over_in_a_demonstration_unless_somebody_says_otherwise() -> None:
    assert Settings(demonstration=True).is_always_open
    assert not Settings(demonstration=False).is_always_open
    assert not Settings(demonstration=True, hours="plan").is_always_open
    assert Settings(demonstration=False, hours="always").is_always_open
