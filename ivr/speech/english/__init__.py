"""English, said aloud. Pure."""
