"""The two-person rule."""
