"""Consultants, queues and offers as they are now."""
