"""Ukrainian, said aloud. Pure."""
