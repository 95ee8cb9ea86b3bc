"""Occupations of the official classification (KZiS): from its file, or as imports bring them."""
