"""Callers while the application is away, and what is written of them."""
