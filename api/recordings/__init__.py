"""The sound of recordings, and who may hear it."""
