"""What a demonstration has besides."""
