"""Job offers, wherever they come from."""
