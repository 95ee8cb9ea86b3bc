"""The process that owns every live call."""
