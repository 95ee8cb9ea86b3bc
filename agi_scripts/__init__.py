"""The fallback path: answers for the application when that is away. Own process, no live state."""
