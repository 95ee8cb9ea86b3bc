"""Consents as clients are asked for them: texts with their days, and what is said at the desk."""
