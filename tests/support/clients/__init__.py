"""Persons, their cards, and extracts of the offices."""
