"""Finding things in the knowledge base: what is searched, what is shown of it, and what nobody found."""
