"""Searches that somebody of the staff has kept."""
