"""Matters: what people ask an office, and what is answered."""
