"""How much a page may send. One that sends more is no telephone."""

MOST_BYTES = 16 * 1024
"""Of a message: a browser's longest, with forty addresses, has a third of that."""
RATE = 50.0
"""Messages a second, in the long run."""
BURST = 150
"""Messages at once."""
