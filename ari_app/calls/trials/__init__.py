"""Scenarios tried out on the telephone of whoever writes them."""
