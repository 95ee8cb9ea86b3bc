"""Lists that ship."""
