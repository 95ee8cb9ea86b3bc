"""Where work is, and how near that is."""
