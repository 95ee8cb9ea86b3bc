"""What anybody may know: the knowledge base."""
