"""What the offices know: clients now; articles, offers and visits come with the knowledge base."""
