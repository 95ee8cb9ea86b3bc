"""Lists that people change while processes run."""
