"""Messages out and in: what goes, whether it has gone, and what came back."""
