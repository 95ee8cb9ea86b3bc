"""Versions of scenarios that answer a share of the calls first."""
