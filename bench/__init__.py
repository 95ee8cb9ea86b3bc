"""Figures side by side with what Asterisk does without us: `make bench`. Never a test: nothing passes or fails."""
