"""Persons as the staff see them: the client card, group by group, and finding somebody."""
