"""Callers who want to be rung about an offer or a training."""
