"""Learning from use: what was asked and what was used, counted without persons, and everyday words."""
