"""How calls are given to consultants, without an event loop."""
