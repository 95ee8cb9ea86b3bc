"""Conditions and reckoning in scenarios: text to tokens, to a tree, to a value. Pure."""
