"""An office's extract as files: its columns, its text, its faults."""
