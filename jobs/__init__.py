"""Work that nobody waits for on the line: imports and exports, proof of the logs; later compression, retention."""
