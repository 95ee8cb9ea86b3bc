"""The AGI protocol."""
