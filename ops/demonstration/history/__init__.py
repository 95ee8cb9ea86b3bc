"""Thirty days of calls, and of what people made of them, that a demonstration begins with."""
