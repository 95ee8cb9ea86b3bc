"""Made-up offices, people and scenarios."""
