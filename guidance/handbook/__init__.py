"""The handbooks of the roles, and how they are read."""
