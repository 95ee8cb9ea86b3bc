"""Who calls: card number, PIN, one-time code, the tries that are counted, and how much one caller may take."""
