"""Erasing a person: what goes, what legal holds keep, and the list by which nobody comes back."""
