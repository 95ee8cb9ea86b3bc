"""The central base of job offers: its service, its packages, its fields."""
