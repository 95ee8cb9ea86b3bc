"""What a scenario asks of other features."""
