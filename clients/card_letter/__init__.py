"""The letter by which a client gets a card's number and PIN."""
