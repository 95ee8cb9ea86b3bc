"""Looks after callers while the application gives no sign of life; a process of its own."""
