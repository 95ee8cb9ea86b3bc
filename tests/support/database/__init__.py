"""A real PostgreSQL, and rows as they stand in it."""
