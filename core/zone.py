"""The time zone of the offices. Apart from `core.clock`, so that pure modules may use it. Pure."""

from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
