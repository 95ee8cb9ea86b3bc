"""Checks and previews of scenarios."""
