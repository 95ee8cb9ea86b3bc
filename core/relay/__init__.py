"""Questions, commands and news between processes."""
