"""Which offices' areas touch."""
