"""Made-up calls, and what must come of them in figures."""
