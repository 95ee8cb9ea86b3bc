"""Mail servers for tests."""
