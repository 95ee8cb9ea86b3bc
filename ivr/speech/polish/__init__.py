"""Polish, said aloud. Pure."""
