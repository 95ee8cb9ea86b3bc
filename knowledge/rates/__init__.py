"""Amounts that texts name by their code: which holds on which day, and how it is written."""
