"""The HTTP service for browsers. No live state: it reads tables, and sends wishes over the relay."""
