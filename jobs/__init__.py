"""Work that nobody waits for on the line: imports and exports; later compression, retention, chains, schedules."""
