"""Questions about figures, and their answers."""
