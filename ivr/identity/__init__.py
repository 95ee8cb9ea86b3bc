"""Who calls: card number, PIN, one-time code, and the tries that are counted."""
