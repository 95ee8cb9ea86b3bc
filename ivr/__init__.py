"""What callers hear and press: scenarios as data, the nodes they are made of, speech, verification."""
