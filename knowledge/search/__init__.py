"""Finding things in the knowledge base: words and their forms, an index in memory, and what nobody found."""
