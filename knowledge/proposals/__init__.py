"""What consultants propose for the knowledge base out of calls."""
