"""Recordings, messages and alarms as pages list them."""
