"""Who takes which call: policies. Pure."""
