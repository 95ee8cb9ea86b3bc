"""What a person may take along: a copy of all data, and who has seen them; as JSON, and as PDF to read."""
